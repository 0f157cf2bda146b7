import CSecp256k1

/// An ECDSA signature over secp256k1 from which the signer's address can be had.
package struct RecoverableSignature: Hashable, Sendable {
    /// 65 bytes: r ‖ s ‖ v, where r and s have 32 bytes, big-endian, and v is 27 or 28.
    package let bytes: [UInt8]

    /// - Returns: `nil` unless there are 65 bytes with a `v` of 27 or 28.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 65, let last = bytes.last, (27...28).contains(last) else { return nil }
        self.bytes = bytes
    }

    /// Reads 130 hexadecimal digits of either case, with or without `0x`.
    package init?(text: String) {
        let hasPrefix = text.hasPrefix("0x") || text.hasPrefix("0X")
        guard let bytes = Hex.bytes(hasPrefix ? text.dropFirst(2) : text[...]) else { return nil }
        self.init(bytes: bytes)
    }

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// 130 digits in lower case, without `0x`.
    package var text: String { Hex.text(bytes) }

    /// The address whose key signed that digest.
    ///
    /// Any signature leads to some address: only the comparison with the expected one proves anything.
    ///
    /// - Parameter digest: 32 bytes.
    /// - Returns: `nil` when r, s and v fit no public key.
    package func signer(ofDigest digest: [UInt8]) -> EthereumAddress? {
        precondition(digest.count == 32, "a digest has 32 bytes")
        guard let last = bytes.last else { return nil }
        let context = Secp256k1.shared.context
        var signature = secp256k1_ecdsa_recoverable_signature()
        var key = secp256k1_pubkey()
        guard
            secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signature, bytes, Int32(last) - 27)
                == 1,
            secp256k1_ecdsa_recover(context, &key, &signature, digest) == 1
        else { return nil }
        return Secp256k1.shared.address(of: key)
    }
}
