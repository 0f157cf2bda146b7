import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A workspace with a bot that takes its connections through a stand-in for hummingbot's `hbot`.
struct HummingbotWorkspace {
    let bot: BotWorkspace
    var folder: TemporaryFolder { bot.folder }

    /// Writes down how it was called and what it read, does what a file `behaviour` says, and keeps what it was given.
    private static let script = """
        #!/bin/sh
        printf '%s\\n' "$*" >> calls
        tr '\\0' '\\n' < /proc/$$/environ > environment
        cat > given.json
        if [ -e behaviour ]; then . ./behaviour; fi
        mv given.json "$2.stored"

        """

    init() throws {
        bot = try BotWorkspace("hummingbot")
        try install(Self.script)
    }

    /// Puts another program in the place of `hbot`.
    ///
    /// By another process: while a child of ours that is just being started holds a descriptor with which we wrote a
    /// program, the system does not run it.
    func install(_ script: String) throws {
        try folder.write("bin/hbot.txt", script)
        let copied = try Child(["install", "-m", "755", "bin/hbot.txt", "bin/hbot"], in: folder.url).end()
        try #require(copied.exit == 0, copied.told)
    }

    func behave(_ lines: String?) throws {
        guard let lines else {
            return try FileManager.default.removeItem(atPath: folder.path + "/bot/behaviour")
        }
        try folder.write("bot/behaviour", lines + "\n")
    }

    func run(_ arguments: String..., password: String? = "hb-sesame-open-up-42") throws -> Child.Ended {
        var environment = ["PATH": folder.path + "/bin:/usr/local/bin:/usr/bin:/bin"]
        environment["HBOT_PASSWORD"] = password
        let child = try bot.workspace.start(arguments, environment: environment)
        return child.end(within: .seconds(60))
    }

    /// How the program was called, a line for each time.
    var calls: [String] {
        ((try? folder.text("bot/calls")) ?? "").split(separator: "\n").map(String.init)
    }

    func stored(_ id: String) throws -> JSONValue { try JSONValue.read(folder.bytes("bot/\(id).stored")) }
}

@Suite("hummingbot, which takes its connections through a program of its own")
struct HummingbotTests {
    private let bot: HummingbotWorkspace

    init() throws { bot = try HummingbotWorkspace() }

    private func secrets(_ selector: SlotModel.Selector) throws -> [String] {
        Account.secrets(of: try bot.bot.account(selector))
    }

    @Test("gets a slot's credentials as JSON on its standard input, once somebody agreed, and once")
    func given() throws {
        try bot.bot.add(.bitget, .bitgetFutures)
        let unasked = try bot.run("apply", "-o", "json")
        #expect(unasked.exit == 1, unasked.told)
        #expect(try unasked.json().codes.contains("bot.unseen"), unasked.told)
        #expect(bot.calls == [])
        let applied = try bot.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        #expect(applied.stderr.contains("ran hbot connect bitget --keys-stdin --replace"), applied.told)
        #expect(applied.stderr.contains("note: whether hummingbot can use"), applied.told)
        #expect(
            bot.calls == [
                "connect bitget --keys-stdin --replace", "connect bitget_perpetual --keys-stdin --replace",
            ]
        )
        for (selector, id) in [(SlotModel.Selector.bitget, "bitget"), (.bitgetFutures, "bitget_perpetual")] {
            let account = try bot.bot.account(selector)
            let names: [(CredentialField, String)] = [
                (.key, "api_key"), (.secret, "secret_key"), (.passphrase, "passphrase"),
            ]
            let wanted = try JSONValue.object(
                names.map { .init("\(id)_\($0.1)", .string(try #require(account.credentials[$0.0]))) }
            )
            #expect(try bot.stored(id) == wanted)
        }
        let environment = try bot.folder.text("bot/environment")
        #expect(environment.contains("HBOT_PASSWORD=hb-sesame-open-up-42"))
        for secret in try secrets(.bitget) + secrets(.bitgetFutures) {
            #expect(!environment.contains(secret) && !bot.calls.joined().contains(secret))
            #expect(!applied.stdout.contains(secret) && !applied.stderr.contains(secret))
        }
        let again = try bot.run("apply", "--offline")
        #expect(again.exit == 0 && again.stdout.contains("nothing to change"), again.told)
        #expect(bot.calls.count == 2)
        let verified = try bot.run("verify", "-v")
        #expect(verified.exit == 0, verified.told)
        #expect(verified.stderr.contains("what it keeps cannot be read"), verified.told)
        let validated = try bot.run("validate")
        #expect(validated.exit == 0, validated.told)
    }

    @Test(
        "that fails is told and remembered, and is given the same by the next apply, until it takes it",
        arguments: [
            ("echo 'wrong password' >&2; exit 3", "hbot ended with exit code 3: wrong password"),
            ("echo out; exit 1", "hbot ended with exit code 1: out"),
            ("kill -9 $$", "hbot was ended by signal 9"),
            ("yes", "hbot printed more than 4 MiB and was ended"),
        ]
    )
    func failure(_ behaviour: String, _ words: String) throws {
        try bot.bot.add(.bitget)
        try bot.behave(behaviour)
        let failed = try bot.run("apply", "--offline", "--yes")
        #expect(failed.exit == 74, failed.told)
        #expect(
            failed.stderr.contains("[apply.command-failed]") && failed.stderr.contains(words),
            failed.told
        )
        let listed = try bot.run("list", "-o", "json")
        #expect(try listed.json().codes.contains("apply.command-due"), listed.told)
        let shown = try bot.run("show", "bitget", "-o", "json")
        #expect(try shown.json()["entries"]?.array?.first?["state"] == "missing", shown.told)
        #expect(try bot.run("verify").exit == 1, "the bot does not have it")
        // Nobody is asked a second time.
        #expect(try bot.run("apply", "--offline").exit == 74)
        try bot.behave(nil)
        let taken = try bot.run("apply", "--offline")
        #expect(taken.exit == 0, taken.told)
        #expect(bot.calls.count == 3)
        #expect(try bot.run("list", "-o", "json").json().codes == [])
        #expect(try bot.run("apply", "--offline").stdout.contains("nothing to change"))
    }

    @Test("that takes its time is ended, with what it started")
    func timeout() throws {
        let template = try String(
            contentsOf: Shared.repository.appendingPathComponent("templates/hummingbot/template.yaml"),
            encoding: .utf8
        )
        try bot.folder.write(
            "templates/hummingbot/template.yaml",
            template.replacingOccurrences(of: "timeout: 2m", with: "timeout: 500ms")
        )
        try bot.bot.add(.bitget)
        try bot.behave("sleep 50 & echo $! > child; wait")
        let failed = try bot.run("apply", "--offline", "--yes")
        #expect(failed.exit == 74 && failed.stderr.contains("took longer than 500 ms"), failed.told)
        let child = pid_t(try bot.folder.text("bot/child").dropLast())
        let isGone = try #require(child).isGone(within: .seconds(5))
        #expect(isGone)
    }

    @Test("that leaves a process behind is not waited for")
    func daemon() throws {
        try bot.bot.add(.bitget)
        try bot.behave("setsid sleep 40 & echo $! > child")
        let begin = ContinuousClock.now
        let applied = try bot.run("apply", "--offline", "--yes")
        #expect(applied.exit == 0, applied.told)
        #expect(ContinuousClock.now - begin < .seconds(20))
        if let child = pid_t(try bot.folder.text("bot/child").dropLast()) { kill(child, SIGKILL) }
    }

    @Test("that prints what it read, or the password of its store, is not repeated")
    func talkative() throws {
        try bot.bot.add(.bitget)
        for behaviour in [
            "tr -d '\\n' < given.json >&2; exit 3", "base64 -w0 given.json; exit 3",
            "echo \"password: $HBOT_PASSWORD\" >&2; exit 3",
        ] {
            try bot.behave(behaviour)
            let failed = try bot.run("apply", "--offline", "--yes")
            #expect(failed.exit == 74, failed.told)
            #expect(
                failed.stderr.contains("ended with exit code 3: (not shown: repeats a credential)"),
                failed.told
            )
            for secret in try secrets(.bitget) + ["hb-sesame-open-up-42"] {
                #expect(!failed.stderr.contains(secret) && !failed.stdout.contains(secret), failed.told)
            }
        }
    }

    @Test("is not started without the variable that opens its store")
    func noPassword() throws {
        try bot.bot.add(.bitget)
        let failed = try bot.run("apply", "--offline", "--yes", password: nil)
        #expect(failed.exit == 74, failed.told)
        #expect(failed.stderr.contains("hbot was not started, because HBOT_PASSWORD is not set"), failed.told)
        #expect(bot.calls == [])
    }

    @Test("is given what is due by the next apply, when slots was killed behind the files of other bots")
    func killed() throws {
        try bot.folder.write(
            "slots.yaml",
            """
            network: sandbox
            policy: {plaintext-secret: allow}
            bots:
              main: {template: hummingbot, directory: bot, on-apply: [sh, -c, "echo ran >> runs"]}
              other: {template: dotenv, directory: other}

            """
        )
        try FileManager.default.createDirectory(
            atPath: bot.folder.path + "/other",
            withIntermediateDirectories: true
        )
        try bot.bot.add(.bitget)
        try bot.behave("kill -9 $PPID; sleep 1; exit 1")
        _ = try bot.run("apply", "--offline", "--yes")
        #expect(try bot.folder.text("other/.env").contains("BITGET_API_KEY"))
        let listed = try bot.run("list", "-o", "json")
        #expect(try listed.json().codes.contains("apply.command-due"), listed.told)
        #expect(!bot.folder.exists("runs"))
        try bot.behave(nil)
        let applied = try bot.run("apply", "--offline")
        #expect(applied.exit == 0, applied.told)
        #expect(try bot.folder.text("runs") == "ran\n", "what follows waits for it")
        #expect(bot.folder.exists("bot/bitget.stored"))
    }

    @Test("is given another key of its slot without a question, and verify waits for that")
    func replaced() throws {
        try bot.bot.add(.bitget)
        #expect(try bot.run("apply", "--yes").exit == 0)
        let slot = try bot.folder.text("slots/bitget.yaml")
        let other = try #require(
            SandboxAccounts.all.first {
                $0.selector == .bitget && $0.expected == .connected
                    && $0.name != (try? bot.bot.account(.bitget).name)
            }
        )
        try bot.bot.workspace.add(other, named: "bitget")
        let stopped = try bot.run("verify", "-o", "json")
        #expect(stopped.exit == 1, stopped.told)
        #expect(try stopped.json().codes.contains("bot.other-credentials"), stopped.told)
        let plan = try bot.run("plan", "--offline", "-o", "json").json()
        let change = plan["changes"]?.array?.first
        #expect(change?["file"] == "hbot connect bitget --keys-stdin --replace")
        #expect(change?["path"] == "bitget.bitget_api_key" && change?["change"] == "update")
        let saved = try bot.run("plan", "--offline", "--out", "new.plan")
        #expect(saved.exit == 0, saved.told)
        let applied = try bot.run("apply", "new.plan")
        #expect(applied.exit == 0, applied.told)
        #expect(try bot.stored("bitget")["bitget_api_key"]?.string == other.credentials[.key])
        #expect(try bot.run("verify").exit == 0)
        // Back to the former key: another change.
        try bot.folder.write("slots/bitget.yaml", slot)
        #expect(try bot.run("apply", "--offline").exit == 0)
        #expect(bot.calls.count == 3)
    }

    @Test("keeps a connection whose slot goes, is disabled or is taken back, which is said")
    func kept() throws {
        try bot.bot.add(.bitget, .bitgetFutures)
        #expect(try bot.run("apply", "--offline", "--yes").exit == 0)
        let slot = try bot.folder.text("slots/bitget.yaml")
        try bot.folder.write("slots/bitget.yaml", slot + "enabled: false\n")
        for _ in 0..<2 {
            let disabled = try bot.run("apply", "--offline", "-o", "json")
            #expect(disabled.exit == 0, disabled.told)
            #expect(try disabled.json().codes.contains("bot.still-used"), disabled.told)
        }
        // As the help says; then the bot has to get it anew.
        try FileManager.default.removeItem(atPath: bot.folder.path + "/bot/bitget.stored")
        try bot.folder.write("slots/bitget.yaml", slot)
        let enabled = try bot.run("apply", "--offline")
        #expect(enabled.exit == 0 && !enabled.stdout.contains("nothing to change"), enabled.told)
        #expect(bot.folder.exists("bot/bitget.stored"))
        #expect(try bot.run("apply", "--offline").stdout.contains("nothing to change"))
        let removed = try bot.run("remove", "bitget-futures", "--yes")
        #expect(removed.exit == 0 && removed.stderr.contains("[bot.entry-left]"), removed.told)
        #expect(removed.stderr.contains("'bitget_perpetual' stays in 'main'"), removed.told)
        let after = try bot.run("apply", "--offline", "-o", "json")
        #expect(after.exit == 0, after.told)
        #expect(try !after.json().codes.contains("bot.entry-left"), after.told)
        let renamed = try bot.run("rename", "bitget", "mine", "--yes")
        #expect(renamed.exit == 0, renamed.told)
        #expect(try bot.run("apply", "--offline").stdout.contains("nothing to change"))
        let back = try bot.run("rollback", "--yes", "-o", "json")
        #expect(try back.json().codes.contains("rollback.not-taken-back"), back.told)
        #expect(bot.calls.count == 3)
        try bot.folder.write("slots.yaml", "network: sandbox\npolicy: {plaintext-secret: allow}\n")
        let left = try bot.run("plan", "--offline", "-o", "json")
        #expect(try left.json().codes.contains("bot.left"), left.told)
    }

    @Test("takes Bitget, one account of each market; other slots are told with the reason")
    func refused() throws {
        try bot.bot.add(.hitbtc, .aster)
        let refused = try bot.run("validate")
        #expect(refused.exit == 65, refused.told)
        #expect(refused.stderr.contains("hummingbot has no connector for HitBTC any more"), refused.told)
        #expect(refused.stderr.contains("hummingbot has no connector for Aster"), refused.told)
        for name in ["hitbtc", "aster"] {
            try FileManager.default.removeItem(atPath: bot.folder.path + "/slots/\(name).yaml")
        }
        try bot.bot.add(.bitget)
        try bot.bot.workspace.add(bot.bot.account(.bitget), named: "second")
        let second = try bot.run("plan", "--offline", "-o", "json")
        #expect(second.exit == 65, second.told)
        #expect(try second.json().codes.contains("bot.one-connection"), second.told)
        try FileManager.default.removeItem(atPath: bot.folder.path + "/slots/second.yaml")
        try FileManager.default.removeItem(atPath: bot.folder.path + "/bot")
        let nowhere = try bot.run("plan", "--offline", "-o", "json")
        #expect(nowhere.exit == 65, nowhere.told)
        #expect(try nowhere.json().codes.contains("bot.no-folder"), nowhere.told)
    }
}

extension pid_t {
    /// Whether the process ends within some time; one that nobody has waited for counts as ended.
    fileprivate func isGone(within limit: Duration) -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            let state = (try? String(contentsOfFile: "/proc/\(self)/stat", encoding: .utf8))
                .flatMap { $0.split(separator: ")").last?.split(separator: " ").first }
            if state == nil || state == "Z" { return true }
            usleep(20_000)
        }
        return false
    }
}
