import Foundation
import Glibc
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("a config.js in a bad state")
struct BotFileFaultTests {
    private static let path = "bots/gunbot/config.js"
    private let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s"])
    }

    private var file: String { workspace.folder.path + "/" + Self.path }

    struct Broken: CustomTestStringConvertible, Sendable {
        var name: String
        var text: String
        /// Line and column of the finding.
        var place: String
        var testDescription: String { name }
    }

    static let broken = [
        Broken(name: "empty", text: "", place: "1:1"),
        Broken(name: "blanks only", text: " \n\n", place: "3:1"),
        Broken(name: "a comma too many", text: "{\n  \"exchanges\": {\"a\": 1,},\n}\n", place: "2:24"),
        Broken(
            name: "cut off",
            text: "{\n  \"exchanges\": {\n    \"asterdex\": {\"key\": \"SECRETSECRET",
            place: "3:"
        ),
        Broken(name: "a comment", text: "{\n  // mine\n  \"exchanges\": {}\n}\n", place: "2:3"),
        Broken(name: "JavaScript", text: "module.exports = {}\n", place: "1:1"),
        Broken(name: "a list", text: "[]\n", place: "1:1"),
        Broken(name: "two documents", text: "{}\n{}\n", place: "2:1"),
        Broken(name: "exchanges is a list", text: "{\n  \"exchanges\": []\n}\n", place: "2:"),
        Broken(name: "an entry is a text", text: "{\"exchanges\": {\n\"asterdex\": \"x\"}}\n", place: "2:"),
        Broken(
            name: "an entry twice",
            text: "{\"exchanges\": {\"asterdex\": {},\n\"asterdex\": {}}}\n",
            place: "2:1"
        ),
        Broken(name: "NUL", text: "{\"a\": \"\u{0}\"}\n", place: "1:"),
    ]

    @Test("one with a second name is written with --yes only, and the other name keeps what it had")
    func otherName() throws {
        try workspace.folder.write(Self.path, "{}\n", mode: 0o640)
        let other = workspace.folder.path + "/bots/other"
        try FileManager.default.linkItem(atPath: file, toPath: other)
        let refused = try workspace.run("apply", "--offline")
        #expect(refused.exit == 1 && refused.stderr.contains("[bot.linked-file]"), refused.told)
        #expect(refused.stderr.contains("may be somebody else's, and nobody can be asked"), refused.told)
        #expect(try workspace.folder.text(Self.path) == "{}\n")
        let agreed = try workspace.run("apply", "--offline", "--yes")
        #expect(agreed.exit == 0, agreed.told)
        #expect(try workspace.folder.text(Self.path).contains("asterdex"))
        #expect(try workspace.folder.text("bots/other") == "{}\n")
        #expect(try workspace.run("apply", "--offline").exit == 0)
    }

    @Test("one that somebody planted in a folder for everybody is asked about", .enabled(if: geteuid() == 0))
    func planted() throws {
        try workspace.folder.write(Self.path, "{}\n", mode: 0o644)
        try #require(chmod(workspace.folder.path + "/bots/gunbot", 0o1777) == 0)
        try #require(chown(file, 4711, 4711) == 0)
        let plan = try workspace.run("plan", "--offline")
        for code in ["bot.open-file", "bot.foreign-file"] {
            #expect(plan.exit == 0 && plan.stderr.contains("[\(code)]"), plan.told)
        }
        #expect(plan.stderr.contains("chmod o-rwx bots/gunbot/config.js"), plan.told)
        let refused = try workspace.run("apply", "--offline")
        #expect(refused.exit == 1, refused.told)
        #expect(try workspace.folder.text(Self.path) == "{}\n")
    }

    @Test("one that is broken is told with line and column, exit 65, and stays", arguments: broken)
    func tellsPlace(_ broken: Broken) throws {
        try workspace.folder.write(Self.path, broken.text, mode: 0o640)
        // What was changed a moment ago may be being saved, and is read again for a second.
        let attributes = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)]
        try FileManager.default.setAttributes(attributes, ofItemAtPath: file)
        let before = try workspace.snapshot()
        for arguments in [
            ["plan"], ["plan", "--offline"], ["apply", "--yes"], ["apply", "--offline", "--yes"],
        ] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == 65, ended.told)
            #expect(ended.stderr.contains("\(Self.path):\(broken.place)"), ended.told)
            #expect(!ended.stdout.contains("nothing to change"), ended.told)
            #expect(!ended.stderr.contains("SECRETSECRET") && !ended.stdout.contains("SECRETSECRET"))
            #expect(try workspace.snapshot().differences(to: before) == [])
        }
    }

    @Test("bytes that are not UTF-8, a BOM and UTF-16 are told and stay")
    func encodings() throws {
        let texts: [[UInt8]] = [
            Array("{\"a\": \"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8),
            [0xEF, 0xBB, 0xBF] + Array("{}".utf8),
            [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
        ]
        for text in texts {
            try workspace.folder.write(Self.path, Data(text))
            let before = try workspace.snapshot()
            let ended = try workspace.run("apply", "--offline", "--yes")
            #expect(ended.exit == 65 && ended.stderr.contains("\(Self.path):1:"), ended.told)
            #expect(try workspace.snapshot().differences(to: before) == [])
        }
    }

    @Test("deep nesting ends in a finding, not in a crash")
    func deep() throws {
        try workspace.folder.write(Self.path, String(repeating: "{\"a\":", count: 500_000))
        let ended = try workspace.run("plan", "--offline")
        #expect(ended.exit == 65, "exit \(ended.exit)")
        #expect(ended.stderr.contains(Self.path))
        #expect(ended.duration < .seconds(5))
    }

    @Test("one that is missing is made with mode 0600, whatever the umask", arguments: ["000", "077"])
    func missing(_ mask: String) throws {
        let ended = try workspace.run("apply", wrapper: ["sh", "-c", "umask \(mask); exec \"$0\" \"$@\""])
        #expect(ended.exit == 0, ended.told)
        #expect(try workspace.folder.mode(Self.path) == 0o600)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
        #expect(try workspace.folder.mode(".slots") == 0o700)
    }

    @Test("a folder that is missing is told, and nothing is made", arguments: ["plan", "apply"])
    func folderMissing(_ command: String) throws {
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/bots")
        let ended = try workspace.run(command)
        #expect(ended.exit == 65, ended.told)
        #expect(ended.stderr.contains("bots/gunbot"), ended.told)
        #expect(!workspace.folder.exists("bots"))
    }

    @Test("trouble with one bot's file leaves those of the others alone, too")
    func otherBots() throws {
        let bots = ["a", "b", "c"].map { "  \($0): {template: gunbot, directory: bots/\($0)}" }
        try workspace.folder.write(
            "slots.yaml",
            (["network: sandbox", "bots:"] + bots).joined(separator: "\n") + "\n"
        )
        for name in ["a", "b", "c"] {
            try workspace.folder.write("bots/\(name)/config.js", "{}\n", mode: 0o640)
        }
        let troubles: [(text: String, mode: Int, exit: Int32)] = [("{", 0o640, 65), ("{}", 0o444, 73)]
        for trouble in troubles {
            try FileManager.default.removeItem(atPath: workspace.folder.path + "/bots/b/config.js")
            try workspace.folder.write("bots/b/config.js", trouble.text, mode: trouble.mode)
            let before = try workspace.snapshot()
            let ended = try workspace.run("apply", "--offline", "--yes")
            #expect(ended.exit == trouble.exit, ended.told)
            #expect(ended.stderr.contains("bots/b/config.js"), ended.told)
            #expect(try workspace.snapshot().differences(to: before) == [])
        }
        // Who is named is written.
        #expect(try workspace.run("apply", "a", "c", "--offline").exit == 0)
        for name in ["a", "c"] {
            #expect(try workspace.folder.text("bots/\(name)/config.js").contains("asterdex"))
        }
    }

    @Test(
        "two bots that lead to one file are told, and nothing is written",
        arguments: ["./bots/gunbot/", "link"]
    )
    func sameFile(_ directory: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: workspace.folder.path + "/link",
            withDestinationPath: "bots/gunbot"
        )
        try workspace.folder.write(
            "slots.yaml",
            """
            network: sandbox
            bots:
              main: {template: gunbot, directory: bots/gunbot}
              other: {template: gunbot, directory: \(directory)}
            """
        )
        for arguments in [["plan", "--offline"], ["apply", "--offline", "--yes"]] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == 65, ended.told)
            #expect(ended.stderr.contains("slots.yaml:4:"), ended.told)
            #expect(ended.stderr.contains("'main' and 'other' both write"), ended.told)
            #expect(try workspace.folder.names("bots/gunbot") == [])
        }
        #expect(try workspace.run("apply", "other", "--offline").exit == 0)
    }

    @Test("one that is read-only stays; exit 73")
    func readOnly() throws {
        try workspace.folder.write(Self.path, "{}\n", mode: 0o444)
        let before = try workspace.snapshot()
        let ended = try workspace.run("apply")
        #expect(ended.exit == 73, ended.told)
        #expect(ended.stderr.contains(Self.path), ended.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("a folder in its place is told; exit 65")
    func isFolder() throws {
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        let ended = try workspace.run("apply")
        #expect(ended.exit == 65 && ended.stderr.contains("folder"), ended.told)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
    }

    @Test("a named pipe in its place blocks nobody; exit 65", arguments: ["plan", "apply", "check"])
    func isPipe(_ command: String) throws {
        #expect(mkfifo(file, 0o600) == 0)
        let ended = try workspace.run(command, within: .seconds(20))
        #expect(ended.exit == (command == "check" ? 0 : 65), ended.told)
        var status = stat()
        #expect(lstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test("a loop of links, a link to nowhere and one into a folder that is not there")
    func links() throws {
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "config.js")
        let loop = try workspace.run("apply")
        #expect(loop.exit == 65 && loop.stderr.contains(Self.path), loop.told)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file) == "config.js")

        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "new.js")
        #expect(try workspace.run("apply").exit == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file) == "new.js")
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js", "new.js"])
        #expect(try workspace.folder.mode("bots/gunbot/new.js") == 0o600)

        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "nowhere/new.js")
        let lost = try workspace.run("apply")
        #expect(lost.exit == 65, lost.told)
    }

    @Test(
        "a full disk leaves the file as it was; exit 73",
        .enabled(if: FullDisk.isPossible, FullDisk.reason)
    )
    func fullDisk() throws {
        let filler = String(repeating: "x", count: 40_000)
        let disk = try FullDisk(at: workspace.folder.url.appendingPathComponent("bots/gunbot"), size: "64k")
        defer { disk.unmount() }
        try workspace.folder.write(Self.path, "{\"filler\": \"\(filler)\"}\n", mode: 0o640)
        let before = try workspace.snapshot()
        let ended = try workspace.run("apply")
        #expect(ended.exit == 73, ended.told)
        #expect(ended.stderr.contains("No space left on device") || ended.stderr.contains("full"), ended.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test(
        "a full disk under the state stops an apply, too",
        .enabled(if: FullDisk.isPossible, FullDisk.reason)
    )
    func fullState() throws {
        try workspace.folder.write(Self.path, "{}\n", mode: 0o640)
        let state = workspace.folder.url.appendingPathComponent(".slots")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let disk = try FullDisk(at: state, size: "16k")
        defer { disk.unmount() }
        try workspace.folder.write(".slots/filler", String(repeating: "x", count: 12_288))
        let before = try workspace.snapshot()
        let ended = try workspace.run("apply", "--offline")
        #expect(ended.exit == 73, ended.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test(
        "standard output on a full disk is an error; exit 73",
        .enabled(if: access("/dev/full", W_OK) == 0, "no /dev/full")
    )
    func fullOutput() throws {
        let ended = try workspace.run("check", wrapper: ["sh", "-c", "exec \"$0\" \"$@\" > /dev/full"])
        #expect(ended.exit == 73, ended.told)
    }

    @Test("standard output that is closed early changes neither work nor exit code")
    func closedOutput() throws {
        for arguments in ["apply", "check -o ndjson", "explain", "help --man"] {
            let line = "\"$0\" \(arguments) 2>err | head -1 >first; echo ${PIPESTATUS[0]} >code"
            let shell = try Child(["bash", "-c", line, BuiltProgram.path], in: workspace.folder.url).end()
            #expect(shell.exit == 0, shell.told)
            let (code, errors) = (try workspace.folder.text("code"), try workspace.folder.text("err"))
            #expect(code == "0\n", "\(arguments): \(errors)")
            #expect(!errors.contains("pipe"))
        }
        #expect(workspace.folder.exists(Self.path))
    }

    @Test("closed standard streams do no harm")
    func closedStreams() throws {
        try workspace.folder.write(Self.path, "{}\n")
        let line = "\"$0\" apply >&- 2>&- <&-; echo $? >code"
        let shell = try Child(["bash", "-c", line, BuiltProgram.path], in: workspace.folder.url).end()
        #expect(shell.exit == 0)
        let config = try JSONValue.read(workspace.folder.bytes(Self.path))
        #expect(config["exchanges"]?["asterdex"]?["delay"]?.numericText == "5")
    }
}

/// A small file system of its own, to be filled.
struct FullDisk {
    private let path: String

    static let reason: Comment = "only root may mount a small file system, and not in every container"

    static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder(),
            let disk = try? FullDisk(at: folder.url, size: "64k")
        else { return false }
        disk.unmount()
        return true
    }()

    init(at folder: URL, size: String) throws {
        path = folder.path
        let child = try Child(
            ["mount", "-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder.path],
            in: URL(fileURLWithPath: "/")
        )
        guard child.end().exit == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func unmount() {
        _ = try? Child(["umount", path], in: URL(fileURLWithPath: "/")).end()
    }
}
