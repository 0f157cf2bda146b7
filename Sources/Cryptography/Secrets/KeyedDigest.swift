/// Tells whether two secrets are the same without showing either.
///
/// The HMAC-SHA-256 of a value under a key that never leaves the machine: whoever has no key can neither guess values
/// against it nor link two machines by it.
package struct KeyedDigest: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes; what is kept to compare with later.
    package let bytes: [UInt8]

    package init(of value: UnsafeRawBufferPointer, key: Secret) {
        bytes = hmacSHA256(value, key: key)
    }

    package init(of value: Secret, key: Secret) {
        bytes = value.withBytes { hmacSHA256($0, key: key) }
    }

    /// - Returns: `nil` unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Eight hexadecimal digits: enough to see same and changed, too few to be of use elsewhere.
    package var description: String { Hex.text(bytes.prefix(4)) }
}
