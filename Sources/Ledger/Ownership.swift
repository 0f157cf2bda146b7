package import BotConfigs
package import Cryptography
import Files
package import PlainJSON
package import SlotModel

/// What slots wrote into the bots' files: which entry and member, and the fingerprint of each value.
///
/// Lies in `.slots/owned.json`. Without it nothing is lost: every entry then counts as the user's own.
package struct Ownership: Sendable, Equatable {
    /// By bot, then by the file's path inside the bot's folder.
    private var files: [String: [String: OwnedMembers]] = [:]
    /// By bot: its folder when slots wrote there, as slots.yaml named it; absent in older states.
    private var directories: [String: String] = [:]

    /// Saved plans that were carried out, the latest last; none is carried out twice.
    package private(set) var carriedOut: [String] = []

    /// Bots whose `on-apply` has not succeeded since their files changed.
    package var hooksDue: Set<String> = []

    /// The number of the latest revision; zero before the first.
    ///
    /// The next one's is greater, whatever became of it.
    package var revision = 0
    /// Nobody applies as often.
    package static let revisionLimit = 999_999_999

    private static let name = "owned.json"
    /// A state of more bytes is not ours.
    private static let sizeLimit = 256 << 20

    package init() {}

    /// What slots wrote into a bot's file; nothing where the bot lies in another folder than it did then.
    ///
    /// Another folder is another installation: its entries of the same names hold other keys.
    ///
    /// - Parameter workspace: Its absolute path.
    package func members(of bot: Bot, file: String, in workspace: String) -> OwnedMembers {
        guard formerDirectory(of: bot, in: workspace) == nil else { return OwnedMembers() }
        return files[bot.name]?[file] ?? formerName(of: bot, file, workspace).flatMap { files[$0]?[file] }
            ?? OwnedMembers()
    }

    /// In the place of a file's path, which never begins with a slash: what a bot's own program was given and took.
    package static let given = "/given"
    /// The same of what it was to be given, and did not take yet.
    package static let due = "/due"

    private static func isFile(_ path: String) -> Bool { !path.hasPrefix("/") }

    /// The files that slots wrote for a bot, inside the folder where it lies now.
    package func paths(of bot: Bot, in workspace: String) -> [String] {
        Set(files.values.flatMap(\.keys)).filter {
            Self.isFile($0) && !members(of: bot, file: $0, in: workspace).entries.isEmpty
        }
        .sorted()
    }

    /// The bot that the file belonged to, where slots.yaml gives its folder to one of another name now.
    private func formerName(of bot: Bot, _ file: String, _ workspace: String) -> String? {
        guard files[bot.name] == nil, let folder = Self.folder(bot.directory.value, workspace) else {
            return nil
        }
        return directories.keys.sorted().first { name in
            name != bot.name && files[name]?[file] != nil
                && directories[name].flatMap { Self.folder($0, workspace) } == folder
        }
    }

    /// The bot's folder when slots wrote there, where the one of now is another.
    package func formerDirectory(of bot: Bot, in workspace: String) -> String? {
        guard let former = directories[bot.name], former != bot.directory.value else { return nil }
        let (one, other) = (Self.folder(former, workspace), Self.folder(bot.directory.value, workspace))
        return one != nil && one == other ? nil : former
    }

    /// Takes down what slots wrote into a bot's file, in the folder where the bot lies now.
    package mutating func record(_ members: OwnedMembers, of bot: Bot, file: String, in workspace: String) {
        if let former = formerName(of: bot, file, workspace) {
            files[former]?[file] = nil
            if files[former]?.isEmpty == true { (files[former], directories[former]) = (nil, nil) }
        }
        let former = directories.updateValue(bot.directory.value, forKey: bot.name)
        if let former, former != bot.directory.value { files[bot.name] = nil }
        files[bot.name, default: [:]][file] = members
    }

    /// The files with a slot's name in theirs that slots wrote for it alone, with their folders as slots.yaml named them.
    package func filesNamed(after slot: String) -> [String] {
        sorted(files).flatMap { bot, ofBot in
            ofBot.filter { path, members in path.contains(slot) && members.entries[""]?.slot == slot }
                .keys.sorted().map { (directories[bot].map { $0 + "/" } ?? "") + $0 }
        }
    }

    /// What slots wrote for a bot that slots.yaml does not name any more.
    package struct LeftFile: Sendable {
        package let bot: String
        /// With the folder as slots.yaml named it; the folder alone for what the bot's own program was given.
        package let path: String
        /// Of the entries, in order.
        package let ids: [String]
    }

    /// What slots wrote for bots that slots.yaml does not name any more, where the file is still there.
    ///
    /// - Parameter bots: Those that it names.
    package func left(besides bots: [Bot], in workspace: String) -> [LeftFile] {
        let names = Set(bots.map(\.name))
        let folders = Set(bots.compactMap { Self.folder($0.directory.value, workspace) })
        var left: [LeftFile] = []
        for (bot, directory) in sorted(directories) where !names.contains(bot) {
            guard let folder = Self.folder(directory, workspace), !folders.contains(folder) else { continue }
            for (file, members) in sorted(files[bot] ?? [:])
            where Self.isFile(file) ? RealPath.of(folder + "/" + file) != nil : file == Self.given {
                let ids = members.entries.filter { !$0.value.isReservation }
                    .map { $0.key.isEmpty ? $0.value.slot : $0.key }.sorted()
                let path = Self.isFile(file) ? directory + "/" + file : directory
                if !ids.isEmpty { left.append(LeftFile(bot: bot, path: path, ids: ids)) }
            }
        }
        return left
    }

    /// Lets go of what was written for bots that slots.yaml does not name any more.
    package mutating func forgetLeft(besides bots: [Bot], in workspace: String) {
        for file in left(besides: bots, in: workspace) {
            (files[file.bot], directories[file.bot]) = (nil, nil)
        }
    }

    /// Where slots wrote, by bot: its folder as slots.yaml named it, and the files inside that folder.
    package var installations: [(bot: String, directory: String, files: [String])] {
        directories.sorted { $0.key < $1.key }.compactMap { bot, directory in
            let all = files[bot]?.keys.sorted() ?? []
            let files = all.filter(Self.isFile)
            return files.isEmpty && !all.isEmpty ? nil : (bot, directory, files)
        }
    }

    /// That a slot has another name since a revision.
    package struct Rename: Sendable, Equatable {
        package let from: String
        package let to: String
        /// The latest one then: it and those before know the slot by its former name.
        package let revision: Int
    }

    /// Of an entry whose slot's name another slot has taken since; no slot is called so.
    package static func former(_ name: String) -> String { "\(name) (removed)" }

    /// The oldest first; of more than these, nobody goes back so far.
    package private(set) var renames: [Rename] = []
    private static let renamesKept = 1000

    /// Gives the entries of a slot to one of another name.
    package mutating func rename(_ slot: String, to name: String) {
        renames = renames.suffix(Self.renamesKept - 1) + [Rename(from: slot, to: name, revision: revision)]
        for (bot, ofBot) in files {
            for file in ofBot.keys { files[bot]?[file]?.rename(slot, to: name) }
        }
    }

    /// Takes down that a saved plan was carried out.
    package mutating func carryOut(_ plan: String) { carriedOut = carriedOut.suffix(99) + [plan] }

    /// A keyed digest of all of it, for comparison on this machine.
    package func digest(_ key: Secret) -> String {
        text.withUnsafeBytes { Hex.text(KeyedDigest(of: $0, key: key).bytes) }
    }

    /// A folder without links; `nil` when it is not there.
    private static func folder(_ directory: String, _ workspace: String) -> String? {
        RealPath.of(directory.hasPrefix("/") ? directory : workspace + "/" + directory)
    }

    /// Reads the state; an absent one is empty.
    static func load(from folder: StateFolder) throws(FileError) -> Ownership {
        guard let bytes = try folder.read(name, limit: sizeLimit)?.bytes else {
            return Ownership()
        }
        let path = folder.file(name)
        let json: JSONValue
        do { json = try JSONValue.read(bytes) } catch {
            throw .brokenState(path: path, reason: error.message)
        }
        guard json["version"] == .number("1"), let bots = json["bots"]?.object else {
            throw .brokenState(path: path, reason: "it was written by another version of slots")
        }
        var store = Ownership()
        for bot in bots {
            for file in bot.value.object ?? [] {
                store.files[bot.name, default: [:]][file.name] = OwnedMembers(file.value)
            }
        }
        for directory in json["directories"]?.object ?? [] {
            store.directories[directory.name] = directory.value.string
        }
        store.carriedOut = (json["plans"]?.array ?? []).compactMap(\.string)
        store.hooksDue = Set((json["hooks-due"]?.array ?? []).compactMap(\.string))
        let revision = json["revision"]?.numericText.flatMap { Int($0) } ?? 0
        store.revision = min(max(0, revision), revisionLimit)
        store.renames = (json["renames"]?.array ?? []).compactMap { rename in
            guard let from = rename["from"]?.string, let to = rename["to"]?.string,
                let revision = rename["revision"]?.numericText.flatMap({ Int($0) })
            else { return nil }
            return Rename(from: from, to: to, revision: revision)
        }
        return store
    }

    /// The state as a part of a change of several files; `nil` when it is there already.
    func change(in folder: Folder) throws(FileError) -> FileChange? {
        let before = try folder.read(Self.name, limit: Self.sizeLimit)
        let content = Secret(copying: text)
        if before?.content.isEqual(to: content) == true { return nil }
        let name = RealPath.join(folder.path, Self.name)
        return FileChange(
            name,
            in: folder.path,
            file: Self.name,
            before: before,
            content: content,
            mode: 0o600
        )
    }

    private var text: [UInt8] {
        let bots = sorted(files).map { bot, files in
            JSONValue.Member(bot, .object(sorted(files).map { JSONValue.Member($0, $1.json) }))
        }
        let directories = sorted(directories).map { JSONValue.Member($0, .string($1)) }
        let renames = renames.map { rename -> JSONValue in
            [
                "from": .string(rename.from), "to": .string(rename.to),
                "revision": .number(String(rename.revision)),
            ]
        }
        let json: JSONValue = [
            "version": 1, "bots": .object(bots), "directories": .object(directories),
            "hooks-due": .array(hooksDue.sorted().map { .string($0) }),
            "plans": .array(carriedOut.map { .string($0) }), "revision": .number(String(revision)),
            "renames": .array(renames),
        ]
        return Array((json.text(pretty: true) + "\n").utf8)
    }
}

private func sorted<Value>(_ map: [String: Value]) -> [(String, Value)] {
    map.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}

extension OwnedMembers {
    /// As it is kept; what is not in this form is left out.
    package init(_ json: JSONValue) {
        self.init()
        for entry in json.object ?? [] {
            guard let slot = entry.value["slot"]?.string else { continue }
            var members: [String: Fingerprint] = [:]
            for member in entry.value["members"]?.object ?? [] {
                members[member.name] = member.value.string.map(Fingerprint.init(text:))
            }
            let isCreated = entry.value["created"]?.boolean ?? false
            entries[entry.name] = Entry(slot: slot, members: members, isCreated: isCreated)
            entries[entry.name]?.isLeft = entry.value["left"]?.boolean ?? false
        }
    }

    /// Without a value: names and fingerprints, sorted.
    package var json: JSONValue {
        .object(
            sorted(entries).map { id, entry in
                let members = sorted(entry.members).map { JSONValue.Member($0, .string($1.text)) }
                return JSONValue.Member(
                    id,
                    .object(
                        [
                            .init("slot", .string(entry.slot)), .init("created", .boolean(entry.isCreated)),
                            .init("members", .object(members)),
                        ] + (entry.isLeft ? [.init("left", .boolean(true))] : [])
                    )
                )
            }
        )
    }
}
