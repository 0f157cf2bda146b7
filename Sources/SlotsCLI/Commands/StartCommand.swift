import Files
import Glibc
import Operations
import Processes
import SlotModel
import Terminal

/// What starts a bot, and where that is written.
struct StartCommand {
    /// The program and its arguments; not empty.
    let words: [String]
    /// `nil`: on the command line.
    private let place: Place?
    private let bot: Bot
    /// The bot's; absolute.
    let folder: String

    /// What stands behind `--`, else in slots.yaml, else in the template.
    ///
    /// - Returns: `nil` where nothing is known because the template has errors.
    /// - Throws: where nothing says how the bot is started.
    init?(of bot: Bot, _ context: CommandContext, _ session: Session) throws(UsageError) {
        let template = session.workspace.templates[bot.template.value]
        let known = bot.start ?? template?.start
        self.bot = bot
        folder = Self.folder(of: bot, session)
        if let words = context.arguments.verbatim {
            guard words.first?.isEmpty == false else {
                throw UsageError(
                    "no command stands behind '--'",
                    help: "write it there: slots run \(bot.name) -- PROGRAM ARGUMENT; or leave '--' out"
                )
            }
            (self.words, place) = (words, nil)
        } else if let known {
            (words, place) = (known.value, known.place)
        } else if template == nil {
            return nil
        } else {
            throw UsageError(
                "nothing says what starts '\(bot.name)': the template '\(bot.template.value)' does not",
                help:
                    "write it behind '--': slots run \(bot.name) -- PROGRAM ARGUMENT; or in slots.yaml, under "
                    + "'\(bot.name):', as start: [PROGRAM, ARGUMENT]"
            )
        }
    }

    /// The bot's directory; absolute.
    static func folder(of bot: Bot, _ session: Session) -> String {
        let directory = bot.directory.value
        return directory.hasPrefix("/") ? directory : session.workspace.folder + "/" + directory
    }

    /// Where the program is; `nil`: nowhere.
    var found: String? { try? NextProgram(words, in: folder, without: { _ in false }).locate() }

    /// Whether it is searched on `PATH`.
    var isSearched: Bool { words.first?.contains("/") == false }

    /// Why it cannot be started, as far as that can be seen before; `nil` for a folder that is not there, of which the
    /// gate tells.
    func trouble() throws(UsageError) -> Finding? {
        do throws(NextProgram.Failure) {
            _ = try NextProgram(words, in: folder, without: { _ in false }).locate()
            return nil
        } catch .noFolder {
            return nil
        } catch {
            return try finding(error)
        }
    }

    /// - Throws: what is wrong with the command line; a file's fault is a finding.
    func finding(_ failure: NextProgram.Failure) throws(UsageError) -> Finding {
        let (message, help) = told(failure)
        if case .noFolder = failure {
            return Finding(.error, "bot.no-folder", message, at: bot.directory.place, help: help)
        }
        guard let place else { throw UsageError(message, help: help) }
        return Finding(.error, "run.no-program", message, at: place, help: help)
    }

    private func told(_ failure: NextProgram.Failure) -> (message: String, help: String) {
        let name = words.first ?? ""
        let isPath = name.contains("/")
        let whereFrom =
            isPath
            ? "a path is looked for from the bot's directory"
            : "it is looked for on PATH; write its path instead"
        switch failure {
        case .noProgram(ENOENT), .noProgram(ENOTDIR):
            return (
                "there is no program '\(name)' \(isPath ? "in \(bot.directory.value)" : "on PATH")",
                place == nil
                    ? whereFrom
                    : "correct 'start:', or give the command: slots run \(bot.name) -- PROGRAM; \(whereFrom)"
            )
        case .noProgram(EISDIR): return ("'\(name)' is no program", "name the program itself; \(whereFrom)")
        case .noProgram(EACCES):
            return (
                "'\(name)' may not be executed", "allow it: chmod +x \(isPath ? quotedForShell(name) : name)"
            )
        case .notStarted(ENOEXEC):
            return (
                "'\(name)' is neither a program for this machine nor a script that begins with '#!'",
                "name the program that reads it first, such as sh or python3"
            )
        case .noProgram(let code), .notStarted(let code):
            return ("'\(name)' cannot be started: \(FileError.describe(code))", whereFrom)
        case .noFolder(let code):
            return (
                "the folder \(bot.directory.value) cannot be entered: \(FileError.describe(code))",
                "let the user who starts the bot enter it"
            )
        }
    }
}
