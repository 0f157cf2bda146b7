import BotConfigs
import Cryptography
import Exchanges
import Ledger
import Revisions
package import SlotModel

/// The sheet of one connection: what somebody types into a form that no program fills in.
package struct ShownSheet: Sendable {
    /// A part of the text.
    package enum Piece: Sendable {
        case text(String)
        case credential(CredentialField)
    }

    package var bot: String
    /// Where the same stands without the values, as the user would name it: `platforms/bitsgap.aster.txt`.
    package var file: String
    package var pieces: [Piece]

    /// With `•••` in the place of each value.
    package var maskedText: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .credential: "•••"
            }
        }
        .joined()
    }
}

/// Collects what the sheets of connections tell besides what the slots say.
struct SheetWriter {
    private let loaded: LoadedWorkspace
    private let reports: [String: SlotReport]

    /// - Parameter fresh: Of slots that were just asked; what is recorded stands in for others.
    init(_ session: Session, _ fresh: [SlotReport] = []) {
        loaded = session.workspace
        guard loaded.templates.values.contains(where: \.writesText) else {
            reports = [:]
            return
        }
        let asked = fresh.filter { $0.status != .unchecked }
        var reports = Dictionary(asked.map { ($0.slot, $0) }) { first, _ in first }
        // Without a history nothing was seen, which the sheets say.
        let recorded = (try? session.recordedReports()) ?? [:]
        for slot in session.workspace.slots where reports[slot.name] == nil {
            let last = loaded.lastReport(of: slot, recorded[slot.name])
            if last.checkedAt != nil { reports[slot.name] = last }
        }
        self.reports = reports
    }

    /// - Returns: `nil` where the bot has no file that tells them.
    func facts(of slot: Slot, for bot: Bot, _ template: BotTemplate) -> SheetFacts? {
        guard template.writesText else { return nil }
        let connector = Connectors.connector(for: slot.exchange.value)
        let profile = connector.profile
        let rules = template.rules(for: slot, of: bot).map(\.rule)
        let form = profile.form(of: slot.credentials.keys) ?? profile.forms.first
        return SheetFacts(
            keyPage: profile.keyPage,
            steps: form.map { connector.steps(for: $0, allowing: profile.rights(with: rules)) } ?? [],
            ticks: profile.ticks,
            needed: profile.needed,
            unwanted: unwanted(for: slot, profile),
            rules: rules,
            report: reports[slot.name]
        )
    }

    /// Rights that the workspace does not want, as far as the exchange has them.
    private func unwanted(for slot: Slot, _ profile: ConnectorProfile) -> [Permission] {
        let policy = loaded.workspace?.policy ?? Policy()
        let rights: [(Permission, Policy.Waivable)] = [(.withdraw, .withdraw), (.transfer, .transfer)]
        return rights.filter { right, waivable in
            profile.ticks[right] != nil && policy.verdict(on: waivable, for: slot) != .allow
        }
        .map(\.0)
    }
}

extension ConnectorProfile {
    /// What a key should have for a slot whose bots have these rules: what is only guessed is nothing to ask for.
    package func rights(with rules: [BotTemplate.Rule]) -> [Permission] {
        let asked = rules.filter { !$0.isUnconfirmed }.flatMap { rule -> [Permission] in
            if case .rightsOn(let rights) = rule.demand { rights } else { [] }
        }
        let all = Set(needed + asked)
        return Permission.allCases.filter(all.contains)
    }
}

extension LoadedWorkspace {
    /// What a key of a slot should have: what the slot needs, and what its bots ask for.
    package func rights(for slot: Slot) -> [Permission] {
        Connectors.connector(for: slot.exchange.value).profile.rights(with: botRules(for: slot).map(\.rule))
    }

    /// Where a slot's hosted bots sign in from, each once.
    package func botAddresses(for slot: Slot) -> [String] {
        var addresses: [String] = []
        for case .addresses(let named) in botRules(for: slot).map(\.rule.demand) {
            addresses += named.filter { !addresses.contains($0) }
        }
        return addresses
    }

    /// ``rights(for:)`` of a slot that is not written yet.
    package func rights(for name: String, on selector: Selector) -> [Permission] {
        rights(for: unwritten(name, selector))
    }

    /// ``botAddresses(for:)`` of a slot that is not written yet.
    package func botAddresses(for name: String, on selector: Selector) -> [String] {
        botAddresses(for: unwritten(name, selector))
    }

    private func unwritten(_ name: String, _ selector: Selector) -> Slot {
        let place = Place(file: "slots/\(name).yaml")
        return Slot(
            name: name,
            place: place,
            exchange: Located(selector, at: place),
            credentials: [:],
            credentialsPlace: place
        )
    }
}

extension BotTemplate {
    /// Whether a file of its is a text.
    fileprivate var writesText: Bool { files.contains { $0.text != nil } }
}

extension Session {
    /// The sheets that a slot's bots have of it.
    package func sheets(of slot: Slot) -> [ShownSheet] {
        let (writer, reading) = (SheetWriter(self), BotReading(self))
        return workspace.bots(of: slot).flatMap { bot -> [ShownSheet] in
            guard let template = workspace.templates[bot.template.value], template.canUse(slot) else {
                return []
            }
            return template.files(of: [slot.name]).compactMap { file in
                guard file.text != nil, !file.fields.isEmpty, file.isFor(slot.name) else { return nil }
                var entry = BotSlot(
                    slot: slot,
                    id: template.ids[slot.exchange.value]?.value ?? slot.exchange.value.rawValue,
                    credentials: [:],
                    network: workspace.network(of: slot)
                )
                entry.facts = writer.facts(of: slot, for: bot, template)
                // Nobody can have written such a mark into a label.
                let mark = Hex.text(Secret.random(count: 16).withBytes { Array($0) })
                let bytes = sheet(of: entry, file, of: bot, template) { "\(mark)\($0.rawValue)\(mark)" }
                guard let bytes else { return nil }
                return ShownSheet(
                    bot: bot.name,
                    file: reading.name(of: file, of: bot),
                    pieces: pieces(of: String(decoding: bytes, as: UTF8.self), mark)
                )
            }
        }
    }

    private func pieces(of text: String, _ mark: String) -> [ShownSheet.Piece] {
        // Every other part stands between two marks.
        let (bytes, mark) = (Array(text.utf8), Array(mark.utf8))
        var (parts, start, position): ([[UInt8]], Int, Int) = ([], 0, 0)
        while position < bytes.count {
            guard bytes[position...].starts(with: mark) else {
                position += 1
                continue
            }
            parts.append(Array(bytes[start..<position]))
            position += mark.count
            start = position
        }
        parts.append(Array(bytes[start...]))
        return parts.enumerated().compactMap { number, part in
            let text = String(decoding: part, as: UTF8.self)
            if number % 2 == 1 { return CredentialField(rawValue: text).map { .credential($0) } }
            return text.isEmpty ? nil : .text(text)
        }
    }
}
