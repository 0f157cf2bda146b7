import SlotEditing
import Operations
import Exchanges
import Secrets
import SlotFiles
import SlotModel

/// What `slots add` was asked for, understood as far as the command line and the workspace tell.
struct AddRequest: Sendable {
    var slot: NewSlot
    let connector: any Connector
    let form: ConnectorProfile.CredentialForm
    /// Where the slot will be checked.
    let network: Network
    /// Wallet addresses that the command line gave.
    let given: [CredentialField: String]
    let isFromEnvironment: Bool

    var credentials: CredentialRequest {
        CredentialRequest(
            slot: slot.name,
            connector: connector,
            network: network,
            fields: form.fields,
            given: given
        )
    }

    /// - Throws: ``UsageError`` for what cannot become a slot here.
    init(_ arguments: ParsedArguments, _ session: Session) throws(UsageError) {
        let loaded = session.workspace
        let words = arguments.arguments
        guard let selector = words.first.flatMap(Selector.init(rawValue:)) else {
            throw Self.error("nothing here speaks to that exchange", help: nil)
        }
        let connector = Connectors.connector(for: selector)
        let name = words.dropFirst().first ?? selector.rawValue
        try Self.check(name, selector, loaded)
        network = arguments[.network] ?? loaded.workspace?.network.value ?? .sandbox
        if network == .testnet, connector.profile.testnet == nil {
            throw Self.error(
                "\(selector.displayName) has no test network that slots knows",
                help: "take --network sandbox to try slots, or live for a real key"
            )
        }
        let given = arguments.wallets
        isFromEnvironment = arguments[.fromEnvironment]
        form = try Self.form(named: arguments[.form], of: connector, given, isFromEnvironment)
        for field in given.keys.sorted() where !form.fields.contains(field) {
            throw Self.error(
                "\(connector.profile.selector.displayName)'s credentials have no '--\(field.rawValue)'",
                help: "their fields are \(form.fields.map(\.rawValue).joined(separator: ", "))"
            )
        }
        slot = NewSlot(
            name: name,
            selector: selector,
            place: arguments[.secrets] ?? (session.store.takesNewSecrets ? .age : .file),
            usesSelectorVariables: isFromEnvironment,
            fields: form.fields
        )
        slot.network = arguments[.network]
        slot.label = arguments[.label]
        slot.fees = arguments[.fees]
        slot.delay = arguments[.delay]
        slot.expires = arguments[.expires]
        self.connector = connector
        self.given = given
        // A wrong fee is told before anybody types a key.
        let (_, findings) = readSlot(Array(slot.text.utf8), named: name)
        if let finding = findings.first(where: { $0.severity == .error }) {
            throw Self.error(finding.message, help: finding.help)
        }
    }

    private static func check(_ name: String, _ selector: Selector, _ loaded: LoadedWorkspace)
        throws(UsageError)
    {
        if let advice = slotNameAdvice(for: name) {
            throw error("\(quoted(name)) is no slot name", help: advice)
        }
        guard loaded.slotNames.contains(name) else { return }
        let free = (2...99).lazy.map { "\(selector.rawValue)-\($0)" }
            .first { !loaded.slotNames.contains($0) }
        throw error(
            "there is a slot '\(name)' already, and nothing of yours is overwritten",
            help: "a new key for it: slots replace-key \(name)"
                + (free.map { "; one more slot: slots add \(selector.rawValue) \($0)" } ?? "")
        )
    }

    /// The form of that name; without one the preferred form, or from the environment the first that is complete there.
    private static func form(
        named name: String?,
        of connector: any Connector,
        _ given: [CredentialField: String],
        _ isFromEnvironment: Bool
    ) throws(UsageError) -> ConnectorProfile.CredentialForm {
        let forms = connector.profile.forms
        guard let first = forms.first else { throw error("nothing is known of its credentials", help: nil) }
        if let name { return try connector.form(named: name, usage: CommandDeclaration.add.usage) }
        guard isFromEnvironment else { return first }
        let complete = forms.first { form in
            form.fields.allSatisfy { field in
                given[field] != nil
                    || ProcessEnvironment.isSet(NewSlot.variable(of: connector.profile.selector, field))
            }
        }
        return complete ?? first
    }

    private static func error(_ message: String, help: String?) -> UsageError {
        UsageError(message, help: help, usage: CommandDeclaration.add.usage)
    }
}
