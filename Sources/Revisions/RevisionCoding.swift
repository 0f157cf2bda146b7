import BotConfigs
import Ledger
import PlainJSON
import SlotModel

extension Revision {
    private static let kind = "slots revision"
    /// In the archive.
    static let memberName = "revision.json"
    /// No revision's facts are as large.
    static let sizeLimit = 64 << 20

    /// The text of `N.json`.
    package var text: String { json.text(pretty: true) + "\n" }

    /// - Returns: `nil` for what is not plainly written by slots.
    package init?(reading bytes: [UInt8]) {
        guard let json = try? JSONValue.read(bytes), let revision = Revision(json),
            Array(revision.text.utf8) == bytes
        else { return nil }
        self = revision
    }

    /// Whether a newer version of slots wrote it.
    static func isFromTheFuture(_ bytes: [UInt8]) -> Bool {
        guard let json = try? JSONValue.read(bytes), json["kind"] == .string(kind) else { return false }
        return (json["version"]?.numericText.flatMap { Int($0) } ?? 0) > 1
    }

    private var json: JSONValue {
        [
            "version": 1, "kind": .string(Self.kind), "number": .number(String(number)),
            "previous": .number(String(previous)),
            "time": .string(time.description), "user": .string(user), "host": .string(host),
            "command": .string(command),
            "slots": .array(
                slots.map { ["slot": .string($0.slot), "status": .string($0.status.rawValue)] }
            ),
            "files": .array(files.map(\.json)),
        ]
    }

    private init?(_ json: JSONValue) {
        guard json["version"] == 1, json["kind"] == .string(Self.kind),
            let number = json["number"]?.numericText.flatMap({ Int($0) }), number > 0,
            let previous = json["previous"]?.numericText.flatMap({ Int($0) }),
            (0..<number).contains(previous),
            let time = json["time"]?.string.flatMap(Timestamp.init(iso8601:)),
            let user = json["user"]?.string, let host = json["host"]?.string,
            let command = json["command"]?.string, let slots = json["slots"]?.array,
            let files = json["files"]?.array
        else { return nil }
        (self.number, self.previous) = (number, previous)
        (self.user, self.host, self.command) = (user, host, command)
        self.time = time
        self.slots = slots.compactMap { json in
            guard let slot = json["slot"]?.string,
                let status = json["status"]?.string.flatMap(Status.init(rawValue:))
            else { return nil }
            return SlotStatus(slot: slot, status: status)
        }
        self.files = files.compactMap(File.init)
    }
}

extension Revision.File {
    fileprivate var json: JSONValue {
        [
            "bot": .string(bot), "path": .string(path), "name": .string(name), "target": .string(target),
            "mode": mode.map { .string(octal($0)) } ?? .null,
            "before": before.map { .string($0.text) } ?? .null,
            "after": after.map { .string($0.text) } ?? .null,
            "changes": .array(changes.map(\.kept)), "owned-before": ownedBefore.json,
            "owned-after": ownedAfter.json,
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let bot = json["bot"]?.string, let path = json["path"]?.string, let name = json["name"]?.string,
            let target = json["target"]?.string, let changes = json["changes"]?.array,
            let before = json["owned-before"], let after = json["owned-after"]
        else { return nil }
        (self.bot, self.path, self.name, self.target) = (bot, path, name, target)
        mode = json["mode"]?.string.flatMap { UInt32($0, radix: 8) }.map { $0 & 0o777 }
        self.before = json["before"]?.string.map(Fingerprint.init(text:))
        self.after = json["after"]?.string.map(Fingerprint.init(text:))
        self.changes = changes.compactMap(MemberChange.init(kept:))
        (ownedBefore, ownedAfter) = (OwnedMembers(before), OwnedMembers(after))
    }
}

extension MemberChange {
    fileprivate var kept: JSONValue {
        var members: [JSONValue.Member] = [
            .init("path", .array(path.map { .string($0) })), .init("change", .string(kind.rawValue)),
        ]
        for (name, value) in [("old", old), ("new", new)] {
            switch value {
            case .json(let text): members.append(.init(name, ["json": .string(text)]))
            case .secret(let fingerprint): members.append(.init(name, ["secret": .string(fingerprint.text)]))
            case nil: break
            }
        }
        if let slot { members.append(.init("slot", .string(slot))) }
        return .object(members)
    }

    fileprivate init?(kept json: JSONValue) {
        guard let path = json["path"]?.array?.compactMap(\.string),
            let kind = json["change"]?.string.flatMap(Kind.init(rawValue:))
        else { return nil }
        func value(_ name: String) -> Value? {
            if let text = json[name]?["json"]?.string { return .json(text) }
            return (json[name]?["secret"]?.string).map { .secret(Fingerprint(text: $0)) }
        }
        self.init(path: path, kind: kind, old: value("old"), new: value("new"), slot: json["slot"]?.string)
    }
}
