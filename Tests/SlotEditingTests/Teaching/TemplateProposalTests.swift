import BotConfigs
import Foundation
import SlotEditing
import SlotFiles
import SlotModel
import TestSupport
import Testing

@Suite("A template proposed from an example")
struct TemplateProposalTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var file = "bot.json"
        var example: String
        /// Lines of the template, without the blanks before them.
        var lines: [String]
        /// What must not be among them.
        var without: [String] = []
    }

    static let cases = [
        Case(
            testDescription: "an object with the bot's words for exchanges, numbered",
            example: """
                {"pairs": {}, "exchanges": {
                  "bitget": {"key": "k", "secret": "s", "passphrase": "p", "TRADING_FEES": 0.1, "delay": "5"},
                  "bitget#2": {"key": "k", "secret": "s", "passphrase": "p", "market": "futures"}}}
                """,
            lines: [
                "bitget: bitget", "bitget-futures: bitget", "# hitbtc: hitbtc", "number-separator: \"#\"",
                "- path: bot.json", "format: json", "entries: exchanges", "key: {from: key}",
                "secret: {from: secret}",
                "passphrase: {from: passphrase}",
                "TRADING_FEES: {from: fees.taker, unit: percent, kept: true}",
                "delay: {from: delay, unit: seconds, kept: true}", "market: {from: market}",
            ],
            without: ["others:", "refuses:"]
        ),
        Case(
            testDescription: "an object with names, a list of others, and nested members",
            example: """
                {"accounts": {"main": {"api": {"apiKey": "k", "apiSecret": "s"}, "exchange": "HitBTC", "active": true,
                  "fee_rate": 0.0025, "loopDelay": 2500, "marginMode": "ISOLATED"}, "comment": "x"}}
                """,
            lines: [
                "hitbtc: HitBTC", "entries: \"accounts.{name}\"", "others: [\"comment\"]",
                "api.apiKey: {from: key}",
                "api.apiSecret: {from: secret}", "exchange: {from: exchange}",
                "active: {value: true, once: true}",
                "fee_rate: {from: fees.taker, unit: ratio, kept: true}",
                "loopDelay: {from: delay, unit: milliseconds, kept: true}",
                "marginMode: {from: account.margin-mode, values: {cross: \"CROSS\", isolated: \"ISOLATED\"}, kept: true}",
            ]
        ),
        Case(
            testDescription: "one connection below a name, and what stands beside it",
            example: """
                {"mode": "swap", "testnet": false, "exchange": {"name": "bitget", "key": "k", "secret": "s", "password": "p"},
                 "gui": {"key": "localhost.key"}}
                """,
            lines: [
                "mode: {from: market, values: {spot: \"spot\", futures: \"swap\"}}",
                "testnet: {from: network, values: {live: false, testnet: true, sandbox: true}}",
                "exchange.name: {from: exchange}", "exchange.password: {from: passphrase}",
                "bitget-futures: bitget",
            ],
            without: ["entries:", "gui.key"]
        ),
        Case(
            testDescription: "variables that begin with names",
            file: ".env",
            example: """
                # keys
                export BITGET_API_KEY=k
                BITGET_API_SECRET='s'
                BITGET_PASSPHRASE=p
                BITGET_KEY=x
                HITBTC_API_KEY=k
                HITBTC_API_SECRET=s
                OTHER=1
                """,
            lines: [
                "bitget: bitget", "# bitget-futures: bitget", "# aster: aster", "- path: .env", "format: env",
                "\"{NAME}_API_KEY\": {from: key}", "\"{NAME}_API_SECRET\": {from: secret}",
                "\"{NAME}_PASSPHRASE\": {from: passphrase}",
            ],
            without: ["\"{NAME}_KEY\"", "OTHER", "entries:"]
        ),
        Case(
            testDescription: "variables of one connection with names of the bot's own",
            file: "bot.env",
            example: "BOT_KEY=k\nBOT_SECRET=s\nBOT_EXCHANGE=aster\nBOT_FEE_PERCENT=0.05\n",
            lines: [
                "aster: aster", "BOT_KEY: {from: key}", "BOT_SECRET: {from: secret}",
                "BOT_EXCHANGE: {from: exchange}",
                "BOT_FEE_PERCENT: {from: fees.taker, unit: percent, kept: true}",
                "- {if: api-wallet, because: \"it signs in with key and secret only\"}",
            ],
            without: ["{NAME}"]
        ),
        Case(
            testDescription: "exchanges that slots does not know",
            example:
                #"{"keys": {"binance": {"apiKey": "k", "secret": "s"}, "kraken": {"apiKey": "k", "secret": "s"}}}"#,
            lines: ["entries: keys", "bitget: bitget", "bitget-futures: bitget", "hitbtc: hitbtc"]
        ),
    ]

    @Test("names where the connections stand and what their members are", arguments: cases)
    func proposes(_ example: Case) throws {
        let text = try template(of: example.example, file: example.file)
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        for line in example.lines { #expect(lines.contains { $0 == line }, "\(line)\n\(text)") }
        for part in example.without { #expect(!lines.contains { $0.hasPrefix(part) }, "\(part)\n\(text)") }
        #expect(readTemplate(Array(text.utf8), kind: "made-up").findings == [], "\(text)")
    }

    @Test(
        "is refused with what is wrong with the example",
        arguments: [
            ("", "template.no-connection"), ("{}", "template.no-connection"),
            ("{\"a\": [1, {\"b\": 2}]}", "template.no-connection"),
            ("{\"key\": \"k\",}", "template.unknown-format"), ("a:\n  key: k\n", "template.unknown-format"),
            ("<html>", "template.unknown-format"), ("A=1\nB=2\n", "template.no-connection"),
            ("[{\"key\": \"k\", \"secret\": \"s\"}]", "template.list"),
            ("{\"bots\": [{\"key\": \"k\", \"secret\": \"s\"}]}", "template.list"),
        ]
    )
    func refused(_ example: String, _ code: String) {
        #expect(throws: Finding.self) { try template(of: example, file: "x") }
        do throws(Finding) { _ = try template(of: example, file: "x") } catch { #expect(error.code == code) }
    }

    @Test("of a made-up bot is a template, holds no value, and does what it says", arguments: 0..<200)
    func madeUp(_ seed: Int) throws {
        let made = MadeUpBot(seed: seed)
        let file = made.isVariables ? ".env" : "bot.json"
        let text = try template(of: made.text, file: file)
        for secret in made.secrets { #expect(!text.contains(secret), "\(text)") }
        let reading = readTemplate(Array(text.utf8), kind: "made-up")
        #expect(reading.findings == [], "\(made.text)\n\(text)")
        let template = try #require(reading.template)
        let trial = TemplateTrial(template, example: (Array(made.text.utf8), file))
        #expect(trial.findings.filter { $0.severity == .error } == [], "\(made.text)\n\(text)")
        #expect(
            trial.slots.contains { $0.outcome == .written } && !trial.slots.contains { $0.outcome == .failed }
        )
        let shown = "\(trial.files) \(trial.findings)"
        for secret in made.secrets { #expect(!shown.contains(secret), "\(shown)") }
        if made.tellsAll { #expect(trial.readsBack, "\(trial.findings)\n\(made.text)\n\(text)") }
    }

    private func template(of example: String, file: String) throws(Finding) -> String {
        let proposal = try TemplateProposal(Array(example.utf8), name: file)
        return templateText(of: proposal, kind: "made-up", path: proposedPath(of: file))
    }
}

@Suite("The templates that come with slots")
struct ShippedTemplateTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("templates")

    @Test(
        "do what they say with example slots",
        arguments: ["ccxt", "dotenv", "freqtrade", "gunbot", "octobot", "passivbot"]
    )
    func shipped(_ kind: String) throws {
        let file = Self.folder.appendingPathComponent("\(kind)/template.yaml")
        let reading = readTemplate(Array(try Data(contentsOf: file)), kind: kind)
        let trial = TemplateTrial(try #require(reading.template), example: nil)
        #expect(trial.findings.filter { $0.severity == .error } == [])
        #expect(!trial.slots.contains { $0.outcome == .failed })
        #expect(trial.slots.contains { $0.outcome == .written })
        // Gunbot's file tells the market only where Gunbot wrote it.
        #expect(trial.readsBack == (kind != "gunbot"), "\(trial.findings)")
    }
}
