import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Situations in which a help line is read, and what comes of it when it is followed as it stands.
@Suite("Help lines followed to the letter")
struct HelpPathTests {
    private static let config = "bots/gunbot/config.js"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    /// A bot's file with one connection of an Aster wallet, as Gunbot keeps it: without the main wallet.
    private func writeWallet() throws -> SandboxAccount {
        let account = try Account.connected(.aster)
        let (key, secret) = (
            try #require(account.credentials[.apiWallet]), try #require(account.credentials[.privateKey])
        )
        try folder.write(
            Self.config,
            "{\"exchanges\": {\"asterdex\": {\"key\": \"\(key)\", \"secret\": \"\(secret)\", \"delay\": 10}}}\n"
        )
        return account
    }

    // MARK: - Connections that must not get lost

    @Test("an imported wallet is completed, and nothing advises to take its connection out")
    func importedWallet() throws {
        let account = try writeWallet()
        let before = try folder.text(Self.config)
        try #require(try workspace.run("import", Self.config, "--secrets", "file").exit == 0)
        for command in ["plan", "apply"] {
            let ended = try workspace.run(command)
            #expect(
                ended.stderr.contains("add main-wallet to slots/aster.yaml and remove 'enabled: false'"),
                ended.told
            )
            #expect(!ended.stderr.contains("--prune"), ended.told)
        }
        #expect(try folder.text(Self.config) == before)
        let wallet = try #require(account.credentials[.mainWallet])
        let text = try folder.text("slots/aster.yaml")
            .replacing("enabled: false\n", with: "")
            .replacing("credentials:\n", with: "credentials:\n  main-wallet: \"\(wallet)\"\n")
        try folder.write("slots/aster.yaml", text)
        let verified = try workspace.run("verify")
        #expect(verified.exit == 0, verified.told)
    }

    @Test("a run that wants consent names itself with its options")
    func consent() throws {
        try workspace.addConnected()
        let account = try Account.connected(.aster)
        let key = try #require(account.credentials[.apiWallet])
        let secret = try #require(account.credentials[.privateKey])
        try folder.write(
            Self.config,
            "{\"exchanges\": {\"asterdex\": {\"key\": \"\(key)\", \"secret\": \"\(secret)\"}}}\n"
        )
        try #require(try workspace.run("apply", "--yes").exit == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/slots/aster.yaml")
        try workspace.add(Account.named("hitbtc-connected"))
        let refused = try workspace.run("apply", "main", "--offline", "--prune")
        #expect(refused.exit == 1, refused.told)
        #expect(
            refused.stderr.contains("agree with: slots apply main --offline --prune --yes\n"),
            refused.told
        )
        #expect(try workspace.run("apply", "main", "--offline", "--prune", "--yes").exit == 0)
        #expect(try !folder.text(Self.config).contains("asterdex"))
    }

    @Test("a file whose bot lives elsewhere than slots.yaml says is imported by mending the directory")
    func movedBot() throws {
        let account = try Account.named("hitbtc-connected")
        let (key, secret) = (
            try #require(account.credentials[.key]), try #require(account.credentials[.secret])
        )
        let path = "elsewhere/config.js"
        try folder.write(
            path,
            "{\"exchanges\": {\"hitbtc\": {\"key\": \"\(key)\", \"secret\": \"\(secret)\", \"delay\": 10}}}\n"
        )
        let refused = try workspace.run("import", path)
        #expect(refused.exit == 65, refused.told)
        let told = refused.stderr.split(separator: "\n").joined(separator: " ")
        #expect(told.contains("if 'main' lives there, write 'directory: elsewhere' for it"), refused.told)
        // Lines to append to a file that has 'bots:' already.
        #expect(!refused.stderr.contains("\nbots:"), refused.told)
        let copied = try workspace.copy()
        let copy = try copied.run("import", path, "--bot", "main", "--secrets", "file")
        #expect(copy.exit == 0 && !copy.stderr.contains("nothing to change"), copy.told)
        #expect(copy.stderr.contains("what goes into bots/gunbot/config.js: 'main' uses"), copy.told)

        let text = try folder.text("slots.yaml")
        try folder.write("slots.yaml", text.replacing("bots/gunbot", with: "elsewhere"))
        let imported = try workspace.run("import", path, "--secrets", "file")
        #expect(imported.exit == 0, imported.told)
        let plan = try workspace.run("plan", "--offline")
        #expect(plan.stdout.contains("nothing to change"), plan.told)
        // The lines for another bot fit behind what stands there.
        let lines = refused.stderr.components(separatedBy: "\n").filter {
            $0.hasPrefix("  gunbot:") || $0.hasPrefix("    ")
        }
        try copied.folder.write("slots.yaml", text + lines.joined(separator: "\n") + "\n")
        let second = try copied.run("validate")
        #expect(second.exit == 0, second.told)
    }

    // MARK: - Workspaces that are not there

    @Test("slots without slots.yaml are led to it, and init adds no fake ones beside them")
    func lostWorkspace() throws {
        try workspace.add(Account.named("hitbtc-connected"), named: "mine")
        try FileManager.default.removeItem(atPath: folder.path + "/slots.yaml")
        let lost = try workspace.run("check")
        #expect(lost.exit == 65 && lost.stderr.contains("bring its slots.yaml back"), lost.told)
        #expect(lost.stderr.contains("-C DIR"), lost.told)
        let laidOut = try workspace.run("init")
        #expect(laidOut.exit == 0 && laidOut.stderr.hasSuffix("next:    slots check\n"), laidOut.told)
        #expect(try folder.names("slots") == ["mine.yaml"])
        #expect(try workspace.run("check").exit == 0)
    }

    @Test("an init after slots.yaml was lost finds the bot where slots wrote before")
    func lostBot() throws {
        let outside = try TemporaryFolder()
        let text = try folder.text("slots.yaml")
        let moved = text.replacing("directory: bots/gunbot", with: "directory: \(outside.path)")
        try #require(moved != text)
        try folder.write("slots.yaml", moved)
        try workspace.addConnected()
        #expect(try workspace.run("apply").exit == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/slots.yaml")
        #expect(try workspace.run("init").exit == 0)
        #expect(
            try folder.text("slots.yaml").contains(
                "main:\n    template: gunbot\n    directory: \"\(outside.path)\"\n"
            )
        )
        let again = try workspace.run("apply")
        #expect(again.exit == 0 && again.stdout.contains("nothing to change"), again.told)
        #expect(!folder.exists(Self.config))
    }

    @Test("an init that was cut off is finished with its examples")
    func cutOffWorkspace() throws {
        let other = try TemporaryFolder()
        func slots(_ arguments: String...) throws -> Child.Ended {
            try Child([BuiltProgram.path] + arguments, in: other.url).end()
        }
        #expect(try slots("init").exit == 0)
        let names = try other.names("slots")
        for name in ["slots.yaml", "slots/hitbtc.yaml"] {
            try FileManager.default.removeItem(atPath: other.path + "/" + name)
        }
        let again = try slots("init")
        #expect(again.exit == 0 && again.stderr.hasSuffix("next:    slots apply\n"), again.told)
        #expect(try other.names("slots") == names)
    }

    @Test("a slot that lies unseen is no slot that is missing, and no bot gets an empty file")
    func unseenSlot() throws {
        try workspace.addConnected()
        let path = folder.path + "/slots/aster.yaml"
        try FileManager.default.moveItem(atPath: path, toPath: path + ".bak")
        for command in ["check", "apply", "plan"] {
            let ended = try workspace.run(command)
            #expect(ended.exit == 0 && ended.stderr.contains("[file.unseen]"), ended.told)
            #expect(!ended.stderr.contains("there is no slot yet"), ended.told)
        }
        #expect(!folder.exists(Self.config))
        try FileManager.default.removeItem(atPath: path + ".bak")
        let empty = try workspace.run("apply")
        #expect(empty.exit == 0 && empty.stderr.contains("there is no slot yet"), empty.told)
        let gate = try workspace.run("verify")
        #expect(gate.exit == 1 && gate.stderr.contains("help: make one: slots add SELECTOR"), gate.told)
        #expect(gate.stderr.hasSuffix("the gate stays closed\n"), gate.told)
        #expect(!folder.exists(Self.config))
    }

    // MARK: - The gate

    @Test("a gate that a file keeps closed names the file last")
    func closedByFile() throws {
        try workspace.addConnected()
        #expect(try workspace.run("apply").exit == 0)
        let slot = "exchange: hitbtc\ndealy: 3s\ncredentials: {key: env:K, secret: env:S}\n"
        try workspace.folder.write("slots/x.yaml", slot)
        let refused = try workspace.run("verify")
        #expect(refused.exit == 65, refused.told)
        let last = "the gate stays closed: slots/x.yaml: unknown key 'dealy'\n"
        #expect(refused.stderr.hasSuffix(last), refused.told)
    }

    @Test("a gate that stays closed says so last, and why")
    func closedGate() throws {
        try workspace.addConnected()
        let missing = try workspace.run("verify")
        #expect(missing.exit == 1, missing.told)
        #expect(
            missing.stderr.hasSuffix(
                "the gate stays closed: bots/gunbot/config.js does not hold the slot's credentials yet\n"
            ),
            missing.told
        )
        #expect(missing.stderr.contains("help: write the slot's with: slots apply"), missing.told)
        #expect(try workspace.run("apply").exit == 0)
        #expect(try !workspace.run("verify").stderr.contains("gate"))

        // An apply would be refused, so the key comes first.
        let wrong = try Account.named("aster-expired")
        try workspace.add(wrong, named: "aster")
        let refused = try workspace.run("verify")
        #expect(refused.exit == 1 && refused.stderr.contains("the gate stays closed: aster is"), refused.told)
        let told = refused.stderr.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: " ")
        #expect(told.contains("when the slot is connected, write the slot's with: slots apply"), refused.told)
    }

    @Test(
        "a key that ends leads to replace-key, and the new one's day is asked for",
        .enabled(if: Tool.isThere("age"))
    )
    func expiry() throws {
        func add(_ account: String, _ words: [String]) throws -> Child.Ended {
            try workspace.start(words + ["--from-env"], environment: Account.named(account).variables).end()
        }
        #expect(try add("hitbtc-connected", ["add", "hitbtc"]).exit == 0)
        let day = Date(timeIntervalSinceNow: 10 * 86_400).formatted(.iso8601.year().month().day())
        try folder.write("slots/hitbtc.yaml", try folder.text("slots/hitbtc.yaml") + "expires: \(day)\n")
        let checked = try workspace.run("check", "-o", "json")
        let finding = try #require(
            checked.json()["findings"]?.array?.first { $0["code"]?.string == "expiry.soon" },
            checked.told
        )
        #expect(finding["help"]?.string?.contains("take it over with: slots replace-key hitbtc;") == true)
        #expect(finding["help"]?.string?.contains("change 'expires' in slots/hitbtc.yaml") == true)
        let kept = try add("hitbtc-second-key", ["replace-key", "hitbtc", "--yes"])
        #expect(kept.exit == 1 && kept.stderr.contains("--expires"), kept.told)
        let replaced = try add(
            "hitbtc-second-key",
            ["replace-key", "hitbtc", "--yes", "--expires", "2099-01-31"]
        )
        #expect(replaced.exit == 0 && replaced.stdout.contains("\nApplied: "), replaced.told)
        #expect(!replaced.stdout.contains("Plan: "), replaced.told)
        #expect(try workspace.run("verify").exit == 0)
        // Nobody was removed.
        let rekeyed = try workspace.run("secret", "rekey")
        #expect(rekeyed.exit == 0 && !rekeyed.stderr.contains("who was removed"), rekeyed.told)
    }

    // MARK: - What validate calls valid

    @Test("two bots with one file, and a member that stands twice, are told before a plan is made")
    func validateSeesFiles() throws {
        try workspace.addConnected()
        try #require(try workspace.run("apply").exit == 0)
        let text = try folder.text("slots.yaml")
        try folder.write(
            "slots.yaml",
            text + (text.hasSuffix("\n") ? "" : "\n")
                + "  second:\n    template: gunbot\n    directory: bots/two\n"
        )
        try FileManager.default.createDirectory(
            atPath: folder.path + "/bots/two",
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/bots/two/config.js",
            withDestinationPath: "../gunbot/config.js"
        )
        let same = try workspace.run("validate", "-o", "json")
        let codes = try same.json().codes
        #expect(same.exit == 65 && codes.contains("bot.same-file"), same.told)
        try folder.write("slots.yaml", text)
        let config = try folder.text(Self.config)
        try folder.write(
            Self.config,
            config.replacing("\"asterdex\": {", with: "\"asterdex\": {\"key\": \"x\",")
        )
        for command in ["validate", "plan"] {
            let twice = try workspace.run(command, "-o", "json")
            let codes = try twice.json().codes
            #expect(twice.exit == 65 && codes.contains("bot.duplicate-member"), twice.told)
        }
    }

    @Test("init lays out where -C says, and leads there")
    func elsewhere() throws {
        let other = try TemporaryFolder()
        try other.write("a b/mine", "")
        for (arguments, place) in [(["init", "-C", "a b"], "a b"), (["init", "-C", "a b", "c"], "a b/c")] {
            let ended = try Child([BuiltProgram.path] + arguments, in: other.url).end()
            #expect(ended.exit == 0 && other.exists("\(place)/slots.yaml"), ended.told)
            #expect(ended.stderr.hasSuffix("next:    slots -C '\(place)' apply\n"), ended.told)
        }
        #expect(!other.exists("slots.yaml"))
    }

    @Test("an init that wants another network than the file says so")
    func otherNetwork() throws {
        let ended = try workspace.run("init", "--network", "live")
        #expect(ended.exit == 0 && ended.stderr.contains("goes on saying 'network: sandbox'"), ended.told)
        #expect(try workspace.run("init").stderr.contains("goes on saying") == false)
    }

    @Test("a spot key in a futures slot is one failure with its cures")
    func wrongMarketKey() throws {
        let account = try Account.named("bitget-connected")
        try workspace.add(account, named: "mine")
        let text = try folder.text("slots/mine.yaml")
        try folder.write(
            "slots/mine.yaml",
            text.replacing("exchange: bitget", with: "exchange: bitget-futures")
        )
        let ended = try workspace.run("check", "-o", "json")
        let checks = try ended.json()["slots"]?.array?.first?["checks"]?.array ?? []
        let failed = checks.filter { $0["outcome"]?.string == "fail" }.compactMap { $0["check"]?.string }
        #expect(failed == ["permissions"], ended.told)
    }

    // MARK: - Credentials from elsewhere

    @Test("variables that are not set come with the command that sets them, and follow the new slot")
    func variables() throws {
        let unset = try workspace.run("add", "hitbtc", "--from-env")
        #expect(unset.exit == 78, unset.told)
        #expect(unset.stderr.contains("read -rs HITBTC_KEY && export HITBTC_KEY"), unset.told)
    }

    @Test("variables of a new slot are to be set before its next step", .enabled(if: Tool.isThere("python3")))
    func variablesOfNewSlot() throws {
        let steps = Typist.steps(try Account.named("hitbtc-connected"))
        let added = try Typist.type(steps, in: folder.url, ["add", "hitbtc", "second", "--secrets", "env"])
        #expect(added.contains("next:    set SECOND_KEY and SECOND_SECRET, then: slots plan"), "\(added)")
    }

    @Test("an entry without a key is led to a key from the exchange")
    func emptyKey() throws {
        try folder.write(
            Self.config,
            #"{"exchanges": {"hitbtc": {"key": "", "secret": "", "delay": 15}, "hitbtc#2": {"key": "", "secret": ""}}}"#
        )
        let ended = try workspace.run("import", Self.config, "-o", "json")
        let helps = (try ended.json()["findings"]?.array ?? []).compactMap { $0["help"]?.string }
        #expect(helps.contains("make its slot with a key from the exchange: slots add hitbtc"), ended.told)
        #expect(helps.contains { $0.hasSuffix("give it this id: 'as: {main: \"hitbtc#2\"}'") }, ended.told)
    }

    @Test("a delay that is too short has one cure, and a name that is unknown the command's own usage")
    func oneCure() throws {
        try workspace.addConnected(lines: ["delay: 10ms"])
        let short = try workspace.run("check", "-o", "json")
        let helps = (try short.json()["findings"]?.array ?? []).compactMap { $0["help"]?.string }
        #expect(helps.contains { $0.hasPrefix("write 'delay: 10s' in slots/aster.yaml") }, short.told)
        #expect(!helps.contains { $0.contains("ms'") || $0.contains("more addresses") }, short.told)
        let unknown = try workspace.run("check", "nope")
        #expect(unknown.exit == 64 && unknown.stderr.contains("usage: slots check "), unknown.told)
    }

    @Test("a slot that is not written yet can be written, to be changed as its help lines say")
    func refusedAddition() throws {
        let account = try Account.named("bitget-excess-permission")
        func add(_ more: String...) throws -> Child.Ended {
            let line = ["add", "bitget", "b2", "--from-env", "--secrets", "file"] + more
            return try workspace.start(line, environment: account.variables).end()
        }
        let refused = try add()
        #expect(refused.exit == 1, refused.told)
        #expect(refused.stderr.contains("write 'allow: [withdraw]' in slots/b2.yaml"), refused.told)
        #expect(
            refused.stderr.hasSuffix(
                "nothing was written; to write slots/b2.yaml all the same and mend it there, add --force\n"
            ),
            refused.told
        )
        #expect(try add("--force").exit == 0)
        try folder.write("slots/b2.yaml", try folder.text("slots/b2.yaml") + "allow: [withdraw]\n")
        #expect(try workspace.run("check", "b2").exit == 0)
    }

    @Test(
        "a lost line of a slot leads back to its stored secret, which nothing calls unused",
        .enabled(if: Tool.isThere("age"))
    )
    func lostLine() throws {
        let credentials = try Account.named("bitget-connected").credentials
        var lines = ["exchange: bitget", "credentials:"]
        for (field, value) in credentials.sorted(by: { $0.key < $1.key }) {
            let ended = try workspace.run("secret", "set", "bitget.\(field.rawValue)", input: value)
            try #require(ended.exit == 0, ended.told)
            lines.append("  \(field.rawValue): secret:bitget.\(field.rawValue)")
        }
        let whole = lines.joined(separator: "\n") + "\n"
        let line = "passphrase: secret:bitget.passphrase"
        try folder.write("slots/bitget.yaml", whole.replacing("  \(line)\n", with: ""))
        let ended = try workspace.run("check", "-o", "json")
        #expect(try !ended.json().codes.contains("secret.unused"), ended.told)
        let helps = (try ended.json()["findings"]?.array ?? []).compactMap { $0["help"]?.string }
        #expect(helps.contains { $0.contains(line) }, ended.told)
        try folder.write("slots/bitget.yaml", whole)
        #expect(try workspace.run("check").exit == 0)
    }
}
