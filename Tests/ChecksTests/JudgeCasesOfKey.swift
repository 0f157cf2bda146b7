import Checks
import Exchanges
import HTTPTransport
import SlotModel

private let clockHelp =
    "set this machine's clock: sudo timedatectl set-ntp true; for a container on its host; for WSL run 'wsl --shutdown' in "
    + "Windows and start it again"

let credentialCases: [JudgeCase] = [
    JudgeCase(
        "an error stops everything",
        .credentials,
        .fail,
        "the private key has 63 digits",
        help: "copy it again",
        .invalidCredentials,
        "credentials.private-key",
        line: 5
    ) {
        $0.credentials = [
            CredentialFinding(
                .error,
                "credentials.private-key",
                "the private key has 63 digits",
                help: "copy it again",
                field: .privateKey
            )
        ]
    },
    JudgeCase(
        "the rest is skipped then",
        .balance,
        .skip,
        "not asked: the credentials cannot be right",
        .invalidCredentials
    ) { $0.credentials = [CredentialFinding(.error, "credentials.x", "wrong")] },
    JudgeCase(
        "a warning does not stop",
        .credentials,
        .warn,
        "this is the main wallet's own key",
        .connected,
        "credentials.main-wallet-key",
        line: 3
    ) {
        $0.credentials = [
            CredentialFinding(.warning, "credentials.main-wallet-key", "this is the main wallet's own key")
        ]
    },
    JudgeCase("several errors are all told", .credentials, .fail, "one; two", .invalidCredentials) {
        $0.credentials = [
            CredentialFinding(.error, "credentials.a", "one"),
            CredentialFinding(.warning, "credentials.b", "so so"),
            CredentialFinding(.error, "credentials.c", "two"),
        ]
    }.withCode("credentials.c"),
]

let connectionCases: [JudgeCase] = [
    JudgeCase("very near", .reach, .pass, "answered in under 1 ms") {
        $0.facts.reach = .known(HTTPTimings(started: now, total: .microseconds(700)))
    },
    JudgeCase("over an open connection", .reach, .pass, "answered in 20 ms (first byte 19 ms)") {
        $0.facts.reach = .known(
            HTTPTimings(started: now, sent: .zero, firstByte: .milliseconds(19), total: .milliseconds(20))
        )
    },
    JudgeCase(
        "no answer",
        .reach,
        .fail,
        "futures.example did not answer within 6 s",
        help: "nothing is wrong with the key; check again later",
        .unavailable,
        "exchange.unavailable",
        line: 2
    ) {
        $0.facts = Facts(notAsked: "the exchange cannot be reached")
        $0.facts.reach = .failed(
            failure(.unavailable, "futures.example did not answer within 6 s", help: nil)
        )
    },
    JudgeCase(
        "one bad answer beside good signed ones",
        .reach,
        .warn,
        "could not be asked: reset",
        .connected,
        "exchange.unavailable"
    ) { $0.facts.reach = .failed(failure(.unavailable, "reset")) },
    JudgeCase("ahead", .clock, .pass, "999 ms ahead, compensated") {
        $0.facts.clock = .known(ClockReading(skew: .milliseconds(-999), uncertainty: .zero))
    },
    JudgeCase("in step", .clock, .pass, "in step with the exchange") {
        $0.facts.clock = .known(ClockReading(skew: .microseconds(999), uncertainty: .zero))
    },
    JudgeCase(
        "in step, of an exchange that tells seconds",
        .clock,
        .pass,
        "in step with the exchange, to 510 ms"
    ) {
        $0.facts.clock = .known(ClockReading(skew: .milliseconds(-490), uncertainty: .milliseconds(510)))
    },
    JudgeCase(
        "above the tolerance, or not, of one that tells seconds",
        .clock,
        .pass,
        "1.4 s behind, compensated"
    ) {
        $0.facts.clock = .known(ClockReading(skew: .milliseconds(1400), uncertainty: .milliseconds(510)))
    },
    JudgeCase("at the tolerance", .clock, .pass, "1 s behind, compensated") {
        $0.facts.clock = .known(ClockReading(skew: .seconds(1), uncertainty: .zero))
    },
    JudgeCase(
        "above the tolerance",
        .clock,
        .warn,
        "our clock is 4.5 s behind; compensated here, but the bot may be refused",
        help: clockHelp,
        .connected,
        "clock.skew",
        line: 2
    ) { $0.facts.clock = .known(ClockReading(skew: .milliseconds(4500), uncertainty: .zero)) },
    JudgeCase(
        "beyond what the exchange takes from a bot",
        .clock,
        .fail,
        "our clock is 10 min 2 s behind; compensated here, but the bot's own requests will be refused",
        help: clockHelp,
        .clockSkew,
        "clock.skew",
        line: 2
    ) { $0.facts.clock = .known(ClockReading(skew: .seconds(602), uncertainty: .zero)) },
    JudgeCase(
        "refused for the time",
        .clock,
        .fail,
        "our clock is 12.5 s ahead: no",
        help: clockHelp,
        .clockSkew,
        "exchange.clock-skew",
        line: 3
    ) {
        $0.facts.clock = .known(ClockReading(skew: .milliseconds(-12_500), uncertainty: .zero))
        $0.facts.signIn = .failed(failure(.clockSkew))
    },
    JudgeCase(
        "refused for the time although the clock is right",
        .clock,
        .fail,
        "our clock is in step with the exchange, yet no",
        help: "mend it",
        .clockSkew,
        "exchange.clock-skew"
    ) {
        $0.facts.clock = .known(ClockReading(skew: .zero, uncertainty: .zero))
        $0.facts.signIn = .failed(failure(.clockSkew))
    },
    JudgeCase(
        "the time could not be asked",
        .clock,
        .warn,
        "could not be asked: 500",
        .connected,
        "exchange.unavailable"
    ) { $0.facts.clock = .failed(failure(.unavailable, "500")) },
    JudgeCase(
        "the time could not be asked, and so nothing else",
        .clock,
        .fail,
        "banned for 2 min",
        .rateLimited,
        "exchange.rate-limited"
    ) {
        let reach = $0.facts.reach
        $0.facts = Facts(notAsked: "the exchange's clock could not be read")
        $0.facts.reach = reach
        $0.facts.clock = .failed(failure(.rateLimited(wait: .seconds(120)), "banned for 2 min"))
    },
    JudgeCase("nobody asked", .signIn, .skip, "there was no time", .unavailable) {
        $0.facts.signIn = .notAsked("there was no time")
    },
    JudgeCase(
        "refused at a field",
        .signIn,
        .fail,
        "no aster user found (-1000)",
        help: "mend it",
        .invalidCredentials,
        "exchange.invalid-credentials",
        line: 6
    ) { $0.facts.signIn = .failed(failure(.invalidCredentials(.mainWallet), "no aster user found (-1000)")) },
    JudgeCase(
        "too many requests",
        .signIn,
        .fail,
        "asked too often",
        help: "wait 1 min 30 s, then check again",
        .rateLimited,
        "exchange.rate-limited"
    ) { $0.facts.signIn = .failed(failure(.rateLimited(wait: .seconds(90)), "asked too often", help: nil)) },
    JudgeCase("not understood", .signIn, .fail, "not JSON", .unavailable, "exchange.not-understood") {
        $0.facts.signIn = .failed(failure(.notUnderstood, "not JSON"))
    },
]

let permissionCases: [JudgeCase] = [
    JudgeCase(
        "a needed right is off",
        .permissions,
        .fail,
        "the key lacks the right for futures trading",
        help: "turn on futures trading for this key at the key page",
        .missingPermission,
        "permissions.missing",
        line: 3
    ) { $0.facts.permissions = .known([.read: .yes, .futures: .no, .withdraw: .no]) },
    JudgeCase(
        "withdrawing is denied",
        .permissions,
        .fail,
        "the key can withdraw",
        help:
            "turn withdrawing off for this key at the key page; if the slot needs it, write 'allow: [withdraw]' in slots/main.yaml",
        .excessPermission,
        "permissions.withdraw"
    ) { $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes]) },
    JudgeCase(
        "withdrawing is warned about",
        .permissions,
        .warn,
        "the key can withdraw",
        .connected,
        "permissions.withdraw"
    ) {
        $0.policy.withdraw = .warn
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
    },
    JudgeCase(
        "withdrawing is allowed",
        .permissions,
        .pass,
        "allowed: reading, futures trading and withdrawing (withdrawing is waived)"
    ) {
        $0.policy.withdraw = .allow
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
    },
    JudgeCase(
        "withdrawing is waived by the slot",
        .permissions,
        .pass,
        "allowed: reading, futures trading and withdrawing (withdrawing is waived)"
    ) {
        $0.slot.allow = [Located(.withdraw, at: row(9))]
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
    },
    JudgeCase(
        "waiving withdrawals does not waive transfers",
        .permissions,
        .fail,
        "the key can transfer",
        .excessPermission,
        "permissions.transfer"
    ) {
        $0.slot.allow = [Located(.withdraw, at: row(9))]
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes, .transfer: .yes])
    },
    JudgeCase(
        "too little and too much at once",
        .permissions,
        .fail,
        "the key lacks the right for reading and futures trading; the key can withdraw; the key can transfer",
        .missingPermission,
        "permissions.transfer"
    ) {
        $0.facts.permissions = .known([
            .read: .no, .spot: .no, .futures: .no, .withdraw: .yes, .transfer: .yes,
        ])
    },
    JudgeCase(
        "not told",
        .permissions,
        .warn,
        "the exchange never tells the rights of a V1 key",
        help:
            "look at the key's rights at the key page: reading and futures trading, nothing more; then write "
            + "'seen-by-hand: [read, futures, withdraw]' in slots/main.yaml",
        .connected,
        "permissions.unknown"
    ) { $0.facts.permissions = .notDisclosed("the exchange never tells the rights of a V1 key") },
    JudgeCase(
        "partly told",
        .permissions,
        .warn,
        "the exchange does not tell whether the key has the right for futures trading or withdrawing",
        .connected,
        "permissions.unknown"
    ) { $0.facts.permissions = .known([.read: .yes, .futures: .unknown]) },
    JudgeCase(
        "missing, under the name that the exchange's page gives it",
        .permissions,
        .fail,
        "the key lacks the right for futures trading",
        help: "turn on 'Perps' for this key at the key page",
        .missingPermission,
        "permissions.missing"
    ) {
        $0.profile.ticks = [.futures: "Perps"]
        $0.facts.permissions = .known([.read: .yes, .futures: .no, .withdraw: .no])
    },
    JudgeCase(
        "withdrawing not told",
        .permissions,
        .warn,
        "the exchange does not tell whether the key has the right for withdrawing",
        help:
            "look at the key's rights at the key page; where they are right, write 'seen-by-hand: [withdraw]' in slots/main.yaml",
        .connected,
        "permissions.unknown"
    ) { $0.facts.permissions = .known([.read: .yes, .futures: .yes]) },
    JudgeCase(
        "withdrawing not told, beside a right that nobody knows",
        .permissions,
        .warn,
        "the exchange names a right that slots does not know (withdraw_write): nobody can tell whether the key is good for "
            + "withdrawing",
        help: "look at the key's rights at the key page, and turn off what the bot does not need",
        .connected,
        "permissions.strange"
    ) {
        $0.facts.permissions = .known([.read: .yes, .futures: .yes])
        var account = AccountFacts()
        account.traits["unknown-rights"] = "withdraw_write"
        $0.facts.account = .known(account)
    },
    JudgeCase(
        "withdrawing not told, and seen by hand",
        .permissions,
        .pass,
        "allowed: reading and futures trading",
        .connected
    ) {
        $0.facts.permissions = .known([.read: .yes, .futures: .yes])
        $0.slot.seenByHand = [Located(.withdraw, at: row(20))]
    },
    JudgeCase(
        "able to withdraw, whatever was seen by hand",
        .permissions,
        .fail,
        "the key can withdraw",
        .excessPermission,
        "permissions.withdraw"
    ) {
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
        $0.slot.seenByHand = [Located(.withdraw, at: row(20))]
    },
    JudgeCase(
        "withdrawing not told, and waived",
        .permissions,
        .warn,
        "the exchange does not tell whether the key has the right for withdrawing",
        .connected,
        "permissions.unknown"
    ) {
        $0.facts.permissions = .known([.read: .yes, .futures: .yes])
        $0.slot.allow = [Located(.withdraw, at: row(20))]
    },
    JudgeCase("not asked", .permissions, .skip, "no time", .unavailable) {
        $0.facts.permissions = .notAsked("no time")
    },
    JudgeCase(
        "passing trouble",
        .permissions,
        .fail,
        "HTTP 503",
        .unavailable,
        "exchange.unavailable"
    ) { $0.facts.permissions = .failed(failure(.unavailable, "HTTP 503")) },
]

let addressCases: [JudgeCase] = [
    JudgeCase(
        "any address",
        .addresses,
        .pass,
        "any address may use the key",
        help: "restrict the key to this machine's address at the key page"
    ) { $0.facts.addresses = .known(AddressFacts(allowlist: [])) },
    JudgeCase(
        "any address may withdraw",
        .addresses,
        .warn,
        "any address may use the key, and it can withdraw",
        .connected,
        "addresses.open"
    ) {
        $0.policy.withdraw = .allow
        $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
        $0.facts.addresses = .known(AddressFacts(allowlist: []))
    },
    JudgeCase(
        "the slot says restricted, the key is not",
        .addresses,
        .warn,
        "the slot names an ip-allowlist, but any address may use the key",
        .connected,
        "addresses.differ",
        line: 8
    ) {
        $0.slot.ipAllowlist = [Located("203.0.113.7", at: row(8))]
        $0.facts.addresses = .known(AddressFacts(allowlist: []))
    },
    JudgeCase(
        "equal in another spelling",
        .addresses,
        .pass,
        "restricted to 203.0.113.0/24 and 2001:DB8:0::7"
    ) {
        $0.slot.ipAllowlist = [
            Located("2001:db8::7", at: row(8)), Located("203.0.113.1/24", at: row(8)),
        ]
        $0.facts.addresses = .known(AddressFacts(allowlist: ["203.0.113.0/24", "2001:DB8:0::7"]))
    },
    JudgeCase(
        "one too few, one too many",
        .addresses,
        .warn,
        "the slot names 198.51.100.9, which the key's list does not have; "
            + "the key's list also has 203.0.113.0/24, which the slot does not name",
        help: "add what is missing to the key's list at the key page, or take it out of 'ip-allowlist' in "
            + "slots/main.yaml; take what is too much out of the key's list at the key page, or add it to "
            + "'ip-allowlist' in slots/main.yaml",
        .connected,
        "addresses.differ",
        line: 8
    ) {
        $0.slot.ipAllowlist = [Located("198.51.100.9", at: row(8))]
        $0.facts.addresses = .known(AddressFacts(allowlist: ["203.0.113.0/24"]))
    },
    JudgeCase(
        "ours is not on the list, and the sign-in failed",
        .addresses,
        .fail,
        "our address 198.51.100.9 is not on the key's list: 203.0.113.0/24",
        help: "add 198.51.100.9 to the key's list at the key page",
        .ipNotAllowed,
        "addresses.not-allowed"
    ) {
        $0.facts.signIn = .failed(failure(.unavailable))
        $0.facts.addresses = .known(AddressFacts(allowlist: ["203.0.113.0/24"], ours: "198.51.100.9"))
    },
    JudgeCase(
        "ours is not on the list, yet signed in",
        .addresses,
        .warn,
        "our address 198.51.100.9 is not on the key's list: 203.0.113.0/24",
        .connected,
        "addresses.not-allowed"
    ) { $0.facts.addresses = .known(AddressFacts(allowlist: ["203.0.113.0/24"], ours: "198.51.100.9")) },
    JudgeCase("ours is on the list", .addresses, .pass, "restricted to 198.51.100.0/24") {
        $0.facts.addresses = .known(AddressFacts(allowlist: ["198.51.100.0/24"], ours: "::ffff:198.51.100.9"))
    },
    JudgeCase(
        "a list that cannot be read decides nothing",
        .addresses,
        .pass,
        "restricted to 203.0.113.7 and somewhere",
        help: "1 entry of the key's list cannot be read"
    ) {
        $0.facts.addresses = .known(
            AddressFacts(allowlist: ["203.0.113.7", "somewhere"], ours: "198.51.100.9")
        )
    },
    JudgeCase(
        "a long list is cut",
        .addresses,
        .pass,
        "restricted to 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5 and 2 more"
    ) {
        $0.facts.addresses = .known(AddressFacts(allowlist: (1...7).map { "10.0.0.\($0)" }))
    },
    JudgeCase("not told", .addresses, .skip, "V1 keys show no list", help: "the slot says 203.0.113.7") {
        $0.slot.ipAllowlist = [Located("203.0.113.7", at: row(8))]
        $0.facts.addresses = .notDisclosed("V1 keys show no list")
    },
    JudgeCase(
        "refused for the address",
        .addresses,
        .fail,
        "the exchange refuses 198.51.100.9",
        .ipNotAllowed,
        "exchange.address-not-allowed",
        line: 3
    ) {
        $0.facts.addresses = .failed(
            failure(.addressNotAllowed(ours: "198.51.100.9"), "the exchange refuses 198.51.100.9")
        )
    },
    JudgeCase(
        "passing trouble does not decide",
        .addresses,
        .warn,
        "could not be asked: no",
        .connected,
        "exchange.unavailable"
    ) { $0.facts.addresses = .failed(failure(.unavailable)) },
]

let expiryCases: [JudgeCase] = [
    JudgeCase("never", .expiry, .pass, "the key never ends") { $0.facts.expiry = .known(nil) },
    JudgeCase(
        "soon",
        .expiry,
        .warn,
        "ends in 12 days, on 2026-12-02",
        help: "make a new key at the key page, and take it over with: slots replace-key main",
        .expiring,
        "expiry.soon",
        line: 3
    ) { $0.facts.expiry = .known(now + .seconds(12 * 86_400)) },
    JudgeCase(
        "just inside the warning",
        .expiry,
        .warn,
        "ends in 30 days, on 2026-12-20",
        .expiring,
        "expiry.soon"
    ) {
        $0.facts.expiry = .known(now + .seconds(30 * 86_400))
    },
    JudgeCase("just outside the warning", .expiry, .pass, "ends in 30 days, on 2026-12-20") {
        $0.facts.expiry = .known(now + .seconds(30 * 86_400 + 1))
    },
    JudgeCase("tomorrow", .expiry, .warn, "ends in 1 day, on 2026-11-21", .expiring, "expiry.soon") {
        $0.facts.expiry = .known(now + .seconds(86_400))
    },
    JudgeCase("in hours", .expiry, .warn, "ends in 5 hours, on 2026-11-20", .expiring, "expiry.soon") {
        $0.facts.expiry = .known(now + .seconds(5 * 3600 + 1))
    },
    JudgeCase("now", .expiry, .fail, "ended 0 ms ago, on 2026-11-20", .expired, "expiry.expired") {
        $0.facts.expiry = .known(now)
    },
    JudgeCase("long ago", .expiry, .fail, "ended 19 days ago, on 2026-11-01", .expired, "expiry.expired") {
        $0.facts.expiry = .known(now - .seconds(19 * 86_400))
    },
    JudgeCase(
        "the slot's own day, where the exchange does not tell",
        .expiry,
        .warn,
        "ends in 13 days, on 2026-12-03",
        .expiring,
        "expiry.soon",
        line: 7
    ) {
        $0.slot.expires = CalendarDate("2026-12-03").map { Located($0, at: row(7)) }
        $0.facts.expiry = .notDisclosed("V1 keys do not show it")
    },
    JudgeCase(
        "the slot's own day has passed",
        .expiry,
        .fail,
        "ended 10 hours ago, on 2026-11-19",
        help:
            "make a new key at the key page, and take it over with: slots replace-key main; if the key was renewed already, change 'expires' in slots/main.yaml",
        .expired,
        "expiry.expired",
        line: 7
    ) {
        $0.slot.expires = CalendarDate("2026-11-19").map { Located($0, at: row(7)) }
        $0.facts.expiry = .notDisclosed("V1 keys do not show it")
    },
    JudgeCase(
        "the day itself still counts",
        .expiry,
        .warn,
        "ends in 14 hours, on 2026-11-20",
        .expiring,
        "expiry.soon"
    ) {
        $0.slot.expires = CalendarDate("2026-11-20").map { Located($0, at: row(7)) }
        $0.facts.expiry = .notDisclosed("V1 keys do not show it")
    },
    JudgeCase("far away, says the slot", .expiry, .pass, "ends in 365 days, on 2027-11-20, says the slot") {
        $0.slot.expires = CalendarDate("2027-11-20").map { Located($0, at: row(7)) }
        $0.facts.expiry = .failed(failure(.unavailable))
    },
    JudgeCase(
        "exchange and slot disagree",
        .expiry,
        .warn,
        "the exchange says that the key ends on 2027-11-20, the slot says 2028-01-01",
        .connected,
        "expiry.differs",
        line: 7
    ) { $0.slot.expires = CalendarDate("2028-01-01").map { Located($0, at: row(7)) } },
    JudgeCase(
        "nobody tells",
        .expiry,
        .skip,
        "V1 keys do not show it",
        help:
            "write the key's last day in slots/main.yaml, such as 'expires: 2027-11-20', to be reminded in time"
    ) { $0.facts.expiry = .notDisclosed("V1 keys do not show it") },
    JudgeCase("said by an error", .expiry, .fail, "no", .expired, "exchange.key-expired", line: 3) {
        $0.facts.expiry = .failed(failure(.expired))
    },
]

extension JudgeCase {
    func withCode(_ code: String) -> JudgeCase {
        var copy = self
        copy.code = code
        return copy
    }
}
