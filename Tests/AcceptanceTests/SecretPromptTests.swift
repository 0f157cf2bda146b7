import Foundation
import TestSupport
import Testing

/// `slots secret set` at a terminal.
@Suite(
    "A secret that is typed",
    .enabled(if: Tool.isThere("age") && Tool.isThere("python3"))
)
struct SecretPromptTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private static let keys = [
        "value": "canary-typed\n", "interrupt": "cana\u{3}", "end": "\u{4}", "empty": "\n",
        "lines": "canary-1\ncanary-2\n", "cut": "canary-1\ncanary-2", "blanks": "canary-typed\n\r\n \n",
        "long": String(repeating: "x", count: 5000) + "\n", "arrow": "can\u{1B}[Aary\n",
        "quit": "can\u{1C}ary\n",
        "pass": "passphrase-1\n", "other": "passphrase-2\n",
    ]

    /// Types the named things, or sends the named signals, one at each question.
    private func type(_ steps: String, environment: [String: String] = [:], _ arguments: String...) throws
        -> String
    {
        let steps = steps.split(separator: ",").map(String.init).map {
            [": ", Self.keys[$0] ?? $0, "hidden"]
        }
        let told = try Typist.type(steps, environment: environment, in: workspace.folder.url, arguments)
        #expect(!told.contains("cana"))
        return told
    }

    @Test("is not shown and is stored, without what copying brings along", arguments: ["value", "blanks"])
    func value(step: String) throws {
        let told = try type(step, "secret", "set", "a")
        #expect(told.contains("12 bytes read"))
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(try workspace.run("secret", "get", "a", "--reveal").stdout == "canary-typed")
    }

    @Test(
        "leaves the echo on, and nothing behind, however the prompt ends",
        arguments: [
            ("interrupt", 130), ("SIGTERM", 143), ("SIGHUP", 143), ("end", 78), ("empty", 78), ("lines", 78),
            ("cut", 78),
            ("long", 78), ("arrow", 78), ("quit", 78),
        ]
    )
    func ends(step: String, exit: Int) throws {
        let told = try type(step, "secret", "set", "a")
        #expect(told.contains("\r\nEND exit=\(exit) echo=1"), "\(told)")
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/secrets.age"))
    }

    @Test("is protected by a passphrase that age asks for, also when that is interrupted")
    func passphrase() throws {
        let environment = ["SLOTS_IDENTITY": "passphrase"]
        let set = try type("value,pass,pass", environment: environment, "secret", "set", "a")
        #expect(set.contains("with a passphrase") && set.contains("END exit=0 echo=1"), "\(set)")
        #expect(
            set.contains("age asks twice for the passphrase that opens secrets.age from now on\r\n"),
            "\(set)"
        )
        let list = try type("pass", environment: environment, "secret", "list")
        #expect(list.contains("END exit=0 echo=1"), "\(list)")
        #expect(list.contains("it is not an exchange's\r\n"), "\(list)")
        for (step, exit) in [("interrupt", 130), ("SIGTERM", 143), ("quit", 130), ("SIGQUIT", 130)] {
            let told = try type(step, environment: environment, "secret", "list")
            #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        }
    }

    @Test("is no answer to a question that came after it")
    func early() throws {
        let folder = workspace.folder
        let config = "{\"exchanges\": {\"hitbtc\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        try folder.write("bots/gunbot/config.js", config)
        try folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: cmd:slow, secret: cmd:slow}\n"
        )
        try folder.write(
            "slots.yaml",
            folder.text("slots.yaml") + "secret-commands: {slow: [sh, -c, sleep 1; echo new]}\n"
        )
        let before = try workspace.snapshot()
        let steps = [["", "y\n"], ["[y/N] ", "n\n"]]
        let told = try Typist.type(steps, in: folder.url, ["apply", "--offline"])
        #expect(told.contains("nothing was written") && told.contains("END exit=1"), "\(told)")
        #expect(try workspace.snapshot() == before)
    }

    @Test("is not lost when the new passphrase is mistyped once, and given up in the end")
    func mistyped() throws {
        let environment = ["SLOTS_IDENTITY": "passphrase"]
        let slip = "pass,other,"
        let never = try type(
            "value," + slip + slip + "pass,other",
            environment: environment,
            "secret",
            "set",
            "a"
        )
        #expect(
            never.contains("not typed twice the same way") && never.contains("END exit=78 echo=1"),
            "\(never)"
        )
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/secrets.age"))
        let set = try type("value," + slip + "pass,pass", environment: environment, "secret", "set", "a")
        #expect(set.contains("the two were not the same; once more"), "\(set)")
        #expect(set.contains("END exit=0 echo=1"), "\(set)")
    }
}
