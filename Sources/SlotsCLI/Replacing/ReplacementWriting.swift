import Cryptography
import HTTPTransport
import Secrets
import SlotModel

/// Puts new credentials where the old ones stand, and keeps those encrypted: all of it or nothing.
struct ReplacementWriting {
    enum Trouble: Error {
        case file(StagedFiles.Failure)
        case store(StoreTrouble)
        /// What was there is not what was looked at.
        case changed(String)
    }

    /// What was written.
    struct Done {
        var stored: [String] = []
        var files: [String] = []
        var change: SecretStore.Change?
    }

    let workspace: String
    let store: SecretStore
    let present: PresentCredentials

    /// - Parameter replacement: Its values take the places of the present ones.
    func write(_ replacement: Replacement) throws(Trouble) -> Done {
        var files = StagedFiles(workspace: workspace)
        var done = Done()
        do throws(StagedFiles.Failure) { try stage(replacement, &files, &done) } catch {
            files.withdraw()
            throw .file(error)
        }
        let before: StoreContents
        do throws(Trouble) {
            before = try change(replacement, &done)
        } catch {
            files.withdraw()
            throw error
        }
        do throws(StagedFiles.Failure) { try files.takePlaces() } catch {
            files.withdraw()
            restore(before, replacement)
            throw .file(error)
        }
        files.finish()
        return done
    }

    private func stage(_ replacement: Replacement, _ files: inout StagedFiles, _ done: inout Done)
        throws(StagedFiles.Failure)
    {
        for (field, place) in replacement.places.places.sorted(by: { $0.key < $1.key }) {
            guard case .file(let path) = place, let value = replacement.values[field] else { continue }
            try files.add(path, value, mode: 0o600, keepsMode: true)
            done.files.append(path)
        }
        guard replacement.text != present.text else { return }
        let name = "slots/\(replacement.slot.name).yaml"
        try files.add(name, Secret(copying: replacement.text), mode: 0o644, keepsMode: true)
        done.files.append(name)
    }

    /// Changes the store, and with it keeps what every field was before.
    ///
    /// - Returns: What it held.
    private func change(_ replacement: Replacement, _ done: inout Done) throws(Trouble) -> StoreContents {
        var before = StoreContents()
        var changed: String?
        let stored = replacement.places.places.compactMap { field, place in
            if case .store(let name) = place { (field: field, name: name) } else { nil }
        }
        let now = wallClock()
        do throws(StoreTrouble) {
            done.change = try store.change { contents in
                before = contents
                let entry = stored.first { !isAsBefore(contents, $0.field, $0.name, replacement) }
                changed = entry?.name
                guard changed == nil else { return false }
                for (field, name) in stored {
                    guard let value = replacement.values[field] else { continue }
                    contents.set(.init(name: name, value: value, set: now))
                }
                let kept = present.values.filter { replacement.values[$0.key] != nil }
                contents.keep(kept, of: replacement.slot.name, replaced: now)
                return true
            }
        } catch {
            throw .store(error)
        }
        if let changed { throw .changed("the secret '\(changed)'") }
        done.stored = stored.map(\.name).sorted()
        return before
    }

    /// Whether an entry is what the slot had; a value that stood in the slot's file must not meet another one here.
    private func isAsBefore(
        _ contents: StoreContents,
        _ field: CredentialField,
        _ name: String,
        _ replacement: Replacement
    ) -> Bool {
        guard replacement.places.newReferences[field] == nil, let value = present.values[field] else {
            return contents[name] == nil
        }
        return contents[name].map { $0.value.isEqual(to: value) } == true
    }

    /// After the files could not take their places.
    private func restore(_ before: StoreContents, _ replacement: Replacement) {
        _ = try? store.change { contents in
            for case .store(let name) in replacement.places.places.values {
                if let entry = before[name] { contents.set(entry) } else { _ = contents.remove(name) }
            }
            contents.restoreReplaced(of: replacement.slot.name, from: before)
            return true
        }
    }
}
