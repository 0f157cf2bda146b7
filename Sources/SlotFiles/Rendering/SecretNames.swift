import SlotModel

/// Works on bytes, because every word of a file is asked about.
func soundsSecret(_ name: String) -> Bool {
    let word = Array(normalized(name).utf8)
    guard word.count >= 2, word != SecretNames.exempt else { return false }
    if SecretNames.endings.contains(where: {
        word.count >= $0.count && word.suffix($0.count).elementsEqual($0)
    }) {
        return true
    }
    if SecretNames.whole.contains(word) { return true }
    if SecretNames.parts.contains(where: { contains(word, $0) }) { return true }
    guard word.count <= 14 else { return false }
    return SecretNames.fields.contains { field in
        let limit = field.count <= 4 ? 1 : 2
        // Every letter that the word lacks costs an edit: most words fall here.
        return abs(field.count - word.count) <= limit && field.count(where: { !word.contains($0) }) <= limit
            && editDistance(word, field) <= limit
    }
}

func soundsLikeAddress(_ name: String) -> Bool {
    let word = Array(normalized(name).utf8)
    guard (3...24).contains(word.count) else { return false }
    if SecretNames.addressParts.contains(where: { contains(word, $0) }) { return true }
    return SecretNames.addressParts.contains { part in
        let limit = part.count <= 5 ? 1 : 2
        return abs(part.count - word.count) <= limit && word.count > 3 && editDistance(word, part) <= limit
    }
}

private enum SecretNames {
    static let exempt = Array("secretcommands".utf8)
    static let endings = bytes(["key", "keys"])
    static let whole = bytes(["pass", "pwd", "pw", "pin", "auth", "authorization", "bearer"])
    static let addressParts = bytes(["proxy", "endpoint", "url"])
    static let parts = bytes([
        "secret", "passphrase", "password", "passwd", "private", "credential", "mnemonic", "seed", "token",
    ])
    static let fields = bytes([
        "key", "secret", "passphrase", "password", "credentials", "privatekey", "apiwallet", "mainwallet",
    ])

    private static func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }
}

private func contains(_ word: [UInt8], _ part: [UInt8]) -> Bool {
    guard word.count >= part.count else { return false }
    return (0...(word.count - part.count)).contains { word[$0] == part[0] && word[$0...].starts(with: part) }
}
