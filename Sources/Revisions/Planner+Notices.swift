import BotConfigs
import Files
package import SlotModel

extension Planner {
    /// What is told of a file whatever changes in it.
    func notices(of file: PlannedFile, _ mounts: FileMounts) -> [Finding] {
        openDoors(file) + mounted(file, mounts) + inOwnFolder(file)
    }

    /// Names of the folders of a workspace whose files slots itself reads and writes.
    package static let ownFolders = [".slots", "slots", "templates", "secrets"]

    /// What lies in the workspace's own folders is read as slots, templates and state, and is no place for a bot.
    private func inOwnFolder(_ file: PlannedFile) -> [Finding] {
        let root = RealPath.of(workspace) ?? workspace
        let own = Self.ownFolders.first { name in
            (file.target.folder + "/").hasPrefix("\(root)/\(name)/")
        }
        guard let own else { return [] }
        return [
            Finding(
                .error,
                "bot.own-folder",
                "\(file.target.name) would lie in \(own)/, which is the workspace's own",
                at: file.bot.directory.place,
                help:
                    "write the folder in which \(file.bot.template.value) runs, such as bots/\(file.bot.name)"
            )
        ]
    }

    /// Nothing there is ours: what the bot encrypted may be other keys, and asking is the only way to know.
    func otherFolder(_ bot: Bot, _ former: String) -> Finding {
        Finding(
            .warning,
            "bot.other-folder",
            "slots wrote the files of '\(bot.name)' in \(former) before; what it finds here counts as the bot's own",
            at: bot.directory.place,
            help:
                "if the bot only moved, give slots with a number their ids, such as as: {\(bot.name): \"bitget#2\"}, "
                + "and agree to what apply asks"
        )
    }

    /// Two bots would overwrite each other's entries in it, at every apply.
    ///
    /// - Parameter other: The name of the other bot.
    package static func sameFile(_ target: TargetFile, _ bot: Bot, _ other: String) -> Finding {
        let isOne = other == bot.name
        return Finding(
            .error,
            "bot.same-file",
            isOne
                ? "two files of the template '\(bot.template.value)' are \(target.name)"
                : "the bots '\(other)' and '\(bot.name)' both write \(target.name)",
            at: isOne ? bot.template.place : bot.directory.place,
            help: isOne
                ? "give the two other paths, or rename the slot"
                : "give each bot a directory of its own, or make one bot of the two"
        )
    }

    /// Who reads a file through a mount that stays with the old one, and what is written in place.
    private func mounted(_ file: PlannedFile, _ mounts: FileMounts) -> [Finding] {
        let (target, place) = (file.target, file.bot.directory.place)
        if let mount = mounts.mountPoint(at: target.path) {
            return Self.writtenInPlace(target, mount, isChanged: file.isChanged, place)
        }
        return mounts.points(of: target.file, in: target.folder, former: !file.isChanged).map { point in
            Finding(
                .warning,
                "bot.mounted-file",
                "\(target.name) is mounted as a single file at \(point), where what slots writes does not show",
                at: place,
                help: "mount the folder instead of the file, and start the container that does so anew"
            )
        }
    }

    private static func writtenInPlace(
        _ target: TargetFile,
        _ mount: FileMounts.MountPoint,
        isChanged: Bool,
        _ place: Place?
    ) -> [Finding] {
        switch mount {
        case .ofFormerFile:
            [
                Finding(
                    .warning,
                    "bot.mounted-file",
                    "\(target.name) is mounted as a single file whose source was replaced since, where what slots "
                        + "writes does not show",
                    at: place,
                    help: "mount the folder instead of the file, and start the container that does so anew"
                )
            ]
        case .ofFile where isChanged:
            [
                Finding(
                    .note,
                    "bot.written-in-place",
                    "\(target.name) is mounted as a single file, and is written in place"
                )
            ]
        case .ofFile: []
        }
    }

    /// Who else gets at the keys in a file, and what would change with one that is written.
    private func openDoors(_ file: PlannedFile) -> [Finding] {
        let (name, place) = (file.target.name, file.bot.directory.place)
        var findings: [Finding] = []
        let mayHoldKeys = file.input.file.entries.map { $0.members.contains(where: \.isCredential) } ?? true
        // Whoever renders a text file has no key.
        let holdsKeys =
            file.input.file.text == nil
            && (file.writesCredentials || mayHoldKeys && !file.outcome.owned.entries.isEmpty)
        if let mode = file.target.existing?.status.mode, mode & 0o007 != 0, holdsKeys {
            let what = mode & 0o002 != 0 ? "changed" : "read"
            findings.append(
                Finding(
                    .warning,
                    "bot.open-file",
                    "\(name) holds keys and can be \(what) by everybody on this machine (mode \(octal(mode)))",
                    at: place,
                    help: "chmod o-rwx \(quotedForShell(name))"
                )
            )
        }
        switch file.isChanged ? file.target.oddity : nil {
        case .foreignOwner(let owner):
            findings.append(
                Finding(
                    .warning,
                    "bot.foreign-file",
                    "\(name) belongs to another user (\(owner)) than its folder, and would go on belonging to them",
                    at: place,
                    help: "if you did not expect that, look who made it; else add --yes to 'slots apply'"
                )
            )
        case .otherNames(let count):
            findings.append(
                Finding(
                    .warning,
                    "bot.linked-file",
                    "\(name) is one file with \(count) names; the others would keep what it holds now",
                    at: place,
                    help: "if you did not expect that, look for them with: find / -xdev -samefile "
                        + "\(quotedForShell(name)); else add --yes to 'slots apply'"
                )
            )
        case nil: break
        }
        return findings
    }
}
