import Foundation
import TestSupport
import Testing

/// `slots import` at a real terminal.
@Suite("An import that asks", .enabled(if: Tool.isThere("age") && Tool.isThere("python3")))
struct ImportDialogueTests {
    private static let config = """
        {"exchanges": {"hitbtc": {"key": "canary-key-4711", "secret": "canary-secret-4712"},
        "bitget": {"key": "canary-key-4713", "secret": "canary-secret-4714", "passphrase": "canary-pass-4715"}}}

        """
    private static let theirs = "exchange: hitbtc\ncredentials: {key: env:K, secret: env:S}\n"
    private static let question = "This would overwrite slots/hitbtc.yaml. Go on? [y/N] "

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws {
        workspace = try TestWorkspace(network: "live")
        try folder.write("bots/gunbot/config.js", Self.config, mode: 0o640)
        try folder.write("slots/hitbtc.yaml", Self.theirs)
        #expect(try workspace.run("secret", "set", "other", input: "value").exit == 0)
    }

    private func type(_ steps: [Typist.Step], keeping: String = "age") throws -> String {
        try Typist.type(
            steps,
            in: folder.url,
            ["import", "bots/gunbot/config.js", "--secrets", keeping]
        )
    }

    @Test("overwrites what was named, once somebody agrees", arguments: ["age", "file"])
    func agreed(keeping: String) throws {
        let told = try type([[Self.question, "y\n"]], keeping: keeping)
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(try folder.text("slots/hitbtc.yaml") != Self.theirs)
        #expect(try folder.names("slots") == ["bitget.yaml", "hitbtc.yaml"])
        #expect(!told.contains("canary"))
    }

    @Test("leaves everything as it is where nobody agrees", arguments: ["n\n", "\n", "yep\n", "\u{4}"])
    func refused(answer: String) throws {
        let before = try workspace.snapshot()
        let told = try type([[Self.question, answer]])
        #expect(told.contains("END exit=1 echo=1"), "\(told)")
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var keeping: String
        var change: String
        var what: String
        var testDescription: String { "\(what), \(keeping)" }
    }

    static let cases = [
        Case(keeping: "age", change: "echo theirs > slots/bitget.yaml", what: "slots/bitget.yaml"),
        Case(keeping: "file", change: "echo theirs > slots/bitget.yaml", what: "slots/bitget.yaml"),
        Case(
            keeping: "file",
            change: "mkdir -p secrets && echo theirs > secrets/bitget.key",
            what: "secrets/bitget.key"
        ),
        Case(
            keeping: "age",
            change: "printf theirs | \(BuiltProgram.path) -q secret set bitget.key",
            what: "the secret 'bitget.key'"
        ),
    ]

    @Test("does not overwrite what came while it asked about something else", arguments: cases)
    func changedMeanwhile(_ testCase: Case) throws {
        let told = try type(
            [[Self.question, "SH:" + testCase.change], ["", "y\n"]],
            keeping: testCase.keeping
        )
        #expect(told.contains("END exit=1 echo=1"), "\(told)")
        #expect(told.contains("\(testCase.what) was changed by somebody else meanwhile"), "\(told)")
        #expect(told.contains("[import.changed]") && told.contains("nothing was written"), "\(told)")
        #expect(try folder.text("slots/hitbtc.yaml") == Self.theirs)
        for name in ["slots/bitget.yaml", "secrets/bitget.key"] where folder.exists(name) {
            #expect(try folder.text(name) == "theirs\n")
        }
        let key = try workspace.run("secret", "get", "bitget.key", "--reveal")
        #expect(key.stdout == (testCase.what.contains("'") ? "theirs" : ""))
        #expect(try folder.names("slots").allSatisfy { !$0.hasPrefix(".") })
    }
}
