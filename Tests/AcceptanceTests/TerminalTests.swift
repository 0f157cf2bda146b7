import Foundation
import SlotModel
import TestSupport
import Testing

@Suite("on a terminal", .enabled(if: Tool.isThere("python3"), "no python3, which opens the terminal"))
struct TerminalTests {
    private static let path = "bots/gunbot/config.js"

    private struct Shown {
        var exit: Int
        /// With carriage returns taken out.
        var text: String
        /// Without escape sequences; what was erased is still in it.
        var plain: String { text.replacing(#/\u{1B}\[[0-9;?]*[A-Za-z]/#, with: "") }
        /// Columns of the widest line; those of findings are not broken, so that they can be copied.
        var width: Int {
            let lines = plain.split(separator: "\n").filter { line in
                !line.contains(#/: (error|warning|note): /#) && !line.contains(#/^ +(help|[0-9]+ \||\|)/#)
                    && !line.hasPrefix("note: ")
            }
            return lines.map(\.count).max() ?? 0
        }
    }

    /// - Parameter answer: What is typed at a prompt; empty: there must be none.
    private func run(
        _ arguments: [String],
        in workspace: TestWorkspace,
        columns: Int = 80,
        answer: String = "",
        environment: [String: String] = [:]
    ) throws -> Shown {
        let shown = try Typist.type(
            answer.isEmpty ? [] : [["[y/N]", answer]],
            environment: ["TERM": "xterm"].merging(environment) { $1 },
            in: workspace.folder.url,
            columns: columns,
            arguments
        )
        let end = try #require(shown.range(of: "END exit=", options: .backwards), "\(shown)")
        let code = try #require(Int(shown[end.upperBound...].prefix { $0 != " " }), "\(shown)")
        let text = String(shown[..<end.lowerBound]).replacingOccurrences(of: "\r", with: "")
        return Shown(exit: code, text: text)
    }

    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        for name in [
            "aster-connected", "aster-futures-connected", "aster-futures-multi-asset", "aster-solana",
        ] {
            try workspace.add(Account.named(name), lines: ["delay: 5s"])
        }
        return workspace
    }

    @Test("there are live lines while checking, and a table that fits", arguments: [60, 80, 132])
    func table(_ columns: Int) throws {
        let workspace = try workspace()
        for command in [["check"], ["plan"], ["list"], ["apply"], ["verify"]] {
            let shown = try run(command, in: workspace, columns: columns)
            #expect(shown.exit == 0, "\(shown.text)")
            #expect(shown.width <= columns, "\(command): \(shown.width) of \(columns)\n\(shown.plain)")
            #expect(shown.plain.contains("connected"))
            let hasLiveLines = shown.text.contains("\u{1B}[2K")
            #expect(hasLiveLines == (command != ["list"]), "\(shown.text)")
        }
    }

    @Test(
        "balances are drawn with what the terminal can show",
        arguments: [("xterm", "C.UTF-8", "⠒⠒"), ("linux", "C.UTF-8", "▀▀"), ("xterm", "C", "--")]
    )
    func balances(_ terminal: String, _ language: String, _ drawn: String) throws {
        let workspace = try workspace()
        #expect(try workspace.run("check").exit == 0)
        for (columns, arguments) in [
            (80, ["balances"]), (40, ["balances"]), (80, ["balances", "aster-connected"]),
        ] {
            let shown = try run(
                arguments,
                in: workspace,
                columns: columns,
                environment: ["TERM": terminal, "LC_ALL": language]
            )
            #expect(shown.exit == 0 && shown.width <= columns, "\(shown.plain)")
            if columns == 80, arguments.count == 1 { #expect(shown.plain.contains(drawn), "\(shown.plain)") }
        }
    }

    @Test("what is wrong fits, too")
    func trouble() throws {
        let workspace = try TestWorkspace()
        for name in [
            "aster-ip-not-allowed", "aster-excess-permission", "aster-clock-skew", "aster-wrong-main-wallet",
        ] {
            try workspace.add(Account.named(name))
        }
        try workspace.folder.write("slots/broken.yaml", "exchange: aster\ndealy: 10\nfees: 1\n")
        let shown = try run(["check"], in: workspace)
        #expect(shown.exit == 65, "\(shown.text)")
        #expect(shown.width <= 80, "\(shown.width)\n\(shown.plain)")
    }

    @Test("--no-progress, --quiet and -o json show no live lines; NO_COLOR no colours")
    func plain() throws {
        let workspace = try workspace()
        let still = try run(["check", "--no-progress"], in: workspace)
        #expect(!still.text.contains("\u{1B}[2K") && still.text.contains("\u{1B}["))
        let colorless = try run(["check", "--no-progress"], in: workspace, environment: ["NO_COLOR": "1"])
        #expect(!colorless.text.contains("\u{1B}"), "\(colorless.text)")
        let quiet = try run(["check", "--quiet"], in: workspace)
        #expect(quiet.text == "", "\(quiet.text)")
        let dumb = try run(["check", "--color", "never"], in: workspace)
        #expect(!dumb.text.contains(#/\u{1B}\[[0-9;]*m/#))
    }

    @Test("outside a terminal there are neither live lines nor colours, and long lines stay whole")
    func piped() throws {
        let workspace = try workspace()
        let ended = try workspace.run("check", environment: ["TERM": "xterm"])
        #expect(!(ended.stdout + ended.stderr).contains("\u{1B}"))
        #expect(!ended.stdout.contains("…"), ended.told)
    }

    struct Answer: CustomTestStringConvertible, Sendable {
        var keys: String
        var isYes: Bool
        var testDescription: String { keys.debugDescription }
    }

    static let answers = [
        Answer(keys: "y\n", isYes: true), Answer(keys: "YES\n", isYes: true),
        Answer(keys: "n\n", isYes: false),
        Answer(keys: "\n", isYes: false), Answer(keys: "x\n", isYes: false),
        Answer(keys: "\u{4}", isYes: false),
    ]

    @Test("the question whether to overwrite is answered with the keyboard", arguments: answers)
    func consent(_ answer: Answer) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s"])
        let old = "{\"exchanges\": {\"asterdex\": {\"key\": \"k\", \"secret\": \"s\", \"delay\": 5}}}\n"
        try workspace.folder.write(Self.path, old, mode: 0o640)
        let shown = try run(["apply"], in: workspace, answer: answer.keys)
        #expect(shown.plain.contains("Go on? [y/N]"), "\(shown.text)")
        #expect(shown.exit == (answer.isYes ? 0 : 1), "\(shown.text)")
        #expect((try workspace.folder.text(Self.path) == old) == !answer.isYes)
        #expect(shown.plain.contains("nothing was written") == !answer.isYes, "\(shown.text)")
        #expect(shown.width <= 80, "\(shown.plain)")
    }

    @Test("the question whether an import may overwrite is answered with the keyboard", arguments: answers)
    func importing(_ answer: Answer) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let old = try workspace.folder.text("slots/aster.yaml")
        try workspace.folder.write(
            Self.path,
            "{\"exchanges\": {\"asterdex\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        )
        let shown = try run(["import", Self.path, "--secrets", "file"], in: workspace, answer: answer.keys)
        #expect(shown.plain.contains("This would overwrite slots/aster.yaml. Go on? [y/N]"), "\(shown.text)")
        #expect(shown.exit == (answer.isYes ? 0 : 1), "\(shown.text)")
        #expect((try workspace.folder.text("slots/aster.yaml") == old) == !answer.isYes)
        #expect(shown.plain.contains("nothing was written") == !answer.isYes, "\(shown.text)")
    }

    @Test("Ctrl-C at the question ends with 130 and writes nothing")
    func interruptedQuestion() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let old = "{\"exchanges\": {\"asterdex\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        try workspace.folder.write(Self.path, old)
        let shown = try run(["apply"], in: workspace, answer: "\u{3}")
        #expect(shown.exit == 130, "\(shown.text)")
        #expect(try workspace.folder.text(Self.path) == old)
    }

    @Test("--yes asks nothing")
    func yes() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try workspace.folder.write(
            Self.path,
            "{\"exchanges\": {\"asterdex\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        )
        let shown = try run(["apply", "--yes"], in: workspace)
        #expect(shown.exit == 0 && !shown.plain.contains("[y/N]"), "\(shown.text)")
    }
}
