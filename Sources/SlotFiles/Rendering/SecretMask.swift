import SlotModel

/// Which parts of a file's lines must not show.
///
/// Works on lines, not on the tree, because a file with a syntax error has none; and would rather hide too much.
/// Hidden are: what stands below or behind `credentials` and every key that sounds like a credential (also misspelt),
/// but for references and public addresses; what stands behind `proxy` and `endpoint` unless it is a bare host; what
/// stands behind a key of the file's top that nobody knows, if it is longer than two letters, and such a key with digits in it;
/// values with an anchor; comments; user names and passwords in URLs; and whatever looks like a key by its letters.
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
        // UTF-16 has a zero in every letter: nobody can tell what stands there.
        guard line.count <= Self.longestLine, !line.contains(0) else {
            // It may have opened anything: what follows stays hidden up to a key that is known.
            (regionIndent, openBrackets, openQuote) = (0, 0, nil)
            return [line.startIndex..<line.endIndex]
        }
        guard !line.allSatisfy(isBlank) else { return [] }
        var scan = LineScan(line: line)
        if !knowsNoSecrets { cover(line, &scan) }
        if isDeclared { scan.hideComment() }
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
        } else if isDeclared, indent == 0, let key = scan.key(at: start), !isKnown(key.name),
            line[key.valueStart...].count > 3 || key.name.utf8.contains(where: { (0x30...0x39).contains($0) })
        {
            regionIndent = 0
            if key.name.utf8.contains(where: { (0x30...0x39).contains($0) }) {
                scan.hide(start..<key.valueStart - 1)
            }
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
