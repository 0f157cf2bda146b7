package import Cryptography

/// What a credential looks like from outside, whatever it is called; nothing of its value is kept.
///
/// Every exchange's `inspect` starts from this: blanks and swapped fields are the mistakes of all of them.
package struct CredentialShape: Sendable, Hashable {
    /// What the text would be, were it put into the right field.
    package enum Kind: Sendable, Hashable {
        case empty
        /// `-----BEGIN …`: an RSA or other key in a file's form.
        case pem
        /// Twelve or more words: a wallet's recovery phrase.
        case recoveryPhrase
        /// 40 hexadecimal digits, with `0x` or without.
        case evmAddress(hasPrefix: Bool)
        /// 64 hexadecimal digits, with `0x` or without: a private key, or a V1 key.
        case hex256(hasPrefix: Bool)
        /// Base58 of 32 bytes: a Solana address.
        case solanaAddress
        /// Base58 of 64 bytes: a Solana wallet's own key pair.
        case solanaKeyPair
        case other
    }

    /// By its form alone.
    package var kind: Kind
    /// Bytes.
    package var length: Int
    /// At either end.
    package var hasBlankAtEnd: Bool
    /// Between its first and its last visible byte.
    package var hasBlankInside: Bool
    /// Anywhere.
    package var hasLineBreak: Bool
    /// Only visible ASCII, blanks aside.
    package var isVisibleASCII: Bool
    /// Digits alone, after `0x` if there is one.
    package var isHexadecimal: Bool
    /// Quotes stand before and behind it, as a file of variables has them.
    package var hasQuotesAround: Bool
    /// A word of a sample or of a guide, such as `YOUR-API-KEY`, `<secret>`, `xxxxxxxx`.
    package var isSample: Bool

    package init(_ secret: Secret) {
        self = secret.withBytes { CredentialShape($0) }
    }

    private init(_ text: UnsafeRawBufferPointer) {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let start = text.firstIndex { !isBlank($0) } ?? text.endIndex
        let end = text.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        let core = UnsafeRawBufferPointer(rebasing: text[start..<end])
        length = text.count
        hasBlankAtEnd = core.count != text.count
        hasBlankInside = core.contains(where: isBlank)
        hasLineBreak = text.contains { $0 == 0x0A || $0 == 0x0D }
        isVisibleASCII = text.allSatisfy { (0x21...0x7E).contains($0) || isBlank($0) }
        let hasPrefix = core.starts(with: "0x".utf8) || core.starts(with: "0X".utf8)
        let digits = UnsafeRawBufferPointer(rebasing: core[(hasPrefix ? 2 : 0)...])
        isHexadecimal = !digits.isEmpty && digits.allSatisfy(\.isHexDigit)
        hasQuotesAround =
            core.count > 1 && core.first == core.last && core.first.map { "\"'`".utf8.contains($0) } ?? false
        // No word of a sample consists of hexadecimal digits; thousands of keys do.
        isSample = !isHexadecimal && Self.isSample(core)
        kind = Self.kind(of: core, digits: digits.count, isHexadecimal: isHexadecimal, hasPrefix: hasPrefix)
    }

    private static let sampleWords = [
        "yourapi", "yourkey", "yoursecret", "yourpass", "yourprivate", "yourwallet", "yourmainwallet",
        "apikeyhere",
        "secrethere", "passphrasehere", "keyhere", "changeme", "replaceme", "placeholder", "insertyour",
        "pasteyour",
    ].map { Array($0.utf8) }

    private static func isSample(_ core: UnsafeRawBufferPointer) -> Bool {
        guard core.count <= 128, let first = core.first, let last = core.last else { return false }
        if first == UInt8(ascii: "<"), last == UInt8(ascii: ">") { return true }
        if core.count >= 3, "xX*.-_".utf8.contains(first), core.allSatisfy({ $0 == first }) { return true }
        // In small letters, without what stands between the words.
        let letters = core.filter(\.isLetter).map { $0 | 0x20 }
        return sampleWords.contains { word in
            letters.indices.contains { letters[$0] == word[0] && letters[$0...].starts(with: word) }
        }
    }

    private static func kind(
        of core: UnsafeRawBufferPointer,
        digits: Int,
        isHexadecimal: Bool,
        hasPrefix: Bool
    ) -> Kind {
        if core.isEmpty { return .empty }
        if core.starts(with: "-----BEGIN".utf8) { return .pem }
        if isHexadecimal, digits == 40 { return .evmAddress(hasPrefix: hasPrefix) }
        if isHexadecimal, digits == 64 { return .hex256(hasPrefix: hasPrefix) }
        let words = core.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if words.count >= 12, words.allSatisfy({ $0.allSatisfy(\.isLetter) }) { return .recoveryPhrase }
        switch (32...88).contains(core.count) ? Base58.byteCount(of: core) : nil {
        case 32: return .solanaAddress
        case 64: return .solanaKeyPair
        default: return .other
        }
    }
}
