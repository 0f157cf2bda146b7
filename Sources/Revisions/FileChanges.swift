package import BotConfigs
import SlotModel

/// The changes of one file of one bot.
package struct FileChanges: Sendable, Hashable {
    package var bot: String
    /// Relative to the bot's directory: `config.js`.
    package var file: String
    /// As the user would name it: `bots/gunbot/config.js`.
    package var fileName: String
    /// Whether the file is missing and would be made.
    package var isNew: Bool
    package var changes: [MemberChange]

    package init(bot: String, file: String, fileName: String, isNew: Bool = false, changes: [MemberChange]) {
        self.bot = bot
        self.file = file
        self.fileName = fileName
        self.isNew = isNew
        self.changes = changes
    }
}

extension FileChanges {
    /// What a revision changed in a file.
    package init(_ file: Revision.File) {
        self.init(
            bot: file.bot,
            file: file.path,
            fileName: file.name,
            isNew: file.before == nil,
            changes: file.changes
        )
    }
}

extension Plan {
    /// What would change, without the files themselves and without a secret.
    package var fileChanges: [FileChanges] {
        files.map { file in
            FileChanges(
                bot: file.bot.name,
                file: file.path,
                fileName: file.target.name,
                isNew: file.isMissing,
                changes: file.outcome.changes
            )
        }
            + commands.map { command in
                FileChanges(
                    bot: command.bot.name,
                    file: command.name,
                    fileName: command.name,
                    changes: command.connection.changes
                )
            }
    }
}
