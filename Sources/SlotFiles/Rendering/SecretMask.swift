import SlotModel

/// Which parts of a file's lines must not show.
///
/// Works on lines, not on the tree, because a file with a syntax error has none; and would rather hide too much.
/// Hidden are: what stands below or behind `credentials` and every key that sounds like a credential (also misspelt),
/// but for references and public addresses; what stands behind `proxy` and `endpoint` unless it is a bare host; what
/// stands behind a key of the file's top that nobody knows, if it is longer than two letters; values with an anchor; user names and passwords in URLs;
/// and whatever looks like a key by its letters.
struct SecretMask {
    /// Byte ranges of one line.
    typealias Ranges = [Range<Int>]

    /// The indentation of the key whose value is secret; deeper lines belong to it.
    private var regionIndent: Int?
    /// Whether the region holds an address, of which a bare host may show.
    private var isAddress = false
    /// Open brackets inside the region.
    private var openBrackets = 0
    /// A quote that was not closed on its line.
    private var openQuote: UInt8?
    private let knowsNoSecrets: Bool
    /// Whether the keys of the file's top are known.
    private let isDeclared: Bool

    /// A longer line is hidden as a whole: nobody writes such a line by hand.
    private static let longestLine = 4096

    /// - Parameter file: Templates hold no secrets, but name the members that do.
    init(file: String) {
        knowsNoSecrets = file.hasSuffix("/template.yaml")
        isDeclared = file == "slots.yaml" || file.hasPrefix("slots/")
    }

    /// The ranges of the next line; lines must come in their order.
    mutating func ranges(in line: ArraySlice<UInt8>) -> Ranges {
        guard line.count <= Self.longestLine else {
            // It may have opened anything: what follows stays hidden up to a key that is known.
            (regionIndent, openBrackets, openQuote) = (0, 0, nil)
            return [line.startIndex..<line.endIndex]
        }
        guard !line.allSatisfy(isBlank) else { return [] }
        var scan = LineScan(line: line)
        if !knowsNoSecrets { cover(line, &scan) }
        scan.hideTokens()
        scan.hideAddresses()
        return scan.hidden.sorted { $0.lowerBound < $1.lowerBound }
    }

    private mutating func cover(_ line: ArraySlice<UInt8>, _ scan: inout LineScan) {
        let indent = line.prefix(while: isBlank).count
        let start = line.startIndex + indent
        if openQuote != nil || openBrackets > 0 {
            hideRegion(from: start, &scan)
            return
        }
        if let region = regionIndent {
            // Only a key that is known, or nearly, ends the region: in a damaged file a secret may stand anywhere.
            let isEntry = indent == region && line[start] == UInt8(ascii: "-")
            if indent > region || isEntry || !endsRegion(scan.key(at: start)?.name) {
                hideRegion(from: start, &scan)
                return
            }
            regionIndent = nil
        }
        isAddress = false
        let secret = scan.startOfValue(under: soundsSecret)
        let address = scan.startOfValue(under: soundsLikeAddress)
        if let address, address.start < secret?.start ?? .max {
            guard !isPublicAddress(line[address.start...]) else { return }
            (regionIndent, isAddress) = (indent, true)
            hideRegion(from: address.start, under: address.key, &scan)
        } else if let secret {
            regionIndent = indent
            hideRegion(from: secret.start, under: secret.key, &scan)
        } else if isDeclared, indent == 0, let key = scan.key(at: start),
            line[key.valueStart...].count > 3, !isKnown(key.name)
        {
            regionIndent = 0
            hideRegion(from: key.valueStart, &scan)
        } else if let anchored = scan.startOfAnchoredValue() {
            regionIndent = indent
            hideRegion(from: anchored, &scan)
        }
    }

    private static let knownKeys =
        SlotDeclaration.record.fields.flatMap { [$0.name] + $0.otherNames }
        + WorkspaceDeclaration.record.fields.flatMap { [$0.name] + $0.otherNames }

    private func isKnown(_ key: String) -> Bool {
        Self.knownKeys.contains(key) || nearestName(to: key, among: Self.knownKeys) != nil
    }

    private func endsRegion(_ key: String?) -> Bool {
        guard let key else { return false }
        return isKnown(key) || soundsSecret(key)
    }

    /// Whether nothing but bare hosts, references and the keys of a map stands there.
    private func isPublicAddress(_ value: ArraySlice<UInt8>) -> Bool {
        var pieces = 0
        for word in value.split(whereSeparator: isBlank) {
            if word.first == UInt8(ascii: "#"), word.startIndex > value.startIndex { break }
            let piece = AddressLook.trimmed(word)
            if piece.elementsEqual("spot".utf8) || piece.elementsEqual("futures".utf8) { continue }
            let isBrackets = piece.isEmpty || piece.elementsEqual("[]".utf8) || piece.elementsEqual("[".utf8)
            guard isBrackets || isBareHost(piece) || AddressLook.hasOnlyUser(piece) else { return false }
            pieces += 1
        }
        return pieces > 0
    }

    private func isBareHost(_ value: ArraySlice<UInt8>) -> Bool {
        AddressLook.isHarmless(value) || isReference(String(decoding: value, as: UTF8.self))
    }

    /// Hides everything from here to the line's end but names of keys and what is no secret.
    private mutating func hideRegion(from start: Int, under key: String = "", _ scan: inout LineScan) {
        var position = start
        var key = key
        let end = scan.line.endIndex
        if let quote = openQuote {
            position = closeQuote(quote, from: position, hidingFrom: position, &scan)
        }
        while position < end {
            let byte = scan.line[position]
            switch byte {
            case _ where isBlank(byte), UInt8(ascii: ","):
                position += 1
                if byte == UInt8(ascii: ",") { key = "" }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                openBrackets += 1
                position += 1
                key = ""
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                openBrackets = max(0, openBrackets - 1)
                position += 1
            case UInt8(ascii: "#"):
                scan.hide(position + 1..<end)
                position = end
            case UInt8(ascii: "-") where position + 1 < end && isBlank(scan.line[position + 1]):
                position += 1
            default:
                if key.isEmpty, let found = scan.key(at: position), isPlainName(found.name) {
                    key = normalized(found.name)
                    position = found.valueStart
                } else {
                    position = hideValue(from: position, under: key, &scan)
                    key = ""
                }
            }
        }
    }

    /// Hides one value, and gives the position behind it.
    private mutating func hideValue(from start: Int, under key: String, _ scan: inout LineScan) -> Int {
        let line = scan.line
        let first = line[start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let close = scan.closingQuote(first, from: start + 1)
            if let close, isPublic(line[(start + 1)..<close], under: key) {
                scan.keepVisible((start + 1)..<close)
                return close + 1
            }
            return closeQuote(first, from: start + 1, hidingFrom: start + 1, &scan)
        }
        var end = start
        while end < line.endIndex {
            let byte = line[end]
            if openBrackets > 0,
                byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            {
                break
            }
            if byte == UInt8(ascii: "#"), end > start, isBlank(line[end - 1]) { break }
            end += 1
        }
        var last = end
        while last > start, isBlank(line[last - 1]) { last -= 1 }
        let value = line[start..<last]
        let isBlockMark = (first == UInt8(ascii: "|") || first == UInt8(ascii: ">")) && value.count <= 3
        if isBlockMark || isPublic(value, under: key) {
            scan.keepVisible(start..<last)
        } else {
            scan.hide(start..<last)
        }
        return end
    }

    private mutating func closeQuote(
        _ quote: UInt8,
        from start: Int,
        hidingFrom hidden: Int,
        _ scan: inout LineScan
    ) -> Int {
        guard let close = scan.closingQuote(quote, from: start) else {
            openQuote = quote
            scan.hide(hidden..<scan.line.endIndex)
            return scan.line.endIndex
        }
        openQuote = nil
        scan.hide(hidden..<close)
        return close + 1
    }

    // MARK: - What may show

    private func isPublic(_ value: ArraySlice<UInt8>, under key: String) -> Bool {
        let text = String(decoding: value, as: UTF8.self)
        if text.isEmpty || text == "~" || text == "null" { return true }
        if isAddress { return isBareHost(value) }
        if key == "sharedkey" || key == "plaintextsecret" { return Policy.Verdict(rawValue: text) != nil }
        if key == "apiwallet" || key == "mainwallet" {
            return value.count == 42 && text.hasPrefix("0x")
                && value.dropFirst(2).allSatisfy {
                    UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                        || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 0x20
                }
                || isReference(text)
        }
        // Behind no key, `secret:…` may be a secret whose blank was forgotten.
        return !key.isEmpty && isReference(text)
    }

    private func isReference(_ text: String) -> Bool {
        guard let scheme = ReferenceScheme.allCases.first(where: { text.hasPrefix($0.rawValue + ":") }) else {
            return false
        }
        let name = text.dropFirst(scheme.rawValue.utf8.count + 1)
        if let rule = scheme.rule, !rule.allows(String(name)) { return false }
        let pieces = name.utf8.split { !isLetterOrDigit($0) }
        return pieces.allSatisfy { piece in SecretLook.runs(in: Array(piece)[...]).isEmpty }
    }

    private func isPlainName(_ name: String) -> Bool {
        name.utf8.count <= 20 && name.utf8.allSatisfy { !(0x30...0x39).contains($0) }
    }
}

/// A line while its secrets are looked for.
private struct LineScan {
    let line: ArraySlice<UInt8>
    private(set) var hidden: SecretMask.Ranges = []
    private var visible: SecretMask.Ranges = []

    init(line: ArraySlice<UInt8>) { self.line = line }

    mutating func hide(_ range: Range<Int>) {
        // A blank behind `#` may stay.
        var range = range
        while let first = range.first, isBlank(line[first]) { range = (first + 1)..<range.upperBound }
        if !range.isEmpty { hidden.append(range) }
    }

    mutating func keepVisible(_ range: Range<Int>) { visible.append(range) }

    mutating func hideTokens() {
        for run in SecretLook.runs(in: line) where !overlaps(run, visible) && !overlaps(run, hidden) {
            hidden.append(run)
        }
    }

    mutating func hideAddresses() {
        for range in AddressLook.ranges(in: line) {
            if hidden.contains(where: {
                $0.lowerBound <= range.lowerBound && $0.upperBound >= range.upperBound
            }) {
                continue
            }
            let joined = hidden.filter { $0.overlaps(range) }
            hidden.removeAll { $0.overlaps(range) }
            let start = joined.map(\.lowerBound).min() ?? range.lowerBound
            let end = joined.map(\.upperBound).max() ?? range.upperBound
            hidden.append(min(start, range.lowerBound)..<max(end, range.upperBound))
        }
    }

    private func overlaps(_ range: Range<Int>, _ others: SecretMask.Ranges) -> Bool {
        others.contains { $0.overlaps(range) }
    }

    /// The closing quote from a position on, past doubled and escaped ones.
    func closingQuote(_ quote: UInt8, from start: Int) -> Int? {
        var position = start
        while position < line.endIndex {
            let byte = line[position]
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                position += 2
                continue
            }
            if byte == quote {
                let isDoubled =
                    quote == UInt8(ascii: "'") && position + 1 < line.endIndex && line[position + 1] == quote
                guard isDoubled else { return position }
                position += 1
            }
            position += 1
        }
        return nil
    }

    /// A key that stands exactly here: its name and where its value begins.
    func key(at start: Int) -> (name: String, valueStart: Int)? {
        var position = start
        let quote = position < line.endIndex && isQuote(line[position]) ? line[position] : nil
        if quote != nil { position += 1 }
        let name = line[position...].prefix(while: isNameByte)
        guard !name.isEmpty else { return nil }
        position = name.endIndex
        if let quote {
            guard position < line.endIndex, line[position] == quote else { return nil }
            position += 1
        }
        while position < line.endIndex, isBlank(line[position]) { position += 1 }
        guard position < line.endIndex, line[position] == UInt8(ascii: ":") else { return nil }
        position += 1
        let isSeparated = position == line.endIndex || isBlank(line[position]) || quote != nil
        return isSeparated ? (String(decoding: name, as: UTF8.self), position) : nil
    }

    /// Where the value of the first key that sounds like something begins.
    func startOfValue(under isMeant: (String) -> Bool) -> (key: String, start: Int)? {
        var position = line.startIndex
        var isFirstWord = true
        while position < line.endIndex {
            guard isNameByte(line[position]) else {
                position += 1
                continue
            }
            let word = line[position...].prefix(while: isNameByte)
            var next = word.endIndex
            if next < line.endIndex, isQuote(line[next]) { next += 1 }
            while next < line.endIndex, isBlank(line[next]) { next += 1 }
            let mark = next < line.endIndex ? line[next] : 0
            let isKey =
                mark == UInt8(ascii: ":")
                || (isFirstWord && (mark == UInt8(ascii: "=") || next > word.endIndex))
            let name = String(decoding: word.prefix(64), as: UTF8.self)
            if isKey, isMeant(name) {
                let isSeparator = mark == UInt8(ascii: ":") || mark == UInt8(ascii: "=")
                return (normalized(name), isSeparator ? next + 1 : next)
            }
            isFirstWord = false
            position = max(word.endIndex, position + 1)
        }
        return nil
    }

    /// Where a value begins that an alias may bring elsewhere.
    func startOfAnchoredValue() -> Int? {
        for position in line.indices where line[position] == UInt8(ascii: "&") {
            let isStart =
                position == line.startIndex || isBlank(line[position - 1])
                || "[{,".utf8.contains(line[position - 1])
            let name = line[(position + 1)...].prefix(while: isNameByte)
            if isStart, !name.isEmpty { return name.endIndex }
        }
        return nil
    }
}

// MARK: - Names that sound like credentials

/// Works on bytes, because every word of a file is asked about.
private func soundsSecret(_ name: String) -> Bool {
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

private func soundsLikeAddress(_ name: String) -> Bool {
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

/// In small letters, letters and digits only.
private func normalized(_ name: String) -> String {
    String(
        decoding: name.utf8.filter(isLetterOrDigit).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
        as: UTF8.self
    )
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

private func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}
