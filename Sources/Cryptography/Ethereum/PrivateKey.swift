import CSecp256k1

/// The private key of an Ethereum account, as an API wallet has one; prints as `•••`.
package struct PrivateKey: Sendable {
    /// Why a text is no private key; carries nothing of it.
    package enum ReadError: Error, Hashable, Sendable {
        /// How many characters there are, without `0x`; 64 are wanted.
        case length(Int)
        case notHexadecimal
        /// Zero, or not below the order of the curve.
        case outOfRange
    }

    /// 32 bytes, big-endian, in the range of the curve.
    private let secret: Secret

    /// Reads 64 hexadecimal digits of either case, with or without `0x`.
    package init(text: Secret) throws(ReadError) {
        let secret = try text.withBytes { (text) throws(ReadError) -> Secret in
            let hasPrefix = text.starts(with: "0x".utf8) || text.starts(with: "0X".utf8)
            let digits = UnsafeRawBufferPointer(rebasing: hasPrefix ? text[2...] : text[...])
            guard digits.count == 64 else { throw .length(digits.count) }
            return try Secret(count: 32) { (bytes) throws(ReadError) in
                guard Hex.decode(digits, into: bytes) else { throw .notHexadecimal }
            }
        }
        try self.init(bytes: secret)
    }

    /// - Parameter secret: 32 bytes, big-endian.
    package init(bytes secret: Secret) throws(ReadError) {
        guard secret.count == 32 else { throw .length(2 * secret.count) }
        let isInRange = secret.withKeyPointer {
            secp256k1_ec_seckey_verify(Secp256k1.shared.context, $0) == 1
        }
        guard isInRange else { throw .outOfRange }
        self.secret = secret
    }

    /// Derived each time it is asked for, which takes some 30 microseconds.
    package var address: EthereumAddress {
        var key = secp256k1_pubkey()
        let isMade = secret.withKeyPointer {
            secp256k1_ec_pubkey_create(Secp256k1.shared.context, &key, $0) == 1
        }
        precondition(isMade, "a private key in range has a public key")
        return Secp256k1.shared.address(of: key)
    }

    /// Signs a digest: the nonce is that of RFC 6979 with SHA-256, and s lies in the lower half.
    ///
    /// - Parameter digest: 32 bytes, signed as they are.
    package func sign(digest: [UInt8]) -> RecoverableSignature {
        precondition(digest.count == 32, "a digest has 32 bytes")
        let context = Secp256k1.shared.context
        var signature = secp256k1_ecdsa_recoverable_signature()
        let isSigned = secret.withKeyPointer { key in
            secp256k1_ecdsa_sign_recoverable(context, &signature, digest, key, nil, nil) == 1
        }
        precondition(isSigned, "a private key in range signs")
        var recovery: Int32 = 0
        var compact = [UInt8](repeating: 0, count: 64)
        secp256k1_ecdsa_recoverable_signature_serialize_compact(context, &compact, &recovery, &signature)
        // 27 or 28; more would take an r beyond the order of the curve, which nobody has ever met.
        compact.append(UInt8(27 + recovery))
        return RecoverableSignature(unchecked: compact)
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret {
    fileprivate func withKeyPointer<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
        withBytes { bytes in
            guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else {
                preconditionFailure("a private key has 32 bytes")
            }
            return body(start)
        }
    }
}
