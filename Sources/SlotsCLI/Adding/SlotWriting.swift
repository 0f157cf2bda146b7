import Cryptography
import Glibc
import HTTPTransport
import Revisions
import Secrets
import SlotModel

/// Writes a new slot: first its secrets, then its file; both or none.
///
/// A kill in between leaves secrets that no slot uses; the same addition once more takes them as its own.
struct SlotWriting {
    let slot: NewSlot
    let loaded: LoadedWorkspace
    let store: SecretStore

    /// What was made on the way, for whoever asked for it.
    struct Done {
        var secrets: [String] = []
        var change: SecretStore.Change?
    }

    /// Looks before anybody types something in vain: the store has to open, and nothing of the slot's names may be in
    /// use.
    ///
    /// - Returns: The slot's secrets that are there and that no slot uses; they have to be the ones that are written.
    func checkNothingIsThere() throws(Trouble) -> [String] {
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
    /// - Throws: a ``Trouble``; nothing is left behind then.
    func write(_ secrets: [(field: CredentialField, value: Secret)]) throws(Trouble) -> Done {
        var files = StagedFiles(workspace: loaded.folder)
        var done = Done()
        do throws(Trouble) {
            try stage(secrets, &files, &done)
            // A full disk showed before a secret is stored.
            if slot.place == .age { try store(secrets, &done) }
        } catch {
            files.withdraw()
            throw error
        }
        do throws(StagedFiles.Failure) { try files.takePlaces() } catch {
            files.withdraw()
            forget(done.secrets)
            throw .file(error.path, error.code)
        }
        files.finish()
        return done
    }

    private func stage(
        _ secrets: [(field: CredentialField, value: Secret)],
        _ files: inout StagedFiles,
        _ done: inout Done
    ) throws(Trouble) {
        do throws(StagedFiles.Failure) {
            for folder in ["slots", "secrets"] { files.sweep(folder) }
            try files.makeFolder("slots", mode: 0o755)
            if slot.place == .file {
                try files.makeFolder("secrets", mode: 0o700)
                if access(path("secrets/.gitignore"), F_OK) != 0 {
                    // First of all: git must not see the others, even if we are killed.
                    try files.place("secrets/.gitignore", Secret(copying: Array("*\n".utf8)), mode: 0o644)
                }
                for (field, value) in secrets {
                    let name = "secrets/\(slot.secretName(of: field))"
                    guard !isThere(name, value) else { continue }
                    try files.add(name, value, mode: 0o600, keepsMode: false, isNew: true)
                    done.secrets.append(name)
                }
            }
            let text = Secret(copying: Array(slot.text.utf8))
            try files.add(slot.file, text, mode: 0o644, keepsMode: false, isNew: true)
        } catch {
            throw .file(error.path, error.code)
        }
    }

    /// Whether a private file holds just this.
    private func isThere(_ name: String, _ value: Secret) -> Bool {
        do throws(RevisionError) {
            let existing = try TargetFile.look(at: path(name), name: name).existing
            return existing.map { $0.mode & 0o077 == 0 && $0.content.isEqual(to: value) } == true
        } catch {
            return false
        }
    }

    private func store(_ secrets: [(field: CredentialField, value: Secret)], _ done: inout Done)
        throws(Trouble)
    {
        var (taken, added): (String?, [String]) = (nil, [])
        do throws(StoreTrouble) {
            done.change = try store.change { contents in
                (taken, added) = (nil, [])
                for (field, value) in secrets {
                    let name = slot.secretName(of: field)
                    if let entry = contents[name] {
                        guard entry.value.isEqual(to: value) else {
                            taken = name
                            return false
                        }
                    } else {
                        contents.set(.init(name: name, value: value, set: wallClock()))
                        added.append(name)
                    }
                }
                return !added.isEmpty
            }
        } catch {
            throw .store(error)
        }
        if let taken { throw inTheWay(taken) }
        done.secrets = added
    }

    /// After the slot's file could not take its place.
    private func forget(_ names: [String]) {
        guard slot.place == .age, !names.isEmpty else { return }
        _ = try? store.change { contents in
            for name in names { _ = contents.remove(name) }
            return true
        }
    }

    private func inTheWay(_ name: String) -> Trouble {
        slot.place == .age ? .secretExists(name) : .file("secrets/\(name)", EEXIST)
    }

    private func path(_ name: String) -> String { loaded.folder + "/" + name }
}

extension SlotWriting {
    /// Why a slot was not written.
    enum Trouble: Error {
        /// A path, and what the system said about it.
        case file(String, Int32)
        case secretExists(String)
        case store(StoreTrouble)
        /// Another command is at work here.
        case locked(RevisionError)

        var exitCode: ExitCode {
            switch self {
            case .file(_, EEXIST), .secretExists: .stopped
            case .file: .cannotWrite
            case .store(let trouble): trouble.exitCode
            case .locked(let error): error.exitCode
            }
        }

        func finding(slot: String) -> Finding {
            switch self {
            case .file(let path, EEXIST):
                Finding(
                    .error,
                    "add.exists",
                    "\(escapedForeignText(path)) is there already; nothing was written",
                    slot: slot,
                    help: "choose another name for the slot, or remove that file if you do not need it"
                )
            case .file(let path, let code):
                Finding(
                    .error,
                    "add.cannot-write",
                    "cannot write \(escapedForeignText(path)): \(String(cString: strerror(code)))",
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
            case .locked(let error): error.finding()
            }
        }
    }
}
