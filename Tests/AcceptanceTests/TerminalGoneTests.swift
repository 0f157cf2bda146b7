import Foundation
import Glibc
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A terminal that is closed, a connection that breaks, or a signal, while somebody is asked.
@Suite("A question that is cut off", .enabled(if: Tool.isThere("age") && Tool.isThere("python3")))
struct TerminalGoneTests {
    private typealias Question = CutOffQuestion

    private static let passphrase = ["SLOTS_IDENTITY": "passphrase"]
    private static let wallet = "0x2417549E702A0bcb34c38A15C11dA7976Da099A2"

    static let questions = [
        Question(
            testDescription: "a value to store",
            arguments: ["secret", "set", "b"],
            steps: [["value of b (not shown): ", ""]],
            exit: 78
        ),
        Question(
            testDescription: "a new passphrase",
            arguments: ["secret", "set", "b", "-C", "empty"],
            steps: [["value of b (not shown): ", "canary\n"], ["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a new passphrase once more",
            arguments: ["secret", "set", "b", "-C", "empty"],
            steps: [
                ["value of b (not shown): ", "canary\n"], ["nter passphrase", "canary-pass\n"],
                ["onfirm passphrase", ""],
            ],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "the passphrase of a store",
            arguments: ["secret", "list", "-C", "locked"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "the passphrase for a check",
            arguments: ["check", "-C", "locked"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "the passphrase for a value to be shown",
            arguments: ["secret", "get", "a", "--reveal", "-C", "locked"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a wallet of a new slot",
            arguments: ["add", "aster", "new"],
            steps: [["(api-wallet): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "a key of a new slot",
            arguments: ["add", "aster", "new"],
            steps: [["(api-wallet): ", wallet + "\n"], ["(private-key, not shown): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "whether a new slot is written",
            arguments: ["add", "hitbtc", "new"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["secret (not shown): ", "canary-secret\n"],
                ["or [s]top? ", ""],
            ],
            exit: 1
        ),
        Question(
            testDescription: "the passphrase of a new slot's store",
            arguments: ["add", "hitbtc", "new", "--no-check", "-C", "empty"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["secret (not shown): ", "canary-secret\n"],
                ["nter passphrase", ""],
            ],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a slot's next key",
            arguments: ["replace-key", "hitbtc"],
            steps: [["(key, not shown): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "the last day of a slot's next key",
            arguments: ["replace-key", "hitbtc"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["secret (not shown): ", "canary-secret\n"],
                ["Enter keeps it): ", ""],
            ],
            exit: 1
        ),
        Question(
            testDescription: "whether a slot's next key is taken",
            arguments: ["replace-key", "hitbtc"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["secret (not shown): ", "canary-secret\n"],
                ["Enter keeps it): ", "\n"], ["or [s]top? ", ""],
            ],
            exit: 1
        ),
        Question(
            testDescription: "the passphrase of an imported slot's store",
            arguments: ["import", "empty/bots/gunbot/config.js", "-C", "empty"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "whether an import overwrites",
            arguments: ["import", "bots/gunbot/config.js", "--secrets", "file"],
            steps: [["Go on? [y/N] ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "whether an apply overwrites",
            arguments: ["apply", "--offline"],
            steps: [["Go on? [y/N] ", ""]],
            exit: 1
        ),
    ]

    private static let json = "{\"exchanges\": {\"hitbtc\": {\"key\": \"k1\", \"secret\": \"s1\"}}}\n"

    /// A workspace with a store, an empty one below it, and one with a passphrase.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let folder = workspace.folder
        try folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\nexpires: 2099-12-31\ncredentials: {key: secret:a, secret: secret:c}\n"
        )
        try folder.write("bots/gunbot/config.js", Self.json)
        for name in ["a", "c"] {
            let ended = try workspace.run("secret", "set", name, input: "value-of-\(name)")
            try #require(ended.exit == 0, ended.told)
        }
        for name in ["empty", "locked"] {
            try folder.write(name + "/slots.yaml", folder.text("slots.yaml"))
            try folder.write(name + "/bots/gunbot/config.js", Self.json)
        }
        try folder.write(
            "locked/slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: secret:a, secret: env:S}\n"
        )
        // Made by age; its salt and work factor are such that no passphrase is needed here.
        try folder.write(
            "locked/secrets.age",
            "age-encryption.org/v1\n-> scrypt 3xFrx6vLCUYH0tM5d7yKmg 10\n"
                + "tUE9/K4qYVvrRGgGfUBFGzHxs3gyNYPrT9zR7RDPtmk\n"
                + "--- 4cyZGqLcNEUKBLRoqrMsCIrPbkOkFV1F05Iqb8MGVMU\ncanary"
        )
        return workspace
    }

    @Test("ends the command in time, with nothing written", arguments: questions)
    func gone(_ question: CutOffQuestion) throws {
        let template = try workspace()
        for way in CutOffQuestion.Way.allCases {
            let workspace = try template.copy()
            let before = try workspace.snapshot()
            try question.expectEnd(way, in: workspace)
            // A check notes what it is about to do.
            let differences = try workspace.snapshot().differences(to: before)
            #expect(differences.filter { !$0.contains("/.slots") } == [], "\(way)")
        }
    }

    @Test("about a new key's passphrase leaves the old key")
    func replaced() throws {
        let (template, passphrase) = (try TestWorkspace(), "canary-pass\n")
        let account = try Account.named("bitget-connected")
        let typed = [["nter passphrase", passphrase], ["onfirm passphrase", passphrase]]
        let added = try Typist.type(
            typed,
            environment: account.variables.merging(Self.passphrase) { $1 },
            in: template.folder.url,
            ["add", "bitget", "--from-env"]
        )
        try #require(added.contains("END exit=0"), "\(added)")
        let question = Question(
            testDescription: "",
            arguments: ["replace-key", "bitget"],
            steps: [[typed[0][0], passphrase]]
                + Typist.steps(try Account.named("bitget-second-key")) + [[typed[0][0], ""]],
            environment: Self.passphrase,
            exit: 78
        )
        for way in CutOffQuestion.Way.allCases {
            let workspace = try template.copy()
            let before = try workspace.snapshot()
            try question.expectEnd(way, in: workspace)
            #expect(try workspace.snapshot() == before, "\(way)")
        }
    }

    @Test("about the bots' files leaves a new key whole, with the old one kept")
    func consent() throws {
        let template = try TestWorkspace()
        let account = try Account.named("bitget-connected")
        let line = ["add", "bitget", "--from-env"]
        try #require(try template.start(line, environment: account.variables).end().exit == 0)
        try #require(try template.run("apply").exit == 0)
        let question = Question(
            testDescription: "",
            arguments: ["replace-key", "bitget"],
            steps: Typist.steps(try Account.named("bitget-second-key")) + [["[y/N] ", ""]],
            exit: 0
        )
        let config = "bots/gunbot/config.js"
        for way in CutOffQuestion.Way.allCases {
            let workspace = try template.copy()
            try question.expectEnd(way, in: workspace)
            #expect(try workspace.folder.text(config) == template.folder.text(config), "\(way)")
            #expect(try workspace.run("apply").exit == 0, "\(way)")
            let key = try Account.named("bitget-second-key").credentials[.key]
            #expect(try workspace.folder.text(config).contains(try #require(key)), "\(way)")
            let undone = try workspace.run("replace-key", "bitget", "--undo", "--yes")
            #expect(undone.exit == 0, undone.told)
        }
    }
}
