package import Operations
import Processes
package import Exchanges
import Glibc
package import Ledger
import Revisions
import Sandbox
import Secrets
package import SlotModel

extension MachineNeeds {
    /// Of a machine without a workspace: the hosts of every exchange that slots knows.
    package static func ofAnyWorkspace(_ reason: String, isWanted: Bool) -> MachineNeeds {
        var needs = MachineNeeds(workspace: .none(reason, isWanted: isWanted))
        needs.hosts = hosts(of: Connectors.all.map(\.profile)) { $0.live }
        // What the next workspace will use.
        needs.files = identityFiles(named: nil, in: "")
        if !isWanted { needs.folders = [Folder(path: ".", name: "this folder")] }
        return needs
    }

    /// - Parameters:
    ///   - ledger: What was recorded of the workspace.
    ///   - sandbox: Where the built-in exchange listens; `nil` where it does not run.
    package init(_ loaded: LoadedWorkspace, ledger: Ledger, sandbox: (Selector) -> ConnectorProfile.Origins?)
    {
        let enabled = loaded.slots.filter(\.enabled)
        self.init(
            workspace: .read(
                slots: loaded.slotNames.count,
                bots: loaded.workspace?.bots.count ?? 0,
                errors: loaded.findings.count { $0.severity == .error }
            )
        )
        slotCount = enabled.count
        let references = loaded.slots.flatMap { $0.credentials.values.map(\.value) }
        secretCount = references.count
        let isThere = { (name: String) in access(loaded.folder + "/" + name, F_OK) == 0 }
        usesStore =
            isThere(SecretStore.fileName)
            || references.contains { if case .store = $0 { true } else { false } }
        let plain = RevisionFolder.plainArchives(in: loaded.state)
        if plain > 0 {
            plainRevisions =
                isThere(SecretStore.recipientsName)
                ? .older(plain) : isThere(SecretStore.fileName) ? .passphrase : .noStore
        }
        if let policy = loaded.workspace?.policy { clockSkew = policy.clockSkew }
        hosts = Self.hosts(of: enabled, in: loaded, sandbox)
        files = Self.files(of: loaded)
        folders = [Folder(path: loaded.folder, name: "the workspace")]
        for bot in loaded.workspace?.bots ?? [] {
            let folder = Self.absolute(bot.directory.value, in: loaded.folder)
            // A folder that is not there yet is made in the nearest one above, and 'slots validate' tells of it.
            folders.append(Folder(path: folder, name: bot.directory.value))
        }
        recordedAddress = loaded.recordedAddress(ledger)
    }

    // MARK: - Hosts

    private static func hosts(
        of slots: [Slot],
        in loaded: LoadedWorkspace,
        _ sandbox: (Selector) -> ConnectorProfile.Origins?
    ) -> [Host] {
        guard !slots.isEmpty else {
            let profiles = Connectors.all.map(\.profile)
            switch loaded.workspace?.network.value ?? .sandbox {
            case .live: return hosts(of: profiles) { $0.live }
            case .testnet: return hosts(of: profiles) { $0.testnet }
            case .sandbox: return hosts(of: profiles) { sandbox($0.selector) }
            }
        }
        let trusted = loaded.workspace?.trustedEndpoints.map(\.value) ?? []
        var found: [Host] = []
        // Without opening a secret nobody knows the way of a slot whose proxy is one.
        for slot in slots where slot.proxy?.value.url != nil || slot.proxy == nil {
            let profile = Connectors.connector(for: slot.exchange.value).profile
            let chosen = profile.origins(
                on: loaded.network(of: slot),
                endpoint: slot.endpoint,
                trusted: trusted,
                sandbox: sandbox(slot.exchange.value)
            )
            found += hosts(chosen.origins, profile.publicPaths, proxy: slot.proxy?.value.url)
        }
        return unique(found)
    }

    private static func hosts(
        of profiles: [ConnectorProfile],
        _ origins: (ConnectorProfile) -> ConnectorProfile.Origins?
    ) -> [Host] {
        unique(profiles.flatMap { hosts(origins($0), $0.publicPaths, proxy: nil) })
    }

    private static func hosts(
        _ origins: ConnectorProfile.Origins?,
        _ paths: ConnectorProfile.Origins,
        proxy: String?
    ) -> [Host] {
        (origins?.names ?? []).compactMap { name in
            origins?[name].map { Host(origin: $0, path: paths[name], proxy: proxy) }
        }
    }

    /// One of each way to a host, whatever the path.
    private static func unique(_ hosts: [Host]) -> [Host] {
        var seen: Set<[String?]> = []
        return hosts.filter { seen.insert([$0.origin, $0.proxy]).inserted }
    }

    // MARK: - Files

    private static func files(of loaded: LoadedWorkspace) -> [File] {
        // Whoever can change a folder can put another file in the place of each that is in it.
        var files = [
            file(loaded.folder, .declaration, loaded), file(WorkspaceFolder.file, .declaration, loaded),
            file("slots", .declaration, loaded),
        ]
        files += loaded.slots.map { slot in
            file(slot.place.file, slot.holdsPlainSecret ? .plainSecret : .declaration, loaded)
        }
        for slot in loaded.slots {
            for (_, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
                guard case .file(let path) = reference.value else { continue }
                files.append(file(path, .secret, loaded))
                if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                    files.append(file(String(path[..<slash]), .declaration, loaded))
                }
            }
        }
        files += programs(of: loaded).map { file($0, .declaration, loaded) }
        files += [
            file(".slots", .stateFolder, loaded), file(".slots/fingerprint.key", .secret, loaded),
            file(SecretStore.fileName, .declaration, loaded),
            file(SecretStore.recipientsName, .declaration, loaded),
        ]
        files += identityFiles(named: loaded.workspace?.identity?.value, in: loaded.folder)
        for bot in loaded.workspace?.bots ?? [] {
            let template = "templates/" + bot.template.value
            files += ["templates", template, template + "/template.yaml"]
                .map { file($0, .declaration, loaded) }
            files.append(file(bot.directory.value, .botFolder, loaded))
            let slots = loaded.slots(of: bot).map(\.name)
            for written in loaded.templates[bot.template.value]?.files(of: slots) ?? [] {
                if let text = written.text { files.append(file(text.name, .declaration, loaded)) }
                files.append(file(bot.directory.value + "/" + written.path.value, .botFile, loaded))
            }
        }
        var seen: Set<File> = []
        return files.filter { seen.insert($0).inserted }
    }

    /// What slots starts for this workspace, where it is named by its path; programs on PATH are the system's.
    private static func programs(of loaded: LoadedWorkspace) -> [String] {
        let commands = (loaded.workspace?.secretCommands.values.map(\.value) ?? [])
        let hooks = (loaded.workspace?.bots ?? []).compactMap(\.onApply?.value)
        return (commands + hooks).compactMap(\.first).filter { $0.contains("/") }.sorted()
    }

    /// The file that opens the store, and its folder.
    private static func identityFiles(named name: String?, in workspace: String) -> [File] {
        guard
            let identity = SecretStore.identityFile(
                named: name,
                workspace: workspace,
                environment: environmentVariable
            )
        else { return [] }
        let path = absolute(identity, in: workspace)
        var files = [File(path: path, name: identity, kind: .secret)]
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            let folder = String(path[..<slash])
            files.append(File(path: folder, name: folder, kind: .declaration))
        }
        return files
    }

    private static func file(_ name: String, _ kind: File.Kind, _ loaded: LoadedWorkspace) -> File {
        File(path: absolute(name, in: loaded.folder), name: name, kind: kind)
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }
}

extension Slot {
    /// Whether a secret of the user's stands in the slot's file; the built-in exchange's documented ones do not count.
    fileprivate var holdsPlainSecret: Bool {
        credentials.contains { field, reference in
            guard !field.isPublic, case .plain(let value) = reference.value else { return false }
            return !value.withBytes { SandboxAccounts.isDocumentedFake($0) }
        }
    }
}
