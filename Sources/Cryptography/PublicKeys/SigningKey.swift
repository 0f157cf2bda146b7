import CCrypto

/// A private key that signs requests, as exchanges take its public half: Ed25519 or RSA; prints as `•••`.
///
/// Between two signatures it lies in guarded memory only. What the library needs of it while it signs is cleansed by
/// the library itself when the key is freed.
package struct SigningKey: Sendable {
    /// Which algorithm the key signs with.
    package enum Kind: Sendable, Hashable {
        /// RFC 8032.
        case ed25519
        /// RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017.
        case rsa(bits: Int)
    }

    /// Why a text is no signing key; carries nothing of it.
    package enum ReadError: Error, Hashable, Sendable {
        /// Not PEM, or not whole.
        case malformed
        /// It needs a password, which nobody can give while a bot starts.
        case encrypted
        /// A key of another kind, or a public one.
        case otherKind
    }

    package let kind: Kind
    private let pem: Secret

    /// Reads a private key in PEM: PKCS#8 (`PRIVATE KEY`), or PKCS#1 (`RSA PRIVATE KEY`).
    ///
    /// - Parameter pem: Line ends of either kind; what follows the key's last line is ignored.
    package init(pem: Secret) throws(ReadError) {
        guard let handle = KeyHandle(pem: pem) else { throw Self.flaw(of: pem) }
        guard let kind = handle.kind else { throw .otherKind }
        self.kind = kind
        self.pem = pem
    }

    /// Signs a message.
    ///
    /// - Parameter message: The message itself, not its digest.
    /// - Returns: 64 bytes for Ed25519, as many as the modulus has for RSA. Both are the same each time.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        guard let handle = KeyHandle(pem: pem) else {
            preconditionFailure("a key that was read is read again")
        }
        return handle.sign(message, digest: kind == .ed25519 ? nil : EVP_sha256())
    }

    private static func flaw(of pem: Secret) -> ReadError {
        pem.withBytes { bytes in
            if contains(bytes, "-----BEGIN ENCRYPTED PRIVATE KEY-----")
                || contains(bytes, "Proc-Type: 4,ENCRYPTED")
            {
                return .encrypted
            }
            return contains(bytes, "PUBLIC KEY-----") ? .otherKind : .malformed
        }
    }

    private static func contains(_ bytes: UnsafeRawBufferPointer, _ words: StaticString) -> Bool {
        let length = words.utf8CodeUnitCount
        guard bytes.count >= length else { return false }
        return words.withUTF8Buffer { words in
            (0...bytes.count - length).contains { bytes[$0..<$0 + length].elementsEqual(words) }
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// An `EVP_PKEY`; exactly one value owns it.
private struct KeyHandle: ~Copyable {
    private let key: OpaquePointer

    /// `nil`: the text is no private key that OpenSSL reads without a password.
    init?(pem: Secret) {
        Crypto.start()
        // The errors of a thread are a list that nobody reads; they repeat nothing of the text.
        defer { ERR_clear_error() }
        let key = pem.withBytes { bytes -> OpaquePointer? in
            guard let count = Int32(exactly: bytes.count), let bio = BIO_new_mem_buf(bytes.baseAddress, count)
            else { return nil }
            defer { BIO_free(bio) }
            return slots_read_private_key(bio)
        }
        guard let key else { return nil }
        self.key = key
    }

    /// `nil`: a kind that nothing here signs with.
    var kind: SigningKey.Kind? {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_ED25519: .ed25519
        case EVP_PKEY_RSA: .rsa(bits: Int(EVP_PKEY_get_bits(key)))
        default: nil
        }
    }

    /// `EVP_DigestSign(3)`; PKCS#1 v1.5 is the padding that RSA keys start with.
    func sign(_ message: [UInt8], digest: OpaquePointer?) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a signature") }
        defer { EVP_MD_CTX_free(context) }
        var count = Int(EVP_PKEY_get_size(key))
        var signature = [UInt8](repeating: 0, count: count)
        let isSigned =
            EVP_DigestSignInit(context, nil, digest, nil, key) == 1
            && EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        precondition(isSigned, "a private key signs any message")
        return Array(signature.prefix(count))
    }

    deinit { EVP_PKEY_free(key) }
}
