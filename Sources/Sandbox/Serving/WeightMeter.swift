import Locking
import SlotModel

/// Adds up what each address asks of each host, minute by minute, and says when it was too much.
final class WeightMeter: Sendable {
    enum Verdict: Hashable, Sendable {
        case fine
        /// Over the limit: HTTP 429.
        case tooMuch(retryAfter: Duration)
        /// Went on asking after that: HTTP 418.
        case banned(until: Timestamp, retryAfter: Duration)
    }

    private struct Key: Hashable {
        var host: SandboxHost
        var peer: String
    }

    private struct Account {
        var minute: Int64
        var used = 0
        var refusals = 0
        var bannedUntil: Timestamp?
    }

    /// So many requests after the first 429 are answered with 429, then the address is banned.
    static let patience = 20
    /// The shortest ban that the exchange documents (docs/facts/exchanges.md 2.7).
    static let ban = Duration.seconds(120)

    private let limits: [SandboxHost: Int]
    private let accounts = Lock<[Key: Account]>([:])

    init(limits: [SandboxHost: Int]) { self.limits = limits }

    func limit(of host: SandboxHost) -> Int { limits[host] ?? .max }

    /// Adds a request; `used` is what the address asked for in this minute, the request included.
    func charge(_ weight: Int, to peer: String, on host: SandboxHost, at now: Timestamp) -> (
        used: Int, verdict: Verdict
    ) {
        let limit = limit(of: host)
        let minute = now.microseconds / 60_000_000
        return accounts.withLock { accounts in
            var account = accounts[Key(host: host, peer: peer)] ?? Account(minute: minute)
            defer { accounts[Key(host: host, peer: peer)] = account }
            if let end = account.bannedUntil {
                guard end <= now else { return (account.used, .banned(until: end, retryAfter: end - now)) }
                account = Account(minute: minute)
            }
            if account.minute != minute { account = Account(minute: minute) }
            account.used = account.used.addingReportingOverflow(weight).partialValue
            guard account.used > limit else { return (account.used, .fine) }
            account.refusals += 1
            guard account.refusals > Self.patience else {
                let end = Timestamp(microseconds: (minute + 1) * 60_000_000)
                return (account.used, .tooMuch(retryAfter: end - now))
            }
            account.bannedUntil = now + Self.ban
            return (account.used, .banned(until: now + Self.ban, retryAfter: Self.ban))
        }
    }
}
