import Cryptography
import SlotModel

/// Decides who signed a request, and whether they may ask this.
struct BitgetGate: Sendable {
    /// How far a timestamp may be from the exchange's clock (docs/facts/exchanges.md 5.2).
    static let window = Duration.seconds(30)

    let registry: BitgetRegistry
    let checksSignatures: Bool

    /// The account behind a signed request.
    ///
    /// Key and passphrase are judged before the account's mode (docs/facts/exchanges.md 5.1); the order of the rest is
    /// not known.
    func admit(
        _ request: ServedRequest,
        to access: BitgetRoute.Access,
        at now: Timestamp
    ) throws(BitgetRefusal) -> BitgetAccount {
        guard let key = filled(request, "ACCESS-KEY") else { throw .noKey }
        guard let signature = filled(request, "ACCESS-SIGN") else { throw .noSignature }
        guard let passphrase = filled(request, "ACCESS-PASSPHRASE") else { throw .noPassphrase }
        guard let written = filled(request, "ACCESS-TIMESTAMP"), let timestamp = Int64(written),
            timestamp >= 0
        else { throw .malformedTimestamp }
        let distance = now - Timestamp(milliseconds: timestamp)
        guard distance.wholeMilliseconds.magnitude <= Self.window.wholeMilliseconds else {
            throw .expiredTimestamp
        }
        guard let account = registry.account(withKey: key) else { throw unknown(key) }
        guard passphrase == account.passphrase else { throw .wrongKeyOrPassphrase }
        guard !checksSignatures || isSigned(request, signature, at: written, by: account.secret) else {
            throw .wrongSignature
        }
        guard (request.headers["paptrading"] == "1") == account.traits.isDemo else { throw .wrongEnvironment }
        let addresses = AddressList(account.traits.addresses.joined(separator: ","))
        guard addresses.allows(request.peer) else { throw .wrongAddress(request.peer) }
        if let refusal = account.traits.refusal { throw refusal }
        switch (access, account.traits.unified) {
        case (.classic, .some): throw .unifiedOnly
        case (.classic, nil) where account.traits.isRefusedByClassic: throw .wrongKeyOrPassphrase
        case (.unified, nil): throw .classicOnly
        default: return account
        }
    }

    private func filled(_ request: ServedRequest, _ header: String) -> String? {
        request.headers[header].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func unknown(_ key: String) -> BitgetRefusal {
        let looksRight = key.hasPrefix("bg_") && key.utf8.count == 35
        return looksRight ? .unknownKey : .invalidKey
    }

    /// Whether the text of docs/facts/exchanges.md 5.2 was signed.
    ///
    /// Which reading of a query with percent-encoding is signed is not confirmed: as it came or decoded, both open.
    private func isSigned(
        _ request: ServedRequest,
        _ signature: String,
        at timestamp: String,
        by secret: Secret
    ) -> Bool {
        guard let given = Base64.bytes(signature), given.count == 32 else { return false }
        let start = Array("\(timestamp)\(request.method)".utf8)
        if given == hmacSHA256(start + request.target + request.body, key: secret) { return true }
        guard let query = QueryText(request.query), !query.parameters.isEmpty else { return false }
        let decoded = query.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let text = start + Array("\(request.path)?\(decoded)".utf8) + request.body
        return given == hmacSHA256(text, key: secret)
    }
}
