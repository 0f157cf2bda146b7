import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Files that are something else")
struct OtherKindTests {
    @Test(
        "are told as what they are",
        arguments: [
            ("module.exports = {exchanges: {}}", "the bot's file is a script, and no JSON"),
            ("// settings\nconst config = {}", "the bot's file is a script, and no JSON"),
            ("PK\u{3}\u{4}\u{0}", "the bot's file is a compressed file, and no JSON"),
            ("\n  <!DOCTYPE html><html></html>", "the bot's file is a web page, and no JSON"),
        ]
    )
    func told(_ text: String, _ message: String) throws {
        let (merged, findings) = mergeGunbot([], into: text)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.other-kind"])
        #expect(findings.map(\.message) == [message])
    }

    @Test(
        "text in UTF-16 is told as that",
        arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian]
    )
    func utf16(_ encoding: String.Encoding) throws {
        let bytes = try #require("{\"exchanges\": {}}".data(using: encoding))
        let (_, findings) = mergeGunbot([], into: "") { input in
            input.existing = ExistingFile(Secret(copying: Array(bytes)), input.file, name: input.fileName)
        }
        #expect(findings.map(\.message) == ["the bot's file is text in UTF-16, and no JSON"])
    }

    @Test(
        "a slip in the JSON stays a slip",
        arguments: ["{\"exchanges\": {},}", "", "{'a': 1}", "/* mine */ {}", "// mine\n{}", "/* mine"]
    )
    func slip(_ text: String) {
        #expect(mergeGunbot([], into: text).findings.map(\.code) == ["bot.syntax"])
    }
}
