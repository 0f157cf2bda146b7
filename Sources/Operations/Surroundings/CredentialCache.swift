package import Cryptography
import Locking
import Secrets
package import SlotModel

/// Resolves every reference once in a run, so that what is written is what was checked.
package final class CredentialCache: Sendable {
    private let resolver: SecretResolver
    private let known = Lock<[SecretReference: Secret]>([:])

    init(_ resolver: SecretResolver) { self.resolver = resolver }

    package func resolve(_ reference: Located<SecretReference>) throws(Finding) -> Secret {
        // What stands in the file was read once already.
        if reference.value.isPlain { return try resolver.resolve(reference) }
        if let secret = known.withLock({ $0[reference.value] }) { return secret }
        let secret = try resolver.resolve(reference)
        return known.withLock { known in
            if let first = known[reference.value] { return first }
            known[reference.value] = secret
            return secret
        }
    }

    /// A private file that no longer holds what was resolved from it; as the reference names it, `nil` for none.
    func changedFile() -> String? {
        let references = known.withLock { $0 }
        for (reference, secret) in references.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard case .file(let path) = reference else { continue }
            let now = try? resolver.resolve(Located(reference, at: Place(file: path)))
            guard now?.isEqual(to: secret) == true else { return path }
        }
        return nil
    }

    /// Lets a reference lead to a value that is not stored there yet.
    package func assume(_ secret: Secret, for reference: SecretReference) {
        known.withLock { $0[reference] = secret }
    }

    /// All credentials of a slot, or what is not available, at its places.
    package func credentials(of slot: Slot) -> (fields: [CredentialField: Secret], missing: [Finding]) {
        var fields: [CredentialField: Secret] = [:]
        var missing: [Finding] = []
        for (field, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
            do throws(Finding) {
                fields[field] = try resolve(reference)
            } catch {
                var finding = error
                finding.slot = slot.name
                missing.append(finding)
            }
        }
        return (fields, missing)
    }
}
