import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("Files as Gunbot's own pages save them")
struct GunbotCaseTests {
    private static let path = "bots/gunbot/config.js"
    private static let saved = """
        {
            "pairs": {"bitget": {"USDT-BTC": {"strategy": "bb", "enabled": true, "override": {}}}},
            "exchanges": {
                "bitget": {
                    "type": "bitget",
                    "key": "bg_11112222333344445555666677778888",
                    "secret": "aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999",
                    "passphrase": "Fake-pass-1",
                    "masterkey": "bg_11112222333344445555666677778888",
                    "mastersecret": "aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999",
                    "delay": "7",
                    "market": "futures",
                    "TRADING_FEES": "0.06",
                    "autoPairs": false,
                    "isEncrypted": false
                }
            },
            "bot": {"chat_id": "123456789"}
        }

        """

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace(network: "live") }

    @Test("numbers as texts and the market come in, and a plan has nothing to change")
    func guiTexts() throws {
        try folder.write(Self.path, Self.saved)
        let imported = try workspace.run("import", Self.path, "--secrets", "file")
        #expect(imported.exit == 0, imported.told)
        #expect(!imported.stderr.contains("may be spot or futures"), imported.told)
        let slot = try folder.text("slots/bitget-futures.yaml")
        #expect(slot.contains("\nfees: 0.06%\n") && slot.contains("\ndelay: 7s\n"), "\(slot)")
        #expect(!slot.contains("market"))
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
        // Saved as a number by hand, and as a text again by the bot: equal, and no drift.
        for delay in ["7", "\"7\"", "7.0"] {
            try folder.write(Self.path, Self.saved.replacing("\"delay\": \"7\"", with: "\"delay\": \(delay)"))
            let again = try workspace.run("apply", "--offline")
            #expect(again.exit == 0, again.told)
            #expect(try folder.text(Self.path).contains("\"delay\": \(delay),"))
        }
        // A disabled slot whose entry was there before.
        let file = "slots/bitget-futures.yaml"
        try folder.write(file, "enabled: false\n" + slot)
        let disabled = try workspace.run("plan", "--offline", "-o", "json")
        #expect(try disabled.json().codes.contains("bot.still-used"), disabled.told)
        // With the pairs gone it can be taken out.
        let free = try folder.text(Self.path).replacing(
            #""pairs": {"bitget": "#,
            with: #""pairs": {"other": "#
        )
        try folder.write(Self.path, free)
        let pruned = try workspace.run("apply", "--offline", "--prune", "--yes")
        #expect(pruned.exit == 0, pruned.told)
        #expect(try !folder.text(Self.path).contains("bg_1111"))
    }

    @Test("what a number of another unit would mean is told as a warning")
    func oddDelay() throws {
        try folder.write(
            Self.path,
            #"{"exchanges": {"hitbtc": {"key": "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH", "#
                + #""secret": "HHHHGGGGFFFFEEEEDDDDCCCCBBBBAAAA", "delay": 5000, "TRADING_FEES": 25}}}"#
        )
        let imported = try workspace.run("import", Self.path, "--secrets", "file")
        #expect(imported.exit == 0, imported.told)
        #expect(imported.stderr.contains("means 83 minutes between two pairs"), imported.told)
        #expect(imported.stderr.contains("'delay: 5s'"), imported.told)
        #expect(imported.stderr.contains("means 25% of every trade"), imported.told)
        #expect(!imported.stderr.contains("nothing to do"), imported.told)
    }

    @Test("validate says what plan would call wrong: template, bot's file, and what no template takes")
    func validated() throws {
        try folder.write("slots/hitbtc.yaml", "exchange: hitbtc\ncredentials: {key: env:K, secret: env:S}\n")
        #expect(try workspace.run("validate").exit == 0)
        try folder.write(Self.path, "{\"exchanges\": {},}")
        let broken = try workspace.run("validate", "-o", "json")
        #expect(broken.exit == 65, broken.told)
        #expect(try broken.json().codes == ["bot.syntax"])
        try folder.write(Self.path, "module.exports = {}")
        #expect(try workspace.run("validate", "-o", "json").json().codes == ["bot.other-kind"])
        try folder.write(Self.path, "{}")
        try folder.write(
            "templates/gunbot/template.yaml",
            "ids: {hitbtc: hitbtc}\nfiles:\n  - {path: config.js, format: json, entries: exchanges, "
                + "members: {key: {from: api-wallet}}}\n  - {path: a.txt, format: text, source: a.mustache}\n"
        )
        try folder.write("templates/gunbot/a.mustache", "{{#slots}}{{secret}}{{/slots}}")
        let template = try workspace.run("validate", "-o", "json")
        #expect(template.exit == 65, template.told)
        #expect(try Set(template.json().codes) == ["template.no-credentials", "template.credential"])
    }

    @Test("a right that the bot wants beyond the slot's is asked for in a check, and stops nothing")
    func botNeeds() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("bitget-futures-connected"), named: "perps")
        let checked = try workspace.run("check", "-o", "json")
        #expect(checked.exit == 0, checked.told)
        let finding = try checked.json()["findings"]?.array?.first {
            $0["code"]?.string == "permissions.bot-needs"
        }
        #expect(finding?["message"]?.string?.hasPrefix("gunbot asks Bitget") == true, checked.told)
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0 && !applied.stderr.contains("bot-needs"), applied.told)
    }
}
