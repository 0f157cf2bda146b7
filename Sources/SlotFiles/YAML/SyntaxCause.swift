import SlotModel

/// A slip in a line above the one that libyaml complains about.
struct SyntaxCause: Equatable {
    var place: YAMLEvent.Mark
    var message: String
    var help: String

    /// - Parameter text: The whole file.
    static func find(in text: UnsafeBufferPointer<UInt8>, for problem: YAMLProblem) -> SyntaxCause? {
        switch problem.problem {
        case "mapping values are not allowed in this context", "did not find expected key",
            "could not find expected ':'":
            return keyWithoutBlank(Array(lines(of: text, before: problem.place.line)))
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            guard let opening = problem.contextPlace else { return nil }
            return comment(in: lines(of: text, before: problem.place.line + 1), from: opening)
        case "found character that cannot start any token":
            return lines(of: text, before: problem.place.line + 1).last.flatMap {
                signBeforeNumber($0, problem.place)
            }
        default:
            return nil
        }
    }

    /// `fees: %0.1`, as some languages write percentages.
    private static func signBeforeNumber(_ line: Line, _ place: YAMLEvent.Mark) -> SyntaxCause? {
        let blanks: (UInt8) -> Bool = { $0 == 0x20 }
        let before = String(decoding: line.bytes.prefix(Int(place.column) - 1), as: UTF8.self)
        let key = before.split(whereSeparator: { " {,".contains($0) }).last ?? ""
        let value = line.bytes.dropFirst(Int(place.column) - 1)
        // What stands under any other key may be a secret.
        guard line.number == place.line, ["fees:", "maker:", "taker:", "fee-tolerance:"].contains(key),
            value.first == UInt8(ascii: "%")
        else { return nil }
        let digits = value.dropFirst().drop(while: blanks).prefix {
            (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")
        }
        let number = String(
            decoding: digits.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 },
            as: UTF8.self
        )
        guard digits.count <= 10, Quantity(number).map({ $0.unit.isEmpty }) == true else { return nil }
        return SyntaxCause(
            place: place,
            message: "the % sign stands behind the number",
            help: "write \(number)%"
        )
    }

    private typealias Line = (number: Int32, bytes: Slice<UnsafeBufferPointer<UInt8>>)

    private static func lines(of text: UnsafeBufferPointer<UInt8>, before last: Int32) -> [Line] {
        let lines = text.split(separator: 0x0A, maxSplits: Int(last), omittingEmptySubsequences: false)
        return zip(Int32(1)..., lines.prefix(Int(last) - 1)).map { ($0, $1) }
    }

    /// `delay:10s`: text to YAML, and so the next key is what does not fit.
    private static func keyWithoutBlank(_ lines: [Line]) -> SyntaxCause? {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x0D || byte == 0x09 }
        guard
            let line = lines.last(where: { line in
                line.bytes.first { !isBlank($0) }.map { $0 != UInt8(ascii: "#") } ?? false
            })
        else { return nil }
        let text = line.bytes.drop(while: isBlank)
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (name, rest) = (text[..<colon], text[text.index(after: colon)...])
        let isName =
            !name.isEmpty && name.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-") }
        let word = String(decoding: name, as: UTF8.self)
        guard isName, let next = rest.first, !isBlank(next), next != UInt8(ascii: "/"),
            !["env", "file", "systemd", "cmd"].contains(word),
            zip(rest, rest.dropFirst()).allSatisfy({ $0 != UInt8(ascii: ":") || !isBlank($1) })
        else { return nil }
        return SyntaxCause(
            place: YAMLEvent.Mark(
                line: line.number,
                column: Int32(text.startIndex - line.bytes.startIndex) + 1
            ),
            message: "a key without ': '",
            help: "write the key, a colon, a blank and then the value, as in delay: 10s"
        )
    }

    /// A ` #` inside brackets begins a comment, which takes their end along.
    private static func comment(in lines: [Line], from opening: YAMLEvent.Mark) -> SyntaxCause? {
        for line in lines where line.number >= opening.line {
            var quote: UInt8?
            var previous: UInt8 = 0x20
            for (column, byte) in zip(Int32(1)..., line.bytes) {
                defer { previous = byte }
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                    quote = byte
                } else if byte == UInt8(ascii: "#"), previous == 0x20, column > 1,
                    line.number > opening.line || column > opening.column
                {
                    return SyntaxCause(
                        place: YAMLEvent.Mark(line: line.number, column: column),
                        message:
                            "' #' begins a comment here, inside the brackets that open in line \(opening.line)",
                        help: "put a value with ' #' in quotes; or close the brackets before the comment"
                    )
                }
            }
        }
        return nil
    }
}
