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
        /// Whether the credentials before can be brought back.
        var keepsFormer = false
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

    /// Changes the store, and with it keeps what every field was before; if one cannot be had, what was kept stays.
    ///
    /// - Returns: What it held.
    private func change(_ replacement: Replacement, _ done: inout Done) throws(Trouble) -> StoreContents {
        var before = StoreContents()
        var changed: String?
        let stored = replacement.places.places.compactMap { field, place in
            if case .store(let name) = place { (field: field, name: name) } else { nil }
        }
        let now = wallClock()
        let kept = present.values.filter { replacement.values[$0.key] != nil }
        done.keepsFormer = kept.count == replacement.values.count
        do throws(StoreTrouble) {
            done.change = try store.change { contents in
                before = contents
                changed = stored.first { !isAsBefore($0.name, contents) }?.name
                guard changed == nil else { return false }
                for (field, name) in stored {
                    guard let value = replacement.values[field] else { continue }
                    contents.set(.init(name: name, value: value, set: now))
                }
                if done.keepsFormer {
                    contents.keep(
                        kept,
                        of: replacement.slot.name,
                        replaced: now,
                        expires: present.slot.expires?.value
                    )
                }
                return true
            }
        } catch {
            throw .store(error)
        }
        if let changed { throw .changed("the secret '\(changed)'") }
        done.stored = stored.map(\.name).sorted()
        return before
    }

    /// Whether the store holds under a name what it held when it was looked at, be it nothing.
    private func isAsBefore(_ name: String, _ contents: StoreContents) -> Bool {
        guard let before = present.contents[name] else { return contents[name] == nil }
        return contents[name]?.value.isEqual(to: before.value) == true
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
