import Cryptography
import Foundation
import Secrets
import SlotModel
import Testing

@Suite("the text inside secrets.age")
struct StoreContentsTests {
    private let moment = Timestamp(milliseconds: 1_795_687_200_000)

    private func bytes(_ secret: Secret) -> [UInt8] { secret.withBytes { Array($0) } }
    private func secret(_ text: String) -> Secret { Secret(copying: Array(text.utf8)) }

    static let values: [[UInt8]] = [
        Array("abc".utf8), [], Array(#"a"b\c/d"#.utf8), Array("line\nline\r\n\t".utf8), [0],
        [0, 1, 0x1F, 0x7F],
        [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], Array("ключ 🔑".utf8), Array(0...255),
        [UInt8](repeating: 0x41, count: 1 << 20), [UInt8](repeating: 0xFF, count: 70_000),
    ]

    @Test("gives every value back, whatever bytes it has", arguments: values)
    func roundTrip(_ value: [UInt8]) throws {
        var contents = StoreContents()
        contents.set(.init(name: "b", value: Secret(copying: value), set: moment))
        contents.set(.init(name: "a", value: secret("x"), set: nil))
        let text = contents.text
        let back = try StoreContents(reading: text)
        #expect(back.names == ["a", "b"])
        #expect(back["b"].map { bytes($0.value) } == value)
        #expect(back["b"]?.set == moment)
        #expect(back["a"]?.set == nil)
        // Another reader of JSON sees the same.
        let json = try JSONSerialization.jsonObject(with: Data(bytes(text))) as? [String: [String: String]]
        let entry = try #require(json?["b"])
        #expect(
            entry["value"].map { Array($0.utf8) }
                ?? entry["base64"].flatMap { Data(base64Encoded: $0) }.map(Array.init) == value
        )
    }

    @Test("is written sorted, one line an entry")
    func written() {
        var contents = StoreContents()
        #expect(bytes(contents.text) == Array("{}\n".utf8))
        contents.set(.init(name: "z", value: Secret(copying: [0xFF]), set: nil))
        contents.set(.init(name: "a", value: secret("1\n\"2"), set: moment))
        let expected = """
            {
              "a": {"value": "1\\u000a\\"2", "set": "2026-11-26T10:00:00.000Z"},
              "z": {"base64": "/w=="}
            }

            """
        #expect(String(decoding: bytes(contents.text), as: UTF8.self) == expected)
        let removed = [contents.remove("a"), contents.remove("a")]
        #expect(removed == [true, false])
        #expect(contents.names == ["z"])
    }

    @Test("is accepted as people and other programs write it")
    func accepted() throws {
        let text =
            #" { "a":"plain" , "b" : {"set":"2026-11-20T10:00:00Z","value":"x\u0041\n\ud83d\udd11\/"}, "c":{"base64":"AAE="}}  "#
        let contents = try StoreContents(reading: secret(text))
        #expect(contents["a"].map { bytes($0.value) } == Array("plain".utf8))
        #expect(contents["b"].map { bytes($0.value) } == Array("xA\n🔑/".utf8))
        #expect(contents["b"]?.set?.description == "2026-11-20T10:00:00.000Z")
        #expect(contents["c"].map { bytes($0.value) } == [0, 1])
        #expect(try StoreContents(reading: secret("{}")).entries.isEmpty)
    }

    static let refused: [(text: String, message: String, line: Int)] = [
        ("", "a JSON object is expected here", 1),
        ("[]", "a JSON object is expected here", 1),
        ("{", "a text in quotation marks is expected here", 1),
        ("{}x", "something follows the end of the object", 1),
        ("{\n\"a\": \"canary\",\n\"a\": \"canary\"}", "'a' stands twice", 3),
        ("{\"a\": \"canary}", "a text without its closing quotation mark", 1),
        ("{\"a\": \"canary\\", "a text without its closing quotation mark", 1),
        ("{\"a\": \"canary\\\"", "a text without its closing quotation mark", 1),
        ("{\"a\": {\"value\": \"canary\", \"base64\": \"\"}}", "'a' has two values", 1),
        ("{\"a\": {}}", "'a' has no value", 1),
        ("{\"a\": 1}", "a value for 'a' is expected here", 1),
        ("{\"a\": {\"canary\": \"x\"}}", "'a' has a member besides 'value', 'base64' and 'set'", 1),
        (
            "{\"a\": {\"set\": \"yesterday\", \"value\": \"canary\"}}",
            "'set' of 'a' is no moment such as 2026-11-20T10:00:00Z", 1
        ),
        (
            "{\"a\": {\"base64\": \"canary\"}}",
            "the base64 text of 'a' has a character or a length that base64 has not", 1
        ),
        ("{\"canary name\": \"x\"}", "a name that no reference can have", 1),
        ("{\"a\": \"x\ny\"}", "a bare control character in a text", 1),
        ("{\"a\": \"\\q\"}", "an unknown escape sequence", 1),
        ("{\"a\": \"\\u12\"}", "an escape without its four hexadecimal digits", 1),
        ("{\"a\": \"\\ud800\"}", "half of a surrogate pair", 1),
        ("{\"a\": \"\\udc00\"}", "half of a surrogate pair", 1),
        ("{\"a\" \"x\"}", "a colon is expected after a name", 1),
        ("{\"a\": \"x\" \"b\"}", "a comma or a closing brace is expected here", 1),
    ]

    @Test("is refused with its line and without a value when it is something else", arguments: refused)
    func refuses(text: String, message: String, line: Int) {
        do {
            _ = try StoreContents(reading: secret(text))
            Issue.record("was read: \(text)")
        } catch {
            #expect(error.message == message)
            #expect(error.line == line)
            #expect(!"\(error)".contains("canary"))
        }
    }

    @Test("never crashes the reader, wherever it is cut or changed")
    func damaged() {
        let whole = Array(
            #"{"a": {"value": "x\u0041\ud83d\udd11", "set": "2026-11-20T10:00:00Z"}, "b": {"base64": "AAE="}}"#
                .utf8
        )
        for end in whole.indices { _ = try? StoreContents(reading: Secret(copying: Array(whole[..<end]))) }
        for position in whole.indices {
            for byte in [
                UInt8(ascii: "\""), UInt8(ascii: "\\"), 0, 0xFF, UInt8(ascii: "{"), UInt8(ascii: "u"),
            ] {
                var text = whole
                text[position] = byte
                _ = try? StoreContents(reading: Secret(copying: text))
            }
        }
    }

    @Test("reads ten thousand entries in no time")
    func many() throws {
        var text = "{"
        for number in 0..<10_000 {
            text += "\(number == 0 ? "" : ",")\"name-\(number)\": {\"value\": \"value-\(number)\"}"
        }
        let start = ContinuousClock.now
        let contents = try StoreContents(reading: secret(text + "}"))
        #expect(contents.entries.count == 10_000)
        #expect(ContinuousClock.now - start < .seconds(2))
    }
}

@Suite("credentials that were replaced")
struct ReplacedSecretTests {
    private let moment = Timestamp(milliseconds: 1_795_687_200_000)

    private func secret(_ text: String) -> Secret { Secret(copying: Array(text.utf8)) }
    private func text(_ secret: Secret?) -> String? {
        secret?.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("come back with the slot and the field, and apart from what references find")
    func roundTrip() throws {
        var contents = StoreContents()
        contents.set(.init(name: "mine.key", value: secret("new"), set: moment))
        contents.keep([.secret: secret("old \"s"), .key: secret("old")], of: "mine", replaced: moment)
        let day = CalendarDate(year: 2027, month: 1, day: 31)
        contents.keep([.key: secret("other")], of: "a", replaced: moment, expires: day)
        let back = try StoreContents(reading: contents.text)
        #expect(back.names == ["mine.key"])
        #expect(back["replaced:mine:key"] == nil)
        #expect(back.replaced.map(\.name) == ["replaced:a:key", "replaced:mine:key", "replaced:mine:secret"])
        #expect(back.replaced.allSatisfy { $0.replaced == moment })
        #expect(text(back.replacedCredentials(of: "mine")[.secret]) == "old \"s")
        #expect(back.replacedCredentials(of: "nobody").isEmpty)
        #expect(day != nil && back.replacedExpiry(of: "a") == day && back.replacedExpiry(of: "mine") == nil)
    }

    @Test("are those of the last time only, and can be forgotten")
    func lastTimeOnly() {
        var contents = StoreContents()
        contents.keep([.key: secret("1"), .secret: secret("2")], of: "mine", replaced: moment)
        contents.keep([.key: secret("3")], of: "mine", replaced: moment)
        #expect(contents.replaced.map(\.name) == ["replaced:mine:key"])
        #expect(text(contents.replacedCredentials(of: "mine")[.key]) == "3")
        contents.keep([:], of: "mine", replaced: moment)
        #expect(contents.replaced.isEmpty)
    }

    @Test(
        "have a slot and a field that there is",
        arguments: [
            "replaced:", "replaced:mine", "replaced:mine:", "replaced:mine:nothing", "replaced::key",
            "replaced:mine:key:x", "replaced:a b:key", "other:mine:key",
        ]
    )
    func wrongName(_ name: String) {
        #expect(throws: StoreReadError.self) { try StoreContents(reading: secret("{\"\(name)\": \"v\"}")) }
    }

    @Test(
        "alone have a last day, and only one that there is",
        arguments: [
            #""m.key": {"value": "v", "expires": "2027-01-31"}"#,
            #""replaced:m:key": {"value": "v", "expires": "2027-02-31"}"#,
            #""replaced:m:key": {"value": "v", "expires": 5}"#,
            #""replaced:m:key": {"value": "v", "expires": "2027-01-31", "expires": "2027-01-31"}"#,
        ]
    )
    func wrongDay(_ entry: String) {
        #expect(throws: StoreReadError.self) { try StoreContents(reading: secret("{\(entry)}")) }
    }

    @Test("stand once in a file")
    func twice() {
        let text = #"{"replaced:m:key": "a", "replaced:m:key": "b"}"#
        #expect(throws: StoreReadError.self) { try StoreContents(reading: secret(text)) }
    }
}
