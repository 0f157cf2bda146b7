import BotConfigs
import SlotModel

/// What is wrong with a template that was tried, in words.
extension TemplateTrial {
    mutating func tellLeftCredentials() {
        let taken = Set(
            template.files.compactMap(\.entries).flatMap(\.members).filter { !$0.isReadOnly }.flatMap(
                \.sources
            )
        )
        guard template.files.contains(where: { $0.entries != nil }) else { return }
        var told: Set<CredentialField> = []
        for slot in slots where slot.outcome == .written {
            for field in slot.credentials.keys.sorted() where !taken.contains(.credential(field)) {
                guard told.insert(field).inserted else { continue }
                findings.append(
                    Finding(
                        field.isPublic ? .note : .warning,
                        "template.credential-left",
                        "no member takes the '\(field.rawValue)' of \(slot.slot.exchange.value.displayName)",
                        at: template.place,
                        help:
                            "if the bot reads it, add a member such as \(field.rawValue): {from: \(field.rawValue)}; "
                            + "if it cannot work without, refuse such slots: {if: \(field.rawValue), because: …}"
                    )
                )
            }
        }
    }

    func nothing() -> Finding {
        Finding(
            .error,
            "template.no-slot",
            "no slot can be used by this kind of bot",
            at: template.place,
            help: "name the exchanges that it has under 'ids', and refuse fewer of their slots"
        )
    }

    func noTarget(_ name: String) -> Finding {
        Finding(
            .error,
            "template.no-target",
            "no file of this kind of bot is merged, so there is nothing to merge into \(name)",
            at: template.place,
            help: "leave the example out"
        )
    }

    func differs(_ slot: TrialSlot, _ read: ComposedSlot?, tellsExchange: Bool) -> Finding {
        let name = slot.slot.exchange.value
        guard let read else {
            return Finding(
                .warning,
                "template.import-left",
                "an import cannot tell that a connection is one of \(name.displayName)",
                at: template.place,
                help: tellsExchange
                    ? "where the bot has a member that tells it, declare it"
                    : "if the bot has a member that tells the exchange, declare it: exchange: {from: exchange}; else an import "
                        + "asks for --selector"
            )
        }
        return Finding(
            .warning,
            "template.import-differs",
            "an import takes a connection of \(name.displayName) for one of \(read.slot.exchange.value.displayName)",
            at: template.place,
            help:
                "if the bot has a member that tells spot from futures, declare it: market: {from: market}; else an import "
                + "asks for --selector"
        )
    }

    func isLeft(_ slot: TrialSlot, _ reason: String?) -> Finding {
        Finding(
            .warning,
            "template.import-left",
            "an import makes no slot of the connection of '\(slot.slot.name)'"
                + (reason.map { ": \($0)" } ?? ""),
            at: template.place,
            help:
                "an import reads what the members are declared to hold; every part of a key has to be one of them"
        )
    }

    func wouldChange(_ change: MemberChange, _ file: BotTemplate.File) -> Finding {
        Finding(
            .warning,
            "template.import-changes",
            "after an import of \(file.path.value), a plan would change '\(change.path.joined(separator: "."))'",
            at: template.place,
            slot: change.slot,
            help:
                "a slot cannot say what stands there: let the bot keep it (kept: true, once: true), or take the member out"
        )
    }
}
