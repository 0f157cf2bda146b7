import CCrypto

/// The SHA-512 of a message; `EVP_Digest(3)`.
///
/// - Returns: 64 bytes, in the order in which FIPS 180-4 prints them.
package func sha512(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    Crypto.start()
    var digest = [UInt8](repeating: 0, count: 64)
    let isMade = EVP_Digest(message.baseAddress, message.count, &digest, nil, EVP_sha512(), nil) == 1
    precondition(isMade, "SHA-512 takes any message")
    return digest
}

/// The SHA-512 of a message: 64 bytes (FIPS 180-4).
package func sha512(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { sha512($0) }
}

/// The HMAC-SHA-512 of a message; `HMAC(3)`.
///
/// - Parameters:
///   - message: The bytes that the exchange will see, percent-encoding included.
///   - key: At most 2 GiB.
/// - Returns: 64 bytes, in the order in which RFC 4231 prints them.
package func hmacSHA512(_ message: UnsafeRawBufferPointer, key: Secret) -> [UInt8] {
    Crypto.start()
    return key.withBytes { key in
        var digest = [UInt8](repeating: 0, count: 64)
        let input = message.assumingMemoryBound(to: UInt8.self)
        let code = HMAC(
            EVP_sha512(),
            key.baseAddress,
            Int32(key.count),
            input.baseAddress,
            input.count,
            &digest,
            nil
        )
        precondition(code != nil, "HMAC-SHA-512 takes any message and key")
        return digest
    }
}

/// The HMAC-SHA-512 of a message: 64 bytes (RFC 2104).
package func hmacSHA512(_ message: [UInt8], key: Secret) -> [UInt8] {
    message.withUnsafeBytes { hmacSHA512($0, key: key) }
}

/// The HMAC-SHA-512 of the text's UTF-8.
package func hmacSHA512(_ message: String, key: Secret) -> [UInt8] {
    var message = message
    return message.withUTF8 { hmacSHA512(UnsafeRawBufferPointer($0), key: key) }
}
