import Cryptography
import Files
import BotConfigs
import Ledger
import Revisions
import SlotModel

/// The bots' files as they are, read without changing anything.
struct BotReading: Sendable {
    private let loaded: LoadedWorkspace
    private let planner: Planner

    /// A reading that trusts nothing that slots wrote earlier when its state cannot be read; `plan` tells of that.
    init(_ session: Session) {
        loaded = session.workspace
        let owned = (try? session.ledger.ownership()) ?? Ownership()
        planner = Planner(workspace: loaded.folder, owned: owned, fingerprinter: .none)
    }

    /// What a plan would call wrong, as far as it shows without secrets.
    func complaints() -> [Finding] {
        var writers: [String: String] = [:]
        return (loaded.workspace?.bots ?? []).flatMap { bot -> [Finding] in
            guard let template = loaded.templates[bot.template.value] else { return [] }
            var troubles: [Finding] = []
            let judged = judge(
                bot,
                template,
                slots: loaded.slots(of: bot),
                files: planner.files(of: bot, template, slots: loaded.slots(of: bot).map(\.name)),
                owned: { planner.ownedMembers(of: bot, file: $0) },
                existing: { file in
                    do throws(FileError) {
                        let (target, existing) = try planner.locate(file, of: bot)
                        if let other = writers.updateValue(bot.name, forKey: target.path) {
                            troubles.append(Planner.sameFile(target, bot, other))
                        }
                        return existing
                    } catch {
                        troubles.append(error.finding(at: bot.directory.place))
                        return nil
                    }
                }
            )
            return troubles + judged + commandComplaints(bot, template)
        }
    }

    private func commandComplaints(_ bot: Bot, _ template: BotTemplate) -> [Finding] {
        template.command.map { command in
            judge(
                bot,
                template,
                command,
                slots: loaded.slots(of: bot),
                given: planner.known(of: bot, Ownership.given)
            )
        } ?? []
    }

    /// Where a slot stands in the files of its bots; a file that holds no connections is left out.
    ///
    /// - Parameter fingerprinter: With the key of the state; `nil`: nothing was ever written.
    func entries(of slot: Slot, _ fingerprinter: Fingerprinter?) -> [ShownSlot.Entry] {
        loaded.bots(of: slot).flatMap { bot -> [ShownSlot.Entry] in
            guard let template = loaded.templates[bot.template.value] else { return [] }
            let entries: [ShownSlot.Entry] = template.files(of: [slot.name]).compactMap { file in
                guard let (target, existing) = try? planner.locate(file, of: bot) else { return nil }
                guard let members = file.entries else {
                    return file.isFor(slot.name) && file.slot != nil
                        ? text(of: target, planner.ownedMembers(of: bot, file: file), bot, fingerprinter)
                        : nil
                }
                let owned = planner.ownedMembers(of: bot, file: file)
                let (ids, _) = assignIDs(
                    to: loaded.slots(of: bot).filter { file.isFor($0.name) },
                    of: bot,
                    template: template,
                    file: file,
                    existing: existing,
                    owned: owned
                )
                // A disabled slot has no id any more, unless its entry still stands there.
                let known = owned.entries.filter { $0.value.slot == slot.name && !$0.value.isReservation }
                    .keys.min()
                guard let named = ids[slot.name] ?? known else { return nil }
                let id = members.isSingle ? "" : named
                let isThere =
                    members.isSingle
                    ? existing != nil
                    : existing?.entryIDs.contains(id) == true
                let isChanged =
                    known.flatMap { owned.entries[$0] }.map { entry in
                        fingerprinter.map { existing?.isChanged(id, since: entry, $0) ?? false } ?? false
                    } ?? false
                return ShownSlot.Entry(
                    bot: bot.name,
                    file: target.name,
                    path: members.isSingle ? [] : members.path + [id],
                    state: !isThere ? .missing : known != id ? .foreign : isChanged ? .changed : .written
                )
            }
            return given(slot, to: bot, template) + entries
        }
    }

    /// A slot's own file that is written as a whole.
    private func text(
        of target: TargetFile,
        _ owned: OwnedMembers,
        _ bot: Bot,
        _ fingerprinter: Fingerprinter?
    ) -> ShownSlot.Entry {
        let wrote = owned.entries[""]?.members[""]
        let found = target.existing.flatMap { file in
            fingerprinter.map { key in file.content.withBytes { key.fingerprint($0) } }
        }
        let state: ShownSlot.Entry.State =
            target.existing == nil ? .missing : wrote == nil ? .foreign : found == wrote ? .written : .changed
        return ShownSlot.Entry(bot: bot.name, file: target.name, path: [], state: state)
    }

    /// As the user would name a bot's file.
    func name(of file: BotTemplate.File, of bot: Bot) -> String {
        (try? planner.locate(file, of: bot))?.target.name ?? bot.directory.value + "/" + file.path.value
    }

    /// What a bot's own program was given of a slot; what it keeps cannot be looked into.
    private func given(_ slot: Slot, to bot: Bot, _ template: BotTemplate) -> [ShownSlot.Entry] {
        guard let command = template.command else { return [] }
        let given = planner.known(of: bot, Ownership.given).entries
        let due = planner.known(of: bot, Ownership.due).entries
        let (ids, _) = assignIDs(
            to: loaded.slots(of: bot),
            of: bot,
            template: template,
            file: command.asFile,
            existing: nil,
            owned: OwnedMembers(entries: given)
        )
        guard let id = ids[slot.name] ?? given.first(where: { $0.value.slot == slot.name })?.key else {
            return []
        }
        let isGiven = given[id]?.slot == slot.name && due[id] == nil
        return [
            ShownSlot.Entry(
                bot: bot.name,
                file: command.words(for: id, of: slot.name).joined(separator: " "),
                path: [id],
                state: isGiven ? .written : .missing
            )
        ]
    }

    /// Slot name to the number of pairs that the bots trade on it; absent where no file tells.
    ///
    /// - Parameter seen: Gets the files.
    func pairs(_ seen: inout SeenFiles) -> [String: Int] {
        var pairs: [String: Int] = [:]
        for bot in loaded.workspace?.bots ?? [] {
            guard let template = loaded.templates[bot.template.value] else { continue }
            for file in template.files(of: loaded.slots(of: bot).map(\.name)) {
                guard let (target, looked) = try? planner.locate(file, of: bot), let existing = looked
                else { continue }
                seen.add(target)
                let counts = existing.pairCounts
                let (ids, _) = assignIDs(
                    to: loaded.slots(of: bot).filter { file.isFor($0.name) },
                    of: bot,
                    template: template,
                    file: file,
                    existing: existing,
                    owned: planner.ownedMembers(of: bot, file: file)
                )
                for (slot, id) in ids {
                    if let count = counts[id] { pairs[slot, default: 0] += count }
                }
            }
        }
        return pairs
    }

    func pairs() -> [String: Int] {
        var seen = SeenFiles()
        return pairs(&seen)
    }
}

extension Fingerprinter {
    /// For readings in which no value is compared.
    fileprivate static let none = Fingerprinter { _ in Fingerprint(text: "") }
}
