import Checks
import Exchanges
import SlotModel
import Testing

/// What kinds of bots ask of a slot's key and account.
@Suite("The rules of bots")
struct BotRuleTests {
    private static func rule(
        _ demand: BotTemplate.Rule.Demand,
        isUnconfirmed: Bool = false
    ) -> BotRule {
        BotRule(
            bot: "web",
            kind: "platform",
            rule: .init(demand, because: "it says so", isUnconfirmed: isUnconfirmed)
        )
    }

    private static let grants: [Permission: Grant] = [
        .read: .yes, .spot: .no, .futures: .yes, .withdraw: .yes, .transfer: .no,
    ]

    static let cases: [JudgeCase] = [
        JudgeCase(
            "a right that must be off is no matter of the slot's or the workspace's",
            .permissions,
            .fail,
            "the key has the right for withdrawing, with which platform does not take it: it says so",
            help:
                "turn off withdrawing for this key at the key page, which no 'allow:' of the slot waives; or leave 'web' "
                + "out with 'bots:' in slots/main.yaml",
            .excessPermission,
            "permissions.bot-refuses",
            line: 3
        ) {
            $0.facts.permissions = .known(grants)
            $0.slot.allow = [Located(.withdraw, at: row(9))]
            $0.policy.withdraw = .allow
            $0.botRules = [rule(.rightsOff([.withdraw, .transfer]))]
        },
        JudgeCase(
            "what nobody confirmed is a warning",
            .permissions,
            .warn,
            "platform asks Aster Futures for more than the slot does: it wants the right for spot trading: it says so",
            help: "turn on spot trading for this key at the key page if the bot says that its key is refused",
            .connected,
            "permissions.bot-needs"
        ) { $0.botRules = [rule(.rightsOn([.spot]), isUnconfirmed: true)] },
        JudgeCase(
            "a right that must be on",
            .permissions,
            .fail,
            "platform asks Aster Futures for more than the slot does: it wants the right for spot trading: it says so",
            .missingPermission,
            "permissions.bot-needs"
        ) {
            $0.botRules = [rule(.rightsOn([.read, .spot]), isUnconfirmed: true), rule(.rightsOn([.spot]))]
        },
        JudgeCase(
            "a right that must be off, and is not told",
            .permissions,
            .warn,
            "the exchange does not tell whether the key has the right for transferring",
            .connected,
            "permissions.unknown"
        ) {
            $0.facts.permissions = .known([.read: .yes, .futures: .yes, .withdraw: .no])
            $0.botRules = [rule(.rightsOff([.transfer]))]
        },
        JudgeCase(
            "less than it asks for",
            .balance,
            .fail,
            "platform wants 600 USDC or 600 USDT: it says so",
            .underfunded,
            "balance.bot-needs",
            line: 2
        ) { $0.botRules = [rule(.total(["USDT": decimal("600"), "USDC": decimal("600")]))] },
        JudgeCase(
            "one of the amounts is enough, with what orders hold",
            .balance,
            .pass,
            "100 USDT free",
            .connected
        ) {
            $0.facts.balances = .known([holding("USDT", free: "100", locked: "50")])
            $0.botRules = [rule(.total(["USDT": decimal("150"), "USDC": decimal("150")]))]
        },
        JudgeCase(
            "a key that lives longer than it says",
            .expiry,
            .warn,
            "the key lives for more than 100 days: it says so",
            .connected,
            "expiry.bot-limit"
        ) { $0.botRules = [rule(.validAtMost(days: 100))] },
        JudgeCase(
            "a mode that the exchange does not tell",
            .account,
            .warn,
            "the exchange did not tell the margin mode, which platform asks for: it says so",
            .connected,
            "account.bot-needs"
        ) {
            var facts = AccountFacts()
            facts.positionMode = .hedge
            $0.facts.account = .known(facts)
            $0.botRules = [rule(.told([.positionMode, .marginMode]))]
        },
        JudgeCase(
            "an address of its own that the key's list does not have",
            .addresses,
            .warn,
            "'web' signs in from 198.51.100.0/24, which the key's list does not have",
            .connected,
            "addresses.bot-missing"
        ) { $0.botRules = [rule(.addresses(["203.0.113.7", "198.51.100.0/24"]))] },
    ]

    @Test("decide about the slot", arguments: cases)
    func judged(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("are kept where a report says so, and open where it does not tell")
    func seen() throws {
        var evidence = Evidence.good
        var account = AccountFacts()
        account.positionMode = .hedge
        evidence.facts.account = .known(account)
        let seen = SeenSlot(judge(evidence).report)
        let demands: [(BotTemplate.Rule.Demand, SeenSlot.Proof)] = [
            (.rightsOn([.read, .futures]), .met), (.rightsOn([.read, .spot]), .broken),
            (.rightsOff([.withdraw]), .met), (.rightsOff([.futures]), .broken),
            (.validAtMost(days: 365), .met), (.validAtMost(days: 364), .broken),
            (.total(["USDT": decimal("512.5"), "USDC": decimal("1")]), .met),
            (.total(["USDC": decimal("1")]), .broken),
            (.told([.positionMode]), .met), (.told([.positionMode, .marginMode]), .unknown),
            (.addresses(["203.0.113.7"]), .met), (.addresses(["203.0.113.8"]), .broken),
        ]
        for (demand, wanted) in demands { #expect(seen.proof(of: demand) == wanted, "\(demand)") }
        for (demand, _) in demands { #expect(SeenSlot().proof(of: demand) == .unknown, "\(demand)") }
    }
}
