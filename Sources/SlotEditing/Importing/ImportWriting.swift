package import Files
import Operations
import Cryptography
import Glibc
import HTTPTransport
import Revisions
package import Secrets
import SlotModel

/// Puts the slots and the secrets of an import in place: all of it or nothing.
package struct ImportWriting {
    package let plan: ImportPlan
    package let workspace: String
    package let store: SecretStore

    /// The slot files whose text would change.
    private let texts: [ComposedSlot]
    /// The secrets that are not kept yet, or with another value.
    private let secrets: [ComposedSlot.Stored]
    /// What the store held when it was looked at.
    private let known: StoreContents
    /// What is there and would be replaced, as the user names it.
    package let overwritten: [String]

    /// Looks at what is there.
    package init(_ plan: ImportPlan, workspace: String, store: SecretStore) throws(StoreTrouble) {
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
        known = plan.keeping == .age && store.exists ? try store.contents() : StoreContents()
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
    package static func note(on slot: ComposedSlot, in workspace: String) -> String {
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
        do throws(FileError) {
            let file = try TargetFile.look(at: path, name: path)
            guard let existing = file.existing else { return nil }
            return content.isEqual(to: existing.content)
        } catch {
            return false
        }
    }

    // MARK: - Writing

    /// What was written, in words.
    ///
    /// Nothing is overwritten that was not there when it was looked at.
    ///
    /// - Parameter record: Of what slots owns from now on; `nil`: nothing new.
    package func write(with record: FileChange?) throws(WorkspaceChange.Failure) -> [String] {
        let change = WorkspaceChange(workspace: workspace, store: store)
        let stage = { (files: inout StagedFiles) throws(StagedFiles.Failure) in
            if plan.keeping == .file, !secrets.isEmpty { try stageSecrets(&files) }
            try stageSlots(&files)
            if let record { files.add(record) }
        }
        switch plan.keeping {
        case .age where !secrets.isEmpty:
            let stored = try change.make(stage: stage, edit: keep)
            let told = "stored \(counted(secrets.count, "secret")) in secrets.age"
            return (stored?.toldIdentity ?? []) + [told] + toldSlots
        case .file where !secrets.isEmpty:
            _ = try change.make(stage: stage)
            return secrets.map { "wrote secrets/\($0.name)" } + toldSlots
        case .age, .file:
            _ = try change.make(stage: stage)
            return toldSlots
        }
    }

    private var toldSlots: [String] { texts.map { "wrote slots/\($0.name).yaml" } }

    private func stageSlots(_ files: inout StagedFiles) throws(StagedFiles.Failure) {
        try files.makeFolder("slots", mode: 0o755)
        for slot in texts {
            let name = "slots/\(slot.name).yaml"
            let text = Secret(copying: Array(slot.text.utf8))
            try files.add(name, text, mode: 0o644, keepsMode: true, isNew: !overwritten.contains(name))
        }
    }

    private func stageSecrets(_ files: inout StagedFiles) throws(StagedFiles.Failure) {
        try files.makeSecretsFolder()
        for secret in secrets {
            let isNew = !overwritten.contains(plan.keeping.reference(to: secret.name))
            let name = "secrets/\(secret.name)"
            try files.add(name, secret.value, mode: 0o600, keepsMode: false, isNew: isNew)
        }
    }

    private func keep(_ contents: inout StoreContents) throws(WorkspaceChange.Conflict) -> Bool {
        let now = wallClock()
        for secret in secrets {
            let (before, value) = (known[secret.name]?.value, contents[secret.name]?.value)
            let isSame = value.map { before?.isEqual(to: $0) == true } ?? true
            guard isSame else { throw WorkspaceChange.Conflict(name: secret.name) }
            contents.set(.init(name: secret.name, value: secret.value, set: now))
        }
        return true
    }
}
