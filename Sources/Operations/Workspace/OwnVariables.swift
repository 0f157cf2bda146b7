import Files
import Secrets
package import SlotModel

/// The variables of the environment that slots alone needs: a program that takes its place is to have none of them.
package struct OwnVariables: Sendable {
    private let names: Set<String>

    init(_ names: Set<String>) { self.names = names }

    package func contains(_ name: String) -> Bool { name.hasPrefix("SLOTS_") || names.contains(name) }
}

extension Session {
    /// Those that any slot of the workspace refers to, what other bots' programs are given, and those by which other
    /// secrets are found.
    ///
    /// - Parameter bot: The one that takes our place.
    package func ownVariables(starting bot: Bot) -> OwnVariables {
        var names: Set<String> = []
        for reference in workspace.references {
            switch reference.value {
            case .environment(let name): names.insert(name)
            case .command: names.formUnion(passwordStoreVariables)
            case .store, .file, .systemd, .plain: continue
            }
        }
        for other in workspace.workspace?.bots ?? [] where other.template.value != bot.template.value {
            names.formUnion(workspace.templates[other.template.value]?.command?.environment ?? [])
        }
        if let folder = surroundings.environment("CREDENTIALS_DIRECTORY"), isForSlots(folder) {
            names.insert("CREDENTIALS_DIRECTORY")
        }
        return OwnVariables(names)
    }

    /// Whether all in a folder of systemd's credentials is for slots: the bot may have some of its own there.
    private func isForSlots(_ folder: String) -> Bool {
        var known = workspace.systemdCredentials
        known.insert(SecretStore.identityCredential)
        // One that cannot be read is nobody's.
        let names = try? Folder(folder).names(limit: 10_000)
        return known.isSuperset(of: names ?? [])
    }
}

extension LoadedWorkspace {
    /// What slots refer to: credentials and proxies, by slot.
    func references(of slots: [Slot]) -> [Located<SecretReference>] {
        slots.flatMap { slot in
            var references = slot.credentials.sorted { $0.key < $1.key }.map(\.value)
            if let proxy = slot.proxy, case .reference(let reference) = proxy.value {
                references.append(Located(reference, at: proxy.place))
            }
            return references
        }
    }

    /// What all slots refer to, and what signs in at bots that run.
    fileprivate var references: [Located<SecretReference>] {
        references(of: slots) + (workspace?.bots ?? []).compactMap(\.access.token)
    }

    /// Names of systemd's credentials that the slots, or what opens `secrets.age`, refer to.
    var systemdCredentials: Set<String> {
        var names: Set<String> = []
        for reference in references {
            if case .systemd(let name) = reference.value { names.insert(name) }
        }
        if let identity = workspace?.identity?.value, identity.hasPrefix("systemd:") {
            names.insert(String(identity.dropFirst("systemd:".count)))
        }
        return names
    }
}
