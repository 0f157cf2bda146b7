import Cryptography
import Glibc
import HTTPTransport
import Revisions
import Secrets
import SlotModel

/// Puts the slots and the secrets of an import in place: all of it or nothing.
struct ImportWriting {
    enum Failure: Error {
        case file(StagedFiles.Failure)
        case store(StoreTrouble)
    }

    let plan: ImportPlan
    let workspace: String
    let store: SecretStore

    /// The slot files whose text would change.
    private let texts: [ComposedSlot]
    /// The secrets that are not kept yet, or with another value.
    private let secrets: [ComposedSlot.Stored]
    /// What is there and would be replaced, as the user names it.
    let overwritten: [String]

    /// Looks at what is there.
    init(_ plan: ImportPlan, workspace: String, store: SecretStore) throws(StoreTrouble) {
        self.plan = plan
        self.workspace = workspace
        self.store = store
        var overwritten: [String] = []
        var texts: [ComposedSlot] = []
        for slot in plan.slots {
            switch Self.compare(slot, in: workspace) {
            case true?: continue
            case false?: overwritten.append("slots/\(slot.name).yaml")
            case nil: break
            }
            texts.append(slot)
        }
        let known = plan.keeping == .age && store.exists ? try store.contents() : StoreContents()
        var secrets: [ComposedSlot.Stored] = []
        for secret in plan.slots.flatMap(\.stored) {
            let isSame =
                plan.keeping == .age
                ? known[secret.name].map { $0.value.isEqual(to: secret.value) }
                : Self.compare("\(workspace)/secrets/\(secret.name)", secret.value)
            if isSame == true { continue }
            if isSame == false { overwritten.append(plan.keeping.reference(to: secret.name)) }
            secrets.append(secret)
        }
        self.texts = texts
        self.secrets = secrets
        self.overwritten = overwritten
    }

    /// What a preview says behind the name of a slot's file.
    static func note(on slot: ComposedSlot, in workspace: String) -> String {
        switch compare(slot, in: workspace) {
        case true?: " (is there already)"
        case false?: " (is there with other text, which would be overwritten)"
        case nil: ""
        }
    }

    private static func compare(_ slot: ComposedSlot, in workspace: String) -> Bool? {
        compare("\(workspace)/slots/\(slot.name).yaml", Secret(copying: Array(slot.text.utf8)))
    }

    /// Whether a file holds these bytes; `nil` when there is none.
    private static func compare(_ path: String, _ content: Secret) -> Bool? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        do throws(RevisionError) {
            let file = try TargetFile.look(at: path, name: path)
            guard let existing = file.existing else { return nil }
            return content.isEqual(to: existing.content)
        } catch {
            return false
        }
    }

    // MARK: - Writing

    /// What was written, in words.
    func write() throws(Failure) -> [String] {
        var files = StagedFiles(workspace: workspace)
        do throws(StagedFiles.Failure) { try stage(&files) } catch {
            files.withdraw()
            throw .file(error)
        }
        var told: [String] = []
        var before: [String: StoreContents.Entry] = [:]
        do throws(StoreTrouble) {
            if plan.keeping == .age { told += try keep(&before) }
        } catch {
            files.withdraw()
            throw .store(error)
        }
        do throws(StagedFiles.Failure) { try files.takePlaces() } catch {
            files.withdraw()
            forget(before)
            throw .file(error)
        }
        files.finish()
        if plan.keeping == .file { told += secrets.map { "wrote secrets/\($0.name)" } }
        return told + texts.map { "wrote slots/\($0.name).yaml" }
    }

    private func stage(_ files: inout StagedFiles) throws(StagedFiles.Failure) {
        for folder in ["slots", "secrets"] { files.sweep(folder) }
        try files.makeFolder("slots", mode: 0o755)
        if plan.keeping == .file, !secrets.isEmpty {
            try files.makeFolder("secrets", mode: 0o700)
            if access(workspace + "/secrets/.gitignore", F_OK) != 0 {
                // First of all: git must not see the others, even if we are killed.
                try files.place("secrets/.gitignore", Secret(copying: Array("*\n".utf8)), mode: 0o644)
            }
            for secret in secrets {
                try files.add("secrets/\(secret.name)", secret.value, mode: 0o600, keepsMode: false)
            }
        }
        for slot in texts {
            let text = Secret(copying: Array(slot.text.utf8))
            try files.add("slots/\(slot.name).yaml", text, mode: 0o644, keepsMode: true)
        }
    }

    private func keep(_ before: inout [String: StoreContents.Entry]) throws(StoreTrouble) -> [String] {
        guard !secrets.isEmpty else { return [] }
        let now = wallClock()
        var replaced: [String: StoreContents.Entry] = [:]
        let change = try store.change { contents in
            replaced = [:]
            for secret in secrets {
                replaced[secret.name] = contents[secret.name]
                contents.set(.init(name: secret.name, value: secret.value, set: now))
            }
            return true
        }
        before = replaced
        var told: [String] = []
        if let path = change?.newIdentity {
            told.append("made an identity, which alone opens secrets.age: \(escapedForeignText(path))")
            told.append("back it up somewhere safe; without it the secrets are lost")
        }
        return told + ["stored \(counted(secrets.count, "secret")) in secrets.age"]
    }

    /// Gives the store what it had; should that fail, secrets stay behind that no slot uses, which `slots secret list`
    /// tells.
    private func forget(_ before: [String: StoreContents.Entry]) {
        guard plan.keeping == .age, !secrets.isEmpty else { return }
        do throws(StoreTrouble) {
            _ = try store.change { contents in
                for secret in secrets {
                    if let entry = before[secret.name] {
                        contents.set(entry)
                    } else {
                        _ = contents.remove(secret.name)
                    }
                }
                return true
            }
        } catch {
            return
        }
    }
}
