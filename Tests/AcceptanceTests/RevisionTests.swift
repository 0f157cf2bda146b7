import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots history`, `slots diff` and `slots rollback`.
@Suite("revisions")
struct RevisionTests {
    private static let bot = "bots/gunbot/config.js"
    private static let original = """
        {
          "bot": {"TOKEN": "its-own-secret-value"},
          "exchanges": {
            "hitbtc": {"key": "former-key-of-the-user", "secret": "former-secret-of-the-user", "delay": 1}
          }
        }

        """
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws {
        workspace = try TestWorkspace()
        try folder.write(Self.bot, Self.original, mode: 0o600)
    }

    private func slot(_ name: String, _ account: String, delay: Int) throws {
        try workspace.add(Account.named(account), named: name, lines: ["delay: \(delay)s"])
    }

    /// Two applies: a connection is taken over, then its delay changes and another one comes.
    private func applyTwice() throws {
        try slot("hitbtc", "hitbtc-connected", delay: 5)
        let first = try workspace.run("apply", "--offline", "--yes", "-o", "json")
        #expect(try first.exit == 0 && first.json()["revision"] == 1, first.told)
        try slot("hitbtc", "hitbtc-connected", delay: 6)
        try slot("bitget", "bitget-connected", delay: 7)
        let second = try workspace.run("apply", "--offline", "--yes")
        #expect(second.exit == 0 && second.stderr.contains("slots rollback"), second.told)
    }

    private func config() throws -> String { try folder.text(Self.bot) }

    /// Everything, from nothing to before the first apply and back, with whatever keeps secrets.
    private func journey(ending: String) throws {
        try applyTwice()
        let applied = try config()
        let none = try workspace.run("apply", "--offline", "-o", "json")
        #expect(try none.exit == 0 && none.json()["revision"] == nil, none.told)
        #expect(
            try folder.names(".slots/revisions").sorted()
                == ["1.\(ending)", "1.json", "2.\(ending)", "2.json"]
                .sorted()
        )

        let history = try workspace.run("history")
        #expect(history.exit == 0 && history.stdout.contains("~ exchanges.hitbtc"), history.told)
        let report = try workspace.run("history", "-o", "json").json()
        let revisions = report["revisions"]?.array ?? []
        #expect(revisions.compactMap { $0["number"]?.numericText } == ["2", "1"])
        #expect(revisions.allSatisfy { $0["at"]?.string?.hasSuffix("Z") == true })
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [])
        let lines = try workspace.run("history", "-o", "ndjson").lines()
        #expect(lines.count { $0["type"]?.string == "revision" } == 2)

        let diff = try workspace.run("diff")
        #expect(diff.exit == 0 && diff.stdout.contains("~ exchanges.hitbtc.delay: 5 → 6"), diff.told)
        #expect(diff.stdout.contains("+ exchanges.bitget   6 members"), diff.told)
        #expect(try workspace.run("diff", "1", "-o", "json").json().paths.contains("exchanges.hitbtc.key"))
        let whole = try workspace.run("diff", "2", "0")
        #expect(whole.stdout.contains("- exchanges.bitget   6 members"), whole.told)
        #expect(whole.stdout.contains("~ exchanges.hitbtc.delay: 6 → 1"), whole.told)
        #expect(try workspace.run("diff", "9").exit == 1)
        #expect(try workspace.run("diff", "x").exit == 64)

        // Nobody is asked here, so nothing is done.
        for arguments in [["rollback"], ["rollback", "--dry-run"]] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == (arguments.count == 1 ? 1 : 0), ended.told)
            #expect(ended.stdout.contains("~ exchanges.hitbtc.delay: 6 → 5"), ended.told)
            #expect(try config() == applied)
        }
        // The bot goes on saving.
        try folder.write(
            Self.bot,
            applied.replacingOccurrences(of: "\"bot\": {", with: "\"bot\": {\"since\": 1e2, "),
            mode: 0o600
        )
        let unagreed = try workspace.run("rollback", "-o", "json")
        #expect(unagreed.exit == 1 && unagreed.stderr == "", unagreed.told)
        #expect(try unagreed.json().codes == ["apply.not-agreed"], unagreed.told)
        let back = try workspace.run("rollback", "--yes", "-o", "json")
        #expect(try back.exit == 0 && back.json()["revision"] == 3, back.told)
        #expect(try !config().contains("bitget") && config().contains("\"delay\": 5"))
        #expect(try config().contains("{\"since\": 1e2, "))
        let first = try workspace.run("rollback", "1", "--yes")
        #expect(first.exit == 0, first.told)
        #expect(first.stderr.contains("the next 'slots apply' wants their state again"), first.told)
        #expect(
            try config()
                == Self.original.replacingOccurrences(of: "\"bot\": {", with: "\"bot\": {\"since\": 1e2, ")
        )
        let again = try workspace.run("rollback", "1", "--yes")
        #expect(again.exit == 0 && again.stderr.contains("nothing is left to take back"), again.told)
        // What is the user's again is asked about again.
        #expect(try workspace.run("apply", "--offline").exit == 1)
        #expect(try workspace.run("rollback", "3", "--yes").exit == 0)
        #expect(try config().contains("bitget"))
        #expect(try config().contains("{\"since\": 1e2, "))
        for secret in ["former-secret-of-the-user", "its-own-secret-value"] {
            #expect(![history, diff, whole, back, first].contains { $0.told.rawValue.contains(secret) })
        }
    }

    @Test("go from the first apply to before it and back, without recipients")
    func plain() throws {
        try journey(ending: "tar")
        for name in try folder.names(".slots/revisions") {
            #expect(try folder.mode(".slots/revisions/" + name) == 0o600)
        }
        let tar = try Child(["tar", "xOf", ".slots/revisions/1.tar", "files/main/config.js"], in: folder.url)
        #expect(tar.end().stdout == Self.original)
        let doctor = try workspace.run("doctor", "-o", "json")
        #expect(doctor.stdout.contains("revisions are kept in plain"), doctor.told)
    }

    @Test(
        "go the same way encrypted, and age and tar open them without slots",
        .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen"), "no age")
    )
    func sealed() throws {
        #expect(try workspace.run("secret", "set", "spare", input: "a-spare-secret-value").exit == 0)
        try journey(ending: "age")
        for name in try folder.names(".slots/revisions") {
            let bytes = try folder.bytes(".slots/revisions/" + name)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("former-secret-of-the-user"))
        }
        let shell = "age -d -i .config/slots/identity.txt .slots/revisions/1.age | tar "
        let listed = try Child(["sh", "-c", shell + "t"], in: folder.url).end()
        #expect(listed.exit == 0 && listed.stdout == "revision.json\nfiles/main/config.js\n", listed.told)
        let file = try Child(["sh", "-c", shell + "xO files/main/config.js"], in: folder.url).end()
        #expect(file.stdout == Self.original, file.told)
        let doctor = try workspace.run("doctor", "-o", "json")
        #expect(!doctor.stdout.contains("revisions are kept in plain"), doctor.told)
        // Without the key nobody goes back, and says why.
        try FileManager.default.removeItem(atPath: folder.path + "/.config/slots/identity.txt")
        let refused = try workspace.run("rollback", "--yes")
        #expect(refused.exit == 78 && refused.stderr.contains("identity"), refused.told)
        #expect(try workspace.run("history").exit == 0)
        #expect(try workspace.run("diff", "2").exit == 0)
        // Nor is anything written that could not be kept encrypted, once nobody is known to encrypt it to.
        try FileManager.default.removeItem(atPath: folder.path + "/secrets.recipients")
        try slot("bitget", "bitget-connected", delay: 9)
        let kept = try config()
        let unsealed = try workspace.run("apply", "--offline", "--yes")
        #expect(unsealed.exit == 78 && unsealed.stderr.contains("cannot be kept encrypted"), unsealed.told)
        #expect(try config() == kept)
    }

    @Test("are kept as many as the policy says, and their numbers grow")
    func pruned() throws {
        let text = try folder.text("slots.yaml")
        try folder.write("slots.yaml", text + "\npolicy: {keep-revisions: 2}\n")
        for delay in 1...4 {
            try slot("hitbtc", "hitbtc-connected", delay: delay)
            #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        }
        #expect(try folder.names(".slots/revisions").sorted() == ["3.json", "3.tar", "4.json", "4.tar"])
        let refused = try workspace.run("rollback", "1", "--yes")
        #expect(refused.exit == 1 && refused.stderr.contains("revisions 3 to 4 are kept"), refused.told)
        let report = try workspace.run("history", "-o", "json").json()
        #expect(report["applies"]?.array?.compactMap { $0["bots"]?.array?.count } == [1, 1])
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [])
        #expect(try workspace.run("history").stderr.contains("older: 2 applies, the last of them "))
        #expect(
            try workspace.run("history", "-o", "ndjson").lines().count { $0["type"]?.string == "apply" } == 2
        )
        try folder.write("slots.yaml", text + "\npolicy: {keep-revisions: 0}\n")
        #expect(try workspace.run("validate").exit == 65)
    }

    @Test("are taken back also while a slot's file is broken, and not without slots.yaml")
    func broken() throws {
        try applyTwice()
        try folder.write("slots/bitget.yaml", "exchange: [")
        #expect(try workspace.run("rollback", "1", "--yes").exit == 0)
        #expect(try config() == Self.original)
        try folder.write("slots.yaml", "bots: [")
        let refused = try workspace.run("rollback", "--yes")
        #expect(refused.exit == 65 && refused.stderr.contains("slots.yaml:"), refused.told)
        #expect(try config() == Self.original)
    }

    @Test("tell of a bot that slots.yaml does not have any more, or has elsewhere")
    func otherBot() throws {
        try applyTwice()
        let text = try folder.text("slots.yaml")
        try folder.write("elsewhere/config.js", "{}")
        for (old, new) in [("  main:", "  other:"), ("bots/gunbot", "elsewhere")] {
            try folder.write("slots.yaml", text.replacingOccurrences(of: old, with: new))
            let refused = try workspace.run("rollback", "1", "--yes")
            #expect(refused.exit == 65 && refused.stderr.contains("rollback.no-file"), refused.told)
        }
        #expect(try folder.text("elsewhere/config.js") == "{}")
    }

    @Test("give an entry back to its slot, which has another name by now")
    func renamed() throws {
        try applyTwice()
        let renamed = try workspace.run("rename", "bitget", "other", "--yes")
        #expect(renamed.exit == 0, renamed.told)
        let back = try workspace.run("rollback", "1", "--yes")
        #expect(back.exit == 0, back.told)
        #expect(try workspace.run("rollback", "3", "--yes").exit == 0)
        let owned = try JSONValue.read(folder.bytes(".slots/owned.json"))
        let entries = owned["bots"]?["main"]?["config.js"]?.object ?? []
        #expect(Set(entries.compactMap { $0.value["slot"]?.string }) == ["hitbtc", "other"])
        #expect(try workspace.run("plan", "--offline", "--detailed-exitcode").exit == 0)
    }

    @Test("show no credential, under whatever name it stands, and no value that slots did not write")
    func masked() throws {
        let account = try Account.named("bitget-connected")
        let secret = try #require(account.credentials[.secret])
        let users = #"{"exchanges": {"bitget": {"own": {"pw": "users-password"}}}}"#
        try folder.write(Self.bot, users, mode: 0o600)
        try workspace.add(
            account,
            named: "bitget",
            lines: [
                #"extra: {main: {note: {"deep": "\#(secret)"}, own: {q: 1}, via: "http://u:extra-password@h:1"}}"#
            ]
        )
        let applied = try workspace.run("apply", "--offline", "--yes", "-v")
        #expect(applied.exit == 0, applied.told)
        let marked = try config().replacingOccurrences(
            of: #""note""#,
            with: #""copy": "\#(secret)", "proxy": "http://u:pr0xy-password@h:1", "note""#
        )
        try folder.write(Self.bot, marked, mode: 0o600)
        let told = [
            applied, try workspace.run("history", "-o", "json"), try workspace.run("diff", "-v"),
            try workspace.run("rollback", "--dry-run", "-v"),
            try workspace.run("rollback", "--yes", "-o", "json"),
            try workspace.run("rollback", "--yes", "-v"),
        ]
        for told in told {
            #expect(told.exit == 0, told.told)
            for canary in [secret, "pr0xy-password", "users-password", "extra-password"] {
                #expect(!told.told.rawValue.contains(canary), told.told)
            }
        }
        for name in try folder.names(".slots/revisions") where name.hasSuffix(".json") {
            let facts = try folder.text(".slots/revisions/" + name)
            for canary in [secret, "pr0xy-password", "users-password", "extra-password"] {
                #expect(!facts.contains(canary))
            }
        }
    }

    @Test("show no credential of a file that comes back whole")
    func maskedWhole() throws {
        let account = try Account.named("bitget-connected")
        let secret = try #require(account.credentials[.secret])
        try folder.write(Self.bot, "{}", mode: 0o600)
        for delay in [5, 6] {
            let extra = #"extra: {main: {note: {"deep": "\#(secret)"}}}"#
            try workspace.add(account, named: "bitget", lines: ["delay: \(delay)s", extra])
            #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        }
        try FileManager.default.removeItem(atPath: folder.path + "/" + Self.bot)
        for arguments in [["--dry-run", "-v"], ["--dry-run", "-o", "json"], ["--yes", "-v"]] {
            let told = try workspace.start(["rollback"] + arguments).end()
            #expect(told.exit == 0 && told.stdout.contains("note"), told.told)
            #expect(!told.told.rawValue.contains(secret), told.told)
        }
        #expect(try !folder.text(".slots/revisions/3.json").contains(secret))
    }

    @Test("bring a file that is gone back with its mode")
    func mode() throws {
        try applyTwice()
        #expect(chmod(folder.path + "/" + Self.bot, 0o640) == 0)
        try slot("hitbtc", "hitbtc-connected", delay: 8)
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/" + Self.bot)
        #expect(try workspace.run("rollback", "--yes").exit == 0)
        #expect(try folder.mode(Self.bot) == 0o640)
    }

    @Test("are taken back in several files: one of slots as a whole, and one with a single connection")
    func kinds() throws {
        let template = """
            ids: {hitbtc: hitbtc}
            files:
              - {path: names.txt, format: text, source: names.mustache}
              - path: single.json
                format: json
                members:
                  exchange.key: {from: key}
                  exchange.secret: {from: secret}
                  delay: {from: delay, unit: seconds}
            """
        try folder.write("templates/gunbot/template.yaml", template)
        try folder.write(
            "templates/gunbot/names.mustache",
            "{{#slots}}{{name}} {{#delay}}{{delay.seconds}}{{/delay}}\n{{/slots}}"
        )
        let single = #"{"exchange": {"name": "x", "key": "k"}, "delay": 3, "own": [1]}"# + "\n"
        try folder.write("bots/gunbot/single.json", single, mode: 0o600)
        try slot("hitbtc", "hitbtc-connected", delay: 5)
        let first = try workspace.run("apply", "--offline", "--yes")
        #expect(first.exit == 0, first.told)
        let names = try folder.text("bots/gunbot/names.txt")
        try slot("hitbtc", "hitbtc-connected", delay: 6)
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(try folder.text("bots/gunbot/names.txt") != names)
        #expect(try workspace.run("rollback", "--yes").exit == 0)
        #expect(try folder.text("bots/gunbot/names.txt") == names)
        #expect(try folder.text("bots/gunbot/single.json").contains(#""delay": 5"#))
        let back = try workspace.run("rollback", "1", "--yes")
        #expect(back.exit == 0 && back.stderr.contains("removed bots/gunbot/names.txt"), back.told)
        #expect(try folder.text("bots/gunbot/single.json") == single)
        #expect(!folder.exists("bots/gunbot/names.txt"))
        // What somebody edited is not removed.
        #expect(try workspace.run("rollback", "4", "--yes").exit == 0)
        try folder.write("bots/gunbot/names.txt", names + "mine\n")
        let left = try workspace.run("rollback", "1", "--yes")
        #expect(left.exit == 0 && left.stderr.contains("rollback.file-left"), left.told)
        #expect(try folder.text("bots/gunbot/names.txt") == names + "mine\n")
        #expect(try folder.text("bots/gunbot/single.json") == single)
    }

    @Test("are made by whatever changes a bot's file: remove makes one, too")
    func remove() throws {
        try applyTwice()
        #expect(try workspace.run("remove", "bitget", "--yes").exit == 0)
        let report = try workspace.run("history", "-o", "json").json()
        #expect(report["revisions"]?.array?.first?["command"] == "remove")
        #expect(try workspace.run("rollback", "--yes").exit == 0)
        #expect(try config().contains("bitget"))
    }

    @Test("are asked about at a terminal", .enabled(if: Tool.isThere("python3"), "no python3"))
    func asked() throws {
        try applyTwice()
        let applied = try config()
        let question = "Bring this back into the bots' files?"
        let refused = try Typist.type([[question, "n\n"]], in: folder.url, ["rollback"])
        #expect(refused.contains("nothing was written") && refused.contains("END exit=1"), "\(refused)")
        #expect(try config() == applied)
        let agreed = try Typist.type([[question, "y\n"]], in: folder.url, ["rollback"])
        #expect(agreed.contains("END exit=0"), "\(agreed)")
        #expect(try config() != applied)
    }

    @Test(
        "are taken back whole or not at all, and the next command finishes what was cut off",
        .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason)
    )
    func killed() async throws {
        try applyTwice()
        let arguments = ["rollback", "1", "--yes", "--quiet"]
        let applied = try config()
        let points = try SystemCallSweep.points(of: arguments, in: workspace.copy())
        let workspace = workspace
        try await SystemCallSweep.forAll(points, "SIGKILL, rollback") { point in
            let copy = try workspace.copy()
            let ended = try copy.start(arguments, wrapper: SystemCallSweep.strike(.kill, at: point)).end()
            #expect(ended.exit == 137, "\(point): \(ended.told)")
            let history = try copy.start(["history", "-o", "json"]).end()
            #expect(history.exit == 0, "\(point): \(history.told)")
            let report = try JSONValue.read(Array(history.stdout.utf8))
            let text = try copy.folder.text(Self.bot)
            #expect(text == applied || text == Self.original, "\(point)")
            let count = report["revisions"]?.array?.count
            #expect(
                count == (text == applied ? 2 : 3),
                "\(point): a revision exactly when it was carried out"
            )
            #expect(report["findings"]?.array == [], "\(point): \(history.told)")
            #expect(try copy.run("rollback", "1", "--yes").exit == 0, "\(point)")
            #expect(try copy.folder.text(Self.bot) == Self.original, "\(point)")
            let state = try FileManager.default.subpathsOfDirectory(atPath: copy.folder.path + "/.slots")
            #expect(state.filter { $0.hasSuffix(".new") || $0.contains("slots-") } == [], "\(point)")
        }
    }
}
