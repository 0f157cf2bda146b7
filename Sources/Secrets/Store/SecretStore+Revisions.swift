package import Cryptography
import Files
import Glibc

extension SecretStore {
    /// Encrypts something else to whoever can open the store with a key file; makes no identity, and asks nobody.
    ///
    /// - Returns: `nil` where there can be no such recipient: there is no store, or a passphrase opens it.
    /// - Throws: ``StoreTrouble`` also where it is not known who can open the store.
    package func seal(_ text: SecretText) throws(StoreTrouble) -> Secret? {
        guard let recipients = try knownRecipients() else { return nil }
        return try program().encrypt(text.whole, to: recipients, .seal)
    }

    /// Opens what ``seal(_:)`` made.
    ///
    /// - Parameter path: As messages name it.
    package func unseal(_ encrypted: Secret, path: String) throws(StoreTrouble) -> Secret {
        let identity = try identity()
        try identity.check()
        return try program().decrypt(encrypted, with: identity, file: path, .unseal(path: path))
    }

    private func knownRecipients() throws(StoreTrouble) -> [String]? {
        let names = StoreFile(Self.recipientsName, in: workspace)
        if let text = try names.read(limit: RecipientList.maximumSize) {
            let list = try RecipientList(reading: text, of: Self.recipientsName)
            guard !list.recipients.isEmpty else { throw .noRecipients(path: Self.recipientsName) }
            return list.recipients
        }
        guard let store = try StoreFile(Self.fileName, in: workspace).read(), !AgeFile(store).isPassphrase
        else { return nil }
        // Ours would not be all of them.
        let count = AgeFile(store).recipientKinds?.count ?? 0
        guard count == 1 else { throw .unknownRecipients(count: count) }
        return try ownRecipients(try identity()).recipients
    }
}
