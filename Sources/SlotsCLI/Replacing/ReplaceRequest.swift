import SlotEditing
import Operations
import Exchanges
import SlotModel

/// What `slots replace-key` was asked for, understood as far as the command line and the workspace tell.
struct ReplaceRequest: Sendable {
    enum Action: Sendable {
        /// New credentials, from the terminal or from the environment.
        case replace(CredentialRequest, isFromEnvironment: Bool)
        /// What was replaced the last time comes back.
        case undo
        /// What was replaced the last time goes for good.
        case forget
    }

    let action: Action
    let slot: Slot
    let connector: any Connector
    /// How the slot will sign in.
    let form: ConnectorProfile.CredentialForm
    let network: Network
    /// The new key's last day; `nil`: nobody said.
    let expires: CalendarDate?
    /// Whether the new credentials may belong to another account.
    let allowsOtherAccount: Bool

    /// Whether somebody types the new credentials.
    var isTyped: Bool { if case .replace(_, isFromEnvironment: false) = action { true } else { false } }

    /// - Throws: ``UsageError`` for what cannot be done to this slot.
    init(_ arguments: ParsedArguments, _ loaded: LoadedWorkspace) throws(UsageError) {
        let named: [Slot]
        do throws(UnknownName) {
            named = try loaded.slots(named: Array(arguments.arguments.prefix(1)))
        } catch {
            throw UsageError(error)
        }
        guard let slot = named.first else {
            throw Self.error("the slot has errors; 'slots validate' tells them")
        }
        let connector = Connectors.connector(for: slot.exchange.value)
        guard let present = connector.profile.form(of: slot.credentials.keys) else {
            throw Self.error(
                "the fields of the slot's credentials make no known form",
                help: "'slots validate' tells what is missing"
            )
        }
        let form = try arguments[.form].map { name throws(UsageError) in
            try connector.form(named: name, usage: CommandDeclaration.replaceKey.usage)
        }
        self.slot = slot
        self.connector = connector
        self.form = form ?? present
        network = loaded.network(of: slot)
        allowsOtherAccount = arguments[.otherAccount]
        expires = arguments[.expires]
        if expires != nil, slot.expires == nil || arguments[.forget] {
            throw Self.error(
                slot.expires == nil ? "the slot names no 'expires'" : "--forget takes no --expires",
                help: slot.expires == nil
                    ? "write it in slots/\(slot.name).yaml, where the exchange does not tell" : nil
            )
        }
        action = try Self.action(
            arguments,
            for: slot,
            of: connector,
            from: present,
            to: form ?? present,
            on: network
        )
    }

    private static func action(
        _ arguments: ParsedArguments,
        for slot: Slot,
        of connector: any Connector,
        from present: ConnectorProfile.CredentialForm,
        to form: ConnectorProfile.CredentialForm,
        on network: Network
    ) throws(UsageError) -> Action {
        let given = arguments.wallets
        let isFromEnvironment = arguments[.fromEnvironment]
        let goesBack = arguments[.undo] || arguments[.forget]
        if arguments[.undo], arguments[.forget] {
            throw error("--undo and --forget do the opposite of each other")
        }
        if goesBack, isFromEnvironment || !given.isEmpty || arguments[.form] != nil {
            throw error("--undo and --forget take no new credentials")
        }
        if arguments[.noCheck], !arguments[.undo] {
            throw error(
                "new credentials are always checked",
                help: "--no-check goes with --undo only"
            )
        }
        if arguments[.forget] { return .forget }
        if arguments[.undo] { return .undo }
        for field in given.keys.sorted() where !form.fields.contains(field) {
            throw error(
                form.name == present.name
                    ? "the slot '\(slot.name)' has no '--\(field.rawValue)'"
                    : "\(form.name) has no '--\(field.rawValue)'",
                help: "the fields of \(form.name) are \(form.fields.map(\.rawValue).joined(separator: ", "))"
            )
        }
        // The main wallet is the account itself.
        let keepsWallet = present.fields.contains(.mainWallet) && !arguments[.otherAccount]
        if given[.mainWallet] != nil, keepsWallet {
            throw error(
                "another main wallet is another account",
                help: "if the slot shall trade on that account from now on, add --other-account"
            )
        }
        let request = CredentialRequest(
            slot: slot.name,
            connector: connector,
            network: network,
            fields: form.fields.filter { $0 != .mainWallet || !keepsWallet },
            given: given
        )
        return .replace(request, isFromEnvironment: isFromEnvironment)
    }

    private static func error(_ message: String, help: String? = nil) -> UsageError {
        UsageError(message, help: help, usage: CommandDeclaration.replaceKey.usage)
    }
}
