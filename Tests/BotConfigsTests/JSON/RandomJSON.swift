/// Random numbers that come out the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Writes JSON texts with every spelling and spacing that the format allows.
struct RandomJSON {
    var generator: SeededGenerator
    let newline: String
    let unit: String
    /// Whether blanks are strewn anywhere.
    let isWild: Bool

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        newline = ["\n", "\r\n", "", "\n"].randomElement(using: &generator) ?? "\n"
        unit = ["    ", "  ", "\t"].randomElement(using: &generator) ?? "  "
        isWild = Int.random(in: 0..<4, using: &generator) == 0
    }

    mutating func document() -> String {
        blank() + object(level: 0) + (Bool.random(using: &generator) ? newline : "")
    }

    mutating func object(level: Int) -> String {
        let count = Int.random(in: 0..<6, using: &generator)
        guard count > 0 else { return isWild ? "{\(blank())}" : "{}" }
        let members = (0..<count).map { index in
            "\"\(name(index))\"\(blank()):\(isWild ? blank() : " ")\(value(level: level + 1))"
        }
        return wrap("{", members, "}", level)
    }

    mutating func value(level: Int) -> String {
        switch Int.random(in: 0..<(level > 4 ? 5 : 8), using: &generator) {
        case 0:
            return ["0.50", "1e2", "-0", "100000000000000000", "1.0", "-1001234567890123456", "1E+2"]
                .randomElement(using: &generator) ?? "0"
        case 1: return ["true", "false", "null"].randomElement(using: &generator) ?? "null"
        case 2...4:
            return [
                #""""#, #""a\"b""#, #""\u00e4\ud83d\ude00""#, "\"ä😀\"", #""},{\"""#, #""\\""#, "\"\u{2028}\"",
            ]
            .randomElement(using: &generator) ?? #""""#
        case 5:
            let count = Int.random(in: 0..<4, using: &generator)
            guard count > 0 else { return "[]" }
            return wrap("[", (0..<count).map { _ in value(level: level + 1) }, "]", level)
        default: return object(level: level)
        }
    }

    private mutating func name(_ index: Int) -> String {
        let stems = ["key", "a b", #"\u0041"#, "ä", #"q\"q"#, "delay"]
        return (stems.randomElement(using: &generator) ?? "") + "\(index)"
    }

    private mutating func wrap(_ open: String, _ items: [String], _ close: String, _ level: Int) -> String {
        if isWild {
            return open + items.map { blank() + $0 + blank() }.joined(separator: ",") + close
        }
        let inside = newline + (newline.isEmpty ? "" : String(repeating: unit, count: level + 1))
        let outside = newline + (newline.isEmpty ? "" : String(repeating: unit, count: level))
        let separator = newline.isEmpty ? ", " : "," + inside
        return open + inside + items.joined(separator: separator) + outside + close
    }

    private mutating func blank() -> String {
        guard isWild else { return "" }
        return ["", " ", "\n", "\t", "\r\n", "  \n "].randomElement(using: &generator) ?? ""
    }
}
