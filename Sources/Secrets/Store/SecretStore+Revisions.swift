package import Cryptography
import Files
import Glibc

extension SecretStore {
    /// Encrypts something else to whoever can open the store with a key file; makes no identity, and asks nobody.
    ///
    /// - Returns: `nil` where no such recipient is known: there is no store, a passphrase opens it, or nobody wrote down
    ///   who can.
    package func seal(_ text: Secret) throws(StoreTrouble) -> Secret? {
        guard let recipients = try knownRecipients() else { return nil }
        return try program().encrypt(text, to: recipients, .seal)
    }

    /// Opens what ``seal(_:)`` made.
    ///
    /// - Parameter path: As messages name it.
    package func unseal(_ encrypted: Secret, path: String) throws(StoreTrouble) -> Secret {
        let identity = try identity()
        try identity.check()
        return try program().decrypt(encrypted, with: identity, file: path, .unseal(path: path))
    }

    /// Whether ``seal(_:)`` encrypts.
    package func seals() throws(StoreTrouble) -> Bool { try knownRecipients() != nil }

    private func knownRecipients() throws(StoreTrouble) -> [String]? {
        let names = StoreFile(Self.recipientsName, in: workspace)
        if let text = try names.read(limit: RecipientList.maximumSize) {
            let list = try RecipientList(reading: text, of: Self.recipientsName)
            guard !list.recipients.isEmpty else { throw .noRecipients(path: Self.recipientsName) }
            return list.recipients
        }
        guard let store = try? StoreFile(Self.fileName, in: workspace).read(),
            AgeFile(store).recipientKinds?.count == 1, !AgeFile(store).isPassphrase,
            let identity = try? identity()
        else { return nil }
        return try? ownRecipients(identity).recipients
    }
}
