import Foundation
import PlainJSON
import TestSupport
import Testing

@Suite("reading JSON")
struct JSONReaderTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var value: JSONValue
        var testDescription: String { text }

        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
    }

    @Test(
        "every kind of value",
        arguments: [
            Case("null", .null),
            Case(" \t\r\ntrue\n", .boolean(true)),
            Case("false", .boolean(false)),
            Case(#""a\u0000b""#, .string("a\u{0}b")),
            Case(#""\"\\\/\b\f\n\r\t\u20AC\uD834\uDD1E€𝄞""#, .string("\"\\/\u{8}\u{C}\n\r\t€𝄞€𝄞")),
            Case("[]", .array([])),
            Case("{}", .object([])),
            Case(#"[1,"a",[null],{}]"#, .array([.number("1"), "a", .array([.null]), .object([])])),
            Case(
                #"{"b":1,"a":{"b":[2,{"b":3}]},"":4}"#,
                .object([
                    .init("b", .number("1")),
                    .init(
                        "a",
                        .object([.init("b", .array([.number("2"), .object([.init("b", .number("3"))])]))])
                    ),
                    .init("", .number("4")),
                ])
            ),
        ]
    )
    func value(_ testCase: Case) throws {
        #expect(try JSONValue.read(Array(testCase.text.utf8)) == testCase.value)
    }

    @Test(
        "numbers keep their text",
        arguments: [
            "0", "-0", "-0.50", "1e2", "1E+02", "1e400", "-1e400", "1e-400", "0e99999999999999999999",
            "9007199254740993", "123456789012345678901234567890.000000000000000000001",
            String(repeating: "9", count: 400), "-" + String(repeating: "9", count: 400) + ".5",
            "0." + String(repeating: "0", count: 400) + "1", String(repeating: "9", count: 400) + "e1",
        ]
    )
    func number(_ text: String) throws {
        #expect(try JSONValue.read(Array(text.utf8)) == .number(text))
        let inside = try JSONValue.read(
            Array(#"{"e1e400\"":[1e1 ,\#(text),"1e5",\#(text) ,2],"b":1e400}"#.utf8)
        )
        #expect(
            inside
                == .object([
                    .init(
                        "e1e400\"",
                        .array([.number("1e1"), .number(text), "1e5", .number(text), .number("2")])
                    ),
                    .init("b", .number("1e400")),
                ])
        )
    }

    struct Refusal: CustomTestStringConvertible {
        var text: [UInt8]
        var offset: Int
        var message: String
        var testDescription: String { String(decoding: text, as: UTF8.self) }

        init(_ text: String, _ offset: Int, _ message: String) {
            self.init(bytes: Array(text.utf8), offset, message)
        }

        init(bytes: [UInt8], _ offset: Int, _ message: String) {
            text = bytes
            self.offset = offset
            self.message = message
        }
    }

    @Test(
        "what is wrong is said with its offset",
        arguments: [
            Refusal("", 0, "nothing but blanks where JSON is expected"),
            Refusal(" \n", 2, "nothing but blanks where JSON is expected"),
            Refusal("\u{FEFF}{}", 0, "a byte order mark before the JSON value"),
            Refusal("1 2", 2, "something follows the end of the JSON value"),
            Refusal("1\u{0}", 1, "something follows the end of the JSON value"),
            Refusal("{}\u{0}{}", 2, "something follows the end of the JSON value"),
            Refusal("[1,", 3, "no JSON value where one is expected"),
            Refusal("[,1]", 1, "no JSON value where one is expected"),
            Refusal("[1,]", 3, "no JSON value where one is expected"),
            Refusal("<html>", 0, "no JSON value where one is expected"),
            Refusal("NaN", 0, "no JSON value where one is expected"),
            Refusal("{a:1}", 1, "no member name in quotation marks where one is expected"),
            Refusal(#"{"a":1,}"#, 7, "no member name in quotation marks where one is expected"),
            Refusal(#"{"a" 1}"#, 5, "no colon after a member name"),
            Refusal(#"{"a":1 "b":2}"#, 7, "no comma or closing brace after a member"),
            Refusal(#"{"a":1"#, 6, "no comma or closing brace after a member"),
            Refusal("[1 2]", 3, "no comma or closing bracket after an element"),
            Refusal("[1/**/]", 2, "no comma or closing bracket after an element"),
            Refusal(#"["\x"]"#, 2, "an unknown escape sequence in a string"),
            Refusal(#"["\u12G4"]"#, 2, "an unknown escape sequence in a string"),
            Refusal(#"["a\uD800"]"#, 3, "half of a surrogate pair in a string"),
            Refusal(#"["\\\"\uDC00"]"#, 1, "half of a surrogate pair in a string"),
            Refusal(#"["\uD800\u0041"]"#, 2, "half of a surrogate pair in a string"),
            Refusal(#"["abc"#, 5, "a string without an end"),
            Refusal("[\"a\nb\"]", 3, "a bare control character in a string"),
            Refusal("[\"a\u{0}b\"]", 3, "a bare control character in a string"),
            Refusal(bytes: Array("[\"".utf8) + [0xFF] + Array("\"]".utf8), 2, "bytes that are not UTF-8"),
            Refusal(
                bytes: Array("[\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"]".utf8),
                2,
                "bytes that are not UTF-8"
            ),
            Refusal(
                bytes: Array("[\"".utf8) + [0xC0, 0xAF] + Array("\"]".utf8),
                2,
                "bytes that are not UTF-8"
            ),
            Refusal("[1.]", 3, "a number that is not spelled as JSON wants it"),
            Refusal("[1e]", 3, "a number that is not spelled as JSON wants it"),
            Refusal("[-]", 2, "no JSON value where one is expected"),
            Refusal("[--1e400]", 2, "no JSON value where one is expected"),
            Refusal("[1e400.5]", 1, "a number that is not spelled as JSON wants it"),
            Refusal("[1e400 1]", 7, "no comma or closing bracket after an element"),
            Refusal("[1e400,01e400]", 8, "no comma or closing bracket after an element"),
            Refusal(#"{"a":1,"b":2,"a":3}"#, 13, "a member name that stands twice in one object"),
            Refusal(#"[{"a\"b":1,"a\u0022b":3}]"#, 11, "a member name that stands twice in one object"),
        ]
    )
    func refusal(_ testCase: Refusal) {
        #expect(throws: JSONReadError(message: testCase.message, offset: testCase.offset)) {
            try JSONValue.read(testCase.text)
        }
    }

    @Test("in an object of many members, the first name that stands twice is told")
    func manyMembers() throws {
        let names = (0..<1000).map { #""name\#($0)":\#($0)"# }
        let text = "{" + names.joined(separator: ",")
        #expect(try JSONValue.read(Array((text + "}").utf8)).object?.count == 1000)
        let twice = text + #","name500":1,"name7":1}"#
        #expect(
            throws: JSONReadError(
                message: "a member name that stands twice in one object",
                offset: text.utf8.count + 1
            )
        ) {
            try JSONValue.read(Array(twice.utf8))
        }
    }

    @Test("the same name may stand in different objects")
    func nestedNames() throws {
        let text = #"{"a":{"a":{"b":1},"b":2},"b":[{"a":1},{"a":1}]}"#
        #expect(try JSONValue.read(Array(text.utf8)).text() == text)
    }

    @Test("nesting ends at the limit, whatever follows", arguments: ["[", "{\"a\":", "[{\"a\":"])
    func depth(_ unit: String) {
        let text = String(repeating: unit, count: 100_000)
        #expect(throws: JSONReadError.self) { try JSONValue.read(Array(text.utf8)) }
        #expect(throws: JSONReadError.self) { try JSONValue.read(Array(text.utf8), maximumDepth: .max) }
        let levels = { Array((String(repeating: "[", count: $0) + String(repeating: "]", count: $0)).utf8) }
        #expect(throws: Never.self) { try JSONValue.read(levels(64)) }
        #expect(throws: JSONReadError(message: "arrays and objects nested too deep", offset: 64)) {
            try JSONValue.read(levels(65))
        }
        #expect(throws: Never.self) { try JSONValue.read(levels(512), maximumDepth: 1000) }
        #expect(throws: JSONReadError(message: "arrays and objects nested too deep", offset: 0)) {
            try JSONValue.read(levels(1), maximumDepth: -1)
        }
    }

    /// Names that begin with `y_` must be read, `n_` refused; `i_` may go either way but must not crash.
    @Test("the public test suite", .enabled(if: Shared.isPresent, "no public suite in ../shared"))
    func suite() throws {
        let folder = try #require(Shared.folder).appendingPathComponent("data/json-test-suite/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 300)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
            let outcome = Result { try JSONValue.read(bytes, maximumDepth: 512) }
            switch (name.prefix(2), outcome) {
            case ("y_", .failure(let error)):
                // A member name twice is allowed by the suite and refused here.
                #expect(name.contains("duplicated_key"), "\(name): \(error)")
            case ("n_", .success): Issue.record("\(name) was read")
            case (_, .success(let value)):
                #expect(try JSONValue.read(Array(value.text().utf8), maximumDepth: 512) == value, "\(name)")
                #expect(try JSONValue.read(Array(value.text(pretty: true).utf8), maximumDepth: 512) == value)
            case (_, .failure(let error as JSONReadError)):
                #expect((0...bytes.count).contains(error.offset), "\(name)")
            case (_, .failure(let error)): Issue.record("\(name): \(error)")
            }
        }
    }

    @Test("large answers take time in proportion to their size", .timeLimit(.minutes(2)))
    func large() throws {
        let row =
            #"{"symbol":"BTCUSDT","price":"12345.67","qty":0.50,"e":1e400,"tags":["a","b\n"],"n":null},"#
        let text = "[" + String(repeating: row, count: 90_000) + "0]"
        #expect(text.utf8.count > 7 << 20)
        let value = try JSONValue.read(Array(text.utf8))
        #expect(value.array?.count == 90_001)
        #expect(value.text() == text)
        let members = (0..<300_000).map { #""name\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(try JSONValue.read(Array("{\(members)}".utf8)).object?.count == 300_000)
    }

    @Test("bytes cut or changed anywhere never crash the reader")
    func damage() throws {
        let text = Array(
            #"{"a\u00e9":[1e400,-0.5,"x\uD834\uDD1E€",{"b":[true,false,null]}],"c":"\\\""}"#.utf8
        )
        #expect(throws: Never.self) { try JSONValue.read(text) }
        for index in text.indices {
            #expect(throws: JSONReadError.self) { try JSONValue.read(Array(text[..<index])) }
            for byte: UInt8 in [0, 0x22, 0x5C, 0x2C, 0x5D, 0x7D, 0x2D, 0x31, 0x65, 0x80, 0xED, 0xFF] {
                var damaged = text
                damaged[index] = byte
                if case .failure(let error as JSONReadError) = Result(catching: {
                    try JSONValue.read(damaged)
                }) {
                    #expect((0...damaged.count).contains(error.offset))
                }
            }
        }
    }
}
