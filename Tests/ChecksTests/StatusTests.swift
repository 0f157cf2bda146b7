import Checks
import Exchanges
import SlotModel
import Testing

@Suite("The status")
struct StatusTests {
    /// Evidence to which one thing was added that makes exactly this status.
    static func add(_ status: Status, to evidence: inout Evidence) {
        switch status {
        case .invalidCredentials: evidence.facts.expiry = .failed(failure(.invalidCredentials(nil)))
        case .expired: evidence.facts.expiry = .known(now - .seconds(1))
        case .ipNotAllowed: evidence.facts.addresses = .failed(failure(.addressNotAllowed(ours: nil)))
        case .clockSkew: evidence.facts.clock = .failed(failure(.clockSkew))
        case .missingPermission:
            var account = AccountFacts()
            account.canTrade = false
            evidence.facts.account = .known(account)
        case .excessPermission:
            evidence.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
        case .wrongAccount: evidence.facts.account = .failed(failure(.wrongAccount))
        case .wrongMarket:
            evidence.slot.require.market = Located("NO/COIN", at: row(20))
            evidence.facts.market = .failed(failure(.unknownMarket))
        case .refused: evidence.facts.signIn = .failed(failure(.refused))
        case .underfunded: evidence.facts.balances = .known([])
        case .rateLimited: evidence.facts.signIn = .failed(failure(.rateLimited(wait: nil)))
        case .unavailable:
            evidence.slot.require.market = Located("BTC/USDT", at: row(20))
            evidence.facts.market = .failed(failure(.unavailable))
        case .expiring: evidence.facts.expiry = .known(now + .seconds(86_400))
        case .connected, .unchecked: break
        }
    }

    static let stops = Status.allCases.filter { $0 != .unchecked }

    @Test("one thing makes one status", arguments: stops)
    func single(_ status: Status) {
        var evidence = Evidence.good
        Self.add(status, to: &evidence)
        #expect(judge(evidence).report.status == status)
    }

    /// Pairs that do not use the same fact of the evidence.
    static let pairs: [(Status, Status)] = stops.flatMap { first in
        stops.map { (first, $0) }
    }
    .filter { first, second in
        let sameFact: [Set<Status>] = [
            [.invalidCredentials, .expired, .expiring], [.missingPermission, .wrongAccount],
            [.refused, .rateLimited], [.wrongMarket, .unavailable],
        ]
        return first != second && !sameFact.contains { $0.contains(first) && $0.contains(second) }
    }

    @Test("of two statuses the first in the order is given", arguments: pairs)
    func precedence(_ first: Status, _ second: Status) {
        var evidence = Evidence.good
        Self.add(first, to: &evidence)
        Self.add(second, to: &evidence)
        #expect(judge(evidence).report.status == min(first, second))
    }

    @Test("its message and help are those of what decided it")
    func message() {
        var evidence = Evidence.good
        evidence.facts.balances = .known([])
        evidence.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .yes])
        let report = judge(evidence).report
        #expect(report.status == .excessPermission)
        #expect(report.message == "the key can withdraw")
        #expect(report.help?.hasPrefix("turn withdrawing off") == true)
    }

    @Test(
        "is never connected or expiring while a question that decides has no answer",
        arguments: ["sign-in", "permissions", "balance", "account", "market"],
        [
            ExchangeFailure.Kind.unavailable, .notUnderstood, .rateLimited(wait: nil),
            .missingPermission(nil),
            .invalidCredentials(nil), .expired, .wrongAccount, .clockSkew, .unknownMarket,
            .refused,
        ]
    )
    func neverConnected(_ question: String, _ kind: ExchangeFailure.Kind) {
        var evidence = Evidence.good
        evidence.slot.account.marginMode = Located(.cross, at: row(12))
        evidence.slot.require.market = Located("BTC/USDT", at: row(20))
        var account = AccountFacts()
        account.marginMode = .cross
        evidence.facts.account = .known(account)
        #expect(judge(evidence).report.status == .connected)
        let trouble = failure(kind)
        switch question {
        case "sign-in": evidence.facts.signIn = .failed(trouble)
        case "permissions": evidence.facts.permissions = .failed(trouble)
        case "balance": evidence.facts.balances = .failed(trouble)
        case "account": evidence.facts.account = .failed(trouble)
        default: evidence.facts.market = .failed(trouble)
        }
        #expect(![.go, .asAsked].contains(judge(evidence).report.status.consequence))
    }

    @Test("nothing asked is unavailable, with the reason")
    func nothingAsked() {
        var evidence = Evidence.good
        evidence.facts = Facts(notAsked: "there was no time")
        let report = judge(evidence).report
        #expect(report.status == .unavailable)
        #expect(report.message == "sign-in could not be checked: there was no time")
        #expect(report.checks.dropFirst().allSatisfy { $0.outcome == .skip })
        #expect(
            report.permissions == Dictionary(uniqueKeysWithValues: Permission.allCases.map { ($0, .unknown) })
        )
    }
}
