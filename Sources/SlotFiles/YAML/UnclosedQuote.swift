/// A quote whose end was forgotten: it runs on to the next quote, and libyaml complains about what stands there.
struct UnclosedQuote: Equatable {
    /// Where it opens.
    var open: YAMLEvent.Mark
    /// The line of the quote that closes it; `nil` where none does.
    var closingLine: Int32?

    var message: String {
        closingLine.map {
            "the quote that opens here is closed only in line \($0), in the middle of something else"
        }
            ?? "the quote that opens here is never closed"
    }

    /// The first one of a text that libyaml refused.
    ///
    /// A value in quotes may go on over several lines; the end is missing when more text follows its closing quote.
    ///
    /// - Parameter last: The line of libyaml's complaint: what opens below is not to blame.
    static func find(in text: UnsafeBufferPointer<UInt8>, upTo last: Int32) -> UnclosedQuote? {
        var scan = QuoteScan(text: text)
        while let quote = scan.nextQuote(), quote.open.line <= last {
            guard let close = quote.close else { return UnclosedQuote(open: quote.open, closingLine: nil) }
            if close.line != quote.open.line, scan.isInsideText {
                return UnclosedQuote(open: quote.open, closingLine: close.line)
            }
        }
        return nil
    }
}

/// Goes from one quoted value to the next.
private struct QuoteScan {
    let text: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private var mark = YAMLEvent.Mark(line: 1, column: 1)
    /// Whether a value or a key may begin here.
    private var isStart = true

    init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Whether something follows that cannot stand behind a closing quote.
    var isInsideText: Bool {
        guard let next = text[offset...].first(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
        return !"\n\r#,:]}".utf8.contains(next)
    }

    mutating func nextQuote() -> (open: YAMLEvent.Mark, close: YAMLEvent.Mark?)? {
        while offset < text.count {
            let byte = text[offset]
            let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            if isStart, isQuote {
                let open = mark
                return (open, skipQuoted(byte))
            }
            if byte == UInt8(ascii: "#"), offset == 0 || isBlank(text[offset - 1]) {
                skipLine()
                continue
            }
            isStart = mayBegin(after: byte)
            advance()
        }
        return nil
    }

    /// A value begins at a line's start, and after a mark that ends a key or opens an entry.
    private func mayBegin(after byte: UInt8) -> Bool {
        if byte == 0x0A || "[{,".utf8.contains(byte) { return true }
        if isBlank(byte) {
            return isStart || offset > 0 && ":-?".utf8.contains(text[offset - 1])
        }
        return false
    }

    /// Goes past the quoted text; gives the place of its closing quote.
    private mutating func skipQuoted(_ quote: UInt8) -> YAMLEvent.Mark? {
        advance()
        while offset < text.count {
            let byte = text[offset]
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                advance()
            } else if byte == quote {
                let close = mark
                advance()
                guard quote == UInt8(ascii: "'"), offset < text.count, text[offset] == quote else {
                    isStart = false
                    return close
                }
            }
            advance()
        }
        return nil
    }

    private mutating func skipLine() {
        while offset < text.count, text[offset] != 0x0A { advance() }
    }

    private mutating func advance() {
        guard offset < text.count else { return }
        if text[offset] == 0x0A {
            mark = YAMLEvent.Mark(line: mark.line + 1, column: 1)
        } else if !UTF8.isContinuation(text[offset]) {
            mark.column += 1
        }
        offset += 1
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
