import SlotModel

/// A piece of a file inside a message: in quotes, cut at 40 characters, and `•••` where it looks like a secret.
func shown(_ text: String) -> String {
    let bytes = Array(text.utf8)[...]
    guard SecretLook.runs(in: bytes).isEmpty, AddressLook.ranges(in: bytes).isEmpty else {
        return SecretLook.mask
    }
    let cut = text.unicodeScalars.prefix(40)
    let isCut = cut.endIndex != text.unicodeScalars.endIndex
    return "'" + String(cut) + (isCut ? "…'" : "'")
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
