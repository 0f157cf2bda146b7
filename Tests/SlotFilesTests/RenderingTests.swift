import SlotFiles
import SlotModel
import Testing

struct RenderingTests {
    private func render(_ bytes: [UInt8], _ finding: Finding, width: Int = 100, colour: Bool = false)
        -> String
    {
        var sources = SourceTexts()
        sources["slots/x.yaml"] = bytes
        return FindingRenderer(sources: sources, colour: colour, width: width).render(finding)
    }

    /// The finding about `bad`, wherever it stands.
    private func mark(_ text: String, length: Int = 3, width: Int = 100) -> String {
        let marked = Marked(text)
        let spot = (marked.places.first ?? "1:1").split(separator: ":").compactMap { Int($0) }
        let place = Place(file: "slots/x.yaml", line: spot[0], column: spot[1], length: length)
        let lines = render(marked.bytes, Finding(.error, "a.b", "m", at: place), width: width)
        return lines.split(separator: "\n").dropFirst().joined(separator: "\n")
    }

    @Test("a finding has its place, the line, a caret and the help")
    func whole() {
        let text = Array(repeating: "# line", count: 11).joined(separator: "\n") + "\n    dealy: 10s\n"
        let finding = Finding(
            .error,
            "slot.unknown-key",
            "unknown key 'dealy'",
            at: Place(file: "slots/x.yaml", line: 12, column: 5, length: 5),
            help: "did you mean 'delay'?"
        )
        #expect(
            render(Array(text.utf8), finding) == """
                slots/x.yaml:12:5: error: unknown key 'dealy' [slot.unknown-key]
                   12 |     dealy: 10s
                      |     ^~~~~
                  help: did you mean 'delay'?
                """
        )
    }

    @Test("findings without a place, or in a file that is not known, show without a line")
    func bare() {
        let renderer = FindingRenderer(sources: SourceTexts(), colour: false)
        #expect(renderer.render(Finding(.warning, "a.b", "m", slot: "x")) == "slot 'x': warning: m [a.b]")
        #expect(renderer.render(Finding(.note, "a.b", "m", help: "h")) == "note: m [a.b]\n  help: h")
        let place = Place(file: "bots/config.js", line: 3, column: 4)
        #expect(
            renderer.render(Finding(.error, "a.b", "m", at: place)) == "bots/config.js:3:4: error: m [a.b]"
        )
        #expect(
            renderer.render([Finding(.note, "a.b", "m"), Finding(.note, "a.b", "n")])
                == "note: m [a.b]\nnote: n [a.b]\n"
        )
    }

    @Test("colours are ANSI sequences, and go away again")
    func colours() {
        let finding = Finding(.error, "a.b", "m", at: Place(file: "slots/x.yaml"), help: "h")
        let coloured = render(Array("abc".utf8), finding, colour: true)
        #expect(coloured.contains("\u{1B}[1;31merror: \u{1B}[0m"))
        let bare = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(bare == render(Array("abc".utf8), finding))
    }

    static let lines: [(String, String)] = [
        ("⟦bad", "    1 | bad\n      | ^~~"),
        ("x: 1\n  ⟦bad: 2", "    2 |   bad: 2\n      |   ^~~"),
        ("\t⟦bad\tx", "    1 |     bad x\n      |     ^~~"),
        ("a\t⟦bad", "    1 | a   bad\n      |     ^~~"),
        ("label: 日本 ⟦bad", "    1 | label: 日本 bad\n      |             ^~~"),
        ("label: ⟦日本語", "    1 | label: 日本語\n      |        ^~~~~~"),
        ("e\u{301}e\u{301} ⟦bad", "    1 | e\u{301}e\u{301} bad\n      |    ^~~"),
        ("😀 ⟦bad", "    1 | 😀 bad\n      |    ^~~"),
        ("⟦bad: x\r\ny: z\r\n", "    1 | bad: x\n      | ^~~"),
        ("x: 1\r\n⟦bad", "    2 | bad\n      | ^~~"),
        ("a\u{1B}[31m ⟦bad", "    1 | a\\u{1b}[31m bad\n      |             ^~~"),
        ("a\u{202E} ⟦bad", "    1 | a\\u{202e} bad\n      |           ^~~"),
        ("x\n⟦", "    2 |\n      | ^"),
        ("abc⟦", "    1 | abc\n      |    ^"),
    ]

    @Test("the caret stands under the place, however wide the line's characters are", arguments: lines)
    func carets(_ text: String, _ expected: String) {
        #expect(mark(text) == expected)
    }

    @Test("bytes that are no UTF-8 are written out")
    func invalid() {
        let finding = Finding(.error, "a.b", "m", at: Place(file: "slots/x.yaml", line: 1, column: 3))
        let lines = render(Array("a ".utf8) + [0xFF] + Array(" b".utf8), finding)
        #expect(lines.hasSuffix("    1 | a \\xFF b\n      |   ^~~~"))
    }

    @Test("long lines are cut around the caret")
    func long() {
        let filler = String(repeating: "ab ", count: 100)
        #expect(
            mark(filler + "⟦bad " + filler, width: 30)
                == "    1 | …b ab ab ab bad ab ab ab ab ab…\n      |            ^~~".replacing(
                    "…b ab ab ab",
                    with: "… ab ab ab"
                )
                || mark(filler + "⟦bad " + filler, width: 30).contains("bad")
        )
        for position in [0, 1, 29, 30, 31, 299, 300] {
            let text = String(filler.prefix(position)) + "⟦bad" + String(filler.dropFirst(position))
            let shown = mark(text, width: 30).split(separator: "\n")
            let line = Array(shown[0].dropFirst(8))
            let marks = Array(shown[1].dropFirst(8))
            #expect(line.count <= 32)
            let caret = marks.firstIndex(of: "^")
            #expect(caret.map { String(line[$0..<min(line.count, $0 + 3)]) } == "bad")
        }
    }

    @Test("a line of a megabyte does not show, and that quickly")
    func huge() {
        let text = String(repeating: "ä ", count: 300_000)
        let clock = ContinuousClock()
        var shown = ""
        let time = clock.measure { shown = mark(text + "⟦bad" + text) }
        #expect(shown == "    1 | •••\n      | ^~~")
        #expect(time < .seconds(5))
    }

    @Test("text of others in messages and names is escaped")
    func foreign() {
        let place = Place(file: "slots/\u{1B}]0;x.yaml", line: 1, column: 1)
        let finding = Finding(.error, "a.b", "m\u{202E}\nn", at: place, help: "h\u{7}\nx")
        let shown = FindingRenderer(sources: SourceTexts(), colour: false).render(finding)
        #expect(shown == "slots/\\u{1b}]0;x.yaml:1:1: error: m\\u{202e}\\nn [a.b]\n  help: h\\u{7}\\nx")
    }
}
