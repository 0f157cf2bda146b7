import Cryptography
import SlotModel

/// Makes the members of connections out of what slots say, by the template's table.
struct MemberMaker: Sendable {
    private let template: BotTemplate
    private let bot: String
    private let rules: MemberRules
    private let format: BotTemplate.Format
    /// Without those that are only read.
    private let written: [BotTemplate.Member]
    /// For credentials that nobody looks at.
    private static let standIn = Secret(copying: [])

    /// What `extra` must not name.
    private let reserved: Set<String>

    init(_ template: BotTemplate, bot: String, _ rules: MemberRules, _ format: BotTemplate.Format) {
        self.format = format
        self.template = template
        self.bot = bot
        self.rules = rules
        written = rules.entries.members.filter { !$0.isReadOnly }
        let ours = rules.entries.members.filter { !$0.isReadOnly || $0.isCredential }
        reserved = Set(ours.map(\.name) + ours.compactMap(\.path.first))
    }

    /// Whether the bot has a fee of its own where no slot names one, and goes by it.
    var assumesFees: Bool {
        written.contains { $0.isKept && ($0.sources.contains(.takerFee) || $0.sources.contains(.makerFee)) }
    }

    /// The members that a slot's connection has to have, those of its `extra:` last.
    ///
    /// - Parameter isNew: Whether the bot's file has no such connection yet.
    func members(of slot: BotSlot, isNew: Bool) throws(Finding) -> [JSONTree.Member] {
        for (field, secret) in slot.credentials.sorted(by: { $0.key < $1.key })
        where !secret.withBytes(isUTF8) {
            throw notText(field, slot)
        }
        var members: [JSONTree.Member] = []
        members.reserveCapacity(written.count)
        var holdsCredential = false
        for member in written {
            if let condition = member.condition, !condition.holds(for: slot.slot, on: slot.network) {
                continue
            }
            guard var value = try value(of: member, slot, isNew: isNew) else { continue }
            guard documentType(of: format)?.canHold(value) ?? true else {
                throw unwritable(member, slot.slot)
            }
            if format == .env, member.unit == nil { value = value.asText }
            if member.isCredential { holdsCredential = true }
            members.append(JSONTree.Member(name: member.name, value: value))
        }
        // A file without any is about something else than keys.
        guard holdsCredential || rules.credentials.isEmpty else { throw noCredentials(slot.slot) }
        return members + (try extra(of: slot))
    }

    /// The names of the members that would hold what the slot can hardly mean.
    func implausible(in slot: Slot) -> Set<String> {
        Set(written.lazy.filter { $0.sources.contains { slot.isImplausible($0) } }.map(\.name))
    }

    /// What is wrong with a slot for this bot, as far as it shows without its secrets.
    func complaints(about slot: BotSlot) -> [Finding] {
        var slot = slot
        // What stands for the secrets is text, and equal to nothing.
        slot.credentials = slot.slot.credentials.mapValues { _ in Self.standIn }
        do throws(Finding) {
            _ = try members(of: slot, isNew: true)
            return []
        } catch {
            return [error]
        }
    }

    private func value(
        of member: BotTemplate.Member,
        _ slot: BotSlot,
        isNew: Bool
    ) throws(Finding) -> JSONTree? {
        switch member.value {
        case .unknown: return nil
        case .constant(let value): return JSONTree(value)
        case .from(let sources):
            for source in sources {
                if source == .exchange { return try exchange(member, slot.slot) }
                guard let said = slot.said(source) else { continue }
                return try value(said, member, slot)
            }
            return isNew ? member.standard.flatMap { JSONTree($0) } : nil
        }
    }

    private func value(
        _ said: SaidValue,
        _ member: BotTemplate.Member,
        _ slot: BotSlot
    ) throws(Finding) -> JSONTree {
        switch said {
        case .secret(let secret): return .string([.secret(secret)])
        case .text(let text):
            guard !member.values.isEmpty else { return .string([.text(Array(text.utf8))]) }
            guard let match = member.values.first(where: { $0.name == text }),
                let tree = JSONTree(match.value)
            else { throw noWord(for: text, member, slot.slot) }
            return tree
        case .number(let number):
            guard let shifted = number.shifted(by: member.unit?.shift ?? 0) else {
                throw noWord(for: number.description, member, slot.slot)
            }
            return .literal(Array(shifted.description.utf8))
        }
    }

    /// The exchange in the bot's own word.
    private func exchange(_ member: BotTemplate.Member, _ slot: Slot) throws(Finding) -> JSONTree {
        let selector = slot.exchange.value
        guard let id = template.ids[selector] else {
            throw Finding(
                .error,
                "template.no-value",
                "'\(member.name)' has no value for '\(selector.rawValue)'",
                at: template.place,
                slot: slot.name,
                help: "add \(selector.rawValue): to the ids of this template"
            )
        }
        return .string([.text(Array(id.value.utf8))])
    }

    // MARK: - extra:

    private func extra(of slot: BotSlot) throws(Finding) -> [JSONTree.Member] {
        // It belongs to the connection, which is where its credentials are.
        guard !rules.credentials.isEmpty, let extra = slot.slot.extra[bot] else { return [] }
        guard format != .env else {
            throw Finding(
                .error,
                "slot.wrong-extra",
                "a file of variables takes nothing from 'extra'",
                at: extra.place,
                slot: slot.slot.name,
                help: "write such variables into the file yourself: slots leaves them as they are"
            )
        }
        guard case .object(let added)? = JSONTree(extra.value) else {
            throw Finding(
                .error,
                "slot.wrong-extra",
                "'extra' of a bot is a map of members",
                at: extra.place,
                slot: slot.slot.name,
                help: "write it like this: extra: {\(bot): {type: \(slot.id)}}"
            )
        }
        for member in added where reserved.contains(member.name) {
            throw Finding(
                .error,
                "slot.extra-conflict",
                "'\(member.name)' cannot come from 'extra': the template writes it",
                at: extra.place,
                slot: slot.slot.name,
                help:
                    "take it out of 'extra'; credentials, fees and delay have their own keys in the slot's file"
            )
        }
        return added
    }

    // MARK: - What is wrong

    private func notText(_ field: CredentialField, _ slot: BotSlot) -> Finding {
        Finding(
            .error,
            "bot.secret-not-text",
            "the slot's '\(field.rawValue)' is not text in UTF-8",
            at: slot.slot.credentials[field]?.place ?? slot.slot.credentialsPlace,
            slot: slot.slot.name,
            help: "look at where it comes from; exchanges give keys out of letters and digits"
        )
    }

    private func unwritable(_ member: BotTemplate.Member, _ slot: Slot) -> Finding {
        let source = member.sources.first { source in
            source.credential.map { slot.credentials[$0] != nil } ?? true
        }
        return Finding(
            .error,
            "bot.unwritable-value",
            "'\(member.name)' cannot be written so that every program reads the same",
            at: source.map(slot.place) ?? template.place,
            slot: slot.name,
            help:
                "a file of variables has no safe way to write ', \\, ${ or a line break; make a key without them"
        )
    }

    private func noCredentials(_ slot: Slot) -> Finding {
        Finding(
            .error,
            "template.no-credentials",
            "the template writes no credentials of the slot '\(slot.name)'",
            at: template.place,
            slot: slot.name,
            help: "this kind of key needs its place among the members, such as key: {from: [key, api-wallet]}"
        )
    }

    private func noWord(for said: String, _ member: BotTemplate.Member, _ slot: Slot) -> Finding {
        Finding(
            .error,
            "template.no-value",
            "'\(member.name)' has no value for '\(said)'",
            at: template.place,
            slot: slot.name,
            help: "add \(said): to the values of '\(member.name)' in this template"
        )
    }
}
