import Files
import Cryptography
import Glibc
import Revisions
import SlotFiles
import SlotModel

/// The file to import, and the bot whose connections stand in it.
struct ImportSource {
    /// Why it is not known whose file it is, with the lines to add to slots.yaml.
    struct NoBot: Error {
        var finding: Finding
        var lines: [String] = []
    }

    /// What Gunbot calls its configuration.
    private static let fileName = "config.js"

    let bot: Bot
    let template: BotTemplate
    let file: BotTemplate.File
    let rules: BotTemplate.Entries
    /// The whole file.
    private let content: Secret
    /// As the user named it.
    let name: String
    /// Whether it is the file that slots writes for the bot, and no copy.
    let isBotsOwn: Bool

    /// A copy in ordinary memory; to be let go of before somebody is asked.
    var bytes: [UInt8] { content.withBytes { Array($0) } }

    init(_ path: String, bot wanted: String?, in loaded: LoadedWorkspace) throws(NoBot) {
        let target: TargetFile
        do throws(FileError) {
            target = try TargetFile.look(at: path, name: path)
        } catch .noFolder {
            throw NoBot(finding: Self.noFile(path))
        } catch {
            throw NoBot(finding: error.finding())
        }
        guard let existing = target.existing else { throw NoBot(finding: Self.noFile(path)) }
        let bots = loaded.workspace?.bots ?? []
        let folder = Self.folder(of: target.path)
        let here = bots.first { bot in
            guard let own = Self.real(bot.directory.value, in: loaded.folder) else { return false }
            // In some containers the bot's folder holds a link to a file elsewhere.
            return own == folder || Self.real(Self.fileName, in: own) == target.path
        }
        guard let bot = wanted.map({ name in bots.first { $0.name == name } }) ?? here else {
            throw Self.noBot(wanted, bots, folder, loaded.folder)
        }
        guard let template = loaded.templates[bot.template.value],
            let file = template.files.first(where: {
                $0.path.value == Self.fileName && $0.format == .json && $0.entries?.path == ["exchanges"]
            }), let rules = file.entries
        else {
            throw NoBot(
                finding: Finding(
                    .error,
                    "import.unsupported-bot",
                    "'\(bot.name)' is a bot of the kind '\(bot.template.value)', whose files cannot be imported",
                    at: bot.template.place,
                    help: "write its slots by hand; Gunbot's config.js can be imported"
                )
            )
        }
        self.bot = bot
        self.template = template
        self.file = file
        self.rules = rules
        content = existing.content
        name = path
        let own = Self.real(bot.directory.value, in: loaded.folder).map { $0 + "/" + file.path.value }
        isBotsOwn = own.flatMap { Self.real($0, in: "/") } == target.path
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func real(_ path: String, in folder: String) -> String? {
        guard let real = realpath(path.hasPrefix("/") ? path : folder + "/" + path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func noFile(_ path: String) -> Finding {
        Finding(
            .error,
            "import.no-file",
            "there is no file \(escapedForeignText(path))",
            help: "name the bot's own configuration: slots import bots/gunbot/config.js"
        )
    }

    private static func noBot(_ wanted: String?, _ bots: [Bot], _ folder: String, _ workspace: String)
        -> NoBot
    {
        let inside =
            folder == workspace
            ? "." : folder.hasPrefix(workspace + "/") ? String(folder.dropFirst(workspace.count + 1)) : folder
        let names = bots.map(\.name)
        let name = wanted ?? (names.contains("main") ? "gunbot" : "main")
        let lines = [
            "bots:", "  \(escapedForeignText(name)):", "    template: gunbot",
            "    directory: \(ScalarText.quoted(inside))",
        ]
        if let wanted {
            let near = nearestName(to: wanted, among: names).map { "did you mean '\($0)'? or " } ?? ""
            return NoBot(
                finding: Finding(
                    .error,
                    "import.no-bot",
                    "slots.yaml has no bot '\(escapedForeignText(wanted))'",
                    help: near + "add it to slots.yaml, and run this again:"
                ),
                lines: lines
            )
        }
        let first = names.first.map { "say whose it is with --bot, such as --bot \($0); or " } ?? ""
        return NoBot(
            finding: Finding(
                .error,
                "import.no-bot",
                "this file lies in no folder of a bot that slots.yaml names",
                help: first + "add the bot to slots.yaml, and run this again:"
            ),
            lines: lines
        )
    }
}
