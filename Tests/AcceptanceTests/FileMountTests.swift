import Foundation
import Glibc
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// Whether a program may have mounts of its own here.
private let canMount: Bool = {
    let line = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    let ended = try? Child(line, in: URL(fileURLWithPath: "/")).end()
    return ended?.exit == 0
}()

@Suite("A bot's file that a container mounts as a single file", .enabled(if: canMount))
struct FileMountTests {
    private static let path = "bots/gunbot/config.js"

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws {
        workspace = try TestWorkspace()
        try workspace.add(Account.named("hitbtc-connected"), named: "hitbtc")
        try folder.write(Self.path, "{\"pairs\": {}, \"exchanges\": {}}\n")
        try folder.write("container/config.js", "")
    }

    /// Runs the program after a script, with mounts that only the two see.
    private func run(_ arguments: [String], after script: String) throws -> Child.Ended {
        let wrapper = ["unshare", "-rm", "sh", "-c", script + "; exec \"$0\" \"$@\""]
        return try workspace.start(arguments + ["-o", "json"], wrapper: wrapper).end()
    }

    private func finding(_ code: String, in ended: Child.Ended) throws -> JSONValue? {
        try ended.json()["findings"]?.array?.first { $0["code"]?.string == code }
    }

    @Test("is written, and where it is mounted the cure is told until what is there is the new one")
    func elsewhere() throws {
        let mount = "mount --bind \(Self.path) container/config.js"
        let applied = try run(["apply"], after: mount)
        #expect(applied.exit == 0, applied.told)
        let told = try #require(try finding("bot.mounted-file", in: applied), applied.told)
        #expect(told["message"]?.string?.contains(folder.path + "/container/config.js") == true)
        #expect(told["help"]?.string?.contains("mount the folder instead") == true)
        #expect(try folder.text(Self.path).contains("\"hitbtc\""))

        // Another apply replaces the file while the mount is there; the gate, too, knows who reads the old one.
        let slot = try folder.text("slots/hitbtc.yaml")
        try folder.write("slots/hitbtc.yaml", slot + "delay: 12s\n")
        let program = "'\(BuiltProgram.path)' apply --quiet"
        let verified = try run(["verify"], after: "\(mount); \(program)")
        #expect(verified.exit == 0, verified.told)
        #expect(try finding("bot.mounted-file", in: verified) != nil, verified.told)

        // As the help says it: the folder instead, and anew.
        let cured = try run(["apply"], after: "mount --bind bots/gunbot container")
        #expect(cured.exit == 0, cured.told)
        #expect(try finding("bot.mounted-file", in: cured) == nil, cured.told)
        let again = try run(["verify"], after: mount)
        #expect(try finding("bot.mounted-file", in: again) == nil, again.told)
    }

    @Test("that is a mount point here is written in place, and told in a line; nobody else's mount misses it")
    func here() throws {
        try folder.write("host/config.js", "{\"pairs\": {}, \"exchanges\": {}}\n", mode: 0o640)
        let file = try folder.inode("host/config.js")
        let mount =
            "mount --bind host/config.js \(Self.path); mount --bind host/config.js container/config.js"
        let program = "'\(BuiltProgram.path)' apply; cat container/config.js >shown"
        let wrapper = ["unshare", "-rm", "sh", "-c", "\(mount); \(program) # $0"]
        let applied = try workspace.start([], wrapper: wrapper).end()
        #expect(applied.exit == 0, applied.told)
        let lines = applied.stderr.split(separator: "\n").filter { $0.contains("mounted") }
        #expect(
            lines == [
                "note: \(Self.path) is mounted as a single file, and is written in place [bot.written-in-place]"
            ]
        )
        let text = try folder.text("host/config.js")
        #expect(try text.contains("\"hitbtc\"") && folder.text("shown") == text)
        #expect(try folder.inode("host/config.js") == file && folder.mode("host/config.js") == 0o640)
        #expect(try folder.names("bots/gunbot") == ["config.js"])
        #expect(try folder.names(".slots").filter { $0.contains("slots-") || $0 == "journal" } == [])
        // The file below the mount is another one.
        #expect(try !folder.text(Self.path).contains("hitbtc"))

        let again = try run(["apply"], after: mount)
        #expect(again.exit == 0 && again.stderr == "", again.told)
        #expect(try run(["verify"], after: mount).exit == 0)
    }

    @Test("that is mounted for reading only stops the apply before anything changes")
    func readOnly() throws {
        try folder.write("host/config.js", "{}\n")
        let before = try workspace.snapshot()
        let mount = "mount --bind host/config.js \(Self.path); mount -o remount,bind,ro \(Self.path)"
        let refused = try run(["apply"], after: mount)
        #expect(refused.exit == 73 && refused.stdout.contains("Read-only file system"), refused.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
        #expect(try folder.names(".slots").filter { $0.contains("slots-") || $0 == "journal" } == [])
    }

    @Test("that is a mount of a file that was replaced since is told with its cure, at every run")
    func formerFile() throws {
        try folder.write("host/config.js", "{\"pairs\": {}, \"exchanges\": {}}\n")
        let mount =
            "mount --bind host/config.js \(Self.path); cp host/config.js host/new; mv host/new host/config.js"
        for command in ["apply", "verify"] {
            let program = "'\(BuiltProgram.path)' apply --quiet"
            let ended = try run([command], after: "\(mount); \(program)")
            let told = try #require(try finding("bot.mounted-file", in: ended), ended.told)
            #expect(told["message"]?.string?.contains("whose source was replaced since") == true)
            #expect(told["help"]?.string?.contains("mount the folder instead") == true)
        }
    }

    static let blows: [SystemCallSweep.Blow] =
        LongRun.isWanted ? [.kill, .shortWrite, .error(ENOSPC), .error(EIO), .error(EROFS)] : [.kill]

    @Test(
        "that is written in place is all old or all new after the next command, whatever struck the write",
        .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason),
        arguments: blows
    )
    func struck(_ blow: SystemCallSweep.Blow) async throws {
        let mounted = "host/config.js"
        let old = "{\"pairs\": {}, \"exchanges\": {}, \"more\": \"\(String(repeating: "x", count: 5000))\"}\n"
        try folder.write(mounted, old, mode: 0o640)
        let wrapper = [
            "unshare", "-rm", "sh", "-c", "mount --bind \(mounted) \(Self.path); exec \"$0\" \"$@\"",
        ]
        let apply = ["apply", "--offline", "--yes", "--quiet"]
        let template = workspace
        let done = try template.copy()
        let points = try SystemCallSweep.points(of: apply, in: done, blow: blow, wrapper: wrapper)
        let new = try done.folder.text(mounted)
        try await SystemCallSweep.forAll(points, "\(blow), written in place") { point in
            let workspace = try template.copy()
            let line = wrapper + SystemCallSweep.strike(blow, at: point)
            let ended = try workspace.start(apply, wrapper: line).end(within: .seconds(30))
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && SystemCallSweep.isCrash(ended) == (blow == .kill), comment)
            try workspace.expectRecovery(by: ["plan", "--offline"], comment, wrapper: wrapper)
            let text = try workspace.folder.text(mounted)
            #expect(text == old || text == new, comment)
            if ended.exit == 0 { #expect(text == new, comment) }
            let next = text == new ? ["apply", "--offline"] : apply
            let again = try workspace.start(next, wrapper: wrapper).end()
            #expect(again.exit == 0, "\(comment): \(again.told)")
            #expect(try workspace.folder.text(mounted) == new, comment)
            #expect(try workspace.folder.mode(mounted) == 0o640, comment)
            #expect(try workspace.folder.names("bots/gunbot") == ["config.js"], comment)
            let state = try workspace.folder.names(".slots")
            #expect(state.filter { $0.contains("slots-") || $0.hasPrefix("journal") } == [], comment)
        }
    }
}
