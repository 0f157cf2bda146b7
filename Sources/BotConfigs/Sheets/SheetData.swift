import SlotModel

/// What a text file says of a slot's key and account: lists whose lines have a mark by the last check.
struct SheetData: Sendable {
    /// How what is not the same in every rendering is printed.
    struct Printing: Sendable {
        /// What stands for a credential: nobody who renders a text has one.
        var credential: @Sendable (CredentialField) -> String = { _ in concealed }
        /// Whether moments are printed: they change with every check.
        var showsMoments = true

        static let concealed = "•••"
        /// What stands in the place of moments where they are left out.
        static let noMoment = "…"
    }

    let slot: BotSlot
    let file: BotTemplate.File
    let template: BotTemplate
    var printing = Printing()

    private var facts: SheetFacts? { slot.facts }
    private var seen: SeenSlot { facts?.report.map { SeenSlot($0) } ?? SeenSlot() }

    /// When the slot was last asked: `2026-11-20 10:00 UTC`.
    var checked: String? {
        guard let moment = facts?.report?.checkedAt else { return nil }
        return printing.showsMoments ? minute(of: moment) : Printing.noMoment
    }

    var status: String { (facts?.report?.status ?? .unchecked).rawValue }

    var keyPage: String {
        facts?.keyPage ?? "\(slot.slot.exchange.value.displayName)'s page of API keys"
    }

    // MARK: - Lists

    var steps: [MustacheValue] {
        (facts?.steps ?? []).enumerated().map { number, step in
            .object(["number": .text("\(number + 1)"), "text": .text(step)])
        }
    }

    var fields: [MustacheValue] {
        FormField.all(of: slot, file, template).map { field in
            var (value, isCredential): (MustacheValue, Bool) = (.boolean(false), false)
            switch field.value {
            case .credential(let credential):
                (value, isCredential) = (.text(printing.credential(credential)), true)
            case .text(let text): value = .text(text)
            case .unknown: break
            }
            return line(
                [("title", .text(field.title)), ("value", value), ("credential", .boolean(isCredential))],
                field.proof
            )
        }
    }

    var rightsOn: [MustacheValue] {
        rights(facts?.needed ?? [], .yes) { demand in
            if case .rightsOn(let rights) = demand { rights } else { [] }
        }
    }

    var rightsOff: [MustacheValue] {
        rights(facts?.unwanted ?? [], .no) { demand in
            if case .rightsOff(let rights) = demand { rights } else { [] }
        }
    }

    /// What else the bot asks for.
    var conditions: [MustacheValue] {
        (facts?.rules ?? []).compactMap { rule in
            guard let words = rule.demand.words else { return nil }
            return line(
                [
                    ("text", .text(words)), ("because", optional(rule.reason)),
                    ("unconfirmed", .boolean(rule.isUnconfirmed)),
                ],
                seen.proof(of: rule.demand)
            )
        }
    }

    /// The bot's own addresses, then those that the slot says the key has.
    var addresses: [MustacheValue] {
        var wanted: [(address: String, isBots: Bool)] = []
        for case .addresses(let addresses) in (facts?.rules ?? []).map(\.demand) {
            wanted += addresses.map { ($0, true) }
        }
        for address in slot.slot.ipAllowlist.map(\.value)
        where !wanted.contains(where: { $0.address == address }) {
            wanted.append((address, false))
        }
        return wanted.map { address, isBots in
            line(
                [("address", .text(address)), ("bot-address", .boolean(isBots))],
                seen.proof(ofAddress: address)
            )
        }
    }

    private func rights(
        _ own: [Permission],
        _ grant: Grant,
        _ ruled: (BotTemplate.Rule.Demand) -> [Permission]
    ) -> [MustacheValue] {
        let rules = facts?.rules ?? []
        let all = Set(own + rules.flatMap { ruled($0.demand) })
        return Permission.allCases.filter(all.contains).map { right in
            let rule = rules.first { ruled($0.demand).contains(right) }
            return line(
                [
                    ("text", .text(facts?.words(for: right) ?? right.rawValue)),
                    ("right", .text(right.rawValue)),
                    ("because", optional(rule?.reason)),
                    ("unconfirmed", .boolean(rule?.isUnconfirmed ?? false)),
                ],
                seen.proof(of: right, grant)
            )
        }
    }

    // MARK: - Lines

    /// - Parameter proof: `nil`: there is nothing to prove.
    private func line(_ members: [(String, MustacheValue)], _ proof: SeenSlot.Proof?) -> MustacheValue {
        var object = Dictionary(members) { first, _ in first }
        object["mark"] = .text(proof?.mark ?? "-")
        object["when"] = proof == nil || proof == .unknown ? .boolean(false) : optional(checked)
        return .object(object)
    }

    private func optional(_ text: String?) -> MustacheValue { text.map { .text($0) } ?? .boolean(false) }

    private func minute(of moment: Timestamp) -> String {
        let text = Array(moment.description.utf8)
        guard text.count >= 16 else { return moment.description }
        return String(decoding: text[..<10], as: UTF8.self) + " "
            + String(decoding: text[11..<16], as: UTF8.self)
            + " UTC"
    }
}

extension SeenSlot.Proof {
    /// As a line begins.
    fileprivate var mark: String {
        switch self {
        case .met: "✓"
        case .broken: "✗"
        case .unknown: "?"
        }
    }
}

extension BotTemplate.Rule.Demand {
    /// What must be, as a line of a sheet says it; `nil` for what has a list of its own.
    fileprivate var words: String? {
        switch self {
        case .rightsOn, .rightsOff, .addresses: nil
        case .validAtMost(let days): "the key is valid for \(days) days at most"
        case .total(let amounts):
            amounts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: " or ")
                + " or more, free or in orders"
        case .told(let traits):
            "the exchange tells the \(traits.map(\.words).joined(separator: " and the "))"
        }
    }
}
