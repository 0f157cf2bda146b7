import Locking
import SlotModel

/// The nonces that each wallet used, by the rules of docs/facts/exchanges.md 2.5.
final class AsterNonces: Sendable {
    /// Kept per wallet; when so many are there, a nonce below the least is refused.
    static let kept = 100
    /// How far a nonce may be from the exchange's clock, before or after.
    static let window = Duration.seconds(10)

    private let used = Lock<[String: [Int64]]>([:])

    /// Whether a nonce, in microseconds since the epoch, lies near enough to the exchange's clock.
    static func isTimely(_ nonce: Int64, at now: Timestamp) -> Bool {
        let (difference, overflow) = nonce.subtractingReportingOverflow(now.microseconds)
        return !overflow && difference.magnitude <= window.wholeMicroseconds.magnitude
    }

    /// Takes note of a nonce; `false` when it was used before or is below all that are kept.
    func take(_ nonce: Int64, of wallet: String) -> Bool {
        used.withLock { used in
            var nonces = used[wallet] ?? []
            used[wallet] = nil
            defer { used[wallet] = nonces }
            // Ascending; nearly always the new one is the greatest.
            let place = (nonces.lastIndex { $0 <= nonce }).map { $0 + 1 } ?? 0
            if place > 0, nonces[place - 1] == nonce { return false }
            guard nonces.count >= Self.kept else {
                nonces.insert(nonce, at: place)
                return true
            }
            guard place > 0 else { return false }
            nonces.insert(nonce, at: place)
            nonces.removeFirst()
            return true
        }
    }
}
