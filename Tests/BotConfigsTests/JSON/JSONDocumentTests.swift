import BotConfigs
import Cryptography
import Foundation
import SlotModel
import TestSupport
import Testing

@Suite("JSON document")
struct JSONDocumentTests {
    // MARK: - The public suite

    struct SuiteFile: CustomTestStringConvertible, Sendable {
        var name: String
        var testDescription: String { name }
    }

    static let suiteFiles: [SuiteFile] = {
        guard let folder = Shared.folder?.appendingPathComponent("data/json-test-suite/test_parsing") else {
            return []
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map(SuiteFile.init)
    }()

    @Test(
        "judges the public parsing suite",
        .enabled(if: Shared.isPresent, "no public suite in ../shared"),
        arguments: suiteFiles
    )
    func suite(_ file: SuiteFile) throws {
        let bytes = try Shared.bytes("data/json-test-suite/test_parsing/\(file.name)")
        do throws(JSONFault) {
            let document = try JSONDocument(bytes)
            #expect(!file.name.hasPrefix("n_"), "must be refused")
            #expect(
                JSONEdits(document).spliced(into: Secret(copying: bytes)).withBytes { Array($0) } == bytes,
                "must come out byte for byte"
            )
            walk(document, document.root)
        } catch {
            #expect(!file.name.hasPrefix("y_"), "must be accepted: \(error.message)")
            let place = JSONDocument.place(of: error.offset..<(error.offset + 1), in: bytes, file: "x")
            #expect(place.line >= 1 && place.column >= 1)
            #expect(error.offset <= bytes.count)
        }
    }

    @Test("the public suite is there in full", .enabled(if: Shared.isPresent, "no public suite in ../shared"))
    func suiteIsComplete() {
        #expect(Self.suiteFiles.count > 300)
    }

    /// Looks into everything, which traps when a span is wrong.
    private func walk(_ document: JSONDocument, _ value: JSONSpan) {
        for member in document.members(of: value) { walk(document, member.value) }
        for element in document.elements(of: value) { walk(document, element) }
    }

    // MARK: - Faults and their places

    struct Fault: CustomTestStringConvertible, Sendable {
        /// `⟦` marks the spot.
        var text: String
        var message: String
        var line: Int
        var column: Int
        var testDescription: String { text }
    }

    @Test(
        "says what is wrong and where",
        arguments: [
            Fault(text: "", message: "it is empty", line: 1, column: 1),
            Fault(text: " \r\n ", message: "it is empty", line: 2, column: 2),
            Fault(
                text: "{\n  \"a\": 1,\n}",
                message: "a comma stands before the closing bracket",
                line: 3,
                column: 1
            ),
            Fault(text: "{\r\n\r\n\"ä\": x}", message: "a value should stand here", line: 3, column: 6),
            Fault(text: "{\"a\": 1 \"b\": 2}", message: "',' or '}' should stand here", line: 1, column: 9),
            Fault(
                text: "{\"a\": 1} // no",
                message: "more text after the end of the value",
                line: 1,
                column: 10
            ),
            Fault(text: "{ // no\n}", message: "comments are not allowed in JSON", line: 1, column: 3),
            Fault(
                text: "{ a: 1 }",
                message: "a member name in double quotes should stand here",
                line: 1,
                column: 3
            ),
            Fault(text: "[1, /* no */ 2]", message: "comments are not allowed in JSON", line: 1, column: 5),
            Fault(text: "{\"a\": 'b'}", message: "text stands between double quotes", line: 1, column: 7),
            Fault(text: "{\"a\": \"b}", message: "text without its closing quote", line: 1, column: 7),
            Fault(text: "{\"a\": \"\\x\"}", message: "not an escape that JSON knows", line: 1, column: 8),
            Fault(text: "{\"a\": 012}", message: "a number does not begin with 0", line: 1, column: 8),
            Fault(text: "{\"a\": {\"b\": [1", message: "ends inside a list", line: 1, column: 15),
            Fault(
                text: "\u{FEFF}{}",
                message: "it begins with a byte order mark (UTF-8 with BOM)",
                line: 1,
                column: 1
            ),
        ]
    )
    func faults(_ fault: Fault) throws {
        let bytes = Array(fault.text.utf8)
        let error = try #require(throws: JSONFault.self) { try JSONDocument(bytes) }
        #expect(error.message == fault.message)
        let place = JSONDocument.place(of: error.offset..<(error.offset + 1), in: bytes, file: "c.js")
        #expect(place.line == fault.line)
        #expect(place.column == fault.column)
    }

    @Test("refuses nesting beyond its limit at the place where it is passed, and accepts the limit itself")
    func nesting() throws {
        let limit = JSONDocument.maximumDepth
        let inside =
            Array(repeating: UInt8(ascii: "["), count: limit)
            + Array(repeating: UInt8(ascii: "]"), count: limit)
        let document = try JSONDocument(inside)
        #expect(document.elements(of: document.root).count == 1)
        let beyond = Array(repeating: UInt8(ascii: "["), count: 1_000_000)
        let error = try #require(throws: JSONFault.self) { try JSONDocument(beyond) }
        #expect(error.offset == limit)
    }

    @Test("refuses what is no UTF-8", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80]])
    func notUTF8(_ tail: [UInt8]) throws {
        let bytes = Array("{\"a\": \"".utf8) + tail + Array("\"}".utf8)
        let error = try #require(throws: JSONFault.self) { try JSONDocument(bytes) }
        #expect(error.message == "not UTF-8")
        #expect(error.offset == 7)
    }

    @Test(
        "finds the end of a text, and what must not stand in it, at every place of it",
        arguments: [
            ("\u{1}", "a control character inside text must be escaped"),
            ("\n", "a control character inside text must be escaped"),
            ("\u{1F}", "a control character inside text must be escaped"),
            ("\\x", "not an escape that JSON knows"), ("\"", "more text after the end of the value"),
        ]
    )
    func textByEights(_ part: String, _ message: String) throws {
        for before in 0..<20 {
            for after in 0..<20 {
                // A tilde and DEL are the last ones that stand for themselves, a blank the first.
                let (start, end) = (
                    String(repeating: "~", count: before), String(repeating: " \u{7F}é", count: after)
                )
                _ = try JSONDocument(Array("\"\(start)\(end)\"".utf8))
                let bytes = Array("\"\(start)\(part)x\(end)\"".utf8)
                let error = try #require(throws: JSONFault.self) { try JSONDocument(bytes) }
                #expect(error.message == message)
                #expect(error.offset == before + (part == "\"" ? 2 : 1))
            }
        }
    }

    // MARK: - Looking inside

    @Test(
        "finds the ends of large objects and lists as it finds those of small ones",
        arguments: [0, 1, 40, 500]
    )
    func largeContainers(_ size: Int) throws {
        let filling = String(repeating: "]}\\\"{[é", count: size)
        var expected = "\"\(filling)\""
        for level in 0..<20 {
            expected =
                level % 3 == 0
                ? "[ 1, \(expected), [\"\(filling)\"] ,{}]"
                : "{\"a\": {\"b\":\"\(filling)\"}, \"c\" : \(expected) }"
        }
        let document = try JSONDocument(Array(expected.utf8))
        func text(_ value: JSONSpan) -> String { String(decoding: document.raw(value.range), as: UTF8.self) }
        var value = document.root
        for level in (0..<20).reversed() {
            if level % 3 == 0 {
                let elements = document.elements(of: value)
                #expect(elements.count == 4)
                #expect(text(elements[0]) == "1" && text(elements[3]) == "{}")
                #expect(text(elements[2]) == "[\"\(filling)\"]")
                value = elements[1]
            } else {
                let members = document.members(of: value)
                #expect(members.map(\.name) == ["a", "c"])
                #expect(text(members[0].value) == "{\"b\":\"\(filling)\"}")
                value = members[1].value
            }
        }
        #expect(text(value) == "\"\(filling)\"")
    }

    @Test("gives members in order, duplicates and escaped names included")
    func members() throws {
        let text = #"{ "a" : 1 ,"\u0062\n":{"x":[]}, "a":"}\"{", "": null }"#
        let document = try JSONDocument(Array(text.utf8))
        let members = document.members(of: document.root)
        #expect(members.map(\.name) == ["a", "b\n", "a", ""])
        let values = members.map { String(decoding: document.raw($0.value.range), as: UTF8.self) }
        #expect(values == ["1", #"{"x":[]}"#, #""}\"{""#, "null"])
        #expect(members.map(\.value.kind) == [.number, .object, .string, .null])
    }

    @Test(
        "numbers are equal by value, whatever their spelling",
        arguments: [
            ("0.50", "0.5"), ("1e2", "100"), ("5e-1", "0.5"), ("-0", "0"), ("0.0e99", "0"), ("1.0", "1"),
            ("100000000000000000", "1e17"),
            (
                "123456789012345678901234567890123456789012345678901",
                "123456789012345678901234567890123456789012345678901.0"
            ),
        ]
    )
    func equalNumbers(_ pair: (String, String)) {
        #expect(JSONNumber.canonical(pair.0.utf8) == JSONNumber.canonical(pair.1.utf8))
    }

    @Test(
        "numbers that differ stay different",
        arguments: [
            ("0.5", "0.05"), ("1", "-1"), ("9007199254740993", "9007199254740992"), ("1e400", "1e401"),
            ("1e99999999999999999999", "1e99999999999999999998"), ("10", "1"),
        ]
    )
    func differentNumbers(_ pair: (String, String)) {
        #expect(JSONNumber.canonical(pair.0.utf8) != JSONNumber.canonical(pair.1.utf8))
    }

    @Test("places are counted in lines and scalars, at the beginning, the end and everywhere between")
    func places() throws {
        // As long as several steps to the byte, and longer; lines of all endings, and scalars of several bytes.
        for count in [1, 4094, 4095, 4096, 8190, 10_000] {
            var text = "\""
            for number in 0..<count { text += ["a", "\\n", "é", " ", "😀"][number % 5] }
            text = ["\n", "\r\n", "\r"].joined(separator: " ") + text + "\"\n"
            let document = try JSONDocument(Array(text.utf8))
            var (line, column, offset) = (1, 1, 0)
            let scalars = Array(text.unicodeScalars)
            for (index, scalar) in scalars.enumerated() {
                if offset % 997 < 4 || offset + 5 > document.bytes.count || offset % 4096 < 3 {
                    let place = document.place(of: offset..<offset, in: "c.js")
                    #expect(place.line == line && place.column == column, "\(count) \(offset)")
                }
                offset += UTF8.width(scalar)
                let isPair = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
                (line, column) =
                    (scalar == "\n" || scalar == "\r") && !isPair ? (line + 1, 1) : (line, column + 1)
            }
        }
    }
}
