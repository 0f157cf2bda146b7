import BotConfigs
package import Cryptography
package import Ledger
import Files
import PlainJSON
package import SlotModel

/// A plan that waits in a file until it is carried out: exactly as it was, and once.
///
/// Holds no content, only keyed digests of what was there and of what is to be. They mean something to this workspace
/// alone, and so does the code over the whole, by which a plan that somebody else wrote is known.
package struct SavedPlan: Sendable, Hashable {
    /// One file of a bot.
    package struct File: Sendable, Hashable {
        package var bot: String
        /// Inside the bot's folder.
        package var path: String
        /// As the user names it.
        package var name: String
        /// `nil`: there is none.
        package var before: String?
        package var after: String
        /// Whether its owner or its other names were shown as not what one would expect.
        package var isOdd: Bool
    }

    /// Known to nobody before.
    package let id: String
    /// When; as reports write it.
    package let made: String
    /// The absolute path of the workspace.
    package let workspace: String
    package let bots: [String]
    /// Of the slots whose entries may change; `nil`: all.
    package let only: [String]?
    package let skipsFailed: Bool
    package let prunes: Bool
    /// Of what slots owned when the plan was made.
    package let owned: String
    package let files: [File]

    /// - Parameters:
    ///   - plan: Without errors.
    ///   - scope: As it was asked for: all slots, or some by their names.
    ///   - key: The workspace's, from ``FingerprintKey``.
    package init(
        _ plan: Plan,
        in workspace: String,
        bots: [String],
        scope: SlotScope,
        skipsFailed: Bool,
        prunes: Bool,
        owned: Ownership,
        key: Secret,
        made: Timestamp
    ) {
        id = Hex.text(Secret.random(count: 16).withBytes { Array($0) })
        (self.workspace, self.bots, self.made) = (workspace, bots, made.description)
        if case .only(let slots) = scope { only = slots.sorted() } else { only = nil }
        (self.skipsFailed, self.prunes) = (skipsFailed, prunes)
        (self.owned, files) = (owned.digest(key), plan.saved(key))
    }

    /// What is not any more as it was when the plan was made; `nil`: the plan of now does exactly what this one says.
    package func firstDifference(from plan: Plan, owned: Ownership, key: Secret) -> String? {
        let now = plan.saved(key)
        for file in now where !files.contains(file) { return file.name }
        if let gone = files.first(where: { !now.contains($0) }) { return gone.name }
        return owned.digest(key) == self.owned ? nil : "what slots wrote"
    }

    package var scope: SlotScope { only.map { .only(Set($0)) } ?? .all }
}

extension Plan {
    fileprivate func saved(_ key: Secret) -> [SavedPlan.File] {
        files.map { file in
            SavedPlan.File(
                bot: file.bot.name,
                path: file.path,
                name: file.target.name,
                before: file.target.existing.map { SecretText($0.content).digest(key) },
                // The moment of a check is another one when the plan is carried out.
                after: (file.outcome.lasting ?? file.outcome.content).digest(key),
                isOdd: oddFiles.contains(file.target.path)
            )
        }
            + commands.map { command in
                SavedPlan.File(
                    bot: command.bot.name,
                    path: command.connection.id,
                    name: command.name,
                    before: nil,
                    after: command.connection.input.digest(key),
                    isOdd: false
                )
            }
    }
}

extension SecretText {
    fileprivate func digest(_ key: Secret) -> String { Hex.text(KeyedDigest(ofLong: self, key: key).bytes) }
}

extension Secret {
    fileprivate func digest(_ key: Secret) -> String {
        withBytes { Hex.text(KeyedDigest(of: $0, key: key).bytes) }
    }
}

// MARK: - The file

extension SavedPlan {
    private static let kind = "slots plan"
    /// No plan is as large.
    package static let sizeLimit = 64 << 20

    /// The file's text.
    package func text(_ key: Secret) -> String {
        let mac = Secret(copying: Array(body.text().utf8)).digest(key)
        guard case .object(let members) = body else { return "" }
        return JSONValue.object(members + [.init("mac", .string(mac))]).text(pretty: true) + "\n"
    }

    /// - Returns: `nil` for what this workspace did not save: something else, a plan of elsewhere, or a changed one.
    package init?(_ bytes: [UInt8], _ key: Secret) {
        guard let json = try? JSONValue.read(bytes), let plan = SavedPlan(json),
            Array(plan.text(key).utf8) == bytes
        else { return nil }
        self = plan
    }

    /// Whether a file holds a plan of some workspace, so that another plan may take its place.
    package static func isPlan(_ bytes: [UInt8]) -> Bool {
        (try? JSONValue.read(bytes))?["kind"] == .string(kind)
    }

    private var body: JSONValue {
        [
            "version": 1, "kind": .string(Self.kind), "id": .string(id), "made": .string(made),
            "workspace": .string(workspace), "bots": .array(bots.map { .string($0) }),
            "only": only.map { .array($0.map { .string($0) }) } ?? .null,
            "skip-failed": .boolean(skipsFailed),
            "prune": .boolean(prunes), "owned": .string(owned),
            "files": .array(
                files.map { file in
                    [
                        "bot": .string(file.bot), "path": .string(file.path), "name": .string(file.name),
                        "before": file.before.map { .string($0) } ?? .null, "after": .string(file.after),
                        "odd": .boolean(file.isOdd),
                    ]
                }
            ),
        ]
    }

    private init?(_ json: JSONValue) {
        guard json["version"] == 1, json["kind"] == .string(Self.kind), let id = json["id"]?.string,
            let made = json["made"]?.string, let workspace = json["workspace"]?.string,
            let owned = json["owned"]?.string, let files = json["files"]?.array
        else { return nil }
        (self.id, self.made, self.workspace, self.owned) = (id, made, workspace, owned)
        bots = Self.texts(json["bots"]) ?? []
        only = Self.texts(json["only"])
        skipsFailed = json["skip-failed"]?.boolean ?? false
        prunes = json["prune"]?.boolean ?? false
        self.files = files.map { file in
            File(
                bot: file["bot"]?.string ?? "",
                path: file["path"]?.string ?? "",
                name: file["name"]?.string ?? "",
                before: file["before"]?.string,
                after: file["after"]?.string ?? "",
                isOdd: file["odd"]?.boolean ?? false
            )
        }
    }

    private static func texts(_ json: JSONValue?) -> [String]? { json?.array?.compactMap(\.string) }
}
