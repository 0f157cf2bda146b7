import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots remove` and `slots rename`.
@Suite(
    "a slot that goes or gets another name",
    .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen"), "no age")
)
struct ChangeSlotTests {
    private static let config = "bots/gunbot/config.js"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    /// Two slots with stored secrets, one with private files, all of them in the bot's file.
    init() throws {
        workspace = try TestWorkspace()
        try Self.add("bitget-connected", "mine", to: workspace)
        try Self.add("hitbtc-connected", "other", to: workspace)
        try Self.add("aster-connected", "filed", "--secrets", "file", to: workspace)
        let applied = try workspace.run("apply")
        try #require(applied.exit == 0, applied.told)
    }

    private static func add(
        _ account: String,
        _ name: String,
        _ options: String...,
        to workspace: TestWorkspace
    ) throws {
        let account = try Account.named(account)
        let line = ["add", account.selector.rawValue, name, "--from-env"] + options
        let added = try workspace.start(line, environment: account.variables).end()
        try #require(added.exit == 0, added.told)
    }

    private static func entries(_ workspace: TestWorkspace, in file: String = config) throws -> Set<String> {
        let config = try JSONValue.read(Array(workspace.folder.text(file).utf8))
        return Set((config["exchanges"]?.object ?? []).map(\.name))
    }

    private static func secrets(_ workspace: TestWorkspace) throws -> Set<String> {
        let listed = try workspace.run("secret", "list", "-o", "json").json()
        return Set((listed["secrets"]?.array ?? []).compactMap { $0["name"]?.string })
    }

    private static let ofMine: Set = ["mine.key", "mine.passphrase", "mine.secret"]
    private static let ofOther: Set = ["other.key", "other.secret"]

    @Test("goes with its file, its secrets and its entry, after somebody agreed")
    func remove() throws {
        let before = try workspace.snapshot()
        let asked = try workspace.run("remove", "mine")
        #expect(asked.exit == 1 && asked.stderr.contains("--yes"), asked.told)
        #expect(asked.stdout.contains("- exchanges.bitget"), asked.told)
        #expect(
            asked.stderr.contains("- slots/mine.yaml") && asked.stderr.contains("- mine.key in secrets.age"),
            asked.told
        )
        #expect(try workspace.snapshot() == before)
        let removed = try workspace.run("remove", "mine", "--yes")
        #expect(removed.exit == 0, removed.told)
        #expect(!folder.exists("slots/mine.yaml"))
        #expect(try Self.secrets(workspace) == Self.ofOther)
        #expect(try Self.entries(workspace) == ["hitbtc", "asterdex"])
        let verified = try workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        #expect(try workspace.run("plan", "--detailed-exitcode").exit == 0)
        // Private files go as well, unless another slot names them in its own spelling, and nothing else of their folder.
        try folder.write(
            "slots/spelled.yaml",
            "exchange: hitbtc\nenabled: false\ncredentials: {key: file:./secrets/filed.private-key, secret: env:S}\n"
        )
        let kept = try workspace.run("remove", "filed", "--yes")
        #expect(kept.exit == 0 && folder.exists("secrets/filed.private-key"), kept.told)
        try FileManager.default.removeItem(atPath: folder.path + "/slots/spelled.yaml")
        try folder.write(
            "slots/filed.yaml",
            "exchange: hitbtc\nenabled: false\ncredentials: {key: file:secrets/filed.private-key, secret: env:S}\n"
        )
        try folder.write("secrets/somebody's", "theirs", mode: 0o600)
        #expect(try workspace.run("remove", "filed", "--yes").exit == 0)
        #expect(try folder.names("secrets").filter { !$0.hasPrefix(".") } == ["somebody's"])
        #expect(try workspace.run("remove", "mine", "--yes").exit == 64)
    }

    @Test("leaves what another slot uses, and what the bot still trades on")
    func shared() throws {
        try folder.write(
            "slots/third.yaml",
            "exchange: bitget-futures\nbots: []\ncredentials: {key: secret:mine.key, secret: secret:mine.secret, passphrase: env:P}\nallow: [shared-key]\n"
        )
        let removed = try workspace.run("remove", "mine", "--yes")
        #expect(removed.exit == 0, removed.told)
        #expect(try Self.secrets(workspace) == Self.ofOther.union(["mine.key", "mine.secret"]))
        let text = try folder.text(Self.config)
        try folder.write(
            Self.config,
            text.replacing("{", with: #"{"pairs": {"hitbtc": {"USDT-BTC": {}}},"#, maxReplacements: 1)
        )
        let before = try workspace.snapshot()
        let refused = try workspace.run("remove", "other", "--yes")
        #expect(refused.exit == 1 && refused.stderr.contains("[bot.not-empty]"), refused.told)
        #expect(try workspace.snapshot() == before)
    }

    @Test("keeps its entry, its secrets and what can be brought back under the new name")
    func rename() throws {
        let second = try Account.named("bitget-second-key").variables
            .reduce(into: [:]) { $0[$1.key] = $1.value }
        let replaced = try workspace.start(
            ["replace-key", "mine", "--from-env", "--yes"],
            environment: second.mine
        ).end()
        try #require(replaced.exit == 0, replaced.told)
        let config = try folder.text(Self.config)
        let text = try folder.text("slots/mine.yaml")
        let renamed = try workspace.run("rename", "mine", "main", "--yes")
        #expect(renamed.exit == 0, renamed.told)
        #expect(try folder.text("slots/main.yaml") == text.replacing("secret:mine.", with: "secret:main."))
        #expect(!folder.exists("slots/mine.yaml"))
        #expect(try Self.secrets(workspace).isSuperset(of: ["main.key", "main.passphrase", "main.secret"]))
        #expect(try Self.secrets(workspace).isDisjoint(with: Self.ofMine))
        #expect(try folder.text(Self.config) == config)
        #expect(try workspace.run("plan", "--detailed-exitcode").exit == 0)
        #expect(try workspace.run("verify").exit == 0)
        let undone = try workspace.run("replace-key", "main", "--undo", "--yes")
        #expect(undone.exit == 0, undone.told)
        let files = try workspace.run("rename", "filed", "files", "--yes")
        #expect(files.exit == 0 && folder.exists("secrets/files.private-key"), files.told)
        #expect(!folder.exists("secrets/filed.private-key"))
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test("brings nothing into the bot's file that waits for an apply and its checks")
    func pending() throws {
        let bad = try Account.named("bitget-excess-permission")
        let line = ["add", "bitget", "bad", "--from-env", "--force"]
        let added = try workspace.start(line, environment: bad.variables.named("BAD")).end()
        try #require(added.exit == 0, added.told)
        try folder.write("slots/mine.yaml", try folder.text("slots/mine.yaml") + "delay: 77s\n")
        let config = try folder.text(Self.config)
        for (old, new) in [("bad", "worse"), ("mine", "main")] {
            let renamed = try workspace.run("rename", old, new, "--yes")
            #expect(renamed.exit == 0, renamed.told)
        }
        #expect(try folder.text(Self.config) == config)
        let planned = try workspace.run("plan", "--only", "main", "--detailed-exitcode")
        #expect(planned.exit == 2 && planned.stdout.contains("exchanges.bitget.delay"), planned.told)
        #expect(try workspace.run("apply").exit == 1)
        #expect(try folder.text(Self.config) == config)
    }

    @Test("is refused where the name is taken or none, and nothing changes")
    func refusals() throws {
        let before = try workspace.snapshot()
        for (arguments, exit, told) in [
            (["rename", "mine", "other"], 1, "rename.exists"),
            (["rename", "mine", "Mine"], 64, "did you mean 'mine'"),
            (["rename", "nobody", "x"], 64, "nobody"), (["rename", "mine"], 64, "NAME"),
            (["remove"], 64, "SLOT"),
            (["remove", "nobody", "--yes"], 64, "nobody"), (["remove", "main"], 64, "'main' is a bot"),
        ] as [([String], Int32, String)] {
            let ended = try workspace.start(arguments + (exit == 1 ? ["--yes"] : [])).end()
            #expect(ended.exit == exit && ended.stderr.contains(told), ended.told)
        }
        #expect(try workspace.snapshot() == before)
    }

    @Test(
        "leaves a slot's file alone that is a link",
        arguments: [["rename", "mine", "x"], ["remove", "mine"]]
    )
    func link(_ arguments: [String]) throws {
        let (file, elsewhere) = (folder.path + "/slots/mine.yaml", folder.path + "/elsewhere")
        try FileManager.default.moveItem(atPath: file, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "../elsewhere")
        let ended = try workspace.start(arguments + ["--yes"]).end()
        #expect(ended.exit == 1 && ended.stderr.contains("[remove.not-a-file]"), ended.told)
        #expect(folder.exists("elsewhere"))
    }

    @Test("does not begin where another slot's file has errors")
    func errors() throws {
        try folder.write("slots/broken.yaml", "exchange: bitget\n")
        let before = try workspace.snapshot()
        for arguments in [["remove", "mine", "--yes"], ["rename", "mine", "main", "--yes"]] {
            #expect(try workspace.start(arguments).end().exit == 65)
        }
        #expect(try workspace.snapshot() == before)
    }

    // MARK: - Faults

    /// The workspace with a second bot: two files of bots, `secrets.age` and a slot's file change in one transaction.
    private func withTwoBots() throws -> TestWorkspace {
        let text = try folder.text("slots.yaml")
        try folder.write("slots.yaml", text + "\n  second: {template: gunbot, directory: bots/second}\n")
        try folder.write(Self.second, "{}\n", mode: 0o600)
        let applied = try workspace.run("apply", "--offline", "--yes")
        try #require(applied.exit == 0, applied.told)
        return workspace
    }

    private static let second = "bots/second/config.js"

    private func isWhole(_ workspace: TestWorkspace, _ command: String, _ comment: Comment) throws -> Bool {
        let names = Set(try workspace.folder.names("slots")).subtracting(["other.yaml", "filed.yaml"])
        let isDone = names != ["mine.yaml"]
        let isRename = command == "rename"
        #expect(names == (!isDone ? ["mine.yaml"] : isRename ? ["main.yaml"] : []), comment)
        let own: Set<String> =
            !isDone ? Self.ofMine : isRename ? ["main.key", "main.passphrase", "main.secret"] : []
        #expect(try Self.secrets(workspace) == Self.ofOther.union(own), comment)
        let rest: Set = ["hitbtc", "asterdex"]
        for file in [Self.config, Self.second] {
            let entries = try Self.entries(workspace, in: file)
            #expect(entries == (isDone && !isRename ? rest : rest.union(["bitget"])), comment)
        }
        #expect(try workspace.run("plan", "--offline", "--detailed-exitcode").exit == 0, comment)
        let left = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
        #expect(left.filter { $0.contains(".slots-") } == [], comment)
        return isDone
    }

    private static let lines = [
        ["remove", "mine", "--yes", "--quiet"], ["rename", "mine", "main", "--yes", "--quiet"],
    ]

    @Test(
        "a kill at any call leaves all old or all new",
        .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason),
        arguments: lines
    )
    func kill(_ line: [String]) async throws {
        let template = try withTwoBots()
        let points = try SystemCallSweep.points(of: line, in: try template.copy())
        try await SystemCallSweep.forAll(points, "SIGKILL, \(line[0])") { point in
            let comment: Comment = "killed at \(point)"
            let cutOff = { () throws -> TestWorkspace in
                let copy = try template.copy()
                let ended = try copy.start(line, wrapper: SystemCallSweep.strike(.kill, at: point)).end()
                #expect(ended.exit == 137, "\(comment): \(ended.told)")
                return copy
            }
            if LongRun.isWanted {
                for (second, copy) in try SystemCallSweep.killedAgain(["list"], after: cutOff) {
                    try copy.expectRecovery(by: ["list"], "\(comment), then at \(second)")
                    _ = try self.isWhole(copy, line[0], "\(comment), then at \(second)")
                }
            }
            // The next command recovers.
            let copy = try cutOff()
            try copy.expectRecovery(by: ["list"], comment)
            _ = try self.isWhole(copy, line[0], comment)
        }
    }

    @Test(
        "a call that fails leaves all as it was, or all new after a success",
        .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason),
        arguments: lines,
        [SystemCallSweep.usualError]
            + (LongRun.isWanted ? [.error(ENOSPC), .error(EDQUOT), .errorOfAny(EACCES)] : [])
    )
    func fail(_ line: [String], _ blow: SystemCallSweep.Blow) async throws {
        let template = try withTwoBots()
        let points = try SystemCallSweep.points(of: line, in: try template.copy(), blow: blow)
        try await SystemCallSweep.forAll(points, "\(blow), \(line[0])") { point in
            let copy = try template.copy()
            let ended = try copy.start(line, wrapper: SystemCallSweep.strike(blow, at: point)).end()
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended), comment)
            // What could not be removed beside a file, the next command removes.
            try copy.expectRecovery(by: ["list"], comment)
            let isDone = try self.isWhole(copy, line[0], comment)
            if ended.exit == 0 { #expect(isDone, comment) }
        }
    }
}

extension [String: String] {
    /// The variables of a slot that is called `mine`.
    fileprivate var mine: [String: String] { named("MINE") }

    /// The same under another slot's name too.
    fileprivate func named(_ name: String) -> [String: String] {
        reduce(into: self) { all, variable in
            all["\(name)_" + variable.key.split(separator: "_").dropFirst().joined(separator: "_")] =
                variable.value
        }
    }
}
