import Files
package import Cryptography
import Glibc
import Revisions
package import Secrets
import SlotFiles
package import SlotModel

/// The credentials that a slot has at present, before anybody changes them.
package struct PresentCredentials: Sendable {
    /// As its file says; enabled, so that it can be checked.
    package let slot: Slot
    /// The bytes of its file.
    package let text: [UInt8]
    /// As far as they can be had.
    package let values: [CredentialField: Secret]
    /// All that the store holds.
    package let contents: StoreContents

    /// Reads the slot's file once more, byte by byte.
    ///
    /// - Parameter values: As far as they can be had.
    package init(
        _ name: String,
        in folder: String,
        _ values: [CredentialField: Secret],
        _ contents: StoreContents
    ) throws(Finding) {
        let file = "slots/\(name).yaml"
        do throws(FileError) {
            guard let existing = try TargetFile.look(at: folder + "/" + file, name: file).existing else {
                throw .cannotRead(path: file, code: ENOENT)
            }
            text = existing.bytes
        } catch {
            throw error.finding()
        }
        slot = try readEnabledSlot(text, named: name)
        self.values = values
        self.contents = contents
    }
}

/// A slot as its file says, but enabled.
private func readEnabledSlot(_ text: [UInt8], named name: String) throws(Finding) -> Slot {
    let (slot, findings) = readSlot(text, named: name)
    guard var slot else {
        throw findings.first { $0.severity == .error }
            ?? Finding(.error, "file.unreadable", "the slot '\(name)' cannot be read", slot: name)
    }
    slot.enabled = true
    return slot
}

/// New credentials for a slot, and what its file and its secrets come to with them.
package struct Replacement: Sendable {
    package let places: CredentialPlaces
    /// Of the fields that change.
    package let values: [CredentialField: Secret]
    /// What the slot has no more: credentials of another kind have other fields.
    package let removed: Set<CredentialField>
    /// The slot as it will be read, enabled.
    package let slot: Slot
    /// Its file; the same as before where nothing in it changes.
    package let text: [UInt8]

    /// - Parameters:
    ///   - removed: Fields that go, where the values make another kind of credentials.
    ///   - expires: The new key's last day; `nil` leaves what the file says.
    /// - Throws: a ``Finding`` when the slot's file cannot be changed without touching something else in it.
    package init(
        of present: PresentCredentials,
        _ places: CredentialPlaces,
        _ values: [CredentialField: Secret],
        removing removed: Set<CredentialField>,
        expires: CalendarDate?
    ) throws(Finding) {
        self.places = places
        self.values = values
        self.removed = removed
        var references = places.newReferences
        for (field, place) in places.places where place == .slotFile {
            guard let value = values[field] else { continue }
            guard let word = value.plainWord else {
                throw Finding(
                    .error,
                    "replace-key.not-plain",
                    "the new '\(field.rawValue)' has characters that no address has",
                    slot: present.slot.name,
                    help: "paste it once more"
                )
            }
            references[field] = .plain(Concealed(Array(word.utf8)))
        }
        guard !references.isEmpty || !removed.isEmpty || expires != nil else {
            (text, slot) = (present.text, present.slot)
            return
        }
        text = try replacingCredentials(
            in: present.text,
            of: present.slot.name,
            with: references,
            removing: removed,
            expires: expires
        )
        slot = try readEnabledSlot(text, named: present.slot.name)
    }

    /// Whether every value is the one that was there before.
    package func isSame(as present: PresentCredentials) -> Bool {
        values.allSatisfy { field, value in present.values[field].map { $0.isEqual(to: value) } == true }
    }
}
