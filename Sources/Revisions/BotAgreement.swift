import BotConfigs
package import SlotModel

/// What stands in the bots' files for one slot, against what the slot says: the check `bot` (`slots help checks`).
package struct BotAgreement: Sendable {
    package var result: CheckResult
    /// An error where the bot would use other credentials, a warning where something else differs.
    package var finding: Finding?
}

extension Plan {
    /// Compares one slot with the files of the bots that it is written for.
    ///
    /// - Parameters:
    ///   - slot: A slot whose credentials were at hand when the plan was made.
    ///   - bots: The slot's bots, all of them planned.
    ///   - status: The slot's own; an apply waits until it is connected.
    package func agreement(of slot: Slot, with bots: [Bot], status: Status) -> BotAgreement {
        guard !bots.isEmpty else {
            return BotAgreement(result: CheckResult(.bot, .skip, "no bot uses the slot"))
        }
        let own = files.filter { $0.input.file.isFor(slot.name) }
        // What a text file says is for people: whoever uses the keys got them by hand.
        let files = own.filter { $0.input.file.text == nil }
        let asked = bots.filter { bot in
            files.contains { $0.bot.name == bot.name } || !own.contains { $0.bot.name == bot.name }
        }
        if asked.isEmpty, let bot = bots.first {
            return BotAgreement(
                result: CheckResult(
                    .bot,
                    .skip,
                    "'\(bot.name)' has its keys elsewhere, where nobody can compare them"
                )
            )
        }
        let bots = asked
        let unseen = bots.filter { bot in connections.contains { $0.bot.name == bot.name } }.map(\.name)
        if let bot = bots.first(where: { bot in
            !unseen.contains(bot.name) && !files.contains { $0.bot.name == bot.name }
        }) {
            let message = "the files of '\(bot.name)' cannot be compared"
            // What is wrong with its files was said of the bot, and stands against its start.
            return findings.containErrors
                ? BotAgreement(result: CheckResult(.bot, .skip, message))
                : told(
                    slot,
                    .fail,
                    code: "bot.other-credentials",
                    message: message,
                    help: "first mend what is said of them above"
                )
        }
        let (differing, missing, changed) = differences(from: slot, in: bots, files)
        let once = status.consequence == .go ? "" : "when the slot is connected, "
        if let gone = files.first(where: { $0.isGone && bots.map(\.name).contains($0.bot.name) }) {
            return told(slot, gone: gone.target.name)
        }
        let gaps =
            missing.map { "\($0) does not hold the slot's credentials yet" }
            + commands.filter { $0.connection.slot == slot.name && unseen.contains($0.bot.name) }.map {
                "'\($0.bot.name)' was not given "
                    + ($0.connection.isNew ? "the slot's credentials yet" : "what the slot says now")
            }
        if let message = (differing + gaps).first {
            return told(
                slot,
                .fail,
                code: "bot.other-credentials",
                message: message,
                help: once + "write the slot's with: slots apply"
                    + (differing.isEmpty ? "" : "; if the bot's are the new ones, \(slot.takingOver)")
            )
        }
        if let first = changed.first {
            let more = changed.count > 1 ? " and \(changed.count - 1) more" : ""
            return told(
                slot,
                .warn,
                code: "bot.other-values",
                message: "\(first.path)\(more) in \(first.file) is not what the slot says",
                help: "look with: slots plan; " + once + "write the slot's with: slots apply"
            )
        }
        if let hiding = files.first(where: { $0.outcome.hidden.contains(slot.name) }) {
            // Whoever entered other keys in the bot itself leaves the same traces as the bot that encrypted ours.
            return told(
                slot,
                .warn,
                code: "bot.encrypted",
                message:
                    "\(hiding.target.name) holds credentials that the bot encrypted: they cannot be compared",
                help: "if keys were entered in the bot itself: delete the connection there, then slots apply"
            )
        }
        let names = bots.map(\.name).filter { !unseen.contains($0) }.map { "'\($0)'" }
        let parts = [
            names.isEmpty ? nil : "\(names.joined(separator: ", ")) uses the same credentials",
            unseen.isEmpty
                ? nil
                : "\(unseen.map { "'\($0)'" }.joined(separator: ", ")) was given them, and what it keeps cannot be read",
        ]
        return BotAgreement(
            result: CheckResult(.bot, .pass, parts.compactMap(\.self).joined(separator: "; "))
        )
    }

    /// Files that hold other credentials than the slot, that hold none of it, and members that are not as it says.
    private func differences(from slot: Slot, in bots: [Bot], _ files: [PlannedFile]) -> (
        differing: [String], missing: [String], changed: [(path: String, file: String)]
    ) {
        var (differing, missing): ([String], [String]) = ([], [])
        var changed: [(path: String, file: String)] = []
        for file in files where bots.contains(where: { $0.name == file.bot.name }) {
            let changes = file.outcome.changes.filter { $0.slot == slot.name }
            let secret = changes.filter(\.isOfCredential)
            // Under an id that the slot does not have any more, its entry only goes.
            let wanted = secret.filter { $0.kind != .remove }
            if file.isMissing || !wanted.isEmpty && wanted.allSatisfy({ $0.kind == .add }) {
                missing.append(file.target.name)
            } else if !secret.isEmpty {
                differing.append("\(file.target.name) holds other credentials than the slot")
            } else {
                changed += changes.map { ($0.path.joined(separator: "."), file.target.name) }
            }
        }
        return (differing, missing, changed)
    }

    private func told(_ slot: Slot, gone file: String) -> BotAgreement {
        told(
            slot,
            .fail,
            code: "bot.file-gone",
            message: "\(file) is gone since slots wrote it",
            help:
                "bring it back from a copy, or from a revision that has it ('slots help upkeep'); or make a new one with: "
                + "slots apply"
        )
    }

    private func told(
        _ slot: Slot,
        _ outcome: CheckResult.Outcome,
        code: String,
        message: String,
        help: String
    ) -> BotAgreement {
        BotAgreement(
            result: CheckResult(.bot, outcome, message, help: help),
            finding: Finding(
                outcome == .fail ? .error : .warning,
                code,
                message,
                at: slot.place,
                slot: slot.name,
                help: help
            )
        )
    }
}
