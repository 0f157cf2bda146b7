import Operations
package import Secrets
package import SlotModel

/// Where each of a slot's credentials stands, and so where a new value has to go.
package struct CredentialPlaces: Sendable {
    package enum Place: Hashable, Sendable {
        /// An entry of `secrets.age`.
        case store(name: String)
        /// A private file; relative to the workspace, or absolute.
        case file(path: String)
        /// The slot's own file; only what is public stands there.
        case slotFile
    }

    package private(set) var places: [CredentialField: Place]
    /// References that the slot's file has to name from now on, because a secret stood there in plain, or was not there.
    private(set) var newReferences: [CredentialField: SecretReference]

    /// Secrets that the slot does not have yet go into `secrets.age`, and what is public into its file.
    ///
    /// - Throws: what stands where slots cannot write, as findings at its places.
    package init(of slot: Slot, _ fields: some Sequence<CredentialField>) throws(Elsewhere) {
        var places: [CredentialField: Place] = [:]
        var newReferences: [CredentialField: SecretReference] = [:]
        var findings: [Finding] = []
        for field in fields.sorted() {
            let name = "\(slot.name).\(field.rawValue)"
            guard let reference = slot.credentials[field] else {
                places[field] = field.isPublic ? .slotFile : .store(name: name)
                newReferences[field] = field.isPublic ? nil : .store(name: name)
                continue
            }
            switch reference.value {
            case .store(let name): places[field] = .store(name: name)
            case .file(let path): places[field] = .file(path: path)
            case .plain where field.isPublic: places[field] = .slotFile
            case .plain:
                places[field] = .store(name: name)
                newReferences[field] = .store(name: name)
            case .environment(let name):
                findings.append(Self.finding(slot, field, reference.place, "the variable \(name)"))
            case .systemd(let name):
                findings.append(
                    Self.finding(slot, field, reference.place, "the systemd credential '\(name)'")
                )
            case .command(let name):
                findings.append(Self.finding(slot, field, reference.place, "the command '\(name)'"))
            }
        }
        guard findings.isEmpty else { throw Elsewhere(findings: findings) }
        self.places = places
        self.newReferences = newReferences
    }

    /// The same, with new references to names that the store does not have: those that it has stand for something else.
    package func avoiding(_ contents: StoreContents) -> CredentialPlaces {
        var places = self
        for case (let field, .store(let name)) in newReferences where contents[name] != nil {
            var number = 2
            while contents["\(name)-\(number)"] != nil { number += 1 }
            places.places[field] = .store(name: "\(name)-\(number)")
            places.newReferences[field] = .store(name: "\(name)-\(number)")
        }
        return places
    }

    package struct Elsewhere: Error {
        package var findings: [Finding]
    }

    private static func finding(
        _ slot: Slot,
        _ field: CredentialField,
        _ place: SlotModel.Place,
        _ source: String
    ) -> Finding {
        Finding(
            .error,
            "replace-key.elsewhere",
            "'\(field.rawValue)' comes from \(source), which slots cannot change",
            at: place,
            slot: slot.name,
            help: "change it there, then look at it: slots check \(slot.name)"
        )
    }

    /// The reference by which others can share the field's place; `nil` for what stands in the slot's file.
    package func reference(to field: CredentialField) -> SecretReference? {
        switch places[field] {
        case .store(let name): .store(name: name)
        case .file(let path): .file(path: path)
        case .slotFile, nil: nil
        }
    }
}

extension LoadedWorkspace {
    /// The other slots that take a credential from the same place, disabled ones too.
    package func slots(sharing places: CredentialPlaces, with slot: Slot) -> [Slot] {
        let references = Set(places.places.keys.compactMap(places.reference(to:)))
        return slots.filter { other in
            other.name != slot.name && other.credentials.values.contains { references.contains($0.value) }
        }
    }
}
