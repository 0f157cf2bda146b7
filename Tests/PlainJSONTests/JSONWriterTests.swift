import PlainJSON
import Testing

@Suite("writing JSON")
struct JSONWriterTests {
    @Test("compact text has no blanks between tokens")
    func compact() {
        let value: JSONValue = [
            "a": [1, "x", .null, true, [], [:]], "b": ["c": .number("-0.50")], "": .number("1e400"),
        ]
        #expect(value.text() == #"{"a":[1,"x",null,true,[],{}],"b":{"c":-0.50},"":1e400}"#)
    }

    @Test("pretty text is indented by two spaces")
    func pretty() {
        let value: JSONValue = ["a": [1, ["b": false]], "c": [], "d": [:]]
        #expect(
            value.text(pretty: true) == """
                {
                  "a": [
                    1,
                    {
                      "b": false
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """
        )
    }

    @Test("what a terminal or a script could take for a command is escaped, all else stays")
    func escapes() throws {
        let shown = "aé€𝄞\u{A0}\u{2027}\u{202F}\u{2065}\u{206A}\u{E0A8}/<'"
        #expect(JSONValue.string(shown).text() == "\"\(shown)\"")
        let hidden =
            "\"\\\u{8}\t\n\u{C}\r\u{0}\u{1B}\u{1F}\u{7F}\u{80}\u{9B}\u{9F}\u{2028}\u{2029}\u{202E}\u{2066}"
        let text = JSONValue.string(hidden).text()
        #expect(
            text
                == #""\"\\\b\t\n\f\r\u0000\u001b\u001f\u007f\u0080\u009b\u009f\u2028\u2029\u202e\u2066""#
        )
        #expect(try JSONValue.read(Array(text.utf8)) == .string(hidden))
        #expect(JSONValue.object([.init("\u{1B}", .null)]).text() == #"{"\u001b":null}"#)
    }

    @Test("every scalar comes back")
    func everyScalar() throws {
        var text = ""
        for value in UInt32(0)...0x10FFFF {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        let read = try JSONValue.read(Array(JSONValue.string(text).text().utf8))
        #expect(read.string?.utf8.elementsEqual(text.utf8) == true)
    }

    @Test("bytes are appended to what is there")
    func appended() {
        var bytes = Array("x".utf8)
        JSONValue.null.write(to: &bytes)
        #expect(bytes == Array("xnull".utf8))
    }
}
