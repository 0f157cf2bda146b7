package import Operations
package import Cryptography
package import Files
import Glibc
import HTTPTransport
import Revisions
package import Secrets
package import SlotModel

/// Writes a new slot: first its secrets, then its file; both or none.
///
/// A kill in between leaves secrets that no slot uses; the same addition once more takes them as its own.
package struct SlotWriting {
    package let slot: NewSlot
    package let loaded: LoadedWorkspace
    package let store: SecretStore

    package init(slot: NewSlot, loaded: LoadedWorkspace, store: SecretStore) {
        self.slot = slot
        self.loaded = loaded
        self.store = store
    }

    /// What was made on the way, for whoever asked for it.
    package struct Done {
        package var secrets: [String] = []
        package var change: SecretStore.Change?
    }

    /// Looks before anybody types what could not be kept: the store has to open, and nothing of the slot's names may be in
    /// use.
    ///
    /// - Returns: The slot's secrets that are there and that no slot uses; they have to be the ones that are written.
    package func checkNothingIsThere() throws(Trouble) -> [String] {
        guard access(path(slot.file), F_OK) != 0 else { throw .file(slot.file, EEXIST) }
        let used = Set(loaded.slots.flatMap { $0.credentials.values.map(\.value) })
        var contents: StoreContents?
        if slot.place == .age {
            do throws(StoreTrouble) { contents = try store.prepare() } catch { throw .store(error) }
        }
        var unused: [String] = []
        for field in slot.fields {
            let name = slot.secretName(of: field)
            switch slot.place {
            case .env: continue
            case .age: guard contents?[name] != nil else { continue }
            case .file: guard access(path("secrets/\(name)"), F_OK) == 0 else { continue }
            }
            guard !used.contains(slot.reference(for: field)) else { throw inTheWay(name) }
            unused.append(slot.place == .age ? name : "secrets/\(name)")
        }
        return unused
    }

    /// For whoever holds the workspace's lock.
    ///
    /// - Parameter secrets: By field; those whose value stands in the file are not among them.
    /// - Throws: a ``Trouble``; nothing is left behind then, unless the next command finishes the change.
    package func write(_ secrets: [(field: CredentialField, value: Secret)]) throws(Trouble) -> Done {
        var done = Done()
        do throws(WorkspaceChange.Failure) {
            let change = WorkspaceChange(workspace: loaded.folder, store: store)
            switch slot.place {
            case .age:
                done.change = try change.make(stage: stageSlot) {
                    (contents) throws(WorkspaceChange.Conflict) in
                    done.secrets = try add(secrets, to: &contents)
                    return !done.secrets.isEmpty
                }
            case .file:
                _ = try change.make { (files) throws(StagedFiles.Failure) in
                    done.secrets = try stage(secrets, &files)
                    try stageSlot(&files)
                }
            case .env: _ = try change.make(stage: stageSlot)
            }
        } catch {
            switch error {
            case .file(let failure): throw .file(failure.path, failure.code)
            case .store(let trouble): throw .store(trouble)
            case .conflict(let conflict): throw inTheWay(conflict.name)
            case .unfinished(let error): throw .files(error)
            }
        }
        return done
    }

    private func stageSlot(_ files: inout StagedFiles) throws(StagedFiles.Failure) {
        try files.makeFolder("slots", mode: 0o755)
        let text = Secret(copying: Array(slot.text.utf8))
        try files.add(slot.file, text, mode: 0o644, keepsMode: false, isNew: true)
    }

    /// - Returns: The names of the files.
    private func stage(_ secrets: [(field: CredentialField, value: Secret)], _ files: inout StagedFiles)
        throws(StagedFiles.Failure) -> [String]
    {
        try files.makeSecretsFolder()
        var names: [String] = []
        for (field, value) in secrets {
            let name = "secrets/\(slot.secretName(of: field))"
            guard !isThere(name, value) else { continue }
            try files.add(name, value, mode: 0o600, keepsMode: false, isNew: true)
            names.append(name)
        }
        return names
    }

    /// - Returns: The names of the entries that were not there yet.
    private func add(
        _ secrets: [(field: CredentialField, value: Secret)],
        to contents: inout StoreContents
    ) throws(WorkspaceChange.Conflict) -> [String] {
        var names: [String] = []
        for (field, value) in secrets {
            let name = slot.secretName(of: field)
            if let entry = contents[name] {
                guard entry.value.isEqual(to: value) else { throw WorkspaceChange.Conflict(name: name) }
            } else {
                contents.set(.init(name: name, value: value, set: wallClock()))
                names.append(name)
            }
        }
        return names
    }

    /// Whether a private file holds just this.
    private func isThere(_ name: String, _ value: Secret) -> Bool {
        do throws(FileError) {
            let existing = try TargetFile.look(at: path(name), name: name).existing
            return existing.map { $0.status.mode & 0o077 == 0 && $0.content.isEqual(to: value) } == true
        } catch {
            return false
        }
    }

    private func inTheWay(_ name: String) -> Trouble {
        slot.place == .age ? .secretExists(name) : .file("secrets/\(name)", EEXIST)
    }

    private func path(_ name: String) -> String { loaded.folder + "/" + name }
}

extension SlotWriting {
    /// Why a slot was not written.
    package enum Trouble: Error {
        /// A path, and what the system said about it.
        case file(String, Int32)
        case secretExists(String)
        case store(StoreTrouble)
        /// Another command is at work here, or the change came to a halt half done.
        case files(FileError)

        package var exitCode: ExitCode {
            switch self {
            case .file(_, EEXIST), .secretExists: .stopped
            case .file: .cannotWrite
            case .store(let trouble): trouble.exitCode
            case .files(let error): error.exitCode
            }
        }

        package func finding(slot: String) -> Finding {
            switch self {
            case .file(let path, EEXIST):
                Finding(
                    .error,
                    "add.exists",
                    "\(path) is there already; nothing was written",
                    slot: slot,
                    help: "choose another name for the slot, or remove that file if you do not need it"
                )
            case .file(let path, let code):
                Finding(
                    .error,
                    "add.cannot-write",
                    "cannot write \(path): \(FileError.describe(code))",
                    slot: slot,
                    help: "give the user who runs slots the right to write there, then add the slot again"
                )
            case .secretExists(let name):
                Finding(
                    .error,
                    "add.exists",
                    "secrets.age has a secret '\(name)' already; nothing was written",
                    slot: slot,
                    help: "choose another name for the slot, or remove it if you do not need it: "
                        + "slots secret remove \(name)"
                )
            case .store(let trouble): trouble.finding()
            case .files(let error): error.finding()
            }
        }
    }
}
