import Exchanges
import SlotModel

extension Evidence {
    /// The bots' rules that ask something of a right.
    func rules(_ asked: (BotTemplate.Rule.Demand) -> [Permission], _ right: Permission) -> [BotRule] {
        botRules.filter { asked($0.rule.demand).contains(right) }
    }

    /// Rights that some bot wants on, or off, for certain.
    var rightsOfRules: [Permission] {
        botRules.filter { !$0.rule.isUnconfirmed }.flatMap {
            $0.rule.demand.rightsOn + $0.rule.demand.rightsOff
        }
    }

    /// What the account holds, whatever the key may do: for ``SeenSlot/proof(of:)``.
    fileprivate var seen: SeenSlot {
        var seen = SeenSlot()
        seen.totals = facts.balances.value.map { balances in
            Dictionary(balances.map { ($0.asset, $0.total) }) { first, _ in first }
        }
        if case .known(let end?) = facts.expiry { seen.daysLeft = (end - checkedAt).wholeDays }
        seen.allowlist = facts.addresses.value?.allowlist
        let account = facts.account.value
        (seen.contract, seen.positionMode) = (account?.contract, account?.positionMode)
        seen.marginMode = account?.marginMode
        return seen
    }

    /// Where the slot says which bots it is for, as the end of a help.
    fileprivate func leaving(_ rule: BotRule) -> String {
        "; or leave '\(rule.bot)' out with 'bots:' in \(slot.place.file)"
    }

    /// As the exchange's page calls a right.
    func tick(_ right: Permission) -> String { profile.ticks[right].map { "'\($0)'" } ?? right.spoken }
}

extension BotTemplate.Rule.Demand {
    var rightsOn: [Permission] { if case .rightsOn(let rights) = self { rights } else { [] } }
    var rightsOff: [Permission] { if case .rightsOff(let rights) = self { rights } else { [] } }
}

extension BotRule {
    fileprivate var because: String { rule.reason.map { ": \($0)" } ?? "" }
}

// MARK: - Rights

/// Rights that bots want on and the key lacks, and that they want off and the key has.
///
/// - Returns: The rights that a bot refuses a key for, whatever the slot and the policies say.
func compareRules(with grants: [Permission: Grant], _ evidence: Evidence, _ examination: inout Examination)
    -> Set<Permission>
{
    var refused: Set<Permission> = []
    let (place, page) = (evidence.slot.credentialsPlace, evidence.profile.keyPage)
    for right in Permission.allCases {
        // What the slot itself lacks is told of the slot.
        if grants[right] == .no, !evidence.profile.needed.contains(right),
            let rule = evidence.rules(\.rightsOn, right).strictest
        {
            examination.break(
                rule,
                .missingPermission,
                "permissions.bot-needs",
                "\(rule.kind) asks \(evidence.profile.selector.displayName) for more than the slot does: it wants the "
                    + "right for \(right.spoken)\(rule.because)",
                help: "turn on \(evidence.tick(right)) for this key at \(page)"
                    + (rule.rule.isUnconfirmed
                        ? " if the bot says that its key is refused" : evidence.leaving(rule)),
                at: place
            )
        }
        if grants[right] == .yes, let rule = evidence.rules(\.rightsOff, right).strictest {
            if !rule.rule.isUnconfirmed { refused.insert(right) }
            examination.break(
                rule,
                .excessPermission,
                "permissions.bot-refuses",
                "the key has the right for \(right.spoken), with which \(rule.kind) does not take it\(rule.because)",
                help:
                    "turn off \(evidence.tick(right)) for this key at \(page), which no 'allow:' of the slot waives"
                    + evidence.leaving(rule),
                at: place
            )
        }
    }
    return refused
}

// MARK: - The rest

/// The bots' rules about the key's end.
func compareRulesOfExpiry(_ evidence: Evidence, _ examination: inout Examination) {
    for rule in evidence.broken(where: { if case .validAtMost = $0 { true } else { false } }) {
        guard case .validAtMost(let days) = rule.rule.demand else { continue }
        examination.warn(
            "expiry.bot-limit",
            "the key lives for more than \(counted(days, "day"))\(rule.because)",
            help: "make a key that ends sooner at \(evidence.profile.keyPage)\(evidence.leaving(rule))",
            at: evidence.slot.credentialsPlace
        )
    }
}

/// The bots' rules about what has to be there.
func compareRulesOfBalance(_ evidence: Evidence, _ examination: inout Examination) {
    for rule in evidence.broken(where: { if case .total = $0 { true } else { false } }) {
        guard case .total(let amounts) = rule.rule.demand else { continue }
        let wanted = amounts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        examination.break(
            rule,
            .underfunded,
            "balance.bot-needs",
            "\(rule.kind) wants \(listed(wanted, last: "or"))\(rule.because)",
            help: "deposit, or move funds to the \(evidence.slot.exchange.value.market.rawValue) account"
                + evidence.leaving(rule),
            at: evidence.slot.exchange.place
        )
    }
}

/// The bots' rules about what the exchange tells of the account.
func compareRulesOfAccount(_ evidence: Evidence, _ examination: inout Examination) {
    guard evidence.facts.account.value != nil else { return }
    for case (let rule, .told(let traits)) in evidence.botRules.map({ ($0, $0.rule.demand) }) {
        let missing = traits.filter { evidence.seen.word(for: $0) == nil }.map(\.words)
        guard !missing.isEmpty else { continue }
        examination.warn(
            "account.bot-needs",
            "the exchange did not tell the \(listed(missing)), which \(rule.kind) asks for\(rule.because)",
            help: "look at the exchange's trading page",
            at: evidence.slot.exchange.place
        )
    }
}

/// The addresses of hosted bots, against the key's list.
func compareRulesOfAddresses(_ evidence: Evidence, _ examination: inout Examination) {
    for rule in evidence.botRules {
        guard case .addresses(let addresses) = rule.rule.demand else { continue }
        let missing = addresses.filter { evidence.seen.proof(ofAddress: $0) == .broken }
        guard !missing.isEmpty else { continue }
        examination.warn(
            "addresses.bot-missing",
            "'\(rule.bot)' signs in from \(listed(missing)), which the key's list does not have",
            help:
                "add it to the key's list at \(evidence.profile.keyPage); or take it out of 'addresses' in slots.yaml",
            at: evidence.slot.credentialsPlace
        )
    }
}

extension Evidence {
    fileprivate func broken(where isAsked: (BotTemplate.Rule.Demand) -> Bool) -> [BotRule] {
        botRules.filter { isAsked($0.rule.demand) && seen.proof(of: $0.rule.demand) == .broken }
    }
}

extension Examination {
    /// Tells of a rule that is not kept: a failure, or a warning where nobody confirmed it.
    fileprivate mutating func `break`(
        _ rule: BotRule,
        _ status: Status,
        _ code: String,
        _ message: String,
        help: String,
        at place: Place
    ) {
        if rule.rule.isUnconfirmed {
            warn(code, message, help: help, at: place)
        } else {
            fail(status, code, message, help: help, at: place)
        }
    }
}

extension [BotRule] {
    /// The first that was confirmed, else the first.
    fileprivate var strictest: BotRule? { first { !$0.rule.isUnconfirmed } ?? first }
}

extension Duration {
    /// Rounded down.
    fileprivate var wholeDays: Int {
        let (day, micros): (Int64, Int64) = (86_400_000_000, wholeMicroseconds)
        return Int(micros / day - (micros % day < 0 ? 1 : 0))
    }
}
