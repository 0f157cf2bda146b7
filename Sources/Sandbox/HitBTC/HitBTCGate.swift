import Cryptography
import SlotModel

/// Decides who signed a request (docs/facts/exchanges.md 6.2).
struct HitBTCGate: Sendable {
    /// Milliseconds; how far a timestamp may be from the exchange's clock by default and at most.
    private static let defaultWindow: Int64 = 10_000
    private static let greatestWindow: Int64 = 60_000

    let registry: HitBTCRegistry
    let checksSignatures: Bool

    /// The account behind a signed request.
    ///
    /// Key, secret, signature and time stamp cannot be told apart by the answer (docs/facts/exchanges.md 6.4).
    func admit(_ request: ServedRequest, at now: Timestamp) throws(HitBTCRefusal) -> HitBTCAccount {
        guard let header = request.headers["Authorization"], !header.isEmpty else { throw .unauthorized }
        let sides = header.split(separator: " ", maxSplits: 1)
        guard sides.count == 2, let bytes = Base64.bytes(String(sides[1])),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .unsupported }
        switch sides[0].lowercased() {
        case "basic": return try admitBasic(text)
        case "hs256": return try admitSigned(text, request, at: now)
        default: throw .unsupported
        }
    }

    /// `key:secret`.
    private func admitBasic(_ text: String) throws(HitBTCRefusal) -> HitBTCAccount {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let account = registry.account(withKey: String(parts[0])) else {
            throw .unauthorized
        }
        let given = Array(parts[1].utf8)
        guard !checksSignatures || account.secret.withBytes({ $0.elementsEqual(given) }) else {
            throw .unauthorized
        }
        return account
    }

    /// `key:signature:timestamp` or `key:signature:timestamp:window`.
    private func admitSigned(
        _ text: String,
        _ request: ServedRequest,
        at now: Timestamp
    ) throws(HitBTCRefusal) -> HitBTCAccount {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 || parts.count == 4 else { throw .unsupported }
        guard let account = registry.account(withKey: parts[0]) else { throw .unauthorized }
        var window = Self.defaultWindow
        if parts.count == 4 {
            guard let wanted = Int64(parts[3]), (1...Self.greatestWindow).contains(wanted) else {
                throw .unauthorized
            }
            window = wanted
        }
        guard let timestamp = Int64(parts[2]), timestamp >= 0 else { throw .unauthorized }
        let distance = now - Timestamp(milliseconds: timestamp)
        guard distance.wholeMilliseconds.magnitude <= window else { throw .unauthorized }
        let signed =
            Array(request.method.utf8) + request.target + request.body + Array(parts[2...].joined().utf8)
        // Lower-case digits: nothing tells that others are accepted.
        guard !checksSignatures || parts[1] == Hex.text(hmacSHA256(signed, key: account.secret)) else {
            throw .unauthorized
        }
        return account
    }
}
