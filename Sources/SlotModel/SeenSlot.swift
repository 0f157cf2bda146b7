/// What was seen of a slot's key and account, as far as the rules of bots ask.
package struct SeenSlot: Sendable, Hashable {
    /// Whether something is as it should be.
    package enum Proof: Sendable {
        case met, broken, unknown
    }

    package var permissions: [Permission: Grant] = [:]
    /// Whole days until the key ends; `nil`: it never does, or nobody told.
    package var daysLeft: Int?
    /// Asset to what is there of it, free and locked; `nil`: not told.
    package var totals: [String: ExactDecimal]?
    package var contract: Contract?
    package var positionMode: PositionMode?
    package var marginMode: MarginMode?
    /// The key's list of addresses; empty: any address may use the key; `nil`: not told.
    package var allowlist: [String]?

    package init() {}

    /// In the word that a slot's file has for it; `nil`: not told.
    package func word(for trait: BotTemplate.AccountTrait) -> String? {
        switch trait {
        case .contract: contract?.rawValue
        case .positionMode: positionMode?.rawValue
        case .marginMode: marginMode?.rawValue
        }
    }

    /// Whether a demand is met.
    package func proof(of demand: BotTemplate.Rule.Demand) -> Proof {
        switch demand {
        case .rightsOn(let rights): all(rights.map { proof(of: $0, .yes) })
        case .rightsOff(let rights): all(rights.map { proof(of: $0, .no) })
        case .validAtMost(let days): daysLeft.map { $0 > days ? .broken : .met } ?? .unknown
        case .total(let amounts):
            totals.map { totals in
                amounts.contains { (totals[$0.key] ?? .zero) >= $0.value } ? .met : .broken
            } ?? .unknown
        case .told(let traits): traits.allSatisfy { word(for: $0) != nil } ? .met : .unknown
        case .addresses(let addresses): all(addresses.map(proof(ofAddress:)))
        }
    }

    /// Whether a right is as wanted.
    package func proof(of right: Permission, _ wanted: Grant) -> Proof {
        switch permissions[right] ?? .unknown {
        case .unknown: .unknown
        case let grant: grant == wanted ? .met : .broken
        }
    }

    /// Whether the key's list has an address or a range; a key without a list lets every address in.
    package func proof(ofAddress text: String) -> Proof {
        guard let allowlist, let wanted = AddressRange(text) else { return .unknown }
        if allowlist.isEmpty { return .met }
        let ranges = allowlist.compactMap { AddressRange($0) }
        if ranges.contains(where: { $0.contains(wanted) }) { return .met }
        return ranges.count == allowlist.count ? .broken : .unknown
    }

    private func all(_ proofs: [Proof]) -> Proof {
        proofs.contains(.broken) ? .broken : proofs.contains(.unknown) ? .unknown : .met
    }
}

extension SeenSlot {
    /// What a report tells; an unchecked slot was not seen.
    package init(_ report: SlotReport) {
        permissions = report.permissions
        if report.data(.balance, "assets") != nil {
            totals = Dictionary(report.balances.map { ($0.asset, $0.total) }) { first, _ in first }
        }
        if case .integer(let days)? = report.data(.expiry, "days_left") { daysLeft = Int(exactly: days) }
        func word(_ name: String) -> String? {
            if case .text(let word)? = report.data(.account, name) { word } else { nil }
        }
        contract = word("contract").flatMap { Contract(rawValue: $0) }
        positionMode = word("position_mode").flatMap { PositionMode(rawValue: $0) }
        marginMode = word("margin_mode").flatMap { MarginMode(rawValue: $0) }
        if case .list(let list)? = report.data(.addresses, "allowlist") { allowlist = list }
    }
}

extension SlotReport {
    fileprivate func data(_ check: Check, _ name: String) -> CheckResult.DataItem.Value? {
        checks.first { $0.check == check }?.data.first { $0.name == name }?.value
    }
}
