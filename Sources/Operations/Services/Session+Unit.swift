import Files
import Glibc
import Processes
import Secrets
package import SlotModel

/// What a service starts.
package struct ServiceCommand: Sendable {
    /// The program slots; absolute.
    package var program: String
    /// What stands behind `--`; `nil`: the bot's own command.
    package var words: [String]?
    /// Where the bot's program was found; `nil`: nowhere.
    package var found: String?
    /// Whether it is searched on `PATH`.
    package var isSearched: Bool
    /// The bot's directory; absolute.
    package var directory: String

    package init(program: String, words: [String]?, found: String?, isSearched: Bool, directory: String) {
        self.program = program
        self.words = words
        self.found = found
        self.isSearched = isSearched
        self.directory = directory
    }
}

extension Session {
    /// Where a service looks for programs; systemd.exec(5).
    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// Where systemd looks for what a unit names without a place.
    private static let credentialFolder = "/etc/credstore"

    /// The unit that starts a bot behind its gate.
    ///
    /// - Returns: With warnings about what a service does not have that the bot's slots need.
    /// - Throws: a ``Finding`` where no service can work.
    package func serviceUnit(for bot: Bot, _ command: ServiceCommand) throws(Finding) -> (
        ServiceUnit, [Finding]
    ) {
        let slots = workspace.slots(of: bot)
        let references = workspace.references(of: slots)
        var warnings = lacking(references)
        let owner = Owner(of: workspace.folder)
        if owner.isRoot { warnings.append(runsAsRoot(bot)) }
        let (identity, needed) = try identity(for: references, bot, owner)
        var credentials = references.compactMap { reference -> ServiceUnit.Credential? in
            guard case .systemd(let name) = reference.value else { return nil }
            return .init(name: name, path: "\(Self.credentialFolder)/\(name)")
        }
        credentials += identity
        var arguments = ["-C", workspace.folder, "run", bot.name, "--max-age", "10m", "--patience", "1d"]
        if let words = command.words { arguments += ["--"] + words }
        var writable = ["-\(workspace.folder)/.slots", command.directory]
        var used = [workspace.folder, command.directory, command.program] + needed
        // Where nonces are kept for all processes of the user.
        if let home = owner.home, slots.contains(where: { $0.credentials[.apiWallet] != nil }) {
            writable.append("-\(home)/.local/state/slots")
            used.append("\(home)/.local/state/slots")
        }
        if let found = command.found { used.append(found) }
        let unit = ServiceUnit(
            bot: bot.name,
            program: command.program,
            arguments: arguments,
            user: owner.name,
            directory: command.directory,
            writable: writable,
            credentials: unique(credentials),
            searchPath: searchPath(for: command),
            needsNoHome: !used.contains { Self.isBelowHome($0, owner.home) },
            needsTemporaryFolder: used.contains { $0.hasPrefix("/tmp/") || $0.hasPrefix("/var/tmp/") }
        )
        var values = arguments + writable + [unit.program, unit.directory, unit.searchPath ?? ""]
        values += unit.credentials.flatMap { [$0.name, $0.path] }
        guard values.allSatisfy(UnitText.canHold) else {
            throw Finding(
                .error,
                "systemd.control-character",
                "a path or a word of the command has a line end or another control character in it, which a unit cannot hold",
                at: bot.place,
                help: "give the folder another name, or put the command into a script"
            )
        }
        return (unit, warnings)
    }

    private func unique(_ credentials: [ServiceUnit.Credential]) -> [ServiceUnit.Credential] {
        var seen: Set<String> = []
        return credentials.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    /// With the folder of the bot's program in front, where a service would not find it.
    private func searchPath(for command: ServiceCommand) -> String? {
        guard let found = command.found, let slash = found.lastIndex(of: "/"), command.isSearched else {
            return nil
        }
        let folder = String(found[..<slash])
        guard !Self.searchPath.split(separator: ":").contains(Substring(folder)) else { return nil }
        return folder + ":" + Self.searchPath
    }

    private static func isBelowHome(_ path: String, _ home: String?) -> Bool {
        ["/home", "/root", "/run/user"].contains { path == $0 || path.hasPrefix($0 + "/") }
            || home.map { $0 != "/" && path.hasPrefix($0 + "/") } ?? false
    }

    /// What opens `secrets.age` in the service, where the slots need it: credentials, and files that it reads itself.
    private func identity(for references: [Located<SecretReference>], _ bot: Bot, _ owner: Owner)
        throws(Finding) -> (credentials: [ServiceUnit.Credential], files: [String])
    {
        let environment = environment(of: owner)
        var files: [String] = []
        var usesStore = false
        for reference in references {
            switch reference.value {
            case .file(let path):
                files.append(location(of: path, from: workspace.folder, home: environment("HOME")))
            case .store: usesStore = true
            case .environment, .systemd, .command, .plain: continue
            }
        }
        guard usesStore else { return ([], files) }
        let named = workspace.workspace?.identity
        let place = SecretStore.identityPlace(
            named: named?.value,
            workspace: workspace.folder,
            environment: environment
        )
        switch place {
        case .passphrase:
            throw Finding(
                .error,
                "systemd.passphrase",
                "secrets.age is opened with a passphrase, and nobody can type one for a service",
                at: named?.place ?? bot.place,
                help:
                    "add a key file's recipient with 'slots secret rekey', and name that file under secrets: identity:"
            )
        case .credential(let name):
            return ([.init(name: name, path: "\(Self.credentialFolder)/\(name)")], files)
        case .file(let path) where named == nil:
            // A service has no config folder of somebody's session.
            return ([.init(name: SecretStore.identityCredential, path: path)], files)
        case .file(let path): return ([], files + [path])
        case nil: return ([], files)
        }
    }

    /// Our own, or, where somebody else prints the unit, as root does, with the places of whom the service runs as.
    private func environment(of owner: Owner) -> (String) -> String? {
        guard owner.user != geteuid() else { return surroundings.environment }
        return { name in
            if name == "HOME" { return owner.home }
            return name.hasPrefix("XDG_") ? nil : surroundings.environment(name)
        }
    }

    // MARK: - Warnings

    /// What references lead to that somebody's session has, and a service has not.
    private func lacking(_ references: [Located<SecretReference>]) -> [Finding] {
        references.compactMap { reference in
            switch reference.value {
            case .environment(let name):
                Finding(
                    .warning,
                    "systemd.variable",
                    SecretReference.isShowable(name: name)
                        ? "a service does not have your shell's variable '\(name)'"
                        : "a service does not have your shell's variables",
                    at: reference.place,
                    help:
                        "write 'systemd:NAME' here and print the unit anew; or set it in a file of mode 0600 that "
                        + "EnvironmentFile= names"
                )
            case .command:
                Finding(
                    .warning,
                    "systemd.command",
                    "a service runs the secret command without your session: nothing is unlocked there, and nobody can type",
                    at: reference.place,
                    help: "write 'systemd:NAME' or 'secret:NAME' here, and print the unit anew"
                )
            case .store, .file, .systemd, .plain: nil
            }
        }
    }

    private func runsAsRoot(_ bot: Bot) -> Finding {
        Finding(
            .warning,
            "systemd.root",
            "the workspace belongs to root, and so the bot would run as root",
            at: bot.place,
            help:
                "give the workspace and the bot's directory to a user of their own (chown -R), and print the unit anew"
        )
    }
}

/// Whose workspace it is.
private struct Owner {
    var user: uid_t
    var name: String
    /// Absolute; `nil` for a user whom the system does not know.
    var home: String?
    var isRoot: Bool

    init(of folder: String) {
        user = FileStatus(following: folder)?.owner ?? geteuid()
        let known = userName(of: user)
        // A name that a unit would read as something else stands as its number.
        let isPlain = known?.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-".utf8.contains(byte)
            }
        }
        name = isPlain == true ? known ?? "\(user)" : "\(user)"
        home = userHome(of: user)
        isRoot = user == 0
    }
}
