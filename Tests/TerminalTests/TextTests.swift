import SlotModel
import Terminal
import TestSupport
import Testing

@Suite("Text for terminals")
struct TextTests {
    @Test(
        "foreign text cannot command the terminal",
        arguments: [
            ("plain", "plain"), ("Grüße 你好 👩‍👩‍👧", "Grüße 你好 👩‍👩‍👧"),
            ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{9B}1m", "\\u{9b}1m"),
            ("\u{7F}", "\\u{7f}"), ("\u{202E}abc\u{2069}", "\\u{202e}abc\\u{2069}"),
            ("\u{2028}\u{FEFF}", "\\u{2028}\\u{feff}"), ("\u{E0041}", "\\u{e0041}"), ("a\u{0}b", "a\\u{0}b"),
            ("\u{200B}", "\\u{200b}"),
        ]
    )
    func escaping(text: String, expected: String) { #expect(escapedForeignText(text) == expected) }

    @Test("a hint and a complaint are one line each, whatever stands in them")
    func lines() throws {
        let (stream, text) = TextStream.collecting()
        let console = Console(output: stream, errors: stream)
        console.hint("wrote a\nerror: b\u{1B}[2J")
        console.complain("c\nd\u{202E}", help: "e\nf")
        #expect(
            text()
                == "wrote a\\nerror: b\\u{1b}[2J\nerror: c\\nd\\u{202e}\n  help: e\\nf\n"
        )
    }

    @Test(
        "width is counted in columns",
        arguments: [
            ("", 0), ("abc", 3), ("ü", 1), ("u\u{308}", 1), ("你好", 4), ("ｆ", 2), ("👍", 2), ("👩‍👩‍👧", 2),
            ("❤\u{FE0F}", 2),
            ("✓", 1), ("…", 1), ("•••", 3), ("한", 2), ("🇩🇪", 2),
        ]
    )
    func width(text: String, expected: Int) { #expect(displayWidth(text) == expected) }

    @Test("cutting respects wide characters and says that something is missing")
    func cutting() {
        #expect(truncated("abcdef", to: 6, .plain) == "abcdef")
        #expect(truncated("abcdef", to: 5, .plain) == "abcd…")
        #expect(truncated("你好吗", to: 5, .plain) == "你好…")
        #expect(truncated("你好吗", to: 4, .plain) == "你…")
        #expect(truncated("abc", to: 0, .plain) == "")
        #expect(truncated("abcdef", to: 5, TextStyle(usesColor: false, usesUnicode: false)) == "ab...")
    }

    @Test("wrapping breaks at blanks and cuts only what is too long")
    func wrapping() {
        #expect(wrapped("one two three", to: 7) == ["one two", "three"])
        #expect(wrapped("one two three", to: nil) == ["one two three"])
        #expect(wrapped("abcdefghij k", to: 4) == ["abcd", "efgh", "ij k"])
        #expect(wrapped("", to: 4) == [""])
        #expect(wrapped("你好吗", to: 1) == ["你", "好", "吗"])
        #expect(wrapped("a  b", to: 3) == ["a", "b"] || wrapped("a  b", to: 3) == ["a b"])
    }

    @Test("messages break at blanks, go on with an indentation, and keep long words and colours")
    func folding() {
        #expect(folded("one two three", to: 7) == "one two\n    three")
        #expect(folded("one two three", to: nil) == "one two three")
        #expect(
            folded("a: b\n  help: one two three\n", to: 11) == "a: b\n  help: one\n      two\n      three\n"
        )
        #expect(folded("see /a/very/long/path here", to: 8) == "see\n    /a/very/long/path\n    here")
        #expect(
            folded("\u{1B}[1;31merror:\u{1B}[0m ab cd", to: 9) == "\u{1B}[1;31merror:\u{1B}[0m ab\n    cd"
        )
        #expect(folded("\u{1B}[1;31merror:\u{1B}[0m ab cd", to: 12) == "\u{1B}[1;31merror:\u{1B}[0m ab cd")
        #expect(folded("你好 吗", to: 6) == "你好\n    吗")
        #expect(folded("two  blanks", to: 80) == "two  blanks")
    }
}
