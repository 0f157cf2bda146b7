/// A line while its secrets are looked for.
struct LineScan {
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

    /// Hides what stands behind a `#` outside quotes: people note passwords there.
    mutating func hideComment() {
        var position = line.startIndex
        while position < line.endIndex {
            let byte = line[position]
            let isStart = position == line.startIndex || isBlank(line[position - 1])
            if isQuote(byte), isStart || "[{,".utf8.contains(line[position - 1]),
                let close = closingQuote(byte, from: position + 1)
            {
                position = close + 1
                continue
            }
            if byte == UInt8(ascii: "#"), isStart {
                let comment = position + 1..<line.endIndex
                if !hidden.contains(where: { $0.overlaps(comment) }) { hide(comment) }
                return
            }
            position += 1
        }
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

// MARK: - Bytes of a line

/// In small letters, letters and digits only.
func normalized(_ name: String) -> String {
    String(
        decoding: name.utf8.filter(isLetterOrDigit).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
        as: UTF8.self
    )
}

func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}
