package import Cryptography
import Locking
import Processes
package import SlotModel

/// Turns the references of slot files into secrets.
package struct SecretResolver: Sendable {
    /// - Throws: a ``Finding`` with the code `secret.…` at the reference's place; it never carries a value.
    package var resolve: @Sendable (Located<SecretReference>) throws(Finding) -> Secret

    /// The most that a value may have, in bytes; no credential is longer.
    package static let maximumSize = 64 << 10

    package init(resolve: @escaping @Sendable (Located<SecretReference>) throws(Finding) -> Secret) {
        self.resolve = resolve
    }

    /// Resolves references of every kind.
    ///
    /// A command runs once, and the store is decrypted once, however often and from however many tasks they are asked
    /// for; what went wrong is remembered, too.
    ///
    /// - Parameters:
    ///   - workspace: The absolute path of the workspace, from which relative paths start.
    ///   - credentialsDirectory: The value of `$CREDENTIALS_DIRECTORY`, where systemd puts a service's credentials.
    ///   - maximumSize: Of a value, in bytes.
    ///   - commands: What `slots.yaml` names under `secret-commands:`.
    ///   - commandLimit: How long a command may take.
    ///   - store: The encrypted secrets; `nil`: there are none.
    ///   - environment: The value of a variable; `nil` when it is not set.
    package static func live(
        workspace: String,
        credentialsDirectory: String?,
        maximumSize: Int = SecretResolver.maximumSize,
        commands: [String: Located<[String]>] = [:],
        commandLimit: Duration = .seconds(10),
        store: SecretStore? = nil,
        environment: @escaping @Sendable (_ name: String) -> Secret?
    ) -> SecretResolver {
        let sources = Sources(
            workspace: workspace,
            credentialsDirectory: credentialsDirectory,
            maximumSize: maximumSize,
            commands: commands,
            commandLimit: commandLimit,
            store: store,
            environment: environment
        )
        return SecretResolver { (reference) throws(Finding) in
            do throws(Trouble) {
                return try sources.secret(for: reference.value)
            } catch {
                throw error.finding(at: reference.place)
            }
        }
    }
}

/// The places that references lead to.
private struct Sources: Sendable {
    var workspace: String
    var credentialsDirectory: String?
    var maximumSize: Int
    var commands: [String: Located<[String]>]
    var commandLimit: Duration
    var store: SecretStore?
    var environment: @Sendable (String) -> Secret?
    private let outcomes = Lock<[String: Result<Secret, Trouble>]>([:])

    init(
        workspace: String,
        credentialsDirectory: String?,
        maximumSize: Int,
        commands: [String: Located<[String]>],
        commandLimit: Duration,
        store: SecretStore?,
        environment: @escaping @Sendable (String) -> Secret?
    ) {
        self.workspace = workspace
        self.credentialsDirectory = credentialsDirectory
        self.maximumSize = maximumSize
        self.commands = commands
        self.commandLimit = commandLimit
        self.store = store
        self.environment = environment
    }

    func secret(for reference: SecretReference) throws(Trouble) -> Secret {
        switch reference {
        case .plain(let value):
            return try checked(Secret(copying: value), of: .plain)
        case .environment(let name):
            guard let value = environment(name) else { throw Trouble(.variable(name), .missing) }
            return try checked(value, of: .variable(name))
        case .file(let path):
            let location = SlotModel.location(of: path, from: workspace, home: environmentVariable("HOME"))
            return try content(of: location, as: .file(path, location: location), isForeign: false)
        case .systemd(let name):
            return try credential(name)
        case .store(let name): return try stored(name)
        case .command(let name):
            // Under the lock: a password manager that is asked ten times at once may open ten windows.
            return try outcomes.withLock { outcomes in
                if let outcome = outcomes[name] { return outcome }
                let outcome: Result<Secret, Trouble>
                do throws(Trouble) { outcome = .success(try printed(name)) } catch {
                    outcome = .failure(error)
                }
                outcomes[name] = outcome
                return outcome
            }
            .get()
        }
    }

    private func stored(_ name: String) throws(Trouble) -> Secret {
        let source = Trouble.Source.store(name)
        guard let store else { throw Trouble(source, .noStore) }
        let contents: StoreContents
        do throws(StoreTrouble) { contents = try store.contents() } catch .noStore {
            throw Trouble(source, .noStore)
        } catch {
            throw Trouble(source, .store(error))
        }
        guard let entry = contents[name] else {
            throw Trouble(source, .noEntry(near: nearestName(to: name, among: contents.names)))
        }
        return try checked(entry.value, of: source)
    }

    private func printed(_ name: String) throws(Trouble) -> Secret {
        let source = Trouble.Source.command(name)
        guard let words = commands[name]?.value else {
            throw Trouble(source, .noCommand(near: nearestName(to: name, among: commands.keys.sorted())))
        }
        let command = SecretCommand(
            words: words,
            workspace: workspace,
            timeLimit: commandLimit,
            maximumSize: maximumSize
        )
        let secret: Secret
        do throws(SecretCommand.Failure) {
            secret = try command.secret()
        } catch {
            throw Trouble(source, .command(error))
        }
        return try checked(secret, of: source)
    }

    private func credential(_ name: String) throws(Trouble) -> Secret {
        let source = Trouble.Source.credential(name)
        guard let credentialsDirectory, !credentialsDirectory.isEmpty else {
            throw Trouble(source, .noDirectory)
        }
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name != ".", name != ".." else {
            throw Trouble(source, .notAName)
        }
        return try content(of: credentialsDirectory + "/" + name, as: source, isForeign: true)
    }

    private func content(
        of path: String,
        as source: Trouble.Source,
        isForeign: Bool
    ) throws(Trouble) -> Secret {
        let secret: Secret
        do throws(SecretFile.ReadError) {
            secret = try SecretFile.read(path, maximumSize: maximumSize, allowsGroup: isForeign)
        } catch {
            throw Trouble(source, .file(error))
        }
        return try checked(secret, of: source)
    }

    private func checked(_ secret: Secret, of source: Trouble.Source) throws(Trouble) -> Secret {
        guard !secret.isEmpty else { throw Trouble(source, .empty) }
        guard !secret.trimmed.isEmpty else { throw Trouble(source, .blank) }
        guard secret.count <= maximumSize else { throw Trouble(source, .tooLarge(maximum: maximumSize)) }
        return secret
    }
}
