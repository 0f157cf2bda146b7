import Glibc
import SlotModel

/// What opens `secrets.age`.
struct Identity: Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        /// A file of `age-keygen`, or a private SSH key; absolute.
        case file(String)
        case credential(name: String, path: String)
        /// Typed at the terminal, where age asks for it.
        case passphrase
    }

    static let passphrase = Identity(kind: .passphrase, isDefault: false)

    let kind: Kind
    /// Nobody chose it.
    let isDefault: Bool

    /// What age reads; `nil` for a passphrase.
    var path: String? {
        switch kind {
        case .file(let path), .credential(_, let path): path
        case .passphrase: nil
        }
    }

    var isPassphrase: Bool { kind == .passphrase }

    var description: String {
        switch kind {
        case .file(let path): path
        case .credential(let name, _): "the systemd credential '\(name)'"
        case .passphrase: "the passphrase"
        }
    }

    /// The identity that somebody chose, else where it is looked for.
    ///
    /// In this order: `$SLOTS_IDENTITY`, `secrets: identity:` of `slots.yaml`, the systemd credential `slots-identity`,
    /// `slots/identity.txt` in the user's config folder.
    ///
    /// - Parameters:
    ///   - named: From `slots.yaml`: a path (relative to it, or beginning with `~/`), `systemd:NAME`, or `passphrase`.
    ///   - environment: The value of a variable; `nil` when it is not set.
    static func choose(
        named: String?,
        workspace: String,
        environment: (String) -> String?
    ) throws(StoreTrouble) -> Identity {
        let home = homeFolder(environment("HOME"))
        let folder = environment("CREDENTIALS_DIRECTORY").flatMap { $0.isEmpty ? nil : $0 }
        if let chosen = environment("SLOTS_IDENTITY").flatMap({ $0.isEmpty ? nil : $0 }) {
            let start = chosen.hasPrefix("/") ? "" : currentFolder()
            return try Identity(chosen, relativeTo: start, home, folder)
        }
        if let named { return try Identity(named, relativeTo: workspace, home, folder) }
        let standard = SecretStore.identityCredential
        if let folder, access(folder + "/" + standard, F_OK) == 0 {
            return Identity(kind: .credential(name: standard, path: folder + "/" + standard), isDefault: true)
        }
        let config = environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let base = config ?? home.map({ $0 + "/.config" }) else { throw .noHome }
        return Identity(kind: .file(base + "/slots/identity.txt"), isDefault: true)
    }

    private init(kind: Kind, isDefault: Bool) {
        self.kind = kind
        self.isDefault = isDefault
    }

    private init(_ text: String, relativeTo folder: String, _ home: String?, _ credentials: String?)
        throws(StoreTrouble)
    {
        isDefault = false
        if text == "passphrase" {
            kind = .passphrase
        } else if text.hasPrefix("systemd:") {
            let name = String(text.dropFirst("systemd:".count))
            guard let credentials, StoreContents.allows(name: name) else { throw .noCredential(name: name) }
            kind = .credential(name: name, path: credentials + "/" + name)
        } else if text.hasPrefix("~/"), let home {
            kind = .file(home + text.dropFirst(1))
        } else {
            kind = .file(text.hasPrefix("/") ? text : folder + "/" + text)
        }
    }

    private static func currentFolder() -> String {
        guard let path = realpath(".", nil) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// Looks at the key file before age does: it has to be there, ours, and closed to everybody else.
    func check() throws(StoreTrouble) {
        guard let path else { return }
        let isForeign = if case .credential = kind { true } else { false }
        do throws(SecretFile.ReadError) {
            try SecretFile.check(path, allowsGroup: isForeign)
        } catch {
            switch error {
            case .system(ENOENT), .system(ENOTDIR):
                if case .credential(let name, _) = kind { throw .noCredential(name: name) }
                throw .noIdentity(path: path, isDefault: isDefault)
            case .system(let code): throw .identity(path: path, .unreadable(code: code))
            case .notAFile(let kind): throw .identity(path: path, .notAFile(kind))
            case .foreignOwner(let owner): throw .identity(path: path, .foreignOwner(owner))
            case .mode(let mode): throw .identity(path: path, .mode(octal(mode)))
            case .nulInPath, .tooLarge, .changed: throw .badIdentity(path: path)
            }
        }
    }
}

/// What opens `secrets.age`, for whoever lays out where it is to be had.
package enum IdentityPlace: Sendable, Hashable {
    /// Absolute.
    case file(String)
    /// A credential of systemd's, by its name.
    case credential(String)
    case passphrase
}

extension SecretStore {
    /// What opens the store of a workspace, as its slots.yaml or its owner's session says.
    ///
    /// - Parameters:
    ///   - named: From `slots.yaml`; where that names nothing, `SLOTS_IDENTITY` and the config folder are looked at.
    ///   - environment: The value of a variable; `nil` when it is not set.
    /// - Returns: `nil` where nothing can be said, such as for a user without a home.
    package static func identityPlace(
        named: String?,
        workspace: String,
        environment: (String) -> String?
    ) -> IdentityPlace? {
        if let named, named.hasPrefix("systemd:") {
            return .credential(String(named.dropFirst("systemd:".count)))
        }
        let identity = try? Identity.choose(named: named, workspace: workspace) { name in
            // A service has credentials of its own, and what slots.yaml says holds there.
            name == "CREDENTIALS_DIRECTORY" || named != nil && name == "SLOTS_IDENTITY"
                ? nil : environment(name)
        }
        switch identity?.kind {
        case .file(let path): return .file(path)
        case .credential(let name, _): return .credential(name)
        case .passphrase: return .passphrase
        case nil: return nil
        }
    }

    /// systemd's credential in which an identity is looked for that nobody named.
    package static let identityCredential = "slots-identity"
}
