import Files
package import Operations
import Cryptography
package import BotConfigs
import Glibc
import Revisions
import SlotFiles
package import SlotModel

/// The file to import, and the bot whose connections stand in it.
package struct ImportSource {
    /// Why it is not known whose file it is, with the lines to add to slots.yaml.
    package struct NoBot: Error {
        package var finding: Finding
        package var lines: [String] = []
    }

    package let bot: Bot
    package let template: BotTemplate
    package let file: BotTemplate.File
    package let rules: BotTemplate.Entries
    /// The whole file.
    private let content: Secret
    /// As the user named it.
    package let name: String
    /// Whether it is the file that slots writes for the bot, and no copy.
    package let isBotsOwn: Bool

    /// A copy in ordinary memory, parsed; to be let go of before somebody is asked.
    package var existing: ExistingFile { ExistingFile(content, file, name: name) }

    package init(_ path: String, bot wanted: String?, in loaded: LoadedWorkspace) throws(NoBot) {
        if let finding = Self.isFolder(path, loaded) { throw NoBot(finding: finding) }
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
        func own(_ bot: Bot, _ file: BotTemplate.File) -> String? {
            Self.real(bot.directory.value, in: loaded.folder).flatMap { Self.real(file.path.value, in: $0) }
        }
        let isTheirs = { (bot: Bot) in
            guard let template = loaded.templates[bot.template.value] else { return false }
            // In some containers the bot's folder holds a link to a file elsewhere.
            if template.files.contains(where: { own(bot, $0) == target.path }) { return true }
            guard let home = Self.real(bot.directory.value, in: loaded.folder),
                target.path.hasPrefix(home + "/")
            else {
                return false
            }
            return template.file(at: String(target.path.dropFirst(home.count + 1))) != nil
        }
        // Bots of several kinds may live in one folder.
        let here =
            bots.first(where: isTheirs)
            ?? bots.first { Self.real($0.directory.value, in: loaded.folder) == folder }
        guard let bot = wanted.map({ name in bots.first { $0.name == name } }) ?? here else {
            // Whose kind has a file of that name: the file may be a copy of its own, or its folder may be named wrong.
            let likely = bots.compactMap { bot -> (bot: Bot, isThere: Bool)? in
                let files = loaded.templates[bot.template.value]?.files ?? []
                guard files.contains(where: { isNamed(Self.lastName(of: path), as: $0) })
                else { return nil }
                return (bot, files.contains { own(bot, $0) != nil })
            }
            throw Self.noBot(
                wanted,
                likely.first,
                among: bots,
                in: folder,
                of: loaded,
                file: target.path,
                holding: existing.bytes
            )
        }
        let home = Self.real(bot.directory.value, in: loaded.folder)
        guard let template = loaded.templates[bot.template.value],
            let file = Self.declared(target.path, in: home, of: template), let rules = file.entries
        else {
            throw NoBot(
                finding: Finding(
                    .error,
                    "import.unsupported-bot",
                    "'\(bot.name)' is a bot of the kind '\(bot.template.value)', whose files cannot be imported",
                    at: bot.template.place,
                    help: "write its slots by hand: slots add makes one"
                )
            )
        }
        self.bot = bot
        self.template = template
        self.file = file
        self.rules = rules
        content = existing.content
        self.name = path
        isBotsOwn = own(bot, file) == target.path
    }

    /// What a template says of a file: the bot's own, or one of the same name, or else the first that can be imported.
    ///
    /// - Parameters:
    ///   - path: Absolute and without links.
    ///   - home: The bot's folder; `nil` when it is not there.
    private static func declared(_ path: String, in home: String?, of template: BotTemplate)
        -> BotTemplate.File?
    {
        let candidates = template.files.filter { file in
            file.entries.map { !$0.isSingle || $0.tellsExchange } ?? false
        }
        if let home {
            let own = candidates.lazy.compactMap { file -> BotTemplate.File? in
                if !file.isPerSlot { return real(file.path.value, in: home) == path ? file : nil }
                return path.hasPrefix(home + "/")
                    ? file.file(at: String(path.dropFirst(home.count + 1))) : nil
            }
            if let file = own.first { return file }
        }
        return candidates.first { isNamed(lastName(of: path), as: $0) } ?? candidates.first
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func lastName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func real(_ path: String, in folder: String) -> String? {
        guard let real = realpath(path.hasPrefix("/") ? path : folder + "/" + path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// What to name instead of a folder; `nil` for anything else.
    private static func isFolder(_ path: String, _ loaded: LoadedWorkspace) -> Finding? {
        var found = stat()
        guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else { return nil }
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        let files = loaded.templates.values.flatMap(\.files).filter { $0.entries != nil }
        let there = files.map { folder + "/" + $0.path.value }.filter { access($0, R_OK) == 0 }
        return Finding(
            .error,
            "import.no-file",
            "\(path) is a folder",
            help: there.min().map { "name the file in it: slots import \($0)" }
                ?? "name the file in which the bot keeps its connections"
        )
    }

    private static func noFile(_ path: String) -> Finding {
        Finding(
            .error,
            "import.no-file",
            "there is no file \(path)",
            help: "name the file in which the bot keeps its connections"
        )
    }

    private static func noBot(
        _ wanted: String?,
        _ likely: (bot: Bot, isThere: Bool)?,
        among bots: [Bot],
        in folder: String,
        of loaded: LoadedWorkspace,
        file path: String,
        holding content: [UInt8]
    ) -> NoBot {
        let workspace = loaded.folder
        let kinds = templateKinds(inWorkspace: workspace, fallbacks: SystemEnvironment.templateFolders())
        let place = Place(file: path)
        let templates = kinds.compactMap { kind in
            readTemplate(
                Located(kind, at: place),
                inWorkspace: workspace,
                fallbacks: SystemEnvironment.templateFolders()
            ).template
        }
        let recognized = recognizedKind(content, named: lastName(of: path), among: templates)
        // The bot's folder may be one further up: user/config.json.
        let inner =
            recognized?.file.path.value.split(separator: "/").dropLast().map { "/" + $0 }.joined() ?? ""
        let folder = !inner.isEmpty && folder.hasSuffix(inner) ? String(folder.dropLast(inner.count)) : folder
        let inside =
            folder == workspace
            ? "." : folder.hasPrefix(workspace + "/") ? String(folder.dropFirst(workspace.count + 1)) : folder
        let names = bots.map(\.name)
        let template = recognized?.kind ?? kinds.first ?? "KIND"
        let name = wanted ?? (names.contains("main") ? template : "main")
        let lines =
            (bots.isEmpty ? ["bots:"] : []) + [
                "  \(name):", "    template: \(template)",
                "    directory: \(ScalarText.quoted(inside))",
            ]
        let adding = "add it \(bots.isEmpty ? "to" : "below 'bots:' in") slots.yaml, and run this again:"
        if let wanted {
            let near = nearestName(to: wanted, among: names).map { "did you mean '\($0)'? or " } ?? ""
            return NoBot(
                finding: Finding(
                    .error,
                    "import.no-bot",
                    "slots.yaml has no bot '\(wanted)'",
                    help: near + adding
                ),
                lines: lines
            )
        }
        let first = likely.map { bot, isThere in
            isThere
                ? "if it is a copy of what '\(bot.name)' has, add --bot \(bot.name); if it is another bot's, "
                : "if '\(bot.name)' lives there, write 'directory: \(inside)' for it in slots.yaml; if it is another "
                    + "bot, "
        }
        return NoBot(
            finding: Finding(
                .error,
                "import.no-bot",
                "this file lies in no folder of a bot that slots.yaml names",
                help: (first ?? "") + adding
            ),
            lines: lines
        )
    }
}
