import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

@Suite("'slots import'")
struct ImportTests {
    private static let path = "bots/gunbot/config.js"
    private static let small = """
        {"exchanges": {"hitbtc": {"key": "canary-key-1", "secret": "canary-secret-1", "delay": 15}}}

        """
    private static let slot = "exchange: hitbtc\ncredentials: {key: env:K, secret: env:S}\n"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace(network: "live") }

    @Test(
        "of the reference's example leaves the next plan nothing to change, and the bot's file as it is",
        arguments: Tool.isThere("age") ? ["age", "file"] : ["file"]
    )
    func example(_ keeping: String) throws {
        let original = try GunbotExample.text()
        try folder.write(Self.path, original, mode: 0o640)
        let ended = try workspace.run("import", Self.path, "--secrets", keeping, "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().codes == ["import.market", "import.encrypted"], ended.told)
        #expect(
            try folder.names("slots") == ["aster-futures.yaml", "aster.yaml", "bitget.yaml", "hitbtc.yaml"]
        )
        let futures = try folder.text("slots/aster-futures.yaml")
        #expect(futures.hasSuffix("fees: 0.035%\ndelay: 5s\n"), "\(futures)")
        if keeping == "file" {
            #expect(try folder.mode("secrets/bitget.passphrase") == 0o600)
            #expect(try folder.mode("secrets") == 0o700)
            #expect(try folder.text("secrets/bitget.passphrase") == "FAKE-bitget-pass-0003")
            #expect(try folder.text("secrets/.gitignore") == "*\n")
        } else {
            #expect(!folder.exists("secrets"))
        }
        #expect(try workspace.run("validate", "-o", "json").json().codes == [])

        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told)
        #expect(try plan.json().paths == [], plan.told)
        #expect(try plan.json().statuses.count == 4)
        #expect(try folder.text(Self.path) == original)
        #expect(try folder.mode(Self.path) == 0o640)

        // Once more: all is there.
        let before = try workspace.snapshot()
        let again = try workspace.run("import", Self.path, "--secrets", keeping)
        #expect(again.exit == 0, again.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("of a folder names the file in it")
    func folderGiven() throws {
        try folder.write(Self.path, Self.small)
        let ended = try workspace.run("import", "bots/gunbot/")
        #expect(ended.exit == 65, ended.told)
        #expect(ended.stderr.contains("slots import bots/gunbot/config.js"), ended.told)
    }

    @Test("leaves a slot alone that has its entry's key, whatever was completed by hand since")
    func again() throws {
        let address = "0x" + String(repeating: "1f", count: 20)
        let key = "0x" + String(repeating: "2e", count: 32)
        try folder.write(
            Self.path,
            #"{"exchanges": {"asterdex": {"key": "\#(address)", "secret": "\#(key)", "delay": 5}}}"#
        )
        #expect(try workspace.run("import", Self.path, "--secrets", "file").exit == 0)
        let imported = try folder.text("slots/aster.yaml")
        #expect(imported.contains("enabled: false"), "\(imported)")
        let completed = """
            exchange: aster
            credentials:
              api-wallet: "\(address)"
              private-key: file:secrets/aster.private-key
              main-wallet: "0x\(String(repeating: "3d", count: 20))"
            delay: 9s

            """
        try folder.write("slots/aster.yaml", completed)
        let before = try workspace.snapshot()
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "--yes")
        #expect(ended.exit == 0 && ended.stderr.contains("left as they are: aster"), ended.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("knows the keys again when the bot encrypts them later")
    func encryptedLater() throws {
        try folder.write(Self.path, Self.small)
        #expect(try workspace.run("import", Self.path, "--secrets", "file").exit == 0)
        try folder.write(
            Self.path,
            """
            {"exchanges": {"hitbtc": {"key": "ENC:QQ==", "secret": "ENC:Qg==", "delay": 15, "isEncrypted": true}}}

            """
        )
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told)
        #expect(try plan.json().paths == [], plan.told)
    }

    @Test("takes over numbers, spellings and unknown members, and finds them unchanged")
    func odd() throws {
        let text = #"""
            {"exchanges": {"bitget#7": {"key": "canary-a", "secret": "q\"uo'te\\ $ü", "passphrase": " b# ",
            "delay": 1e1, "TRADING_FEES": 0.0600, "type": "bitget", "list": ["no", 1.0, null, 1e2]},
            "bitget": {"key": "canary-b", "secret": "s", "passphrase": "p", "masterkey": "other"}},
            "bot": {"TOKEN": "canary-t"}}
            """#
        try folder.write(Self.path, text)
        let ended = try workspace.run(
            "import",
            Self.path,
            "--secrets",
            "file",
            "--selector",
            "bitget#7=bitget-futures"
        )
        #expect(ended.exit == 0, ended.told)
        #expect(try folder.names("slots") == ["bitget-futures-7.yaml", "bitget.yaml"])
        let slot = try folder.text("slots/bitget-futures-7.yaml")
        #expect(slot.contains("list: [\"no\", 1.0, null, 1e2]"), "\(slot)")
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told)
        #expect(try plan.json().paths == [], plan.told)
        #expect(!(ended.stdout + ended.stderr + slot).contains("canary"), ended.told)
    }

    @Test("shows with --dry-run what it would write, without secrets, and writes nothing")
    func dryRun() throws {
        try folder.write(Self.path, Self.small)
        let before = try Snapshot(of: folder.url)
        let ended = try workspace.run("import", Self.path, "--dry-run", "--secrets", "file")
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stdout.contains("slots/hitbtc.yaml:\n    exchange: hitbtc\n"), ended.told)
        #expect(ended.stdout.contains("secrets/hitbtc.secret: •••"), ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        #expect(try Snapshot(of: folder.url).differences(to: before) == [])
    }

    @Test("says with --dry-run what is there already, and what would be overwritten")
    func dryRunOnSlots() throws {
        try folder.write(Self.path, Self.small)
        #expect(try workspace.run("import", Self.path, "--secrets", "file").exit == 0)
        let same = try workspace.run("import", Self.path, "--dry-run", "--secrets", "file")
        #expect(same.stdout.contains("slots/hitbtc.yaml (is there already)\n"), same.told)
        try folder.write("slots/hitbtc.yaml", Self.slot)
        let other = try workspace.run("import", Self.path, "--dry-run", "--secrets", "file")
        #expect(other.exit == 0 && other.stdout.contains("which would be overwritten):\n"), other.told)
        #expect(try folder.text("slots/hitbtc.yaml") == Self.slot)
    }

    @Test("finds the bot whose folder holds a link to the file", arguments: [path, "far/away.js"])
    func linked(named name: String) throws {
        try folder.write("far/away.js", Self.small)
        try #require(symlink("../../far/away.js", folder.path + "/" + Self.path) == 0)
        let ended = try workspace.run("import", name, "--secrets", "file")
        #expect(ended.exit == 0, ended.told)
        #expect(try folder.text(".slots/owned.json").contains("hitbtc"), "it is the bot's own file")
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
    }

    @Test("of a file that the bot is saving takes the one or the other, and nothing in between")
    func whileSaving() throws {
        let padding = "{\"pairs\": {\"x\": \"\(String(repeating: "y", count: 300_000))\"},\n"
        for (name, delay) in [("a", 15), ("b", 20)] {
            let text = Self.small.replacing("15", with: "\(delay)").dropFirst()
            try folder.write(name, padding + text)
        }
        try folder.write(Self.path, try folder.text("a"))
        let writer = try Child(
            ["sh", "-c", "while :; do cat a > \(Self.path); cat b > \(Self.path); done"],
            in: folder.url
        )
        defer {
            writer.signal(SIGKILL)
            _ = writer.end()
        }
        for _ in 0..<40 {
            let ended = try workspace.run("import", Self.path, "--dry-run", "-o", "json")
            if ended.exit == 0 {
                let delays = ["delay: 15s", "delay: 20s"].filter(ended.stderr.contains)
                #expect(delays.count == 1 && ended.stderr.contains("secret: "), ended.told)
            } else {
                #expect(ended.exit == 65, ended.told)
                #expect(try ended.json().codes == ["bot.syntax"], ended.told)
            }
        }
    }

    @Test("takes a file with line ends of Windows")
    func windows() throws {
        let text = Self.small.replacing(",", with: ",\r\n").replacing("\n\n", with: "\r\n")
        try folder.write(Self.path, text)
        #expect(try workspace.run("import", Self.path, "--secrets", "file").exit == 0)
        let applied = try workspace.run("apply", "--offline")
        #expect(applied.exit == 0, applied.told)
        #expect(try folder.text(Self.path) == text)
    }

    @Test("overwrites slots and secrets that are there with --yes only")
    func overwriting() throws {
        try folder.write(Self.path, Self.small)
        try folder.write("slots/hitbtc.yaml", Self.slot + "delay: 5s\n")
        try folder.write("secrets/hitbtc.key", "old", mode: 0o600)
        let before = try workspace.snapshot()
        let refused = try workspace.run("import", Self.path, "--secrets", "file")
        #expect(refused.exit == 1, refused.told)
        #expect(refused.stderr.contains("slots/hitbtc.yaml, file:secrets/hitbtc.key"), refused.told)
        let report = try workspace.run("import", Self.path, "--secrets", "file", "-o", "json").json()
        #expect(report.exit == 1 && report.codes.contains("import.exists"))
        #expect(try workspace.snapshot().differences(to: before) == [])

        try folder.write("slots/.hitbtc.yaml.slots-new-left", "of a killed one")
        let agreed = try workspace.run("import", Self.path, "--secrets", "file", "--yes")
        #expect(agreed.exit == 0, agreed.told)
        #expect(try folder.text("secrets/hitbtc.key") == "canary-key-1")
        #expect(try folder.text("slots/hitbtc.yaml").contains("delay: 15s"))
        // What merely has such a name may be somebody's.
        let names = try folder.names("slots")
        #expect(names == [".hitbtc.yaml.slots-new-left", "hitbtc.yaml"], "nothing of ours stays behind")
    }

    @Test(
        "lets connections share a key as the file has it, and stores that once",
        arguments: Tool.isThere("age") ? ["age", "file"] : ["file"]
    )
    func sharedKey(keeping: String) throws {
        let bitget = #"{"key": "canary-b", "secret": "s", "passphrase": "p"}"#
        try folder.write(
            Self.path,
            """
            {"exchanges": {"bitget": \(bitget), "bitget#2": \(bitget), "hitbtc": {"key": "canary-h", "secret": "t"},
             "bitget#3": {"key": "canary-b", "secret": "s", "passphrase": "other"}}}

            """,
            mode: 0o600
        )
        let ended = try workspace.run("import", Self.path, "--secrets", keeping, "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(
            try ended.json().codes.filter { $0 == "import.shared-key" }.count == 2,
            "the second and the third"
        )
        let (first, second) = (try folder.text("slots/bitget.yaml"), try folder.text("slots/bitget-2.yaml"))
        #expect(!first.contains("allow") && second.contains("allow: [shared-key]\n"), "\(second)")
        #expect(second.contains("bitget.passphrase") && !second.contains("bitget-2."), "\(second)")
        let third = try folder.text("slots/bitget-3.yaml")
        #expect(third.contains("bitget.key") && third.contains("bitget-3.passphrase"), "\(third)")
        for line in [["validate"], ["plan", "--offline", "--detailed-exitcode"]] {
            let next = try workspace.start(line + ["-o", "json"]).end()
            #expect(next.exit == 0, next.told)
            #expect(try next.json().paths == [] && next.json().codes == [], next.told)
        }
        // Once more: the slots that are there are the same ones.
        let before = try workspace.snapshot()
        let again = try workspace.run("import", Self.path, "--secrets", keeping)
        #expect(again.exit == 0, again.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("is not led astray by an entry with the same key that cannot be imported")
    func sharedWithRefused() throws {
        try folder.write(
            Self.path,
            """
            {"exchanges": {"hitbtc#x": {"key": "canary", "secret": "s"}, "hitbtc": {"key": "canary", "secret": "s"}}}

            """
        )
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().codes == ["import.bad-id"], ended.told)
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
    }

    @Test("knows the slot that a connection has by its key, whatever its name and wherever the key is kept")
    func sameKey() throws {
        try folder.write(
            Self.path,
            """
            {"exchanges": {"hitbtc": {"key": "canary-1", "secret": "s"}, "hitbtc#2": {"key": "canary-2", "secret": "s"},
             "asterdex": {"key": "canary-1", "secret": "s"}}}

            """
        )
        try folder.write("keys/second", "canary-2", mode: 0o600)
        try folder.write("slots/mine.yaml", Self.slot + "fees: 0.1%\n")
        try folder.write(
            "slots/other.yaml",
            "exchange: hitbtc\ncredentials: {key: file:keys/second, secret: env:S}\n"
        )
        let environment = ["K": "canary-1", "S": "s"]
        let arguments = ["import", Self.path, "--secrets", "file"]
        let ended = try workspace.start(arguments + ["-o", "json"], environment: environment).end()
        #expect(ended.exit == 0, ended.told)
        #expect(
            try ended.json().codes == ["import.id-taken", "import.id-taken", "import.shared-key"],
            ended.told
        )
        #expect(try folder.names("slots") == ["aster.yaml", "mine.yaml", "other.yaml"])
        let plan = try workspace.run("plan", "--offline", "-o", "json", environment: environment)
        #expect(plan.exit == 0, plan.told)
        #expect(try plan.json().paths == ["exchanges.hitbtc.TRADING_FEES"], plan.told)
        // Where the key is not available, nothing is known of it.
        let blind = try workspace.run("import", Self.path, "--secrets", "file", "--dry-run")
        #expect(blind.stdout.contains("slots/hitbtc.yaml:\n"), blind.told)
    }

    @Test("leaves a connection to the slot that has it")
    func taken() throws {
        try folder.write(Self.path, Self.small)
        try folder.write("slots/mine.yaml", Self.slot + "as: {main: hitbtc}\n")
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 65, ended.told)
        #expect(try ended.json().codes == ["import.nothing", "import.id-taken"], ended.told)
        #expect(try folder.names("slots") == ["mine.yaml"])
        #expect(!folder.exists("secrets"))
    }

    @Test("names its bot where there are several")
    func severalBots() throws {
        let text = try folder.text("slots.yaml")
        try folder.write("slots.yaml", text + "  other: {template: gunbot, directory: bots/other}\n")
        try folder.write(Self.path, Self.small)
        try folder.write("bots/other/config.js", "{}\n")
        #expect(try workspace.run("import", Self.path, "--secrets", "file").exit == 0)
        #expect(try folder.text("slots/hitbtc.yaml").contains("bots: [main]"))
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
    }

    @Test("gives back what it wrote when a file cannot take its place")
    func allOrNothing() throws {
        try folder.write(Self.path, Self.small)
        // A folder stands where the slot's file belongs.
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("slots/hitbtc.yaml"),
            withIntermediateDirectories: true
        )
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "--yes")
        #expect(ended.exit == 73, ended.told)
        #expect(!folder.exists("secrets"))
        #expect(try folder.names("slots") == ["hitbtc.yaml"])
    }

    @Test(
        "gives back everything when the disk refuses to let a file take its place, whichever",
        .enabled(if: Tool.canTrace),
        arguments: ["renameat", "renameat2"]
    )
    func fault(_ call: String) throws {
        var number = 0
        while true {
            number += 1
            let workspace = try TestWorkspace(network: "live")
            try workspace.folder.write(Self.path, Self.small)
            try workspace.folder.write("slots/hitbtc.yaml", Self.slot)
            try workspace.folder.write("secrets/hitbtc.key", "old", mode: 0o600)
            let before = try workspace.snapshot()
            let ended = try workspace.run(
                "import",
                Self.path,
                "--secrets",
                "file",
                "--yes",
                wrapper: [
                    "strace", "-f", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                    "inject=\(call):error=EIO:when=\(number)",
                ]
            )
            if ended.exit == 0 { break }
            #expect(ended.exit == 73, "\(number): \(ended.told)")
            #expect(ended.stderr.contains("nothing was written"), "\(number): \(ended.told)")
            #expect(try workspace.snapshot().differences(to: before) == [], "\(number)")
        }
        // The key, the secret, the slot and the record of what is owned; or the journal and what hides files from git.
        #expect(number > 4, "\(number)")
    }

    @Test(
        "takes secrets back out of secrets.age when a slot cannot be written",
        .enabled(if: Tool.canTrace && Tool.isThere("age"))
    )
    func storeFault() throws {
        try folder.write(Self.path, Self.small)
        #expect(try workspace.run("secret", "set", "hitbtc.key", input: "old").exit == 0)
        try folder.write("slots/hitbtc.yaml", Self.slot)
        let before = try workspace.snapshot()
        let ended = try workspace.run(
            "import",
            Self.path,
            "--secrets",
            "age",
            "--yes",
            wrapper: [
                "strace", "-f", "-o", "/dev/null", "-e", "trace=renameat2", "-e",
                "inject=renameat2:error=EIO:when=1",
            ]
        )
        #expect(ended.exit == 73, ended.told)
        #expect(try workspace.run("secret", "get", "hitbtc.key", "--reveal").stdout == "old")
        #expect(try workspace.run("secret", "get", "hitbtc.secret", "--reveal").exit == 78)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }
}
