import Cryptography
import Foundation
import Sandbox
import SlotModel

/// Signs for the accounts of the built-in exchange; the vectors and ccxt test the same gate without this code.
struct AsterClient {
    var server: SandboxServer
    var account: SandboxAccount
    /// The exchange's clock minus ours.
    var offset: Duration = .zero

    func raw(_ host: SandboxHost) -> RawClient { RawClient(port: server.port(of: host)) }

    /// A signed read; `parameters` are encoded already.
    func get(_ path: String, _ parameters: String = "", on host: SandboxHost) throws -> RawClient.Answer? {
        switch account.generation {
        case .v1:
            let query = joined(parameters, "timestamp=\(now / 1000)")
            return raw(host).get("\(path)?\(query)&signature=\(v1Signature(query))", headers: keyHeader)
        case .v3:
            let query = joined(parameters, identity(nonce: AsterClient.nextNonce(now)))
            return try raw(host).get("\(path)?\(query)&signature=\(v3Signature(query))")
        }
    }

    var keyHeader: [String: String] { ["X-MBX-APIKEY": account.credentials[.key] ?? ""] }

    /// Microseconds since the epoch by the exchange's clock.
    var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) + offset.wholeMicroseconds }

    func identity(nonce: Int64) -> String {
        let user = account.credentials[.mainWallet] ?? ""
        return "nonce=\(nonce)&user=\(user)&signer=\(account.credentials[.apiWallet] ?? "")"
    }

    func v1Signature(_ text: String) -> String {
        let secret = Secret(copying: Array((account.credentials[.secret] ?? "").utf8))
        return Hex.text(hmacSHA256(text, key: secret))
    }

    func v3Signature(_ text: String, privateKey: String? = nil, chain: UInt64 = 1666) throws -> String {
        let given = privateKey ?? account.credentials[.privateKey] ?? ""
        let domain = TypedData.Domain(
            name: "AsterSignTransaction",
            version: "1",
            chainID: chain,
            verifyingContract: .zero
        )
        let digest = TypedData.digest(
            domainSeparator: domain.separator,
            structHash: TypedData.structHash(type: "Message(string msg)", [.string(text)])
        )
        return try PrivateKey(text: Secret(copying: Array(given.utf8))).sign(digest: digest).text
    }

    private func joined(_ first: String, _ second: String) -> String {
        first.isEmpty ? second : first + "&" + second
    }

    /// The clock, or one more than the last.
    static func nextNonce(_ now: Int64) -> Int64 {
        lock.lock()
        defer { lock.unlock() }
        last.value = max(now, last.value + 1)
        return last.value
    }

    private static let lock = NSLock()
    private static let last = Last()

    /// `@unchecked`: touched while `lock` is held.
    private final class Last: @unchecked Sendable {
        var value: Int64 = 0
    }
}

extension SandboxAccount {
    /// An account that has to be there.
    static func named(_ name: String) -> SandboxAccount {
        guard let account = SandboxAccounts.named(name) else { preconditionFailure("no account \(name)") }
        return account
    }
}
