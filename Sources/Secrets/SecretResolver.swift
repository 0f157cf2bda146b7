package import Cryptography
package import SlotModel

/// Turns the references of slot files into secrets.
package struct SecretResolver: Sendable {
    /// - Throws: a ``Finding`` with the code `secret.…` at the reference's place; it never carries a value.
    package var resolve: @Sendable (Located<SecretReference>) throws(Finding) -> Secret

    package init(resolve: @escaping @Sendable (Located<SecretReference>) throws(Finding) -> Secret) {
        self.resolve = resolve
    }
}
