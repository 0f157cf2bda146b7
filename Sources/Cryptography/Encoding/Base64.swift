import CSodium

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
package enum Base64 {
    /// Standard base64 (RFC 4648) with padding.
    package static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        Sodium.start()
        let variant = sodium_base64_VARIANT_ORIGINAL
        // The length counts the NUL that ends a C string.
        let length = sodium_base64_encoded_len(bytes.count, variant)
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        return String(unsafeUninitializedCapacity: length) { text in
            text.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return 0 }
                sodium_bin2base64(start, length, input.baseAddress, input.count, variant)
                return length - 1
            }
        }
    }

    /// Standard base64 (RFC 4648) with padding.
    package static func text(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { text($0) }
    }

    /// The text of a secret's bytes, which is as secret as they are: it never leaves guarded memory.
    ///
    /// - Parameter prefix: What stands before the text, as it is: `Basic `.
    package static func secret(_ bytes: Secret, prefix: String = "") -> Secret {
        Sodium.start()
        let variant = sodium_base64_VARIANT_ORIGINAL
        let start = prefix.utf8.count
        // The length counts the NUL that ends a C string; the value ends before it.
        let length = sodium_base64_encoded_len(bytes.count, variant)
        return Secret(capacity: start + length) { buffer in
            buffer.copyBytes(from: prefix.utf8)
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
            guard let output = room.assumingMemoryBound(to: CChar.self).baseAddress else {
                preconditionFailure("there is room for the text")
            }
            bytes.withBytes { bytes in
                let input = bytes.assumingMemoryBound(to: UInt8.self)
                _ = sodium_bin2base64(output, length, input.baseAddress, input.count, variant)
            }
            return start + length - 1
        }
    }

    /// The bytes that a secret text stands for; they never leave guarded memory.
    ///
    /// - Returns: `nil` for missing padding, blanks, or a character that is not of the alphabet.
    package static func decoded(_ text: Secret) -> Secret? {
        Sodium.start()
        var isRight = true
        let bytes = text.withBytes { text in
            Secret(capacity: text.count / 4 * 3 + 3) { buffer in
                let input = text.assumingMemoryBound(to: CChar.self)
                guard let output = buffer.assumingMemoryBound(to: UInt8.self).baseAddress else {
                    preconditionFailure("there is room for the bytes")
                }
                var count = 0
                let variant = sodium_base64_VARIANT_ORIGINAL
                let code = sodium_base642bin(
                    output,
                    buffer.count,
                    input.baseAddress,
                    input.count,
                    nil,
                    &count,
                    nil,
                    variant
                )
                isRight = code == 0
                return isRight ? count : 0
            }
        }
        return isRight ? bytes : nil
    }

    /// - Returns: `nil` for missing padding, blanks, or a character that is not of the alphabet.
    package static func bytes(_ text: String) -> [UInt8]? {
        Sodium.start()
        let input = text.utf8.map(CChar.init(bitPattern:))
        var output = [UInt8](repeating: 0, count: input.count / 4 * 3 + 3)
        var count = 0
        let variant = sodium_base64_VARIANT_ORIGINAL
        let code = sodium_base642bin(&output, output.count, input, input.count, nil, &count, nil, variant)
        return code == 0 ? Array(output.prefix(count)) : nil
    }
}
