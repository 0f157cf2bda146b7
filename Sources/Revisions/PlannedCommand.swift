package import BotConfigs
import Files
package import Ledger
package import SlotModel

/// What a program of a bot's own is to be given: the last step of an apply.
package struct PlannedCommand: Sendable {
    package let bot: Bot
    /// The program and its arguments.
    package let words: [String]
    package let declared: BotTemplate.Command
    package let connection: GivenConnection

    /// As a user would type it: `hbot connect bitget --keys-stdin`.
    package var name: String { words.joined(separator: " ") }
}

/// What is known of the connections of a bot that takes them through a program of its own.
struct BotConnections: Sendable {
    let bot: Bot
    let given: OwnedMembers
    let due: OwnedMembers
}

extension Planner {
    /// Plans what a bot's own program is to be given.
    func planCommands(of input: BotInput, _ plan: inout Plan) {
        guard let command = input.template.command else { return }
        let directory = input.bot.directory.value
        let folder = directory.hasPrefix("/") ? directory : workspace + "/" + directory
        guard RealPath.of(folder) != nil else {
            plan.findings.append(FileError.noFolder(path: directory).finding(at: input.bot.directory.place))
            return
        }
        let given = known(of: input.bot, Ownership.given)
        let due = known(of: input.bot, Ownership.due)
        // A slot that is gone leaves its connection behind, which another slot's may replace.
        let own = Set(input.slots.map(\.slot.name)).union(input.disabled.keys)
        let remembered = given.entries.merging(due.entries) { given, _ in given }
            .filter { own.contains($0.value.slot) }
        let assigned = assignIDs(
            to: input.slots.map(\.slot),
            of: input.bot,
            template: input.template,
            file: command.asFile,
            existing: nil,
            owned: OwnedMembers(entries: remembered)
        )
        plan.findings += assigned.findings
        let outcome = connect(
            ConnectingInput(
                template: input.template,
                command: command,
                bot: input.bot,
                slots: input.slots.compactMap { entry in
                    assigned.ids[entry.slot.name].map {
                        BotSlot(
                            slot: entry.slot,
                            id: $0,
                            credentials: entry.credentials,
                            network: entry.network
                        )
                    }
                },
                disabled: Set(input.disabled.keys),
                scope: input.scope,
                given: given,
                due: due,
                fingerprinter: fingerprinter
            )
        )
        plan.findings += outcome.findings
        plan.commands += outcome.connections.map { connection in
            PlannedCommand(
                bot: input.bot,
                words: command.words(for: connection.id, of: connection.slot),
                declared: command,
                connection: connection
            )
        }
        plan.connections.append(BotConnections(bot: input.bot, given: outcome.given, due: outcome.due))
    }
}

extension Ownership {
    /// Takes down what programs are to be given: from then on it is due, and needs nobody's consent a second time.
    ///
    /// - Parameter workspace: Its absolute path.
    mutating func note(_ plan: Plan, in workspace: String) {
        for connections in plan.connections {
            let bot = connections.bot
            var due = connections.due
            for command in plan.commands where command.bot.name == bot.name {
                due.entries[command.connection.id] = command.connection.owned
                if bot.onApply != nil { hooksDue.insert(bot.name) }
            }
            let isKnown =
                !members(of: bot, file: Self.given, in: workspace).entries.isEmpty
                || !members(of: bot, file: Self.due, in: workspace).entries.isEmpty
            guard isKnown || !due.entries.isEmpty || !connections.given.entries.isEmpty else { continue }
            record(connections.given, of: bot, file: Self.given, in: workspace)
            record(due, of: bot, file: Self.due, in: workspace)
        }
    }

    /// Takes down that a program took what it was given.
    ///
    /// - Parameter workspace: Its absolute path.
    package mutating func took(_ command: PlannedCommand, in workspace: String) {
        var given = members(of: command.bot, file: Self.given, in: workspace)
        var due = members(of: command.bot, file: Self.due, in: workspace)
        given.entries[command.connection.id] = command.connection.owned
        due.entries[command.connection.id] = nil
        record(given, of: command.bot, file: Self.given, in: workspace)
        record(due, of: command.bot, file: Self.due, in: workspace)
    }
}
