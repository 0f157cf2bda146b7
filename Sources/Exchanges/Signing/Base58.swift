/// Base58 with Bitcoin's alphabet, as Solana writes its addresses.
package enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    private static let longest = 128

    /// How many bytes the text stands for; `nil` for a character outside the alphabet, or for more than 128 of them.
    ///
    /// Tells addresses (32 bytes) from key pairs (64 bytes); the bytes themselves, which may be secret, are wiped.
    package static func byteCount(of text: UnsafeRawBufferPointer) -> Int? {
        guard text.count <= longest else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest) { number in
            number.initialize(repeating: 0)
            defer { number.update(repeating: 0) }
            var leadingZeros = 0
            // Bytes in use, the least significant one first; never more than the text has characters.
            var used = 0
            for character in text {
                guard let digit = alphabet.firstIndex(of: character) else { return nil }
                if digit == 0, used == 0 {
                    leadingZeros += 1
                    continue
                }
                var carry = digit
                for index in 0..<used {
                    carry += Int(number[index]) * 58
                    number[index] = UInt8(carry & 255)
                    carry >>= 8
                }
                if carry > 0 {
                    number[used] = UInt8(carry)
                    used += 1
                }
            }
            return leadingZeros + used
        }
    }
}
