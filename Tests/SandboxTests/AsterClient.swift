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
        case .v3, nil:
            let query = joined(parameters, identity(nonce: nextNonce()))
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

    /// The exchange's clock, or one more than the last for the same offset.
    func nextNonce() -> Int64 { Self.last.next(atLeast: now, offset: offset) }

    private static let last = Last()

    /// `@unchecked`: `values` is touched while `lock` is held.
    private final class Last: @unchecked Sendable {
        private let lock = NSLock()
        private var values: [Duration: Int64] = [:]

        func next(atLeast now: Int64, offset: Duration) -> Int64 {
            lock.withLock {
                let value = max(now, (values[offset] ?? 0) + 1)
                values[offset] = value
                return value
            }
        }
    }
}

extension SandboxAccount {
    /// An account that has to be there.
    static func named(_ name: String) -> SandboxAccount {
        guard let account = SandboxAccounts.named(name) else { preconditionFailure("no account \(name)") }
        return account
    }
}
