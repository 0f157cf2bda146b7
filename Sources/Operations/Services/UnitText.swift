/// How values are written in a unit of systemd, each by the rules of its setting: systemd.syntax(7), systemd.service(5).
///
/// Tried with systemd 252, whose reading `systemd-analyze verify` shows.
enum UnitText {
    /// Whether a value can be written at all: a unit is lines of UTF-8, and not every setting knows escapes.
    static func canHold(_ value: String) -> Bool {
        value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    /// A word of a command behind its program: `%` and `$` stand for something else there.
    static func word(_ value: String) -> String { quoted(marked(value, "%$")) }

    /// The program of a command; a variable is not looked for in it.
    static func program(_ path: String) -> String { quoted(marked(path, "%")) }

    /// One of several paths or assignments.
    static func listed(_ value: String) -> String { quoted(marked(value, "%")) }

    /// A path that is its setting's whole value, and is not unquoted.
    ///
    /// A line is read without blanks at its end, and goes on with the next one where it ends with a backslash.
    static func whole(_ path: String) -> String {
        let text = marked(path, "%")
        let last = text.unicodeScalars.last
        return last == " " || last == "\\" ? text + "/" : text
    }

    /// With the characters doubled, which then stand for themselves.
    private static func marked(_ value: String, _ marks: String) -> String { preceded(value, marks) { $0 } }

    /// systemd reads bytes: a mark that a combining accent follows is one like any other, and in Swift another character.
    private static func preceded(
        _ value: String,
        _ marks: String,
        by escape: (Unicode.Scalar) -> Unicode.Scalar
    ) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if marks.unicodeScalars.contains(scalar) { text.append(escape(scalar)) }
            text.append(scalar)
        }
        return String(text)
    }

    /// In quotes where it is more than a plain word.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-=:+,@%$".utf8.contains(byte)
            }
        }
        guard !isPlain || text.isEmpty else { return text }
        return "\"" + preceded(text, "\"\\") { _ in "\\" } + "\""
    }
}
