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
        var elsewhere: [(field: CredentialField, source: String)] = []
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
                elsewhere.append((field, "the variable \(name)"))
            case .systemd(let name): elsewhere.append((field, "the systemd credential '\(name)'"))
            case .command(let name): elsewhere.append((field, "the command '\(name)'"))
            }
        }
        if let finding = Self.finding(slot, elsewhere) { throw Elsewhere(findings: [finding]) }
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

    private static func finding(_ slot: Slot, _ elsewhere: [(field: CredentialField, source: String)])
        -> Finding?
    {
        guard let first = elsewhere.first else { return nil }
        let fields = elsewhere.map { "'\($0.field.rawValue)'" }
        let isOne = elsewhere.count == 1
        return Finding(
            .error,
            "replace-key.elsewhere",
            "\(listed(fields)) \(isOne ? "comes" : "come") from \(listed(elsewhere.map(\.source))), which slots cannot change",
            at: slot.credentials[first.field]?.place ?? slot.credentialsPlace,
            slot: slot.name,
            help:
                "change \(isOne ? "it" : "them") there, then take \(isOne ? "it" : "them") on to the bots: slots apply "
                + "--only \(slot.name)"
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
