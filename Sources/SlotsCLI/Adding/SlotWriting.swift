import Cryptography
import Glibc
import HTTPTransport
import Secrets
import SlotModel

/// Writes a new slot: first its secrets, then its file; both or none.
struct SlotWriting {
    let slot: NewSlot
    let workspace: String
    let store: SecretStore

    /// What was made on the way, for whoever asked for it.
    struct Done {
        var secrets: [String] = []
        var change: SecretStore.Change?
    }

    /// Looks before anybody types something in vain: the store has to open, and nothing of the slot's names may be there.
    func checkNothingIsThere() throws(Trouble) {
        guard access(workspace + "/" + slot.file, F_OK) != 0 else { throw .file(slot.file, EEXIST) }
        switch slot.place {
        case .env: return
        case .file:
            for field in slot.fields {
                let path = "secrets/\(slot.secretName(of: field))"
                guard access(workspace + "/" + path, F_OK) != 0 else { throw .file(path, EEXIST) }
            }
        case .age:
            guard store.exists else { return }
            let contents: StoreContents
            do throws(StoreTrouble) { contents = try store.contents() } catch { throw .store(error) }
            for field in slot.fields where contents[slot.secretName(of: field)] != nil {
                throw .secretExists(slot.secretName(of: field))
            }
        }
    }

    /// - Parameter secrets: By field; those whose value stands in the file are not among them.
    /// - Throws: a ``Trouble``; nothing is left behind then.
    func write(_ secrets: [(field: CredentialField, value: Secret)]) throws(Trouble) -> Done {
        var files = MadeFiles()
        do throws(Trouble) {
            try files.makeFolder(workspace + "/slots", mode: 0o755)
            // A full disk shows before a secret is stored.
            let staged =
                workspace
                + "/slots/.\(slot.name).yaml.slots-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
            try files.make(staged, mode: 0o644, content: Secret(copying: Array(slot.text.utf8)))
            var done = Done()
            switch slot.place {
            case .env: break
            case .file: try makeFiles(secrets, &files, &done)
            case .age: try store(secrets, &done)
            }
            guard link(staged, workspace + "/" + slot.file) == 0 else {
                let code = errno
                if done.change != nil { forget(secrets) }
                throw .file(slot.file, code)
            }
            files.remove(staged)
            flush(workspace + "/slots")
            return done
        } catch {
            files.removeAll()
            throw error
        }
    }

    private func makeFiles(
        _ secrets: [(field: CredentialField, value: Secret)],
        _ files: inout MadeFiles,
        _ done: inout Done
    ) throws(Trouble) {
        let folder = workspace + "/secrets"
        try files.makeFolder(folder, mode: 0o700)
        if access(folder + "/.gitignore", F_OK) != 0 {
            try files.make(folder + "/.gitignore", mode: 0o644, content: Secret(copying: Array("*\n".utf8)))
        }
        for (field, value) in secrets {
            let path = "secrets/\(slot.secretName(of: field))"
            try files.make(workspace + "/" + path, mode: 0o600, content: value)
            done.secrets.append(path)
        }
        flush(folder)
    }

    private func store(_ secrets: [(field: CredentialField, value: Secret)], _ done: inout Done)
        throws(Trouble)
    {
        var taken: String?
        do throws(StoreTrouble) {
            done.change = try store.change { contents in
                taken = secrets.lazy.map { slot.secretName(of: $0.field) }.first { contents[$0] != nil }
                guard taken == nil else { return false }
                for (field, value) in secrets {
                    contents.set(.init(name: slot.secretName(of: field), value: value, set: wallClock()))
                }
                return true
            }
        } catch {
            throw .store(error)
        }
        if let taken { throw .secretExists(taken) }
        done.secrets = secrets.map { slot.secretName(of: $0.field) }
    }

    /// After the slot's file could not take its place.
    private func forget(_ secrets: [(field: CredentialField, value: Secret)]) {
        _ = try? store.change { contents in
            for (field, _) in secrets { _ = contents.remove(slot.secretName(of: field)) }
            return true
        }
    }

    private func flush(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

extension SlotWriting {
    /// Why a slot was not written.
    enum Trouble: Error {
        /// A path, and what the system said about it.
        case file(String, Int32)
        case secretExists(String)
        case store(StoreTrouble)

        var exitCode: ExitCode {
            switch self {
            case .file(_, EEXIST), .secretExists: .stopped
            case .file: .cannotWrite
            case .store(let trouble): trouble.exitCode
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
            }
        }
    }
}

/// Files and folders that were made, to be taken away again.
struct MadeFiles {
    private var files: [String] = []
    private var folders: [String] = []

    mutating func makeFolder(_ path: String, mode: mode_t) throws(SlotWriting.Trouble) {
        if mkdir(path, mode) == 0 {
            folders.append(path)
        } else if errno != EEXIST {
            throw .file(path, errno)
        }
    }

    /// Makes a file that is not there yet, complete and on the disk.
    mutating func make(_ path: String, mode: mode_t, content: Secret) throws(SlotWriting.Trouble) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path, errno) }
        defer { close(descriptor) }
        files.append(path)
        let code: CInt = content.withBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(
                    descriptor,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            return 0
        }
        guard code == 0 else { throw .file(path, code) }
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { throw .file(path, errno) }
    }

    mutating func remove(_ path: String) {
        unlink(path)
        files.removeAll { $0 == path }
    }

    func removeAll() {
        for file in files { unlink(file) }
        // A folder that somebody else uses by now is not empty, and stays.
        for folder in folders.reversed() { rmdir(folder) }
    }
}
