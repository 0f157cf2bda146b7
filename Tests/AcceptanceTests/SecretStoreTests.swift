import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots secret` with the real `age`, in a temporary workspace with a home of its own.
@Suite("Encrypted secrets", .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen")))
struct SecretStoreTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }
    private var identity: String { folder.path + "/.config/slots/identity.txt" }

    init() throws { workspace = try TestWorkspace() }

    private func set(_ name: String, _ value: String, environment: [String: String] = [:]) throws {
        let ended = try workspace.run("secret", "set", name, environment: environment, input: value)
        try #require(ended.exit == 0, ended.told)
    }

    private func get(_ name: String) throws -> String {
        let ended = try workspace.run("secret", "get", name, "--reveal")
        try #require(ended.exit == 0, ended.told)
        return ended.stdout
    }

    private func tool(_ line: String...) throws -> Child.Ended { try Child(line, in: folder.url).end() }

    private func names() throws -> [String] {
        let ended = try workspace.run("secret", "list", "-o", "json")
        try #require(ended.exit == 0, ended.told)
        return try (ended.json()["secrets"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func codes(_ arguments: String..., environment: [String: String] = [:]) throws -> [String] {
        let child = try workspace.start(arguments + ["-o", "json"], environment: environment)
        return try child.end().json().codes
    }

    // MARK: - The way of a secret

    @Test("are set, listed, shown on demand and removed")
    func journey() throws {
        let first = try workspace.run("secret", "set", "aster.private-key", input: "canary-4711-value\n")
        #expect(first.exit == 0, first.told)
        #expect(first.stderr.contains("made an identity, which alone opens secrets.age: \(identity)"))
        #expect(mode(identity) == 0o600)
        #expect(mode(folder.path + "/secrets.age") == 0o600)

        let list = try workspace.run("secret", "list")
        #expect(list.exit == 0, list.told)
        #expect(list.stdout.contains("aster.private-key") && list.stdout.contains("no slot"))
        #expect(try workspace.run("secret", "get", "aster.private-key").exit == 64)
        #expect(try get("aster.private-key") == "canary-4711-value")

        try set("other", "x")
        let removed = try workspace.run("secret", "remove", "other")
        #expect(removed.exit == 0, removed.told)
        #expect(try names() == ["aster.private-key"])
        #expect(try workspace.run("secret", "remove", "other").exit == 78)

        // age alone opens it, and the version before.
        let opened = try tool("age", "-d", "-i", identity, "secrets.age")
        #expect(
            opened.stdout.contains(#""aster.private-key": {"value": "canary-4711-value", "set": ""#),
            opened.told
        )
        let previous = try tool("age", "-d", "-i", identity, "secrets.age.previous")
        #expect(previous.stdout.contains(#""other""#))
    }

    @Test("reach the exchange through a slot, and stay while the slot uses them")
    func used() throws {
        let account = try Account.connected(.aster)
        let key = try #require(account.credentials[.privateKey])
        try set("aster.private-key", key)
        let wallets = [account.credentials[.apiWallet], account.credentials[.mainWallet]].compactMap(\.self)
        try #require(wallets.count == 2)
        try folder.write(
            "slots/aster.yaml",
            """
            exchange: aster
            credentials:
              api-wallet: "\(wallets[0])"
              private-key: secret:aster.private-key
              main-wallet: "\(wallets[1])"

            """
        )
        let checked = try workspace.run("check", "-o", "json")
        #expect(try checked.json().statuses == ["aster": "connected"], checked.told)

        let removed = try workspace.run("secret", "remove", "aster.private-key", "-o", "json")
        #expect(removed.exit == 1, removed.told)
        #expect(try removed.json().codes == ["secret.in-use"])
        let list = try workspace.run("secret", "list", "-o", "json").json()
        #expect(list["secrets"]?.array?.first?["used_by"] == ["aster.private-key"])

        // A slip in the name is told at its place.
        try folder.write(
            "slots/aster.yaml",
            "exchange: aster\ncredentials: {key: secret:aster.private-kee, secret: env:NO_SUCH}\n"
        )
        let missing = try workspace.run("check")
        #expect(missing.exit == 78, missing.told)
        #expect(
            missing.stderr.contains(
                "slots/aster.yaml:2:20: error: the stored secret 'aster.private-kee' is not in"
            )
        )
        #expect(missing.stderr.contains("did you mean 'secret:aster.private-key'?"))
    }

    @Test(
        "keep every byte",
        arguments: [
            "quotes \" ' \\ \\n", "two\nlines\n\n", "\u{0}nul\u{0}", "ключ 🔑", " blanks ", "{\"json\": 1}",
            String(repeating: "x", count: 64 << 10),
        ]
    )
    func bytes(_ value: String) throws {
        try set("odd", value + "\n")
        #expect(try get("odd") == value)
    }

    @Test("keep bytes that are no text")
    func binary() throws {
        let bytes = Data((0...255).map { UInt8($0) } + [0xFF, 0xFE])
        try bytes.write(to: folder.url.appendingPathComponent("value"))
        let program = BuiltProgram.path
        let line =
            "'\(program)' secret set odd < value && '\(program)' secret get odd --reveal > back && cmp value back"
        let ended = try tool("sh", "-c", line)
        #expect(ended.exit == 0, ended.told)
        let opened = try tool("age", "-d", "-i", identity, "secrets.age")
        #expect(opened.stdout.contains("\"base64\": \"\(bytes.base64EncodedString())\""))
    }

    @Test("that are empty or a megabyte long are refused, and nothing is written")
    func refused() throws {
        for value in ["", "\n", String(repeating: "x", count: 1 << 20)] {
            let ended = try workspace.run("secret", "set", "a", "-o", "json", input: value)
            #expect(ended.exit == 78, ended.told)
            #expect(try ended.json().codes == ["secret.not-given"])
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/secrets.age"))
        #expect(!FileManager.default.fileExists(atPath: identity))
    }

    // MARK: - Files of others

    @Test("of a file that age alone made are accepted, and its only recipient is kept")
    func madeByAge() throws {
        try folder.write("plain.json", "{\"a\": \"one\", \"b\": {\"value\": \"two\"}}")
        let line =
            "mkdir -p .config/slots && age-keygen -o .config/slots/identity.txt 2>/dev/null"
            + " && age -a -r $(age-keygen -y .config/slots/identity.txt) -o armored plain.json"
            + " && age -r $(age-keygen -y .config/slots/identity.txt) -o secrets.age plain.json"
        try #require(try tool("sh", "-c", line).exit == 0)
        #expect(try names() == ["a", "b"])
        try set("c", "three")
        #expect(try names() == ["a", "b", "c"])
        #expect(try get("a") == "one")
        #expect(try tool("age", "-d", "-i", identity, "secrets.age").exit == 0)
        // Also as text, which tells nobody how many recipients there are.
        try #require(try tool("sh", "-c", "rm secrets.recipients; cp armored secrets.age").exit == 0)
        #expect(try names() == ["a", "b"])
        #expect(try codes("secret", "rekey") == ["secret.unknown-recipients"])
    }

    @Test("of a file with several recipients that nobody wrote down are not written again")
    func unknownRecipients() throws {
        try folder.write("plain.json", "{\"a\": \"one\"}")
        let line =
            "mkdir -p .config/slots && age-keygen -o .config/slots/identity.txt 2>/dev/null"
            + " && age -r $(age-keygen -y .config/slots/identity.txt) -r $(age-keygen 2>/dev/null | age-keygen -y)"
            + " -o secrets.age plain.json && cp secrets.age before"
        try #require(try tool("sh", "-c", line).exit == 0)
        #expect(try names() == ["a"])
        let ended = try workspace.run("secret", "set", "b", "-o", "json", input: "x")
        #expect(try ended.json().codes == ["secret.unknown-recipients"], ended.told)
        #expect(ended.exit == 78)
        #expect(try tool("cmp", "secrets.age", "before").exit == 0)
    }

    @Test("are encrypted to several recipients, SSH keys among them, and never without the one who asks")
    func rekey() throws {
        try #require(Tool.isThere("ssh-keygen"))
        try set("a", "one")
        let line =
            "age-keygen -o second 2>/dev/null; age-keygen -y second > second.pub; chmod 600 second"
            + "; ssh-keygen -q -t ed25519 -N '' -f ssh; ssh-keygen -q -t ecdsa -N '' -f ec; (cat secrets.recipients second.pub ssh.pub) > all"
        try #require(try tool("sh", "-c", line).exit == 0)
        let rekeyed = try workspace.run("secret", "rekey", "--recipients-file", "all")
        #expect(rekeyed.exit == 0, rekeyed.told)
        #expect(rekeyed.stderr.contains("for 3 recipients"))
        for key in ["second", "ssh", identity] {
            let list = try workspace.run("secret", "list", "-o", "json", environment: ["SLOTS_IDENTITY": key])
            #expect(list.exit == 0, list.told)
        }
        // age knows no such keys.
        let ecdsa = ["SLOTS_IDENTITY": "ec"]
        #expect(try codes("secret", "list", environment: ecdsa) == ["secret.no-identity"])
        // A change by one of the others keeps them all.
        try set("b", "two", environment: ["SLOTS_IDENTITY": "ssh"])
        #expect(try names() == ["a", "b"])

        let own = try #require(try tool("age-keygen", "-y", identity).stdout.split(separator: "\n").first)
        #expect(try codes("secret", "rekey", "--recipient", String(own)) == [])
        let shut = try workspace.run(
            "secret",
            "list",
            "-o",
            "json",
            environment: ["SLOTS_IDENTITY": "second"]
        )
        #expect(shut.exit == 78)
        #expect(try shut.json().codes == ["secret.wrong-identity"])
        // Comments stay when the list is written anew.
        let list = "# mine\n\(own)\n  # not opened yet\n"
        try folder.write("secrets.recipients", list)
        let ssh = try folder.text("ssh.pub").trimmingCharacters(in: .newlines)
        #expect(try codes("secret", "rekey", "--recipient", ssh, "--recipient", String(own)) == [])
        #expect(try folder.text("secrets.recipients") == list + ssh + "\n")
        #expect(try codes("secret", "rekey", "--recipient", String(own)) == [])
        #expect(try folder.text("secrets.recipients") == list)
        let before = try folder.text("secrets.recipients")
        let other = try folder.text("second.pub").trimmingCharacters(in: .newlines)
        #expect(try codes("secret", "rekey", "--recipient", other) == ["secret.locks-you-out"])
        #expect(try codes("secret", "rekey", "--recipient", "age1canary") == ["secret.bad-recipient"])
        #expect(try codes("secret", "rekey", "--recipient=-i/etc/passwd") == ["secret.bad-recipient"])
        #expect(try folder.text("secrets.recipients") == before)
        #expect(try names() == ["a", "b"])
        // A slip of whoever edits the list is told at its line.
        try folder.write("secrets.recipients", "# all of us\n\n\(own)\n  ecdsa-sha2-nistp256 AAAA\n")
        let slip = try workspace.run("secret", "rekey")
        #expect(slip.exit == 78 && slip.stderr.contains("line 4 of secrets.recipients"), slip.told)
    }

    // MARK: - Trouble

    @Test("need the right identity, a closed one, and one that is there")
    func identities() throws {
        try set("a", "one")
        try #require(
            try tool("sh", "-c", "age-keygen -o other 2>/dev/null; echo junk > junk; chmod 600 junk").exit
                == 0
        )
        #expect(
            try codes("secret", "list", environment: ["SLOTS_IDENTITY": "other"]) == ["secret.wrong-identity"]
        )
        #expect(
            try codes("secret", "list", environment: ["SLOTS_IDENTITY": "none"]) == ["secret.no-identity"]
        )
        #expect(
            try codes("secret", "list", environment: ["SLOTS_IDENTITY": "junk"]) == ["secret.no-identity"]
        )
        #expect(
            try codes("secret", "list", environment: ["SLOTS_IDENTITY": "systemd:x"]) == [
                "secret.no-identity"
            ]
        )
        try #require(chmod(identity, 0o640) == 0)
        #expect(try codes("secret", "list") == ["secret.mode"])
        try #require(chmod(identity, 0o600) == 0)

        // From slots.yaml, and as a systemd credential.
        try #require(
            try tool("sh", "-c", "mkdir creds && mv .config/slots/identity.txt creds/slots-identity").exit
                == 0
        )
        #expect(try codes("secret", "list") == ["secret.no-identity"])
        #expect(
            try codes("secret", "list", environment: ["CREDENTIALS_DIRECTORY": folder.path + "/creds"]) == [
                "secret.unused"
            ]
        )
        try folder.write("slots.yaml", "network: sandbox\nsecrets: {identity: creds/slots-identity}\n")
        #expect(try codes("secret", "list") == ["secret.unused"])
        try folder.write("slots.yaml", "network: sandbox\nsecrets: {identity: ~/creds/slots-identity}\n")
        #expect(try codes("secret", "list") == ["secret.unused"])
    }

    @Test("are no secrets when git keeps what opens them")
    func identityInGit() throws {
        try #require(Tool.isThere("git"))
        try set("a", "one")
        #expect(try codes("secret", "list") == ["secret.unused"])
        try #require(try tool("sh", "-c", "git init -q . && git add -f .config").exit == 0)
        #expect(try codes("secret", "list") == ["secret.unused", "secret.identity-in-git"])
        #expect(try workspace.run("secret", "list").exit == 65)
    }

    @Test("are told of when they are old, there twice or of no use, by each command that opens them")
    func rules() throws {
        try set("a", "canary-one")
        try folder.write("slots.yaml", "network: sandbox\npolicy: {secret-age: 30d}\n")
        try folder.write("slots/h.yaml", "exchange: hitbtc\ncredentials: {key: secret:a, secret: secret:b}\n")
        let text = """
            {"a": {"value": "canary-one", "set": "2025-01-01T00:00:00Z"}, "b": {"value": "canary-one"}, "c": "canary-two"}
            """
        let made = try tool("sh", "-c", "echo '\(text)' | age -r $(age-keygen -y \(identity)) -o secrets.age")
        try #require(made.exit == 0, made.told)
        let wanted = ["secret.old", "secret.duplicate", "secret.unused"]
        for line in [["secret", "list"], ["check"], ["plan", "--offline"]] {
            let ended = try workspace.start(line + ["-o", "json"]).end()
            #expect(try ended.json().codes.filter(wanted.contains) == wanted, ended.told)
            #expect(Canary("canary-one").found(in: ended.stdout + ended.stderr) == [])
        }
        #expect(try codes("validate") == ["workspace.no-bots"], "it does not open them")
        for code in wanted + ["secret.mode", "secret.tracked", "slot.plaintext-secret"] {
            let told = try workspace.run("explain", code)
            #expect(told.exit == 0 && told.stdout.hasPrefix("\(code): "), told.told)
        }
    }

    @Test("with a passphrase need a terminal, and say so without one")
    func passphrase() throws {
        let environment = ["SLOTS_IDENTITY": "passphrase"]
        let child = try workspace.start(
            ["secret", "set", "a", "-o", "json"],
            environment: environment,
            input: "x",
            wrapper: ["setsid", "-w"]
        )
        let ended = child.end()
        #expect(try ended.json().codes == ["secret.no-terminal"], ended.told)
        #expect(ended.exit == 78)
    }

    // MARK: - At once and cut short

    @Test("that many processes set, remove, encrypt anew and add at once are all as each of them left them")
    func atOnce() throws {
        for name in ["first", "gone"] { try set(name, "x") }
        let line =
            "age-keygen -o second 2>/dev/null && chmod 600 second && age-keygen -y second > all"
            + " && cat secrets.recipients >> all"
        try #require(try tool("sh", "-c", line).exit == 0)
        let account = try Account.named("hitbtc-connected")
        let others = [
            ["secret", "rekey", "--recipients-file", "all"], ["secret", "remove", "gone"],
            ["add", "hitbtc", "--from-env", "--no-check"],
        ]
        var children: [Child] = []
        for number in 0..<8 {
            children.append(
                try workspace.start(["secret", "set", "name-\(number)"], input: "value-\(number)")
            )
            // In the middle of the others.
            if others.indices.contains(number - 3) {
                children.append(try workspace.start(others[number - 3], environment: account.variables))
            }
        }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0, ended.told)
        }
        let added = ["hitbtc.key", "hitbtc.secret"]
        #expect(try names() == ["first"] + added + (0..<8).map { "name-\($0)" })
        for number in 0..<8 { #expect(try get("name-\(number)") == "value-\(number)") }
        #expect(try get("hitbtc.secret") == account.credentials[.secret])
        #expect(try tool("age", "-d", "-i", "second", "secrets.age").exit == 0)
        #expect(
            try folder.text("secrets.recipients").split(separator: "\n").count { $0.hasPrefix("age1") } == 2
        )
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy {
                !$0.contains(".slots-")
            }
        )
    }

    @Test("of workspaces that are begun at once share the one identity, and all of them open")
    func identityAtOnce() throws {
        let others = try (0..<8).map { _ in try TestWorkspace() }
        let environment = ["HOME": folder.path]
        let children = try others.map {
            try $0.start(["secret", "set", "a"], environment: environment, input: "x")
        }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0, ended.told)
        }
        for other in others {
            let ended = try other.run("secret", "get", "a", "--reveal", environment: environment)
            #expect(ended.exit == 0 && ended.stdout == "x", ended.told)
        }
        #expect(try folder.names(".config/slots") == ["identity.txt"])
    }

    @Test("may have their identity in the workspace itself")
    func identityInWorkspace() throws {
        try folder.write("config/README", "")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/config/slots",
            withDestinationPath: ".."
        )
        let environment = ["XDG_CONFIG_HOME": folder.path + "/config"]
        try set("a", "x", environment: environment)
        #expect(mode(folder.path + "/identity.txt") == 0o600)
    }

    @Test("stand in no file, no argument and no output")
    func canary() throws {
        let secret = "canary4711abcdefghijklmnopqrstuvwxyz0123456789"
        let canary = Canary(secret)
        let trace = folder.path + "/trace"
        let wrapper =
            Tool.canTrace ? ["strace", "-f", "-o", trace, "-v", "-s", "4096", "-e", "trace=execve"] : []
        let ended = try workspace.run("secret", "set", "a", input: secret, wrapper: wrapper)
        #expect(ended.exit == 0, ended.told)
        for arguments in [
            ["secret", "list"], ["secret", "list", "-o", "json"], ["secret", "rekey"], ["validate"],
        ] {
            let told = try workspace.start(arguments).end()
            #expect(canary.found(in: told.stdout + told.stderr) == [])
        }
        #expect(canary.found(in: ended.stdout + ended.stderr) == [])
        #expect(try canary.found(below: folder.url) { _ in false } == [])
        #expect(try get("a") == secret)
    }

    @Test("stand in the bot's file alone after an apply, and reach no child's environment")
    func applied() throws {
        let account = try Account.connected(.aster)
        let key = try #require(account.credentials[.privateKey])
        try folder.write(
            "slots.yaml",
            """
            network: sandbox
            bots:
              main:
                template: gunbot
                directory: bots/gunbot
                on-apply: [sh, -c, "env > hook-environment"]
            secret-commands:
              wallet: [sh, -c, "env > command-environment; cat wallet"]

            """
        )
        try folder.write("wallet", try #require(account.credentials[.mainWallet]) + "\n")
        try set("aster.private-key", key)
        try folder.write(
            "slots/aster.yaml",
            """
            exchange: aster
            credentials:
              api-wallet: "\(try #require(account.credentials[.apiWallet]))"
              private-key: secret:aster.private-key
              main-wallet: cmd:wallet
            fees: 0.07%

            """
        )
        let environment = ["SLOTS_TEST_KEY": key]
        let ended = try workspace.run("apply", "--yes", "-o", "json", environment: environment)
        #expect(ended.exit == 0, ended.told)
        let canary = Canary(key)
        #expect(canary.found(in: ended.stdout + ended.stderr) == [])
        #expect(try !canary.found(in: folder.text("bots/gunbot/config.js")).isEmpty)
        #expect(try canary.found(below: folder.url) { $0 == "bots/gunbot/config.js" } == [])
        for name in ["hook-environment", "command-environment"] {
            #expect(try folder.text(name).contains("PATH="), "\(name)")
        }
    }

    @Test("of a command that takes its time end with Ctrl-C, and the command too")
    func interrupted() throws {
        try folder.write(
            "slots.yaml",
            "network: sandbox\nsecret-commands:\n  slow: [sh, -c, 'echo $$ > child; sleep 100']\n"
        )
        try folder.write("slots/a.yaml", "exchange: hitbtc\ncredentials: {key: cmd:slow, secret: cmd:slow}\n")
        let child = try workspace.start(["check"])
        let path = folder.path + "/child"
        try #require(
            child.waits { _ in (try? String(contentsOfFile: path, encoding: .utf8))?.hasSuffix("\n") == true }
        )
        child.signal(SIGINT)
        let ended = child.end(within: .seconds(20))
        #expect(ended.exit == 130, ended.told)
        let number = try folder.text("child").trimmingCharacters(in: .newlines)
        let process = try #require(pid_t(number))
        for _ in 0..<200 where kill(process, 0) == 0 { usleep(10_000) }
        #expect(kill(process, 0) != 0)
    }
}
