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
            ("\u{7F}ELF\u{2}", "the bot's file is a program, and no JSON"),
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
        "the same in the place of a file of variables",
        arguments: [
            ("{\"exchanges\": {}}\n", "bot.other-kind", "the bot's file is JSON, and no file of variables"),
            ("<html></html>", "bot.other-kind", "the bot's file is a web page, and no file of variables"),
            (
                "PK\u{3}\u{4}\u{0}", "bot.other-kind",
                "the bot's file is a compressed file, and no file of variables"
            ),
            (
                "\u{FEFF}A=1\n", "bot.syntax",
                "the bot's file is not a file of variables: it begins with a byte order mark (UTF-8 with BOM)"
            ),
            (
                "export A B\n", "bot.syntax",
                "the bot's file is not a file of variables: behind a variable's name stands '=' at once"
            ),
        ]
    )
    func variables(_ text: String, _ code: String, _ message: String) throws {
        var template = Gunbot.template()
        template.files[0].format = .env
        template.files[0].entries?.path = []
        template.files[0].entries?.naming = .variable
        let (_, findings) = mergeGunbot([], into: "", template: template) { input in
            input.existing = ExistingFile(Secret(copying: Array(text.utf8)), input.file, name: input.fileName)
        }
        #expect(findings.map(\.code) == [code])
        #expect(findings.map(\.message) == [message])
    }

    @Test(
        "a slip in the JSON stays a slip",
        arguments: ["{\"exchanges\": {},}", "", "{'a': 1}", "/* mine */ {}", "// mine\n{}", "/* mine"]
    )
    func slip(_ text: String) {
        #expect(mergeGunbot([], into: text).findings.map(\.code) == ["bot.syntax"])
    }
}
