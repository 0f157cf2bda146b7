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

    /// The same as of the whole text, without a copy of it.
    ///
    /// - Parameter key: 1 to 64 bytes.
    package init(of text: SecretText, key: Secret) {
        Sodium.start()
        var digest = [UInt8](repeating: 0, count: Self.size)
        // The library's header asks for the alignment.
        withUnsafeTemporaryAllocation(byteCount: crypto_generichash_statebytes(), alignment: 64) { memory in
            guard let state = memory.baseAddress.map(OpaquePointer.init) else { return }
            let code = key.withBytes { key in
                let key = key.assumingMemoryBound(to: UInt8.self)
                return crypto_generichash_init(state, key.baseAddress, key.count, Self.size)
            }
            precondition(code == 0, "crypto_generichash takes keys of up to 64 bytes")
            text.forEachPiece { piece in
                let input = piece.assumingMemoryBound(to: UInt8.self)
                // These two return 0 always, as long as nothing follows the last one.
                crypto_generichash_update(state, input.baseAddress, UInt64(input.count))
            }
            crypto_generichash_final(state, &digest, digest.count)
            wipe(memory)
        }
        bytes = digest
    }

    /// - Returns: `nil` unless there are 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// Eight hexadecimal digits: enough to see same and changed, too few to be of use elsewhere.
    package var description: String { Hex.text(bytes.prefix(4)) }
}
