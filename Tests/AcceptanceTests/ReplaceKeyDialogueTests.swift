import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots replace-key` typed at a real terminal.
@Suite(
    "New credentials for a slot, typed at a terminal",
    .enabled(if: Tool.isThere("age") && Tool.isThere("python3"))
)
struct ReplaceKeyDialogueTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }
    private static let config = "bots/gunbot/config.js"
    private static let write: Typist.Step = ["Write this into the bots' files? [y/N] ", "y\n"]

    init() throws { workspace = try TestWorkspace() }

    private func add(_ account: String, lines: String = "") throws {
        let account = try Account.named(account)
        let line = ["add", account.selector.rawValue, "mine", "--from-env"]
        let added = try workspace.start(line, environment: account.variables).end()
        try #require(added.exit == 0, added.told)
        try folder.write("slots/mine.yaml", try folder.text("slots/mine.yaml") + lines)
    }

    private func type(_ steps: [Typist.Step], _ arguments: String...) throws -> String {
        let told = try Typist.type(steps, in: folder.url, ["replace-key", "mine"] + arguments)
        for account in SandboxAccounts.all where account.name.contains("second-key") {
            for secret in Account.secrets(of: account) { #expect(!told.contains(secret)) }
        }
        return told
    }

    private func steps(_ account: String) throws -> [Typist.Step] {
        Typist.steps(try Account.named(account), without: .mainWallet)
    }

    private func isUsed(_ account: String) throws -> Bool {
        let account = try Account.named(account)
        let secret = account.credentials[.secret] ?? account.credentials[.privateKey]
        return try folder.text(Self.config).contains(try #require(secret))
    }

    @Test("may be of another kind, which is asked about with all of its fields")
    func otherForm() throws {
        let old = try Account.named("aster-v1-connected")
        let line = ["add", "aster", "mine", "--from-env", "--form", "V1"]
        try #require(try workspace.start(line, environment: old.variables).end().exit == 0)
        let told = try type([["(key, not shown): ", "\u{3}"]])
        #expect(told.contains("start again with '--form V3'") && told.contains("END exit=130"), "\(told)")
        let steps = Typist.steps(try Account.named("aster-connected"))
        let same: Typist.Step = ["or [s]top? ", "y\n"]
        let replaced = try type(steps + [same, Self.write], "--form", "V3")
        #expect(replaced.contains("whether the new credentials belong to the same account"), "\(replaced)")
        #expect(replaced.contains("END exit=0 echo=1"), "\(replaced)")
        #expect(try isUsed("aster-connected"))
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test(
        "come to the bot from a key that was made as told",
        arguments: ["aster", "aster-futures", "bitget", "bitget-futures"]
    )
    func journey(selector: String) throws {
        try add("\(selector)-connected")
        #expect(try workspace.run("apply").exit == 0)
        let told = try type(steps("\(selector)-second-key") + [Self.write])
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(told.contains("New credentials for the slot 'mine'"), "\(told)")
        #expect(told.contains("the present credentials: connected, account"), "\(told)")
        #expect(told.contains("main wallet stays as it is") == selector.hasPrefix("aster"), "\(told)")
        #expect(try isUsed("\(selector)-second-key"))
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test(
        "are compared by somebody where the exchange does not tell the account",
        arguments: [("y\n", 0), ("s\n", 1), ("\u{3}", 130), ("\u{4}", 1)]
    )
    func unknownAccount(answer: String, exit: Int) throws {
        try add("hitbtc-connected")
        let before = try workspace.snapshot()
        let question: Typist.Step = ["or [s]top? ", answer]
        let told = try type(steps("hitbtc-second-key") + [question] + (exit == 0 ? [Self.write] : []))
        #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        #expect(told.contains("before: 1250.05 USDT"), "\(told)")
        #expect(try exit == 0 ? isUsed("hitbtc-second-key") : workspace.snapshot() == before)
    }

    @Test("stay with the slot when the bots' files are left alone")
    func notApplied() throws {
        try add("bitget-connected")
        #expect(try workspace.run("apply").exit == 0)
        let told = try type(steps("bitget-second-key") + [[Self.write[0], "n\n"]])
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(told.contains("next: slots apply"), "\(told)")
        #expect(try isUsed("bitget-connected"))
        #expect(try workspace.run("apply").exit == 0)
        #expect(try isUsed("bitget-second-key"))
    }

    @Test("may be typed again when they do not work, are the old ones, or another account's")
    func again() throws {
        try add("bitget-connected")
        let more: Typist.Step = ["or [s]top? ", "n\n"]
        let told = try type(
            steps("bitget-invalid-credentials") + [more] + steps("bitget-connected")
                + steps("bitget-other-account") + [["or [s]top? ", "a\n"]] + [more]
                + steps("bitget-second-key") + [Self.write]
        )
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        for code in ["not-connected", "same", "other-account"] {
            #expect(told.contains("[replace-key.\(code)]"), "\(code): \(told)")
        }
        // What is advised can be done at the question.
        #expect(told.contains("choose [n] and type a key of the old account"), "\(told)")
        #expect(try isUsed("bitget-second-key"))
    }

    @Test("ask for the last day where the slot names one")
    func expiry() throws {
        try add("hitbtc-connected", lines: "expires: 2030-01-31\n")
        let question = "Enter keeps it): "
        let told = try type(
            steps("hitbtc-second-key") + [
                [question, "soon\n"], [question, "2099-12-31\n"], ["or [s]top? ", "y\n"], Self.write,
            ]
        )
        #expect(told.contains("END exit=0 echo=1") && told.contains("that is no day"), "\(told)")
        #expect(try folder.text("slots/mine.yaml").contains("expires: 2099-12-31\n"))
    }

    @Test("ask for the last day until it is another than that of the key that ends")
    func expiringDay() throws {
        let day = Date(timeIntervalSinceNow: 10 * 86_400).formatted(.iso8601.year().month().day())
        try add("hitbtc-connected", lines: "expires: \(day)\n")
        let question = "(expires, now \(day)): "
        let told = try type(
            steps("hitbtc-second-key") + [
                [question, "\n"], [question, "2099-12-31\n"], ["or [s]top? ", "y\n"], Self.write,
            ]
        )
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(try folder.text("slots/mine.yaml").contains("expires: 2099-12-31\n"))
    }

    @Test(
        "given up at any question leave everything as it was, and the echo on",
        arguments: [
            (0, "\u{3}", 130), (1, "abc\u{3}", 130), (1, "SIGTERM", 143), (2, "SIGHUP", 143), (2, "\u{4}", 1),
        ]
    )
    func givenUp(question: Int, typed: String, exit: Int) throws {
        try add("bitget-connected")
        let before = try workspace.snapshot()
        let all = try steps("bitget-second-key")
        let told = try type(all.prefix(question) + [[all[question][0], typed]])
        #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        #expect(try workspace.snapshot() == before)
    }

    @Test(
        "are not written over what somebody else changed meanwhile",
        arguments: [
            "printf '# theirs\\n' >> slots/mine.yaml",
            "printf abc | $PROGRAM -q secret set mine.secret",
        ]
    )
    func changedMeanwhile(change: String) throws {
        try add("bitget-connected")
        var steps = try steps("bitget-second-key")
        steps.insert([steps[1][0], "SH:" + change.replacing("$PROGRAM", with: BuiltProgram.path)], at: 1)
        steps[2][0] = ""
        let told = try type(steps)
        #expect(told.contains("END exit=1 echo=1"), "\(told)")
        #expect(told.contains("[replace-key.changed]"), "\(told)")
        let list = try workspace.run("secret", "list", "-o", "json").json()
        #expect((list["secrets"]?.array ?? []).allSatisfy { $0["replaced"] == nil })
        let key = try workspace.run("secret", "get", "mine.key", "--reveal").stdout
        #expect(try key == Account.named("bitget-connected").credentials[.key])
    }
}
