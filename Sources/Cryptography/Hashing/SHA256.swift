import CSodium

/// The SHA-256 of a message.
///
/// - Returns: 32 bytes, in the order in which FIPS 180-4 prints them.
package func sha256(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    Sodium.start()
    var digest = [UInt8](repeating: 0, count: 32)
    let input = message.assumingMemoryBound(to: UInt8.self)
    crypto_hash_sha256(&digest, input.baseAddress, UInt64(input.count))
    return digest
}

/// The SHA-256 of a message: 32 bytes (FIPS 180-4).
package func sha256(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { sha256($0) }
}

/// The HMAC-SHA-256 of a message.
///
/// - Parameters:
///   - message: The bytes that the exchange will see, percent-encoding included.
///   - key: Any length.
/// - Returns: 32 bytes, in the order in which RFC 4231 prints them.
package func hmacSHA256(_ message: UnsafeRawBufferPointer, key: Secret) -> [UInt8] {
    Sodium.start()
    return key.withBytes { key in
        var state = crypto_auth_hmacsha256_state()
        defer { withUnsafeMutableBytes(of: &state) { wipe($0) } }
        var digest = [UInt8](repeating: 0, count: 32)
        let input = message.assumingMemoryBound(to: UInt8.self)
        // The three functions cannot fail: they return 0 always.
        if let start = key.assumingMemoryBound(to: UInt8.self).baseAddress {
            crypto_auth_hmacsha256_init(&state, start, key.count)
        } else {
            crypto_auth_hmacsha256_init(&state, [0], 0)
        }
        crypto_auth_hmacsha256_update(&state, input.baseAddress, UInt64(input.count))
        crypto_auth_hmacsha256_final(&state, &digest)
        return digest
    }
}

/// The HMAC-SHA-256 of a message: 32 bytes (RFC 2104).
package func hmacSHA256(_ message: [UInt8], key: Secret) -> [UInt8] {
    message.withUnsafeBytes { hmacSHA256($0, key: key) }
}

/// The HMAC-SHA-256 of the text's UTF-8.
package func hmacSHA256(_ message: String, key: Secret) -> [UInt8] {
    var message = message
    return message.withUTF8 { hmacSHA256(UnsafeRawBufferPointer($0), key: key) }
}
