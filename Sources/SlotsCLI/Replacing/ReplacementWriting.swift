import Cryptography
import HTTPTransport
import Secrets
import SlotModel

/// Puts new credentials where the old ones stand, and keeps those encrypted: all of it or nothing.
struct ReplacementWriting {
    /// What was written.
    struct Done {
        var stored: [String] = []
        var files: [String] = []
        var change: SecretStore.Change?
        /// Whether the credentials before can be brought back.
        var keepsFormer: Bool
    }

    let workspace: String
    let store: SecretStore
    let present: PresentCredentials

    /// - Parameter replacement: Its values take the places of the present ones.
    func write(_ replacement: Replacement) throws(WorkspaceChange.Failure) -> Done {
        let former = present.values.filter { replacement.values[$0.key] != nil }
        var done = Done(keepsFormer: former.count == replacement.values.count)
        done.change = try WorkspaceChange(workspace: workspace, store: store).make {
            (files) throws(StagedFiles.Failure) in
            done.files = try stage(replacement, &files)
        } edit: { (contents) throws(WorkspaceChange.Conflict) in
            done.stored = try change(&contents, replacement)
            if done.keepsFormer {
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

    /// Whether the store holds under a name what it held when it was looked at, be it nothing.
    private func isAsBefore(_ name: String, _ contents: StoreContents) -> Bool {
        guard let before = present.contents[name] else { return contents[name] == nil }
        return contents[name]?.value.isEqual(to: before.value) == true
    }
}
