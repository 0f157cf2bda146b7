/// How one kind of bot keeps its connections: what `templates/<kind>/template.yaml` declares.
package struct BotTemplate: Sendable {
    /// How a file is written; one that is `text` is ours as a whole.
    package enum Format: String, CaseIterable, Sendable {
        case json, env, text
    }

    /// One file of the bot.
    package struct File: Sendable {
        /// Relative to the bot's directory, without `..`: `config.js`; with `{name}` in it, every slot has a file of its own.
        package var path: Located<String>
        /// The slot that this file is for, of those that slots have for themselves.
        package var slot: String?
        package var format: Format
        /// Only for `text`, which is ours as a whole.
        package var text: MustacheSource?
        /// Only for `text`: what the form asks for into which somebody types the connection, in its words and order.
        package var fields: [Member] = []
        /// For the formats that are merged: which members belong to slots.
        package var entries: Entries?

        package init(
            path: Located<String>,
            format: Format,
            text: MustacheSource? = nil,
            entries: Entries? = nil
        ) {
            self.path = path
            self.format = format
            self.text = text
            self.entries = entries
        }
    }

    /// A Mustache text, read from beside `template.yaml`.
    package struct MustacheSource: Sendable {
        package var text: String
        /// The Mustache file as the user would name it.
        package var name: String

        package init(_ text: String, name: String) {
            self.text = text
            self.name = name
        }
    }

    /// The connections of a file, and what slots writes into each.
    package struct Entries: Sendable {
        /// What a connection is called in its file.
        package enum Naming: String, Sendable {
            /// The bot's own id for the exchange, with a number for a further connection: `bitget#2`.
            case id
            /// The slot's name, or whatever the slot says under `as:`.
            case name
            /// The same in capitals, with `_` for `-`: what the names of the connection's variables begin with.
            case variable
        }

        /// Member names from the root to the object with one member per connection: `["exchanges"]`; empty where that is
        /// the root, or where the file holds one connection, whose members stand at the top.
        package var path: [String] = []
        /// `nil`: ``Naming/id`` below a path, and one connection without a name at the top.
        package var naming: Naming?
        /// Members beside the connections that are none: `referrals`; `*` at the end stands for anything.
        package var others: [String] = []
        /// In the order in which they are written.
        package var members: [Member] = []
        /// Boolean member that says whether the bot encrypted the credentials: `isEncrypted`.
        package var encryptedFlag: String?
        /// What the text of an encrypted credential begins with: `ENC:`.
        package var encryptedPrefix: String?
        /// Path of the object that must be empty before an entry goes; `{id}` stands for the entry's id.
        package var emptyBeforeRemoval: [String]?
        /// Path of the object whose members are the pairs that the bot trades on this connection.
        package var pairs: [String]?

        package init() {}

        /// Whether the file holds one connection, whose members stand at the top.
        package var isSingle: Bool { path.isEmpty && naming == nil }

        /// Whether a connection says which exchange it is for.
        package var tellsExchange: Bool { members.contains { $0.sources.contains(.exchange) } }

        /// Whether connections bear their slots' names.
        package var areNamedBySlot: Bool { naming == .name || naming == .variable }

        /// What a slot's connection is called where connections bear their slots' names.
        package func name(of slot: String) -> String {
            guard naming == .variable else { return slot }
            return String(
                decoding: slot.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 },
                as: UTF8.self
            )
            .uppercased()
        }

        /// Whether a member beside the connections is none.
        package func isOther(_ name: String) -> Bool {
            others.contains { other in
                other.hasSuffix("*") ? name.utf8.starts(with: other.utf8.dropLast()) : name == other
            }
        }
    }

    /// What is told after an apply.
    package struct Notes: Sendable, Equatable {
        package var entryAdded: [String] = []
        package var entryRemoved: [String] = []

        package init() {}
    }

    package var kind: String
    package var place: Place
    /// Selector to the bot's own id for it; a selector that is absent is not supported by the bot.
    package var ids: [Selector: Located<String>] = [:]
    /// What stands between an id and the number of a further connection to the same exchange: `#`.
    package var numberSeparator: String = "#"
    /// Whether an installation has one account for each of ``ids``, so that there are no numbers.
    package var isOnePerExchange = false
    package var files: [File] = []
    /// The bot's program that takes connections; `nil`: its files are all there is.
    package var command: Command?
    /// How keys are made known to a bot that runs; `nil`: it wants no such thing.
    package var interface: Interface?
    /// What this kind of bot asks of a slot's key and account.
    package var rules: [Rule] = []
    /// What starts the bot, in its directory; `nil` when the template does not know.
    package var start: Located<[String]>?
    package var notes = Notes()
    /// Slots that this kind of bot cannot use, though it knows their exchange or has a word on it.
    package var refusals: [Refusal] = []
    /// Whether a new workspace is laid out for this kind.
    package var isStandard = false
    /// Other kinds of bots, for slots that this one cannot use; empty where nobody needs them.
    package var alternatives: [BotTemplate] = []
    /// Where slots run that name no network of their own: the workspace's, for ``refusals`` that speak of it.
    package var network: Network?

    package init(kind: String, place: Place) {
        self.kind = kind
        self.place = place
    }
}
