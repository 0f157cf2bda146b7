import BotConfigs
import Foundation
import Ledger
import Revisions
import SlotModel
import TestSupport
import Testing

@Suite("taking revisions back")
struct RollbackTests {
    private static let original = """
        {
          "bot": {"TOKEN": "its own", "n": 1e2},
          "exchanges": {
            "hitbtc": {"key": "old", "secret": "old", "delay": 0.50, "x": [1, 2]}
          },
          "pairs": {}
        }

        """

    private func workspace() throws -> KeptWorkspace { try KeptWorkspace(Self.original) }

    private func paths(_ plan: Plan) -> [String] {
        plan.changes.map { "\($0.kind.rawValue) \($0.path.joined(separator: "."))" }
    }

    @Test("brings back the file as it was, byte for byte, and owns what it owned then")
    func roundTrip() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new"], delay: 5)
        #expect(try workspace.config() != Self.original)
        let plan = try workspace.takeBack(1)
        #expect(try workspace.config() == Self.original)
        #expect(
            paths(plan) == [
                "update exchanges.hitbtc.key", "update exchanges.hitbtc.secret",
                "update exchanges.hitbtc.delay",
            ]
        )
        #expect(plan.findings == [] && plan.consents == [])
        // Whose it was: taking it over is asked about again.
        let kept = try workspace.kept()
        #expect(kept.revisions.map(\.number) == [2, 1] && kept.findings == [])
        #expect(kept[2]?.files.first?.ownedAfter.entries["hitbtc"] == nil)
        // And the way forward again.
        try workspace.takeBack(2)
        #expect(try workspace.config().contains(#""key": "new""#))
        #expect(try workspace.kept()[3]?.files.first?.ownedAfter.entries["hitbtc"]?.members["key"] != nil)
    }

    @Test("brings back byte for byte what an earlier version kept, and tells whether it was touched since")
    func former() throws {
        var workspace = try workspace()
        workspace.isFormer = true
        try workspace.apply([.hitbtc: "new"], delay: 5)
        let before = try #require(try workspace.kept()[1]?.files.first)
        #expect(before.before?.text.count == 16 && before.after?.text.count == 16)
        workspace.isFormer = false
        try workspace.takeBack(1)
        #expect(try workspace.config() == Self.original)
        let now = try #require(try workspace.kept()[2]?.files.first)
        #expect(now.before?.text.hasPrefix("file:") == true && now.before != before.after)
        #expect(now.before?.description.count == 8 && now.before?.description.contains(":") == false)
        // Through both, and back.
        try workspace.takeBack(1)
        #expect(try workspace.config() == Self.original)
    }

    @Test("keeps what the bot wrote since, also into an entry of slots")
    func foreign() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new"])
        try workspace.edit(#""n": 1e2"#, #""n": 1e3, "more": "since""#)
        try workspace.edit(#""x": [1, 2]"#, #""x": [1, 2, 3]"#)
        try workspace.takeBack(1)
        let expected = Self.original.replacingOccurrences(of: "1e2", with: #"1e3, "more": "since""#)
            .replacingOccurrences(of: "[1, 2]", with: "[1, 2, 3]")
        #expect(try workspace.config() == expected)
    }

    @Test("takes out entries that came, and brings back those that went, over several revisions")
    func entries() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "one", .bitget: "b1"], delay: 7)
        try workspace.apply([.hitbtc: "two", .bitget: "b2"], delay: 7)
        let second = try workspace.config()
        try workspace.apply([.hitbtc: "two", .aster: "a"], delay: 7)
        #expect(try !workspace.config().contains("bitget"))
        // The order of the entries is nobody's business.
        let plan = try workspace.takeBack(3)
        #expect(Set(plan.changes.map(\.kind)) == [.add, .remove])
        #expect(try parsed(workspace.config()) == parsed(second))
        try workspace.takeBack(1)
        #expect(try workspace.config() == Self.original)
        try workspace.takeBack(4)
        #expect(try workspace.config().contains("asterdex"))
    }

    private func parsed(_ text: String) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }

    @Test("refuses to take out an entry on which the bot has pairs")
    func pairs() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "one", .bitget: "b1"])
        try workspace.edit(#""pairs": {}"#, #""pairs": {"bitget": {"USDT-BTC": {}}}"#)
        let plan = try workspace.plan(takingBack: 1)
        #expect(plan.findings.map(\.code) == ["bot.not-empty"])
    }

    @Test("tells what somebody changed since, and asks before it overwrites that")
    func drift() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new", .bitget: "b"], delay: 5)
        try workspace.edit(#""delay": 5, "x""#, #""delay": 6, "x""#)
        let plan = try workspace.plan(takingBack: 1)
        #expect(plan.findings.map(\.code) == ["rollback.drift"])
        let delay = try #require(plan.changes.first { $0.path == ["exchanges", "hitbtc", "delay"] })
        #expect(delay.consent == .drift && delay.new == .json("0.50") && delay.old == .json("6"))
        let entry = plan.changes.filter { $0.path.contains("bitget") }
        #expect(!entry.isEmpty && entry.allSatisfy { $0.kind == .remove && $0.consent == .removal })
    }

    @Test("brings back an entry that somebody took out, as drift")
    func goneSince() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new"])
        try workspace.folder.write("bot/config.js", #"{"exchanges": {}, "pairs": {}}"#)
        let plan = try workspace.takeBack(1)
        #expect(plan.findings.map(\.code) == ["rollback.drift"])
        #expect(plan.changes.allSatisfy { $0.kind == .add && $0.consent == .drift })
        let expected =
            #"{"exchanges": {"hitbtc": {"key": "old", "secret": "old", "delay": 0.50, "x": [1, 2]}}, "pairs": {}}"#
        #expect(try parsed(workspace.config()) == parsed(expected))
    }

    @Test("removes a file that slots made, unless the bot wrote something into it")
    func newFile() throws {
        let workspace = try KeptWorkspace(nil)
        try workspace.apply([.hitbtc: "new"])
        #expect(workspace.folder.exists("bot/config.js"))
        let plan = try workspace.takeBack(1)
        #expect(
            plan.changes.allSatisfy { $0.kind == .remove } && plan.changes.last?.path == []
                && plan.files.first?.outcome.removesFile == true
        )
        #expect(!workspace.folder.exists("bot/config.js"))
        #expect(try workspace.folder.names("bot") == [])
        // And it comes back when that is taken back.
        try workspace.takeBack(2)
        #expect(try workspace.config().contains("new"))
    }

    @Test("leaves a file that slots made to the bot that saved something in it meanwhile")
    func usedFile() throws {
        let workspace = try KeptWorkspace(nil)
        try workspace.apply([.hitbtc: "new"])
        try workspace.edit("\"exchanges\"", "\"bot\": {\"x\": 1},\n  \"exchanges\"")
        // Between two applies, so that the second one's file has it.
        try workspace.apply([.hitbtc: "newer"])
        try workspace.takeBack(1)
        #expect(try parsed(workspace.config()) == ["bot": ["x": 1], "exchanges": [:]] as NSDictionary)
        try workspace.folder.write("bot/config.js", "{}")
        #expect(try workspace.plan(takingBack: 1).files.first?.outcome.removesFile == true)
    }

    @Test("brings back a file that is gone, and says that somebody removed it")
    func goneFile() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new"])
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/bot/config.js")
        let plan = try workspace.takeBack(1)
        #expect(plan.findings.map(\.code) == ["rollback.drift"])
        #expect(try workspace.config() == Self.original)
    }

    @Test("puts all credentials back in plain where the bot encrypted them meanwhile")
    func encrypted() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "one"])
        try workspace.apply([.hitbtc: "two"])
        try workspace.edit(
            #""key": "two", "secret": "two""#,
            #""key": "ENC:aaaa", "secret": "ENC:bbbb", "isEncrypted": true"#
        )
        let plan = try workspace.takeBack(2)
        #expect(plan.findings.map(\.code) == ["rollback.encrypted"])
        let exchanges = try parsed(workspace.config())["exchanges"] as? NSDictionary
        let entry = exchanges?["hitbtc"] as? NSDictionary
        #expect(entry == ["key": "one", "secret": "one", "delay": 0.5, "x": [1, 2]] as NSDictionary)
    }

    @Test("gives all credentials what they were at one moment, with the mark of that moment")
    func encryptedBetween() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "one"])
        try workspace.edit(
            #""key": "one", "secret": "one""#,
            #""key": "ENC:aaaa", "secret": "ENC:bbbb", "isEncrypted": true"#
        )
        try workspace.apply([.hitbtc: "two"])
        try workspace.edit(#""isEncrypted": false"#, #""isEncrypted": true"#)
        try workspace.takeBack(1)
        let exchanges = try parsed(workspace.config())["exchanges"] as? NSDictionary
        let entry = exchanges?["hitbtc"] as? NSDictionary
        #expect(entry == ["key": "old", "secret": "old", "delay": 0.5, "x": [1, 2]] as NSDictionary)
    }

    @Test("takes no value for changed that is as a rollback wrote it")
    func untouchedDefault() throws {
        let workspace = try KeptWorkspace(#"{"bot": {"x": 1}, "exchanges": {}}"#)
        try workspace.apply([.bitget: "one"])
        try workspace.apply([.bitget: "one", .hitbtc: "two"])
        try workspace.takeBack(1)
        try workspace.takeBack(3)
        try workspace.edit(#""x": 1"#, #""x": 2"#)
        #expect(try workspace.plan(takingBack: 4).findings == [])
    }

    @Test("tells of what the bot wrote into an entry that goes")
    func foreignMember() throws {
        let workspace = try KeptWorkspace(#"{"exchanges": {}}"#)
        try workspace.apply([.hitbtc: "one"])
        try workspace.edit(#""key": "one""#, #""key": "one", "mine": 1"#)
        #expect(try workspace.plan(takingBack: 1).findings.map(\.code) == ["rollback.drift"])
    }

    @Test("is no difference where the file is the same at both ends")
    func sameEnds() throws {
        let workspace = try KeptWorkspace(nil)
        try workspace.apply([.hitbtc: "one"])
        try workspace.takeBack(1)
        try workspace.takeBack(2)
        let kept = try workspace.kept()
        #expect(try kept.between(0, 2).difference.isEmpty && kept.between(1, 3).difference.isEmpty)
        let whole = try kept.between(0, 3).difference
        #expect(
            whole.count == 1
                && whole.allSatisfy { $0.changes.allSatisfy { $0.kind == .add && !$0.path.isEmpty } }
        )
    }

    @Test("gives no entry to a slot that has a removed one's name now")
    func takenName() throws {
        let workspace = try KeptWorkspace(#"{"exchanges": {}}"#)
        try workspace.apply([.hitbtc: "one", .bitget: "two"])
        try workspace.apply([.bitget: "two"])
        try workspace.own { $0.rename("bitget", to: "hitbtc") }
        try workspace.takeBack(2)
        let entries = try workspace.kept()[3]?.files.first?.ownedAfter.entries
        #expect(entries?["bitget"]?.slot == "hitbtc" && entries?["hitbtc"]?.slot == "hitbtc (removed)")
    }

    @Test("puts all credentials back where somebody typed others meanwhile: half of them would fit nothing")
    func otherCredentials() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "one"])
        try workspace.edit(#""key": "one""#, #""key": "USER""#)
        try workspace.edit(#""secret": "one""#, #""secret": "USER", "later": 1"#)
        let plan = try workspace.takeBack(1)
        #expect(plan.findings.map(\.code) == ["rollback.drift", "rollback.drift"])
        let exchanges = try parsed(workspace.config())["exchanges"] as? NSDictionary
        let entry = exchanges?["hitbtc"] as? NSDictionary
        #expect(
            entry == ["key": "old", "secret": "old", "delay": 0.5, "x": [1, 2], "later": 1] as NSDictionary
        )
    }

    @Test("leaves an entry of the user's alone whose name came and went in between")
    func cameAndWent() throws {
        let workspace = try KeptWorkspace(#"{"bot": {"x": 1}, "exchanges": {}}"#)
        try workspace.apply([.hitbtc: "one"])
        try workspace.apply([:])
        let own = #"{"bot": {"x": 1}, "exchanges": {"hitbtc": {"key": "USER", "mine": 1}}}"#
        try workspace.folder.write("bot/config.js", own, mode: 0o600)
        try workspace.takeBack(1)
        #expect(try workspace.config() == own)
    }

    @Test("takes its own out of a file that it brought back whole and the bot wrote since")
    func broughtBackWhole() throws {
        let workspace = try KeptWorkspace(nil)
        try workspace.apply([.hitbtc: "one"])
        try workspace.takeBack(1)
        try workspace.takeBack(2)
        try workspace.edit(#""exchanges""#, #""bot": {}, "exchanges""#)
        try workspace.takeBack(3)
        #expect(try parsed(workspace.config()) == ["bot": [:], "exchanges": [:]] as NSDictionary)
    }

    @Test("leaves a file that slots made to the bot that put an empty object into it")
    func emptyObject() throws {
        let workspace = try KeptWorkspace(nil)
        try workspace.apply([.hitbtc: "one"])
        try workspace.edit(#""exchanges""#, #""pairs": {}, "exchanges""#)
        try workspace.takeBack(1)
        #expect(try parsed(workspace.config()) == ["pairs": [:], "exchanges": [:]] as NSDictionary)
    }

    @Test(
        "gives a file that nobody else wrote its old bytes, over several revisions, the entries' object included"
    )
    func exact() throws {
        let text = "{ \"bot\":{\"x\":1} }\n"
        let workspace = try KeptWorkspace(text)
        try workspace.apply([.hitbtc: "one"])
        try workspace.apply([.hitbtc: "two", .bitget: "b"])
        try workspace.takeBack(1)
        #expect(try workspace.config() == text)
    }

    @Test("keeps no value in plain of what slots did not write")
    func foreignValue() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new", .bitget: "b"], delay: 5)
        try workspace.edit(
            #""delay": 5, "x""#,
            #""delay": 5, "webhook": "https://hooks.example/T0PS3CRET", "x""#
        )
        try workspace.edit(#""secret": "b","#, #""secret": "b", "chat": "T0PS3CRET","#)
        try workspace.apply([.hitbtc: "new"], delay: 5)
        let facts = try workspace.folder.text(".slots/revisions/2.json")
        #expect(facts.contains("chat") && !facts.contains("T0PS3CRET"))
        #expect(facts.contains(#""json": "5""#))
        try workspace.takeBack(2)
        #expect(try workspace.config().contains(#""chat": "T0PS3CRET""#))
        #expect(try !workspace.folder.text(".slots/revisions/3.json").contains("T0PS3CRET"))
    }

    @Test("shows no secret, and tells what is the same by its fingerprint")
    func masked() throws {
        let workspace = try workspace()
        try workspace.apply([.hitbtc: "new-secret-value"])
        let plan = try workspace.plan(takingBack: 1)
        #expect(!"\(plan.changes)".contains("new-secret-value"))
        let facts = try workspace.folder.text(".slots/revisions/1.json")
        #expect(!facts.contains("new-secret-value"))
        let revision = try #require(try workspace.kept()[1]?.files.first?.changes.first)
        #expect(revision.old == plan.changes.first?.new && revision.new == plan.changes.first?.old)
    }
}
