import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("no secret leaves the places that are made for it")
struct SecrecyTests {
    private static let path = "bots/gunbot/config.js"

    /// The only files that may hold a secret, besides the slot files.
    private static func mayHold(_ name: String) -> Bool {
        name.hasPrefix("slots/") || name == path
            || name.hasPrefix(".slots/revisions/") && name.hasSuffix(".tar")
            || name.hasPrefix("secrets/")
    }

    /// All commands, in all formats, over a workspace.
    private func transcript(
        of workspace: TestWorkspace,
        environment: [String: String] = [:]
    ) throws -> String {
        var transcript = ""
        for arguments in [
            ["validate"], ["list"], ["check"], ["check", "-o", "json"], ["plan"], ["plan", "-o", "json"],
            ["plan", "-o", "ndjson"], ["apply"], ["apply", "--yes", "-o", "json"], ["apply", "-o", "ndjson"],
            ["verify"], ["list", "-o", "json"], ["plan", "--offline"],
        ] {
            let ended = try workspace.start(arguments, environment: environment).end()
            #expect(ended.exit < 128, ended.told)
            transcript += ended.stdout + ended.stderr
        }
        return transcript
    }

    @Test("neither output nor any file of the workspace shows one, plain or in disguise")
    func workspace() throws {
        let workspace = try TestWorkspace()
        let accounts = [
            try Account.connected(.aster), try Account.connected(.asterFutures, .v1),
            try Account.named("aster-expiring"), try Account.named("aster-futures-underfunded"),
        ]
        for account in accounts { try workspace.add(account, lines: ["delay: 5s"]) }
        let before = ["FAKE-canary-of-the-old-secret-4711", "FAKE-canary-telegram-0815"]
        try workspace.folder.write(
            Self.path,
            """
            {"exchanges": {"asterdex": {"key": "k", "secret": "\(before[0])", "delay": 1}},
             "bot": {"TOKEN": "\(before[1])"}}
            """,
            mode: 0o600
        )
        var transcript = try transcript(of: workspace)
        // The underfunded slot stopped all of that; now it is written.
        try workspace.run("apply", "--offline", "--yes").told.rawValue.write(
            to: workspace.folder.url.appendingPathComponent("slots/log"),
            atomically: false,
            encoding: .utf8
        )
        transcript += try workspace.folder.text("slots/log")
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/log")
        try FileManager.default.removeItem(
            atPath: workspace.folder.path + "/slots/aster-futures-underfunded.yaml"
        )
        transcript += try self.transcript(of: workspace)

        for secret in accounts.flatMap(Account.secrets) + before {
            let canary = Canary(secret)
            #expect(canary.found(in: transcript) == [])
            #expect(try canary.found(below: workspace.folder.url, except: Self.mayHold) == [])
        }
        for account in accounts {
            if let key = account.credentials[.key] {
                #expect(Canary(key).found(in: transcript) == [], "an API key shows as four characters only")
                #expect(try Canary(key).found(below: workspace.folder.url, except: Self.mayHold) == [])
            }
        }
        // The search does find what is there.
        let canary = Canary(try #require(accounts.flatMap(Account.secrets).first))
        #expect(try canary.found(below: workspace.folder.url) { _ in false }.contains(Self.path))
    }

    @Test("secrets from the environment and from files neither, and no child gets them")
    func references() throws {
        let workspace = try TestWorkspace()
        let (spot, futures) = (try Account.connected(.aster), try Account.connected(.asterFutures, .v1))
        try workspace.folder.write(
            "slots.yaml",
            """
            network: sandbox
            bots:
              main:
                template: gunbot
                directory: bots/gunbot
                on-apply: [sh, -c, "env > hook.env; cat /proc/$PPID/cmdline > parent.cmdline"]
            """
        )
        let key = try #require(spot.credentials[.privateKey])
        let secret = try #require(futures.credentials[.secret])
        try workspace.folder.write("secrets/futures", secret + "\n", mode: 0o600)
        try workspace.folder.write(
            "slots/spot.yaml",
            """
            exchange: aster
            credentials:
              api-wallet: "\(try #require(spot.credentials[.apiWallet]))"
              private-key: env:CANARY_KEY
              main-wallet: "\(try #require(spot.credentials[.mainWallet]))"
            """
        )
        try workspace.folder.write(
            "slots/futures.yaml",
            """
            exchange: aster-futures
            credentials:
              key: "\(try #require(futures.credentials[.key]))"
              secret: file:secrets/futures
            """
        )
        let transcript = try transcript(of: workspace, environment: ["CANARY_KEY": key])
        #expect(try workspace.folder.text(Self.path).contains(key))
        #expect(try workspace.folder.text("hook.env").contains("PATH="))
        #expect(try workspace.folder.text("parent.cmdline").contains("apply"))
        for text in [key, secret] {
            #expect(Canary(text).found(in: transcript) == [])
            #expect(try Canary(text).found(below: workspace.folder.url, except: Self.mayHold) == [])
        }
        #expect(try !workspace.folder.text("hook.env").contains("CANARY"))
    }

    @Test(
        "secrets from every kind of place stand in the bot's config and in no other file, output or report",
        .enabled(if: Tool.isThere("age"), "no age")
    )
    func everyPlace() throws {
        let workspace = try SecretWorkspace()
        var transcript = ""
        for arguments in [
            ["validate"], ["check"], ["check", "-o", "json"], ["plan", "-o", "ndjson"], ["secret", "list"],
            ["apply"], ["apply", "--yes", "-o", "json"], ["verify", "-o", "json"], ["list", "-o", "json"],
            ["doctor", "--offline", "-o", "json"],
        ] {
            let ended = try workspace.workspace.start(arguments, environment: workspace.environment).end()
            #expect(ended.exit < 128 && ended.exit != 64, ended.told)
            transcript += ended.stdout + ended.stderr
        }
        #expect(transcript.contains("connected") && transcript.contains("masterkey"))
        for (place, secret) in workspace.secrets {
            let canary = Canary(secret)
            #expect(canary.found(in: transcript) == [], "\(place)")
            let open = try canary.found(below: workspace.folder.url) {
                Self.mayHold($0) && !$0.hasPrefix("slots/")
            }
            #expect(open == [], "\(place)")
            guard !place.hasPrefix("bot: overwritten") else { continue }
            #expect(
                try canary.found(below: workspace.folder.url) { _ in false }.contains(Self.path),
                "\(place)"
            )
        }
    }

    @Test(
        "nothing is written outside of the workspace and the user's folders, not even for a moment",
        .enabled(if: Tool.isThere("age"), "no age"),
        .enabled(if: Tool.canTrace, "strace cannot trace here")
    )
    func elsewhere() throws {
        let workspace = try SecretWorkspace()
        let calls = "open,openat,openat2,creat,mknodat,memfd_create,rename,renameat,renameat2,link,linkat"
        let strace = ["strace", "-f", "-s", "4096", "-e", "trace=\(calls)", "-o", "trace"]
        let ended = try workspace.start("apply", "--yes", wrapper: strace).end()
        #expect(ended.exit == 0, ended.told)
        let places = try workspace.folder.text("trace").split(separator: "\n").filter { line in
            !line.contains("open") || line.contains(#/O_(WRONLY|RDWR|CREAT|TMPFILE)/#)
        }.flatMap { line in line.matches(of: #/"([^"]*)"/#).map { String($0.output.1) } }
        #expect(places.contains { $0.hasSuffix("/.slots/history.sqlite") }, "what is written is seen")
        // Its folder is the home, too.
        let inside = [workspace.folder.path, workspace.folder.url.resolvingSymlinksInPath().path]
        let outside = places.filter { place in
            let isInside = !place.hasPrefix("/") || inside.contains { place.hasPrefix($0 + "/") }
            return place.contains("../") || !isInside && !place.hasPrefix("/dev/")
        }
        #expect(outside == [])
    }

    @Test("a secret that is not available is told with its place, and exits 78")
    func missing() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            "slots/aster.yaml",
            "exchange: aster\ncredentials:\n  key: env:ABSENT_KEY\n  secret: file:absent\n"
        )
        try workspace.folder.write(Self.path, "{}\n")
        let before = try workspace.snapshot()
        for arguments in [
            ["check"], ["plan"], ["apply", "--yes"], ["apply", "--offline", "--yes"], ["verify"],
        ] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == 78, ended.told)
            #expect(ended.stderr.contains("slots/aster.yaml:3:"), ended.told)
            #expect(ended.stderr.contains("ABSENT_KEY"), ended.told)
            #expect(try workspace.snapshot().differences(to: before) == [])
        }
    }

    @Test(
        "a secret file that others may read is refused, and what is in it stays unseen",
        arguments: [0o644, 0o640, 0o604]
    )
    func openFile(_ mode: Int) throws {
        let workspace = try TestWorkspace()
        let account = try Account.connected(.aster, .v1)
        let secret = try #require(account.credentials[.secret])
        try workspace.folder.write("secrets/aster", secret, mode: mode)
        try workspace.folder.write(
            "slots/aster.yaml",
            "exchange: aster\ncredentials:\n  key: \(try #require(account.credentials[.key]))\n  secret: file:secrets/aster\n"
        )
        let ended = try workspace.run("check")
        #expect(ended.exit == 78, ended.told)
        #expect(ended.stderr.contains("chmod"), ended.told)
        #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [])
    }

    @Test("a plain secret of one's own is warned about, masked in the source line, and works")
    func plain() throws {
        let workspace = try TestWorkspace(network: "live")
        let own = "0x5a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
        try workspace.folder.write(
            "slots/aster.yaml",
            """
            exchange: aster
            credentials:
              api-wallet: "0x2417549E702A0bcb34c38A15C11dA7976Da099A2"
              private-key: "\(own)"
              main-wallet: "0x888b71dC7b16aEAe87c2aaaC0D4D9A21Fe540413"
            """
        )
        let ended = try workspace.run("validate")
        #expect(ended.stderr.contains("slots/aster.yaml:4:"), ended.told)
        #expect(Canary(own).found(in: ended.stdout + ended.stderr) == [], ended.told)
    }

    @Test("no argument of the process ever is a secret, and it leaves no core")
    func process() throws {
        let server = try FaultServer { _ in .neverAnswering }
        let workspace = try TestWorkspace(network: "live")
        let account = try Account.connected(.aster, .v1)
        try workspace.add(account, named: "aster", lines: ["endpoint: \"\(server.url(""))\""])
        let child = try workspace.start(["check", "--timeout", "30s"])
        #expect(child.waits { _ in !server.requests.isEmpty })
        let line = FileManager.default.contents(atPath: "/proc/\(child.process)/cmdline") ?? Data()
        #expect(String(decoding: line, as: UTF8.self).contains("check"))
        for secret in Account.secrets(of: account) { #expect(Canary(secret).found(in: line) == []) }
        let limits = FileManager.default.contents(atPath: "/proc/\(child.process)/limits") ?? Data()
        let core = String(decoding: limits, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("Max core")
        }
        #expect(core?.contains(#/size +0 /#) == true, "\(core ?? "")")
        child.signal(SIGINT)
        #expect(child.end().exit == 130)
    }

    @Test("the query of a signed request is in no message when the exchange cannot be reached")
    func unreachable() throws {
        let port = try RefusingPort()
        let workspace = try TestWorkspace(network: "live")
        let account = try Account.connected(.aster, .v1)
        try workspace.add(account, named: "aster", lines: ["endpoint: \"http://127.0.0.1:\(port.port)\""])
        let ended = try workspace.run("check", "-o", "json", "--timeout", "2s")
        #expect(ended.exit == 69)
        #expect(!ended.stdout.contains("signature") && !ended.stdout.contains("timestamp="), ended.told)
    }
}
