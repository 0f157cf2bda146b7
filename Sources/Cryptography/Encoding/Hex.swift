import CSodium

/// Hexadecimal digits, without a prefix.
package enum Hex {
    /// Lower case, two digits a byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.withContiguousStorageIfAvailable { text(of: $0) }
            ?? Array(bytes).withUnsafeBufferPointer(text(of:))
    }

    private static func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digit(byte >> 4)
                text[2 * index + 1] = digit(byte & 0xF)
            }
            return 2 * bytes.count
        }
    }

    /// - Parameter text: Digits of either case, an even number of them; empty gives no bytes.
    /// - Returns: `nil` for anything else, a prefix `0x` included.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    /// The bytes of hexadecimal digits of either letter case; `nil` for an odd number of digits or anything else.
    package static func bytes(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var isRead = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 2) { output, count in
            isRead = decode(text, into: UnsafeMutableRawBufferPointer(output))
            count = isRead ? output.count : 0
        }
        return isRead ? bytes : nil
    }

    /// Fills `output` with what the digits say, without a table or a branch that depends on them.
    ///
    /// - Returns: Whether all of `text` are digits and exactly as many as `output` takes.
    static func decode(_ text: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
        Sodium.start()
        guard text.count == 2 * output.count else { return false }
        guard let start = output.assumingMemoryBound(to: UInt8.self).baseAddress, output.count > 0 else {
            return true
        }
        var count = 0
        let code = sodium_hex2bin(
            start,
            output.count,
            text.assumingMemoryBound(to: CChar.self).baseAddress,
            text.count,
            nil,
            &count,
            nil
        )
        return code == 0 && count == output.count
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
