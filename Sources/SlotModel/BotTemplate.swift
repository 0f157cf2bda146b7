/// How one kind of bot keeps its connections: what `templates/<kind>/template.yaml` declares.
package struct BotTemplate: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case json, yaml, env, text
    }

    /// One file of the bot.
    package struct File: Sendable {
        /// Relative to the bot's directory, without `..`: `config.js`.
        package var path: Located<String>
        package var format: Format
        /// The Mustache text, read from beside `template.yaml`.
        package var source: String
        /// The Mustache file as the user would name it.
        package var sourceName: String
        /// Only for `json`: which part of an existing file belongs to slots.
        package var entries: Entries?

        package init(
            path: Located<String>,
            format: Format,
            source: String,
            sourceName: String,
            entries: Entries?
        ) {
            self.path = path
            self.format = format
            self.source = source
            self.sourceName = sourceName
            self.entries = entries
        }
    }

    /// The object that holds one member for each slot, and the rules for these members.
    package struct Entries: Sendable {
        /// Member names from the root to the object: `["exchanges"]`.
        package var path: [String] = []
        /// Members that are written into a new entry only: `masterkey`.
        package var createOnly: [String] = []
        /// Members that stay as they are when a slot stops naming them: `delay`.
        package var kept: [String] = []
        /// Members that hold credentials.
        package var credentials: [String] = []
        /// Boolean member that says whether the bot encrypted the credentials: `isEncrypted`.
        package var encryptedFlag: String?
        /// What the text of an encrypted credential begins with: `ENC:`.
        package var encryptedPrefix: String?
        /// Path of the object that must be empty before an entry goes; `{id}` stands for the entry's id.
        package var emptyBeforeRemoval: [String]?
        /// Path of the object whose members are the pairs that the bot trades on this connection.
        package var pairs: [String]?

        package init() {}
    }

    package var kind: String
    package var place: Place
    /// Selector to the bot's own id for it; a selector that is absent is not supported by the bot.
    package var ids: [Selector: Located<String>] = [:]
    /// What stands between an id and the number of a further connection to the same exchange: `#`.
    package var numberSeparator: String = "#"
    package var files: [File] = []
    /// Told after an apply that added or removed a connection.
    package var notes: [String] = []

    package init(kind: String, place: Place) {
        self.kind = kind
        self.place = place
    }
}
