import SlotEditing
import SlotModel
import Terminal

extension CredentialRequest {
    /// - Throws: ``UsageError`` when there is no terminal at which they could be asked for.
    func checkSomebodyIsThere(for command: CommandDeclaration) throws(UsageError) {
        guard !SecretInput.isTyped else { return }
        throw UsageError(
            "there is no terminal at which the credentials could be asked for",
            help: "set \(variables.joined(separator: ", ")) and add --from-env",
            usage: command.usage
        )
    }
}

extension ParsedArguments {
    /// The wallet addresses among them.
    var wallets: [CredentialField: String] {
        [CredentialField.apiWallet: self[.apiWallet], .mainWallet: self[.mainWallet]].compactMapValues(\.self)
    }
}
