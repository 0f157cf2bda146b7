import Glibc
import SlotModel

/// Why a reference gives no secret; it knows where the value was looked for, never the value.
struct Trouble: Error {
    enum Source {
        case plain
        case variable(String)
        /// The path as the slot file names it, and where that leads.
        case file(String, location: String)
        case credential(String)
        case store(String)
        case command(String)
    }

    enum Reason {
        case missing
        case empty
        /// Blanks and line ends, and nothing else.
        case blank
        case tooLarge(maximum: Int)
        /// `slots.yaml` has no such command; the nearest name that it has.
        case noCommand(near: String?)
        case command(SecretCommand.Failure)
        /// The store opened, and has no such entry; the nearest name that it has.
        case noEntry(near: String?)
        /// There is no store to ask.
        case noStore
        case store(StoreTrouble)
        case noDirectory
        case notAName
        case file(SecretFile.ReadError)
    }

    private var source: Source
    private var reason: Reason

    init(_ source: Source, _ reason: Reason) {
        self.source = source
        self.reason = reason
    }

    func finding(at place: Place) -> Finding {
        if case .store(let trouble) = reason { return trouble.finding(at: place) }
        let (code, message, help) = told
        return Finding(.error, code, message, at: place, help: help)
    }

    // MARK: - Texts

    private var told: (code: String, message: String, help: String?) {
        switch reason {
        case .missing: ("secret.missing", "\(source) is not set", Self.elsewhere(source))
        case .empty:
            (
                "secret.empty", source.isCommand ? "\(source) printed nothing" : "\(source) is empty",
                Self.filling(source)
            )
        case .blank:
            (
                "secret.empty",
                "\(source) \(source.isCommand ? "printed" : "holds") nothing but blanks", Self.filling(source)
            )
        case .tooLarge(let maximum): Self.tooLarge(source, maximum)
        case .noCommand(let near):
            (
                "secret.no-command", "\(source) is not named in slots.yaml under secret-commands:",
                near.map { "did you mean 'cmd:\($0)'?" }
                    ?? "add it there: secret-commands: {NAME: [program, argument]}"
            )
        case .command(let failure): told(failure)
        case .noEntry(let near):
            (
                "secret.missing", "\(source) is not in secrets.age",
                near.map { "did you mean 'secret:\($0)'?" }
                    ?? "put it in with: slots secret set \(source.plainName ?? "NAME")"
            )
        case .noStore, .store:
            (
                "secret.no-store", "\(source) is not available: there is no secrets.age",
                "bring it back from a backup or from git; or put the value in with: slots secret set "
                    + (source.plainName ?? "NAME")
            )
        case .noDirectory:
            (
                "secret.missing", "\(source) is not available: CREDENTIALS_DIRECTORY is not set",
                "systemd sets it for a service with LoadCredential=; elsewhere use env:NAME or file:PATH"
            )
        case .notAName:
            (
                "secret.missing", "\(source) is not the name of a credential",
                "write systemd: and the name that stands in LoadCredential=, without a slash"
            )
        case .file(let error): told(error)
        }
    }

    private func told(_ error: SecretFile.ReadError) -> (code: String, message: String, help: String) {
        switch error {
        case .system(ENOENT), .system(ENOTDIR):
            ("secret.missing", "\(source) does not exist", Self.elsewhere(source))
        case .system(let code):
            (
                "secret.unreadable",
                "\(source) cannot be read: \(systemText(code))",
                "let the user who runs slots read it, and nobody else"
            )
        case .nulInPath:
            (
                "secret.unreadable", "\(source) cannot be read: its name holds a NUL character",
                "name the file that holds the value"
            )
        case .notAFile(let kind):
            ("secret.unreadable", "\(source) is \(kind)", "name a regular file that holds the value")
        case .foreignOwner(let owner):
            (
                "secret.mode", "\(source) belongs to another user (\(owner))",
                "the file must be yours or root's: chown \(geteuid()) \(source.shellPath)"
            )
        case .mode(let mode):
            (
                "secret.mode", "\(source) is open to other users: its mode is \(octal(mode))",
                Self.closing(source)
            )
        case .tooLarge(let maximum): Self.tooLarge(source, maximum)
        case .changed:
            ("secret.unreadable", "\(source) changed while it was read", "try again")
        }
    }

    private static func elsewhere(_ source: Source) -> String {
        switch source {
        case .file(let path, _) where path.hasPrefix("~") && !path.hasPrefix("~/"):
            "another user's home is not looked up: write the path out"
        case .file(let path, _) where !SecretReference.isShowable(path: path):
            "write file: and the path of the file that holds the value"
        case .file(_, let location):
            "write the value into \(location), then chmod 600 \(source.shellPath)"
        case .credential: "add it to the service: LoadCredential=NAME:PATH"
        default: "set it for the shell or service that runs slots, or name a file with file:PATH"
        }
    }

    private static func closing(_ source: Source) -> String {
        if case .credential = source {
            "systemd keeps its credentials private; a file put there by hand needs chmod 400"
        } else {
            "chmod 600 \(source.shellPath)"
        }
    }

    private static func filling(_ source: Source) -> String {
        switch source {
        case .plain: "write env:NAME or file:PATH, and put the value there"
        case .variable: "give it the value, or name a file with file:PATH"
        case .store: "put the value in with: slots secret set \(source.plainName ?? "NAME")"
        case .command: "run it by hand to see why"
        default: "write the value into it, on one line"
        }
    }

    private static func tooLarge(_ source: Source, _ maximum: Int) -> (String, String, String) {
        (
            "secret.too-large", "\(source) holds more than \(maximum) bytes",
            "put the value there and nothing else"
        )
    }

    private func told(_ failure: SecretCommand.Failure) -> (code: String, message: String, help: String?) {
        switch failure {
        case .notStarted(_, ENOENT):
            (
                "secret.command-failed", "\(source) does not start: there is no such program",
                "correct it in slots.yaml under secret-commands:, or install the program"
            )
        case .notStarted(_, let code):
            (
                "secret.command-failed", "\(source) does not start: \(systemText(code))",
                "correct it in slots.yaml under secret-commands:"
            )
        case .failed(let exit, let hasSaidWhy):
            (
                "secret.command-failed",
                exit > 128
                    ? "\(source) was ended by signal \(exit - 128)"
                    : "\(source) failed with exit code \(exit)",
                hasSaidWhy
                    ? "it said why on standard error, which slots does not show: run it by hand"
                    : "run it by hand to see why"
            )
        case .timedOut(let limit):
            (
                "secret.command-timeout",
                "\(source) took more than \(limit.components.seconds) s and was ended",
                "nobody can type anything while it runs: unlock the password manager first, then try again"
            )
        case .tooLarge(let maximum):
            (
                "secret.too-large", "\(source) printed more than \(maximum) bytes",
                "let it print the value and nothing else"
            )
        case .interrupted: ("secret.command-failed", "\(source) was interrupted", nil)
        }
    }
}

extension Trouble.Source: CustomStringConvertible {
    var description: String {
        switch self {
        case .plain: "the value"
        case .variable: "the environment variable\(quotedName)"
        case .file(let path, _):
            SecretReference.isShowable(path: path) ? "the file '\(path)'" : "the file named here"
        case .credential: "the systemd credential\(quotedName)"
        case .store: "the stored secret\(quotedName)"
        case .command: "the secret command\(quotedName)"
        }
    }

    fileprivate var isCommand: Bool { if case .command = self { true } else { false } }

    private var quotedName: String { plainName.map { " '\($0)'" } ?? " named here" }

    /// The name, unless it may as well be a value that was written in the wrong place.
    fileprivate var plainName: String? {
        let name: String
        switch self {
        case .variable(let text), .credential(let text), .store(let text), .command(let text): name = text
        case .plain, .file: return nil
        }
        return SecretReference.isShowable(name: name) ? name : nil
    }

    /// For a command line; quoted where a shell would take it apart.
    fileprivate var shellPath: String {
        guard case .file(let path, _) = self, SecretReference.isShowable(path: path) else {
            return "the file"
        }
        return quotedForShell(path)
    }
}
