import BotConfigs
import Cryptography
import Foundation
import SlotFiles
import SlotModel
import Operations
import SlotEditing
import TestSupport
import Testing

@Suite("A slot from an entry of a bot's file")
struct SlotComposerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// The entry's name and object.
        var entry: String
        var name: String
        var yaml: String
        /// Codes of what is told.
        var codes: [String] = []
        var selectors: [String: Selector] = [:]
        var keeping = SecretKeeping.age
        var namesBot = false
    }

    private static let keys = #""key": "K", "secret": "S""#

    static let cases = [
        Case(
            testDescription: "fee and delay, spelled anew",
            entry: #""asterdex": {\#(keys), "delay": 2.50, "TRADING_FEES": 5e-2}"#,
            name: "aster",
            yaml: """
                exchange: aster
                credentials:
                  key: secret:aster.key
                  secret: secret:aster.secret
                fees: 0.05%
                delay: 2.5s

                """
        ),
        Case(
            testDescription: "a number, a passphrase and files",
            entry: #""bitget#2": {\#(keys), "passphrase": "P", "isEncrypted": false}"#,
            name: "bitget-2",
            yaml: """
                exchange: bitget
                credentials:
                  key: file:secrets/bitget-2.key
                  secret: file:secrets/bitget-2.secret
                  passphrase: file:secrets/bitget-2.passphrase
                bots: [main]
                as: {main: "bitget#2"}

                """,
            codes: ["import.market"],
            keeping: .file,
            namesBot: true
        ),
        Case(
            testDescription: "futures where somebody said so",
            entry: #""bitget": {\#(keys), "passphrase": "P"}"#,
            name: "bitget-futures",
            yaml: """
                exchange: bitget-futures
                credentials:
                  key: secret:bitget-futures.key
                  secret: secret:bitget-futures.secret
                  passphrase: secret:bitget-futures.passphrase

                """,
            selectors: ["bitget": .bitgetFutures]
        ),
        Case(
            testDescription: "numbers as texts, and the market that the file tells",
            entry: #"""
                "bitget": {\#(keys), "passphrase": "P", "delay": "7", "market": "futures", "TRADING_FEES": "0.06"}
                """#,
            name: "bitget-futures",
            yaml: """
                exchange: bitget-futures
                credentials:
                  key: secret:bitget-futures.key
                  secret: secret:bitget-futures.secret
                  passphrase: secret:bitget-futures.passphrase
                fees: 0.06%
                delay: 7s

                """
        ),
        Case(
            testDescription: "numbers of another unit",
            entry: #""hitbtc": {\#(keys), "delay": 5000, "TRADING_FEES": 25}"#,
            name: "hitbtc",
            yaml: """
                exchange: hitbtc
                credentials:
                  key: secret:hitbtc.key
                  secret: secret:hitbtc.secret

                """,
            codes: ["import.odd-value", "import.odd-value"]
        ),
        Case(
            testDescription: "an id of an older release, named by hand",
            entry: #""asterdexFutures": {\#(keys)}"#,
            name: "aster-futures",
            yaml: """
                exchange: aster-futures
                credentials:
                  key: secret:aster-futures.key
                  secret: secret:aster-futures.secret
                as: {main: "asterdexFutures"}

                """,
            selectors: ["asterdexFutures": .asterFutures]
        ),
        Case(
            testDescription: "unknown members in their own types and spellings",
            entry: #"""
                "hitbtc": {\#(keys), "type": "hitbtc", "a b": [1.0, 1e2, null, true, "no", "x\"\\ü\n"],
                "no": "", "n": {"rateLimit": 250, "q": {}}}
                """#,
            name: "hitbtc",
            yaml: #"""
                exchange: hitbtc
                credentials:
                  key: secret:hitbtc.key
                  secret: secret:hitbtc.secret
                extra:
                  main:
                    type: "hitbtc"
                    "a b": [1.0, 1e2, null, true, "no", "x\"\\ü\n"]
                    no: ""
                    n: {"rateLimit": 250, "q": {}}

                """#
        ),
        Case(
            testDescription: "what may be a secret, what is unusual, and another licence key",
            entry: #"""
                "hitbtc": {\#(keys), "masterkey": "M", "mastersecret": "S", "authToken": "t", "clientId": "c",
                "blob": "0123456789abcdef0123456789abcdef", "delay": "5 s", "TRADING_FEES": 1e400, "z": "\u0000"}
                """#,
            name: "hitbtc",
            yaml: """
                exchange: hitbtc
                credentials:
                  key: secret:hitbtc.key
                  secret: secret:hitbtc.secret

                """,
            codes: [String](repeating: "import.left", count: 7)
        ),
        Case(
            testDescription: "Aster's newer keys, whose main wallet nobody knows",
            entry: #"""
                "asterFutures": {"key": "0x52908400098527886E0F7030069857D2E4169EE7", "delay": 1,
                "secret": "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"}
                """#,
            name: "aster-futures",
            yaml: """
                exchange: aster-futures
                # fill in main-wallet below, then remove this line
                enabled: false
                credentials:
                  # main-wallet: 0x…  (the address that you log in to Aster with)
                  api-wallet: "0x52908400098527886E0F7030069857D2E4169EE7"
                  private-key: secret:aster-futures.private-key
                delay: 1s

                """,
            codes: ["import.no-main-wallet"]
        ),
    ]

    private func composer(_ testCase: Case) throws -> SlotComposer {
        SlotComposer(
            template: try template(),
            declared: try #require(try template().files.first?.entries),
            bot: "main",
            namesBot: testCase.namesBot,
            keeping: testCase.keeping,
            selectors: testCase.selectors
        )
    }

    private func template() throws -> BotTemplate {
        let kind = Located("gunbot", at: Place(file: "slots.yaml"))
        return try #require(readTemplate(kind, inWorkspace: Shared.repository.path).template)
    }

    private func entries(_ text: String) throws -> [ImportedEntry] {
        let template = try template()
        let file = try #require(template.files.first)
        let bytes = Array("{\"exchanges\": {\(text)}}".utf8)
        return try readEntries(of: ExistingFile(Secret(copying: bytes), file, name: "config.js"), template)
    }

    @Test("says what the entry says, and reads back without findings", arguments: cases)
    func text(_ testCase: Case) throws {
        var composer = try composer(testCase)
        for entry in try entries(testCase.entry) { composer.add(entry) }
        let slot = try #require(composer.slots.first, "\(composer.findings)")
        #expect(slot.name == testCase.name)
        #expect(slot.text == testCase.yaml)
        #expect(composer.findings.map(\.code) == testCase.codes, "\(composer.findings)")
        #expect(readSlot(Array(slot.text.utf8), named: slot.name).findings.isEmpty)
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        var entry: String
        var code: String
        var testDescription: String { entry }
    }

    static let refusals = [
        Refusal(entry: #""kraken": {\#(keys)}"#, code: "import.unknown-exchange"),
        Refusal(entry: #""hitbtc": {\#(keys), "isEncrypted": true}"#, code: "import.encrypted"),
        Refusal(entry: #""hitbtc": {"key": "ENC:QQ==", "secret": "S"}"#, code: "import.encrypted"),
        Refusal(entry: #""hitbtc": {"key": "", "secret": "S"}"#, code: "import.no-key"),
        Refusal(entry: #""hitbtc": {"key": "K"}"#, code: "import.no-key"),
        Refusal(entry: #""bitget": {\#(keys)}"#, code: "import.no-key"),
        Refusal(entry: #""hitbtc": {"key": 5, "secret": "S"}"#, code: "import.no-key"),
        Refusal(entry: #""hitbtc": {"key": "K", "secret": "a\nb"}"#, code: "import.no-key"),
        Refusal(entry: #""hitbtc": {"key": "K\u0000", "secret": "S"}"#, code: "import.no-key"),
        Refusal(entry: #""hitbtc": {"key": "\ud800", "secret": "S"}"#, code: "import.no-key"),
        Refusal(
            entry: "\"hitbtc\": {\"key\": \"\(String(repeating: "k", count: 5000))\", \"secret\": \"S\"}",
            code: "import.no-key"
        ),
        Refusal(entry: #""hitbtc#": {\#(keys)}"#, code: "import.bad-id"),
        Refusal(entry: #""hitbtc#../x": {\#(keys)}"#, code: "import.bad-id"),
        Refusal(entry: #""hitbtc": {\#(keys), "key": "again"}"#, code: "bot.duplicate-member"),
        Refusal(entry: #""hitbtc": {\#(keys)}, "hitbtc": {}"#, code: "bot.duplicate-member"),
        Refusal(entry: #""hitbtc": {}, "hitbtc": {\#(keys)}, "hitbtc": 5"#, code: "bot.duplicate-member"),
        Refusal(entry: #""hitbtc": 5"#, code: "bot.wrong-shape"),
        Refusal(entry: #""binance": 5"#, code: "import.unknown-exchange"),
    ]

    @Test("is not made of what cannot be one", arguments: refusals)
    func refused(_ refusal: Refusal) throws {
        var composer = try composer(Self.cases[0])
        for entry in try entries(refusal.entry) { composer.add(entry) }
        #expect(composer.slots.isEmpty)
        #expect(composer.findings.map(\.code) == [refusal.code])
        let told = composer.findings.map { $0.message + ($0.help ?? "") }.joined()
        #expect(!told.contains("ENC:") && !told.contains("kkkk"))
    }

    @Test("keeps every byte of a credential, unseen")
    func bytes() throws {
        var composer = try composer(Self.cases[0])
        for entry in try entries(#""hitbtc": {"key": "a\"b\\\u00fc' $", "secret": " \ud83d\ude00#"}"#) {
            composer.add(entry)
        }
        let slot = try #require(composer.slots.first)
        let values = slot.stored.map { stored in stored.value.withBytes { Array($0) } }
        #expect(values == [Array("a\"b\\ü' $".utf8), Array(" 😀#".utf8)])
        #expect(slot.stored.map(\.name) == ["hitbtc.key", "hitbtc.secret"])
        #expect("\(slot)".contains("•••") && !"\(slot)".contains("😀"))
    }

    @Test("is refused with its place when the file is wrong")
    func wrong() throws {
        let error = #expect(throws: Finding.self) { try entries(#""hitbtc": {\#(Self.keys)"#) }
        #expect(error?.place?.file == "config.js")
        #expect(error?.severity == .error)
    }
}
