import CCrypto
import CSodium

/// Tells whether two values are the same without showing either.
///
/// BLAKE2b of a value under a key that never leaves the machine: whoever has no key can neither guess values against it
/// nor link two machines by it. RFC 7693; a fifth of the work of an HMAC with SHA-256.
package struct KeyedDigest: Hashable, Sendable, CustomStringConvertible {
    /// 16 bytes; what is kept to compare with later.
    package let bytes: [UInt8]

    private static let size = 16

    /// - Parameter key: 1 to 64 bytes.
    package init(of value: UnsafeRawBufferPointer, key: Secret) {
        Sodium.start()
        var digest = [UInt8](repeating: 0, count: Self.size)
        let input = value.assumingMemoryBound(to: UInt8.self)
        let code = key.withBytes { key in
            let key = key.assumingMemoryBound(to: UInt8.self)
            return crypto_generichash(
                &digest,
                digest.count,
                input.baseAddress,
                UInt64(input.count),
                key.baseAddress,
                key.count
            )
        }
        precondition(code == 0, "crypto_generichash takes keys of up to 64 bytes")
        bytes = digest
    }

    package init(of value: Secret, key: Secret) {
        self = value.withBytes { KeyedDigest(of: $0, key: key) }
    }

    /// Of a text that may be long, without a copy of it: of its SHA-256, for which processors have instructions of their own
    /// (`EVP_DigestInit(3)`); twice as fast as the other.
    ///
    /// - Parameter key: 1 to 64 bytes.
    package init(ofLong text: SecretText, key: Secret) {
        Crypto.start()
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
        // Overwrites what it kept of the text.
        defer { EVP_MD_CTX_free(context) }
        var digest = [UInt8](repeating: 0, count: 32)
        var isMade = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        text.forEachPiece { isMade = isMade && EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
        isMade = isMade && EVP_DigestFinal_ex(context, &digest, nil) == 1
        precondition(isMade, "SHA-256 takes any text")
        self = digest.withUnsafeBytes { KeyedDigest(of: $0, key: key) }
    }

    /// - Returns: `nil` unless there are 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// Eight hexadecimal digits: enough to see same and changed, too few to be of use elsewhere.
    package var description: String { Hex.text(bytes.prefix(4)) }
}
