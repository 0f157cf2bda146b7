/// Text with its control characters, bidi controls and invisible blanks written out as `\u{…}`.
func escaped(_ text: String) -> String {
    // Nearly all text is plain: look before building a second string.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars { result += escaped(scalar) ?? String(scalar) }
    return result
}

/// How a scalar is written out; `nil` when it shows as itself.
func escaped(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\u{A0}", "\u{AD}", "\u{3000}", "\u{FFF9}"..."\u{FFFB}", "\u{E0000}"..."\u{E007F}":
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default:
        TextCheck.isRefused(scalar) ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : nil
    }
}

/// A piece of a file inside a message: in quotes, escaped, cut at 40 characters, and `•••` where it looks like a secret.
func shown(_ text: String) -> String {
    let bytes = Array(text.utf8)[...]
    guard SecretLook.runs(in: bytes).isEmpty, AddressLook.ranges(in: bytes).isEmpty else {
        return SecretLook.mask
    }
    let cut = text.unicodeScalars.prefix(40)
    let isCut = cut.endIndex != text.unicodeScalars.endIndex
    return "'" + escaped(String(cut)) + (isCut ? "…'" : "'")
}

/// A key inside a message.
///
/// Somebody may have pasted a secret where its name belongs, so that only what reads like a name shows.
///
/// - Parameter isSecret: The key stands among credentials.
func shownKey(_ text: String, isSecret: Bool = false) -> String {
    let hasDigits = text.utf8.contains { (0x30...0x39).contains($0) }
    let isWord = text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "_.#/-".utf8.contains(byte)
    }
    let limit = hasDigits ? (isSecret ? 0 : 16) : (isSecret ? 20 : 40)
    return isWord && text.utf8.count <= limit ? shown(text) : SecretLook.mask
}
