import Cryptography
import HTTPTransport
package import Secrets
package import SlotModel

/// Puts new credentials where the old ones stand, and keeps those encrypted: all of it or nothing.
package struct ReplacementWriting {
    /// What was written.
    package struct Done {
        package var stored: [String] = []
        package var files: [String] = []
        /// Private files that no slot names any more.
        package var unused: [String] = []
        package var change: SecretStore.Change?
        /// Whether the credentials before can be brought back.
        package var keepsFormer: Bool
    }

    package let workspace: String
    package let store: SecretStore
    package let present: PresentCredentials
    /// The other slots of the workspace.
    package let others: [Slot]

    package init(workspace: String, store: SecretStore, present: PresentCredentials, others: [Slot]) {
        self.workspace = workspace
        self.store = store
        self.present = present
        self.others = others
    }

    /// - Parameter replacement: Its values take the places of the present ones.
    package func write(_ replacement: Replacement) throws(WorkspaceChange.Failure) -> Done {
        let fields = replacement.removed.union(replacement.values.keys)
            .intersection(present.slot.credentials.keys)
        let former = present.values.filter { fields.contains($0.key) }
        var done = Done(keepsFormer: former.count == fields.count)
        let unused = unused(replacement)
        done.unused = unused.files
        done.change = try WorkspaceChange(workspace: workspace, store: store).make {
            (files) throws(StagedFiles.Failure) in
            done.files = try stage(replacement, &files)
        } edit: { (contents) throws(WorkspaceChange.Conflict) in
            done.stored = try change(&contents, replacement)
            if done.keepsFormer {
                try remove(unused.secrets, &contents)
                contents.keep(
                    former,
                    of: replacement.slot.name,
                    replaced: wallClock(),
                    expires: present.slot.expires?.value
                )
            }
            return true
        }
        return done
    }

    /// - Returns: Their names.
    private func stage(_ replacement: Replacement, _ files: inout StagedFiles) throws(StagedFiles.Failure)
        -> [String]
    {
        var names: [String] = []
        for (field, place) in replacement.places.places.sorted(by: { $0.key < $1.key }) {
            guard case .file(let path) = place, let value = replacement.values[field] else { continue }
            try files.add(path, value, mode: 0o600, keepsMode: true)
            names.append(path)
        }
        guard replacement.text != present.text else { return names }
        let name = "slots/\(replacement.slot.name).yaml"
        try files.add(name, Secret(copying: replacement.text), mode: 0o644, keepsMode: true)
        return names + [name]
    }

    /// - Returns: The names of the entries.
    private func change(_ contents: inout StoreContents, _ replacement: Replacement)
        throws(WorkspaceChange.Conflict) -> [String]
    {
        let now = wallClock()
        var names: [String] = []
        for case (let field, .store(let name)) in replacement.places.places {
            guard isAsBefore(name, contents) else { throw WorkspaceChange.Conflict(name: name) }
            names.append(name)
            guard let value = replacement.values[field] else { continue }
            contents.set(.init(name: name, value: value, set: now))
        }
        return names.sorted()
    }

    private func remove(_ names: [String], _ contents: inout StoreContents) throws(WorkspaceChange.Conflict) {
        for name in names {
            guard isAsBefore(name, contents) else { throw WorkspaceChange.Conflict(name: name) }
            _ = contents.remove(name)
        }
    }

    /// Where fields stood that the slot has no more, as far as no other slot takes something from there.
    private func unused(_ replacement: Replacement) -> (secrets: [String], files: [String]) {
        let used = Set(others.flatMap { $0.credentials.values.map(\.value) })
        var (secrets, files): ([String], [String]) = ([], [])
        for field in replacement.removed.sorted() {
            guard let reference = present.slot.credentials[field]?.value, !used.contains(reference) else {
                continue
            }
            switch reference {
            case .store(let name): secrets.append(name)
            case .file(let path): files.append(path)
            default: break
            }
        }
        return (secrets, files)
    }

    /// Whether the store holds under a name what it held when it was looked at, be it nothing.
    private func isAsBefore(_ name: String, _ contents: StoreContents) -> Bool {
        guard let before = present.contents[name] else { return contents[name] == nil }
        return contents[name]?.value.isEqual(to: before.value) == true
    }
}
