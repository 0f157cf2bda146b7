import Cryptography
import Files
import Ledger
package import Operations
import Secrets
import SlotFiles
package import SlotModel

/// A slot that goes, or gets another name, with everything that is its alone: its file, its secrets, its entries.
package struct SlotChange: Sendable {
    package let slot: Slot
    /// `nil`: the slot goes.
    package let newName: String?
    /// Files that go or are made, as the user names them, each with whether it stays.
    package private(set) var files: [(name: String, stays: Bool)] = []
    /// Stored secrets with what becomes of each: another name, or `nil` where it goes.
    package private(set) var secrets: [(name: String, newName: String?)] = []
    /// Files of the bots that have the former name in theirs, and get the new one's by the next apply, as the user names them.
    package private(set) var keptFiles: [String] = []
    package private(set) var alongside = Alongside(files: [])
    /// The workspace as it will be.
    package private(set) var changed: LoadedWorkspace

    private let session: Session
    /// What new references will lead to.
    private var values: [SecretReference: Secret] = [:]

    /// A slot that goes.
    package init(removing slot: Slot, from session: Session) throws(Finding) {
        (self.slot, newName, self.session) = (slot, nil, session)
        changed = session.workspace.removing(slot)
        try remove(file: "slots/\(slot.name).yaml", mustExist: true)
        let contents = try contents()
        for (_, place) in ownPlaces {
            switch place {
            case .store(let name) where contents[name] != nil: secrets.append((name, nil))
            case .file(let path): try remove(file: path, mustExist: false)
            default: break
            }
        }
        if case .reference(.store(let name))? = slot.proxy?.value, isOwn(name), contents[name] != nil {
            secrets.append((name, nil))
        }
        finish()
    }

    /// A slot that gets another name.
    ///
    /// - Throws: a ``Finding`` where the name is taken, or the slot's file cannot be changed.
    package init(renaming slot: Slot, to name: String, in session: Session) throws(Finding) {
        (self.slot, newName, self.session) = (slot, name, session)
        changed = session.workspace.removing(slot)
        let (old, new) = ("slots/\(slot.name).yaml", "slots/\(name).yaml")
        guard !session.workspace.slotNames.contains(name), try found(new) == nil else {
            throw Finding(
                .error,
                "rename.exists",
                name == slot.name ? "'\(name)' is its name already" : "there is a slot '\(name)' already",
                slot: slot.name,
                help: name == slot.name
                    ? "choose another name"
                    : "choose another name, or remove that one first: slots remove \(name)"
            )
        }
        let references = try renamedReferences(to: name)
        guard let file = try found(old) else { throw Self.gone(old) }
        let text =
            try references.isEmpty
            ? file.bytes : replacingCredentials(in: file.bytes, of: slot.name, with: references)
        let (renamed, findings) = readSlot(text, named: name)
        guard let renamed else {
            throw findings.first { $0.severity == .error } ?? Self.gone(old)
        }
        changed = changed.adding(renamed)
        do throws(FileError) {
            keptFiles = try session.ledger.ownership().filesNamed(after: slot.name)
        } catch {
            throw error.finding()
        }
        try add(new, Secret(copying: text), mode: file.status.mode)
        try remove(file: old, mustExist: true)
        finish()
    }

    private func contents() throws(Finding) -> StoreContents {
        guard session.store.exists else { return StoreContents() }
        do throws(StoreTrouble) { return try session.store.contents() } catch { throw error.finding() }
    }

    /// A file that a reference leads to, however it is spelled; `nil`: another reference, or nothing is there.
    private func file(behind reference: SecretReference) -> String? {
        guard case .file(let path) = reference else { return nil }
        return RealPath.of(path.hasPrefix("/") ? path : RealPath.join(session.workspace.folder, path))
    }

    /// Whether no other slot names a stored secret.
    private func isOwn(_ secret: String) -> Bool {
        session.workspace.secretUses[secret]?.allSatisfy { $0.slot == slot.name } == true
    }

    /// Whether something is the slot's alone: nothing of others is touched.
    private var ownPlaces: [(field: CredentialField, place: SecretReference)] {
        let others = session.workspace.slots.filter { $0.name != slot.name }
        let used = Set(
            others.flatMap { other in
                var references = other.credentials.values.map(\.value)
                if case .reference(let proxy)? = other.proxy?.value { references.append(proxy) }
                return references.compactMap { file(behind: $0) }
            }
        )
        return slot.credentials.sorted { $0.key < $1.key }.compactMap { field, reference in
            switch reference.value {
            case .store(let name):
                isOwn(name) ? (field, reference.value) : nil
            // Only what lies in the folder that is made for it: other files are somebody's.
            case .file(let path):
                path.hasPrefix("secrets/") && !path.contains("..")
                    && file(behind: reference.value).map { !used.contains($0) } == true
                    ? (field, reference.value) : nil
            default: nil
            }
        }
    }

    /// References whose names begin with the slot's get the new one's.
    private mutating func renamedReferences(to name: String) throws(Finding) -> [CredentialField:
        SecretReference]
    {
        var references: [CredentialField: SecretReference] = [:]
        let contents = try contents()
        for (field, place) in ownPlaces {
            switch place {
            case .store(let stored) where stored == "\(slot.name).\(field.rawValue)":
                let new = "\(name).\(field.rawValue)"
                guard let entry = contents[stored], contents[new] == nil else { continue }
                values[.store(name: new)] = entry.value
                references[field] = .store(name: new)
                secrets.append((stored, new))
            case .file(let path) where path == "secrets/\(slot.name).\(field.rawValue)":
                let new = "secrets/\(name).\(field.rawValue)"
                guard let file = try found(path), try found(new) == nil else { continue }
                references[field] = .file(path: new)
                values[.file(path: new)] = file.content.trimmed
                try add(new, file.content, mode: file.status.mode)
                try remove(file: path, mustExist: true)
            default: break
            }
        }
        return references
    }

    // MARK: - Files

    private mutating func add(_ name: String, _ content: Secret, mode: UInt32) throws(Finding) {
        let place = try place(of: name)
        alongside.files.append(
            FileChange(name, in: place.folder, file: place.file, before: nil, content: content, mode: mode)
        )
        files.append((name, true))
    }

    private mutating func remove(file name: String, mustExist: Bool) throws(Finding) {
        guard let before = try found(name) else {
            if mustExist { throw Self.gone(name) }
            return
        }
        let place = try place(of: name)
        alongside.files.append(
            FileChange(name, in: place.folder, file: place.file, before: before, content: nil)
        )
        files.append((name, false))
    }

    private func found(_ name: String) throws(Finding) -> FoundFile? {
        let place = try place(of: name)
        do throws(FileError) {
            return try Folder(place.folder).read(place.file, name: name, limit: 1 << 20)
        } catch .noFolder {
            return nil
        } catch .notAFile(_, let kind) {
            throw Finding(
                .error,
                "remove.not-a-file",
                "\(name) is \(kind), and only files are changed",
                slot: slot.name,
                help: "do it by hand, or put the file itself in its place"
            )
        } catch {
            throw error.finding()
        }
    }

    private func place(of name: String) throws(Finding) -> (folder: String, file: String) {
        // A link itself is what goes, never what it leads to.
        let (folder, file) = RealPath.split(RealPath.join(session.workspace.folder, name))
        return (RealPath.of(folder) ?? folder, file)
    }

    private static func gone(_ name: String) -> Finding {
        Finding(.error, "remove.gone", "\(name) is not there any more", help: "look at what is: slots list")
    }

    // MARK: - The store and what is owned

    private mutating func finish() {
        let (old, new, secrets) = (slot.name, newName, secrets)
        if session.store.exists {
            alongside.edit = { contents in contents.change(secrets, of: old, to: new) }
        }
        if let new { alongside.reown = { $0.rename(old, to: new) } }
    }

    // MARK: - Planning and carrying out

    package func plan(prunes: Bool) async -> Planned {
        await session.plan(
            for: slot,
            // Under its new name an entry stays as it is: what waits for an apply goes on waiting for its checks.
            newName == nil ? [slot.name] : [],
            in: changed,
            alongside,
            values: values,
            prunes: prunes
        )
    }

    package func carryOut(_ planned: Planned, _ options: ApplyOptions, guardian: Guardian) async
        -> ApplyResult
    {
        var result = await session.carryOut(planned, for: slot, alongside, options, guardian: guardian)
        // Its results may be lost without harm, so they are no part of the transaction.
        if result.end == .written, let newName {
            do throws(HistoryError) { try session.ledger.renameSlot(slot.name, newName) } catch {
                result.planned.findings.append(error.finding)
            }
        }
        return result
    }
}

extension StoreContents {
    /// - Parameters:
    ///   - secrets: Names with their new ones; `nil`: they go.
    ///   - slot: Whose former credentials go or get the new name, too.
    /// - Returns: Whether something changed.
    fileprivate mutating func change(
        _ secrets: [(name: String, newName: String?)],
        of slot: String,
        to newName: String?
    ) -> Bool {
        var isChanged = false
        for (name, newName) in secrets {
            guard let entry = self[name], newName.map({ self[$0] == nil }) ?? true else { continue }
            isChanged = remove(name) || isChanged
            if let newName { set(Entry(name: newName, value: entry.value, set: entry.set)) }
        }
        return moveReplaced(of: slot, to: newName) || isChanged
    }
}
