import SlotFiles
package import SlotModel

/// Where the secrets of a new slot go.
package enum SecretPlace: String, CaseIterable, Sendable {
    /// `secrets.age`.
    case age
    /// Private files below `secrets/`.
    case file
    /// Nowhere: the slot names variables.
    case env
}

/// A slot that is about to be written, as a file's text; what is secret is only named in it.
package struct NewSlot: Sendable {
    package var name: String
    package var selector: Selector
    /// `nil`: the workspace's.
    package var network: Network?
    package var label: String?
    /// `0.06%`, or maker and taker: `0.02%/0.06%`.
    package var fees: String?
    package var delay: String?
    /// The key's last day.
    package var expires: CalendarDate?
    package var place: SecretPlace
    /// Variables are named after the selector, and not after the slot.
    package var usesSelectorVariables: Bool
    /// In the order in which they stand in the file.
    package var fields: [CredentialField]
    /// What stands in the file as it is: wallet addresses.
    package var openValues: [CredentialField: String] = [:]

    package init(
        name: String,
        selector: Selector,
        place: SecretPlace = .age,
        usesSelectorVariables: Bool = false,
        fields: [CredentialField]
    ) {
        self.name = name
        self.selector = selector
        self.place = place
        self.usesSelectorVariables = usesSelectorVariables
        self.fields = fields
    }

    /// Relative to the workspace.
    package var file: String { "slots/\(name).yaml" }

    /// The name of a secret in `secrets.age`, or of its file: `aster.private-key`.
    package func secretName(of field: CredentialField) -> String { "\(name).\(field.rawValue)" }

    /// Where the field's value is to be had.
    package func reference(for field: CredentialField) -> SecretReference {
        switch place {
        case .age: .store(name: secretName(of: field))
        case .file: .file(path: "secrets/\(secretName(of: field))")
        case .env: .environment(name: variable(of: field))
        }
    }

    /// `ASTER_PRIVATE_KEY`, after the selector or after the slot.
    package func variable(of field: CredentialField) -> String {
        Self.variable(usesSelectorVariables ? selector.rawValue : name, field)
    }

    /// The variable that `--from-env` reads.
    package static func variable(of selector: Selector, _ field: CredentialField) -> String {
        variable(selector.rawValue, field)
    }

    private static func variable(_ start: String, _ field: CredentialField) -> String {
        let text = "\(start)_\(field.rawValue)".uppercased()
        let name = String(text.map { $0 == "-" ? "_" : $0 })
        // A variable's name does not begin with a digit, a slot's name may.
        return name.first?.isNumber == true ? "SLOT_" + name : name
    }

    /// The file.
    package var text: String {
        var lines = ["exchange: \(selector.rawValue)"]
        if let label { lines.append("label: \(ScalarText.quoted(label))") }
        if let network { lines.append("network: \(network.rawValue)") }
        lines.append("credentials:")
        for field in fields {
            let value =
                openValues[field].map(ScalarText.quoted)
                ?? reference(for: field).name.map(ScalarText.plainWherePossible) ?? ""
            lines.append("  \(field.rawValue): \(value)")
        }
        if let fees { lines.append("fees: \(Self.rates(fees))") }
        if let delay { lines.append("delay: \(ScalarText.plainWherePossible(delay))") }
        if let expires { lines.append("expires: \(expires)") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func rates(_ text: String) -> String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            .map { ScalarText.plainWherePossible(String($0)) }
        guard parts.count == 2, let maker = parts.first, let taker = parts.last else {
            return ScalarText.plainWherePossible(text)
        }
        return "{maker: \(maker), taker: \(taker)}"
    }
}
