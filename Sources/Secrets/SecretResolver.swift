package import Cryptography
package import SlotModel

/// Turns the references of slot files into secrets.
package struct SecretResolver: Sendable {
    /// - Throws: a ``Finding`` with the code `secret.…` at the reference's place; it never carries a value.
    package var resolve: @Sendable (Located<SecretReference>) throws(Finding) -> Secret

    package init(resolve: @escaping @Sendable (Located<SecretReference>) throws(Finding) -> Secret) {
        self.resolve = resolve
    }

    /// Resolves everything that needs no store: the environment, files, systemd's credentials, plain values.
    ///
    /// - Parameters:
    ///   - workspace: The absolute path of the workspace, from which relative paths start.
    ///   - credentialsDirectory: The value of `$CREDENTIALS_DIRECTORY`, where systemd puts a service's credentials.
    ///   - maximumSize: Of a value, in bytes.
    ///   - environment: The value of a variable; `nil` when it is not set.
    package static func live(
        workspace: String,
        credentialsDirectory: String?,
        maximumSize: Int = 64 << 10,
        environment: @escaping @Sendable (_ name: String) -> Secret?
    ) -> SecretResolver {
        let sources = Sources(
            workspace: workspace,
            credentialsDirectory: credentialsDirectory,
            maximumSize: maximumSize,
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
    var environment: @Sendable (String) -> Secret?

    func secret(for reference: SecretReference) throws(Trouble) -> Secret {
        switch reference {
        case .plain(let value):
            return try checked(Secret(copying: value), of: .plain)
        case .environment(let name):
            guard let value = environment(name) else { throw Trouble(.variable(name), .missing) }
            return try checked(value, of: .variable(name))
        case .file(let path):
            let location = path.hasPrefix("/") ? path : workspace + "/" + path
            return try content(of: location, as: .file(path, location: location), isForeign: false)
        case .systemd(let name):
            return try credential(name)
        case .store(let name): throw Trouble(.store(name), .unsupported)
        case .command(let name): throw Trouble(.command(name), .unsupported)
        }
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
        guard secret.count <= maximumSize else { throw Trouble(source, .tooLarge(maximum: maximumSize)) }
        return secret
    }
}
