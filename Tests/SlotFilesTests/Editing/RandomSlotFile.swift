import SlotModel
import TestSupport

/// A slot file in a layout that chance chose, of which it is known what stands where.
struct RandomSlotFile {
    /// What the file is put together from.
    enum Piece {
        case text(String)
        /// A credential as it is written; `quote` is empty for one without quotes.
        case value(CredentialField, written: String, quote: String)
        /// The lines of a block, which go with its value.
        case blockLines(CredentialField, String)
    }

    private(set) var pieces: [Piece] = []
    private(set) var fields: Set<CredentialField> = []
    private var random: any RandomNumberGenerator
    private let lineBreak: String

    init(_ random: some RandomNumberGenerator) {
        self.random = random
        lineBreak = Bool.random(using: &self.random) ? "\n" : "\r\n"
        if chance(5) { add("\u{FEFF}") }
        if chance(8) { add("---" + lineBreak) }
        var parts = ["exchange", "credentials", "label", "fees", "delay"]
        parts.shuffle(using: &self.random)
        for (number, part) in parts.enumerated() {
            addFillers()
            switch part {
            case "exchange":
                add("exchange:" + pick([" ", "  ", "\t"]) + pick(["aster", "'aster'", "\"aster\""]))
            case "label":
                add("label: " + pick(["'key: it''s'", "\"\\u00e9 # 🔑\"", "a b", "&l key", "\"a\\\n  b\""]))
            case "fees": add(pick(["fees: 0.1%", "fees: {maker: 0.02%, taker: 0.05%}", "? fees\n: 1%"]))
            case "delay": add("delay: " + pick(["10s", "'10s'"]))
            default: addCredentials()
            }
            addComment()
            if number < parts.count - 1 || chance(2) { add(lineBreak) }
        }
    }

    /// The text after these fields became these references, which need no quotes.
    func text(with references: [CredentialField: String] = [:]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let field, let written, let quote):
                references[field].map { quote + $0 + quote } ?? written
            case .blockLines(let field, let lines): references[field] == nil ? lines : ""
            }
        }.joined()
    }

    // MARK: - Chance

    private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &random) == 0 }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    // MARK: - Parts

    private mutating func add(_ text: String) {
        pieces.append(
            .text(
                lineBreak == "\n"
                    ? text
                    : text.split(separator: "\n", omittingEmptySubsequences: false)
                        .map { $0.hasSuffix("\r") ? String($0.dropLast()) : String($0) }.joined(
                            separator: lineBreak
                        )
            )
        )
    }

    private mutating func addFillers() {
        while chance(3) { add(pick(["# key: x", "   # secret: 'y", "", "  "]) + lineBreak) }
    }

    private mutating func addComment() {
        let comment = chance(3) ? pick([" # key: x", "   #", "\t# \"'{[|"]) : ""
        if !endsWithBareValue { add(comment) }
    }

    /// Whether a credential without quotes stands here: a comment behind it is refused, as it may be the value's end.
    private var endsWithBareValue: Bool {
        for piece in pieces.reversed() {
            switch piece {
            case .text(let text) where text.allSatisfy({ $0 == " " }): continue
            case .value(_, let written, let quote):
                return quote.isEmpty && !["env:", "|", ">"].contains { written.hasPrefix($0) }
            case .text, .blockLines: return false
            }
        }
        return false
    }

    private mutating func addCredentials() {
        var chosen = CredentialField.allCases.shuffled(using: &random)
        chosen.removeLast(Int.random(in: 0..<chosen.count, using: &random))
        fields = Set(chosen)
        add(pick(["credentials:", "\"credentials\":", "credentials :"]))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: addBraces(chosen, isOnLines: false)
        case 1: addBraces(chosen, isOnLines: true)
        default: addLines(chosen)
        }
    }

    private mutating func addLines(_ fields: [CredentialField]) {
        let indentation = String(repeating: " ", count: Int.random(in: 1...6, using: &random))
        for field in fields {
            addComment()
            add(lineBreak)
            addFillers()
            add(indentation + key(field) + ":")
            // Blanks alone are indentation.
            add(chance(8) ? lineBreak + indentation + " " : pick([" ", "  ", " \t"]))
            if chance(4) {
                addBlock(field, indentation)
            } else {
                addScalar(field)
            }
        }
    }

    private mutating func addBraces(_ fields: [CredentialField], isOnLines: Bool) {
        let gap = isOnLines ? lineBreak + "  " : pick(["", " "])
        add(" {")
        for (number, field) in fields.enumerated() {
            add(gap + key(field) + ": ")
            addScalar(field)
            add(pick(["", " "]))
            if number < fields.count - 1 || chance(3) { add(",") }
            if isOnLines { addComment() }
        }
        add((isOnLines ? lineBreak : "") + "}")
    }

    private mutating func key(_ field: CredentialField) -> String {
        pick([field.rawValue, field.rawValue, "'\(field.rawValue)'", "\"\(field.rawValue)\""])
    }

    private mutating func addScalar(_ field: CredentialField) {
        let isNamed = chance(8)
        if isNamed { add("&\(field.rawValue) ") }
        // A name that nobody uses before a plain value is refused: it may be the start of a passphrase.
        let plain = isNamed ? ["env:A"] : ["env:A", "0xAB", "ключ", "a b"]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: pieces.append(.value(field, written: pick(plain), quote: ""))
        case 1: pieces.append(.value(field, written: pick(["'it''s'", "'# {'", "'\"'"]), quote: "'"))
        default: pieces.append(.value(field, written: pick(["\"\\\"\\x41\"", "\"'🔑: \""]), quote: "\""))
        }
    }

    private mutating func addBlock(_ field: CredentialField, _ indentation: String) {
        pieces.append(.value(field, written: pick(["|-", ">-"]), quote: ""))
        addComment()
        let lines = pick(["env:A", "# no comment", "'"]).replacing("\n", with: lineBreak)
        pieces.append(.blockLines(field, lineBreak + indentation + "  " + lines))
        // A comment behind it would be part of it.
        if chance(3) { add(lineBreak) }
        add(lineBreak + "#")
    }
}
