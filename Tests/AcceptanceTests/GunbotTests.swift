import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A config.js with all the traps that are known of such files.
enum GunbotExample {
    static func text() throws -> String {
        let file = Shared.repository.appendingPathComponent("Tests/BotConfigsTests/Fixtures/config.js")
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
}

@Suite("the merge into Gunbot's config.js")
struct GunbotTests {
    private static let path = "bots/gunbot/config.js"
    private let workspace: TestWorkspace
    private let original: String

    init() throws {
        workspace = try TestWorkspace()
        original = try GunbotExample.text()
        try workspace.folder.write(Self.path, original, mode: 0o640)
    }

    /// The text in which one entry's member has another value; the entry is found by its name and the place.
    private func replacing(_ old: String, by new: String, in text: String, after anchor: String) throws
        -> String
    {
        let exchanges = try #require(text.range(of: "\n    \"exchanges\": {"))
        let entry = try #require(text.range(of: anchor, range: exchanges.upperBound..<text.endIndex))
        let place = try #require(text.range(of: old, range: entry.upperBound..<text.endIndex))
        return text.replacingCharacters(in: place, with: new)
    }

    private func config() throws -> String { try workspace.folder.text(Self.path) }

    @Test("changes what the plan shows, and every other byte stays")
    func bytes() throws {
        let (spot, futures) = (try Account.connected(.aster), try Account.connected(.asterFutures))
        try workspace.add(spot, lines: ["fees: 0.07%", "delay: 2500ms"])
        try workspace.add(futures)  // no delay, no fees: both stay as they are
        let plan = try workspace.run("plan", "-o", "json", "--detailed-exitcode")
        #expect(plan.exit == 2, plan.told)
        let report = try plan.json()
        #expect(
            report.paths == [
                "exchanges.asterdex.key", "exchanges.asterdex.secret", "exchanges.asterdex.delay",
                "exchanges.asterdex.TRADING_FEES", "exchanges.asterFutures.key",
                "exchanges.asterFutures.secret",
            ],
            plan.told
        )
        #expect(try config() == original)

        let applied = try workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        var expected = original
        for (account, id, old) in [(spot, "asterdex", "spot"), (futures, "asterFutures", "perp")] {
            let number = old == "spot" ? "0001" : "0002"
            let entry = "\"\(id)\": {"
            expected = try replacing(
                "\"key\": \"FAKE-aster-\(old)-key-\(number)\"",
                by: "\"key\": \"\(try #require(account.credentials[.apiWallet]))\"",
                in: expected,
                after: entry
            )
            expected = try replacing(
                "\"secret\": \"FAKE-aster-\(old)-secret-\(number)\"",
                by: "\"secret\": \"\(try #require(account.credentials[.privateKey]))\"",
                in: expected,
                after: entry
            )
        }
        expected = try replacing(
            "\"delay\": 10",
            by: "\"delay\": 2.5",
            in: expected,
            after: "\"asterdex\": {"
        )
        expected = try replacing(
            "\"TRADING_FEES\": 0.1",
            by: "\"TRADING_FEES\": 0.07",
            in: expected,
            after: "\"asterdex\": {"
        )
        #expect(try config() == expected)
        #expect(try workspace.folder.mode(Self.path) == 0o640)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])

        let before = try workspace.snapshot()
        let again = try workspace.run("apply")
        #expect(again.exit == 0, again.told)
        #expect(try workspace.snapshot().differences(to: before) == [], "inode and time stay, too")
    }

    @Test("the content before is kept in a private place")
    func backup() throws {
        try workspace.addConnected()
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let folder = workspace.folder
        #expect(try folder.names(".slots/revisions").sorted() == ["1.json", "1.tar"])
        for name in ["1.json", "1.tar"] { #expect(try folder.mode(".slots/revisions/" + name) == 0o600) }
        #expect(try folder.mode(".slots/revisions") == 0o700)
        let tar = try Child(["tar", "xOf", ".slots/revisions/1.tar", "files/main/config.js"], in: folder.url)
        #expect(tar.end().stdout == original)
    }

    @Test("line ends, indentation and a missing last line end stay as they are")
    func layout() throws {
        let strange = original.replacingOccurrences(of: "\n", with: "\r\n")
            .replacingOccurrences(of: "    ", with: "\t").trimmingCharacters(in: .newlines)
        try workspace.folder.write(Self.path, strange)
        try workspace.addConnected(lines: ["delay: 10s", "fees: 0.1%"])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let account = try Account.connected()
        var expected = strange
        for (old, new) in [
            ("FAKE-aster-spot-key-0001", CredentialField.apiWallet),
            ("FAKE-aster-spot-secret-0001", CredentialField.privateKey),
        ] {
            let member = new == .apiWallet ? "\"key\": " : "\"secret\": "
            let value = try #require(account.credentials[new])
            expected = expected.replacingOccurrences(of: "\(member)\"\(old)\"", with: "\(member)\"\(value)\"")
        }
        #expect(try config() == expected)
    }

    @Test("a symbolic link stays one, and the file behind it is written")
    func link() throws {
        let target = workspace.folder.path + "/elsewhere/real.js"
        try workspace.folder.write("elsewhere/real.js", original, mode: 0o640)
        let link = workspace.folder.path + "/" + Self.path
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: "../../elsewhere/real.js"
        )
        try workspace.addConnected()
        #expect(try workspace.run("apply", "--yes").exit == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../elsewhere/real.js")
        #expect(try workspace.folder.mode("elsewhere/real.js") == 0o640)
        #expect(try String(contentsOfFile: target, encoding: .utf8) != original)
        #expect(try workspace.folder.names("elsewhere") == ["real.js"])
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
    }

    @Test("owner and group stay", .enabled(if: getuid() == 0, "only root may give files away"))
    func owner() throws {
        #expect(chown(workspace.folder.path + "/" + Self.path, 12345, 23456) == 0)
        try workspace.addConnected()
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let entry = try workspace.snapshot().entries[Self.path]
        #expect(entry?.owner == 12345 && entry?.group == 23456)
        #expect(try workspace.folder.mode(Self.path) == 0o640)
    }

    // MARK: - What asks first

    @Test("taking over credentials that slots did not write wants --yes")
    func takeOver() throws {
        try workspace.addConnected()
        let before = try workspace.snapshot()
        let plan = try workspace.run("plan")
        #expect(plan.exit == 0, plan.told)
        #expect(plan.stdout.contains("takes over credentials that slots did not write"), plan.told)
        let refused = try workspace.run("apply")
        #expect(refused.exit == 1, refused.told)
        #expect(refused.stderr.contains("slots apply --yes"), refused.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
        let json = try workspace.run("apply", "-o", "json")
        #expect(json.exit == 1, json.told)
        #expect(try json.json()["changes"]?.array?.first?["consent"]?.string == "take-over")
        #expect(try json.json().codes.contains("apply.not-agreed"), json.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
        #expect(try workspace.run("apply", "--yes").exit == 0)
    }

    @Test("a fee or a delay that nobody can mean wants --yes, once", arguments: ["fees: 1.5%", "delay: 9m"])
    func implausible(_ line: String) throws {
        try workspace.addConnected(lines: ["as: {main: \"asterdex#2\"}"])
        #expect(try workspace.run("apply").exit == 0)
        try workspace.addConnected(lines: ["as: {main: \"asterdex#2\"}", line])
        let before = try workspace.snapshot()
        let refused = try workspace.run("apply")
        #expect(refused.exit == 1, refused.told)
        #expect(refused.stdout.contains("! an implausible fee or delay"), refused.told)
        #expect(refused.stderr.contains("this would write 1 implausible fee or delay"), refused.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let again = try workspace.run("apply")
        #expect(again.exit == 0 && again.stdout.contains("nothing to change"), again.told)
    }

    @Test("an entry that is new asks nobody, and goes to the end")
    func newEntry() throws {
        try workspace.addConnected(lines: ["as: {main: \"asterdex#2\"}", "fees: 0.07%"])
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(applied.stderr.contains("register the public key"), applied.told)
        let account = try Account.connected()
        let (wallet, key) = (account.credentials[.apiWallet] ?? "", account.credentials[.privateKey] ?? "")
        let last = """
                        "TRADING_FEES": 0.25
                    }
            """
        let added = """
            ,
                    "asterdex#2": {
                        "masterkey": "\(wallet)",
                        "mastersecret": "\(key)",
                        "key": "\(wallet)",
                        "secret": "\(key)",
                        "delay": 10,
                        "TRADING_FEES": 0.07
                    }
            """
        #expect(try config() == original.replacingOccurrences(of: last, with: last + added))
    }

    @Test("two slots of one selector get the next free number, and keep it")
    func numbers() throws {
        try workspace.folder.write(Self.path, "{}")
        try workspace.addConnected(named: "first")
        try workspace.add(Account.named("aster-solana"), named: "second")
        let clash = try workspace.run("plan", "--offline", "-o", "json")
        let ids = Set(try clash.json().paths.compactMap { $0.split(separator: ".").dropFirst().first })
        #expect(ids == ["asterdex", "asterdex#2"], clash.told)
        #expect(try workspace.run("apply", "--offline").exit == 0)
        let before = try config()
        try workspace.add(Account.named("aster-expiring"), named: "a-newcomer")
        let plan = try workspace.run("plan", "--offline", "-o", "json")
        #expect(try plan.json().paths.allSatisfy { $0.hasPrefix("exchanges.asterdex#3.") }, plan.told)
        #expect(try workspace.run("apply", "--offline").exit == 0)
        #expect(try config().hasPrefix(before.replacingOccurrences(of: "\n  }\n}\n", with: "").prefix(200)))
    }

    @Test("an edit of what slots wrote is drift: the plan names it, and overwriting it wants --yes")
    func drift() throws {
        try workspace.addConnected(lines: ["delay: 5s", "fees: 0.07%"])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let written = try config()
        let edited = try replacing(
            "\"TRADING_FEES\": 0.07",
            by: "\"TRADING_FEES\": 7",
            in: written,
            after: "asterdex"
        )
        try workspace.folder.write(Self.path, edited)
        let plan = try workspace.run("plan", "-o", "json")
        #expect(try plan.json().codes.contains("bot.drift"), plan.told)
        #expect(try plan.json()["changes"]?.array?.first?["consent"]?.string == "drift", plan.told)
        let refused = try workspace.run("apply")
        #expect(refused.exit == 1, refused.told)
        #expect(try config() == edited)
        let applied = try workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        #expect(try config() == written)
    }

    @Test("a change in the slot, and in nothing else, asks nobody")
    func ownChange() throws {
        try workspace.addConnected(lines: ["delay: 5s"])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        try workspace.addConnected(lines: ["delay: 6s"])
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(try config().contains("\"delay\": 6,"))
    }

    @Test("a delay that AutoConfig changed stays when the slot does not name one")
    func delayLeftAlone() throws {
        try workspace.addConnected(lines: ["fees: 0.07%"])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let edited = try replacing("\"delay\": 10", by: "\"delay\": 33", in: config(), after: "asterdex")
        try workspace.folder.write(Self.path, edited)
        let before = try workspace.snapshot()
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    // MARK: - Removal

    @Test("an entry with pairs stays: its removal is refused with a finding")
    func removalRefused() throws {
        try workspace.folder.write(
            Self.path,
            original.replacingOccurrences(of: "\"hitbtc\": {}", with: "\"asterdex#7\": {\"USDT-BTC\": {}}")
        )
        try workspace.addConnected(lines: ["as: {main: \"asterdex#7\"}"])
        try workspace.addConnected(.asterFutures)
        #expect(try workspace.run("apply", "--yes").exit == 0)
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/aster.yaml")
        let before = try workspace.snapshot()
        for arguments in [["plan"], ["apply"], ["apply", "--yes"]] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == 1, ended.told)
            #expect(ended.stderr.contains("pairs.asterdex#7"), ended.told)
            #expect(try workspace.snapshot().differences(to: before) == [])
        }
    }

    @Test("an entry that slots took over stays when its slot goes")
    func takenOverStays() throws {
        try workspace.addConnected(lines: ["delay: 5s"])
        try workspace.addConnected(.asterFutures)
        #expect(try workspace.run("apply", "--yes").exit == 0)
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/aster.yaml")
        let before = try workspace.snapshot()
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(applied.stderr.contains("'asterdex' stays in the file"), applied.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("an entry without pairs goes, after --yes, and nothing else moves")
    func removal() throws {
        try workspace.addConnected(lines: ["as: {main: \"asterdex#7\"}"])
        #expect(try workspace.run("apply").exit == 0)
        #expect(try config() != original)
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/aster.yaml")
        try workspace.addConnected(.asterFutures)
        let refused = try workspace.run("apply")
        #expect(refused.exit == 1, refused.told)
        let applied = try workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        let config = try config()
        #expect(!config.contains("asterdex#7"))
        // The list is as it was before the entry came.
        let end = try #require(original.range(of: "\n        \"hitbtc\": {\n            \"masterkey\""))
        #expect(config.hasSuffix(String(original[end.lowerBound...])))
    }

    @Test("a disabled slot leaves the bot with consent, and comes back as it was under its own id")
    func disabled() throws {
        try workspace.addConnected(lines: ["as: {main: \"asterdex#7\"}"])
        try workspace.addConnected(.asterFutures)
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let applied = try config()
        let file = "slots/aster.yaml"
        let enabled = try workspace.folder.text(file)
        try workspace.folder.write(file, "enabled: false\n" + enabled)
        let asked = try workspace.run("apply")
        #expect(asked.exit == 1, asked.told)
        #expect(try config() == applied)
        let without = try workspace.run("apply", "--yes")
        #expect(without.exit == 0, without.told)
        #expect(try !config().contains("asterdex#7"))
        // Told is what there is to do after a connection went, and not what a new one wants.
        #expect(
            without.stderr.contains("restart Gunbot's core") && !without.stderr.contains("INVALID LICENSE")
        )
        let settled = try workspace.run("plan", "--detailed-exitcode")
        #expect(settled.exit == 0, settled.told)
        try workspace.folder.write(file, enabled)
        let again = try workspace.run("apply")
        #expect(again.exit == 0, again.told)
        #expect(try config() == applied)
    }

    @Test("while pairs are set up for a disabled slot its entry stays, and every run says so")
    func disabledWithPairs() throws {
        try workspace.addConnected()
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let applied = try config()
        let file = "slots/aster.yaml"
        try workspace.folder.write(file, "enabled: false\n" + (try workspace.folder.text(file)))
        try workspace.addConnected(.asterFutures)
        _ = try workspace.run("apply", "--yes")
        for command in ["plan", "apply", "verify"] {
            let ended = try workspace.run(command, "-o", "json")
            #expect(ended.exit == 0, ended.told)
            #expect(try ended.json().codes.contains("bot.still-used"), ended.told)
        }
        let entry = try #require(applied.range(of: "\"asterdex\": {"))
        let end = try #require(applied.range(of: "}", range: entry.upperBound..<applied.endIndex))
        #expect(try config().contains(applied[entry.lowerBound..<end.upperBound]))
    }

    // MARK: - What Gunbot encrypted

    @Test("an encrypted entry whose key is replaced becomes plain as a whole; the others stay opaque")
    func encrypted() throws {
        let encrypted = original.replacingOccurrences(
            of: "\"delay\": 5,\n            \"TRADING_FEES\": 0.035\n",
            with: "\"delay\": 5,\n            \"TRADING_FEES\": 0.035,\n            \"isEncrypted\": true\n"
        ).replacingOccurrences(of: "FAKE-aster-perp-", with: "ENC:RkFLRS1")
        #expect(encrypted != original)
        try workspace.folder.write(Self.path, encrypted)
        try workspace.addConnected(.asterFutures)
        let applied = try workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        let config = try JSONValue.read(Array(config().utf8))
        let entry = try #require(config["exchanges"]?["asterFutures"])
        let account = try Account.connected(.asterFutures)
        #expect(entry["isEncrypted"]?.boolean == false)
        for member in ["key", "masterkey"] {
            #expect(entry[member]?.string == account.credentials[.apiWallet])
        }
        for member in ["secret", "mastersecret"] {
            #expect(entry[member]?.string == account.credentials[.privateKey])
        }
        #expect(try self.config().contains("ENC:RkFLRS1vcGFxdWUtMw=="), "bitget#2 stays opaque")
    }

    @Test("a key that Gunbot encrypted after we wrote it is no drift")
    func encryptedLater() throws {
        try workspace.addConnected(.asterFutures, lines: ["delay: 5s"])
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let account = try Account.connected(.asterFutures)
        var later = try config()
        for value in account.credentials.values {
            later = later.replacingOccurrences(of: value, with: "ENC:b3BhcXVl")
        }
        later = try replacing(
            "\"TRADING_FEES\": 0.035",
            by: "\"TRADING_FEES\": 0.035, \"isEncrypted\": true",
            in: later,
            after: "\"asterFutures\": {"
        )
        try workspace.folder.write(Self.path, later)
        let before = try workspace.snapshot()
        let plan = try workspace.run("plan", "-o", "json", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
        let applied = try workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
        // What we own beside the key is still ours.
        try workspace.addConnected(.asterFutures, lines: ["delay: 6s"])
        #expect(try workspace.run("apply").exit == 0)
        #expect(
            try config()
                == replacing("\"delay\": 5", by: "\"delay\": 6", in: later, after: "\"asterFutures\": {")
        )
    }

    @Test(
        "keys that another Gunbot encrypted are not taken for ours when the bot's directory becomes its folder"
    )
    func anotherInstallation() throws {
        // A trial in a folder of its own makes 'bitget' and 'bitget#2'; the real Gunbot has both, with other keys.
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/" + Self.path)
        try workspace.add(try Account.named("bitget-connected"), named: "bitget")
        try workspace.add(try Account.named("bitget-futures-connected"), named: "bitget-futures")
        #expect(try workspace.run("apply").exit == 0)
        try workspace.folder.write("gunbot/config.js", original)
        let declared = try workspace.folder.text("slots.yaml")
        try workspace.folder.write(
            "slots.yaml",
            declared.replacingOccurrences(of: "directory: bots/gunbot", with: "directory: gunbot")
        )
        let plan = try workspace.run("plan")
        #expect(plan.exit == 0, plan.told)
        #expect(plan.stderr.contains("[bot.other-folder]"), plan.told)
        #expect(plan.stdout.contains("takes over credentials that slots did not write"), plan.told)
        #expect(!plan.stdout.contains("edited since slots wrote it"), plan.told)
        #expect(plan.stdout.contains("+ exchanges.bitget#3   6 members"), plan.told)
        #expect(try workspace.run("apply").exit == 1)

        let applied = try workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        let after = try workspace.folder.text("gunbot/config.js")
        #expect(after.contains("ENC:RkFLRS1vcGFxdWUtMw=="), "bitget#2 stays opaque")
        let again = try workspace.run("plan", "--detailed-exitcode")
        #expect(again.exit == 0, again.told)
        #expect(!again.stderr.contains("bot.other-folder"), again.told)
    }
}
