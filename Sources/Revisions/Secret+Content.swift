import Cryptography

extension Secret {
    /// Whether the secret is exactly these bytes.
    func isEqual(to bytes: [UInt8]) -> Bool {
        withBytes { own in bytes.withUnsafeBytes { isEqualInConstantTime(own, $0) } }
    }
}
