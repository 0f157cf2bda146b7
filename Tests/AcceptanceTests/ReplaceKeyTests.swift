import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots replace-key` in scripts.
@Suite("New credentials for a slot, from a script", .enabled(if: Tool.isThere("age")))
struct ReplaceKeyTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }
    private static let config = "bots/gunbot/config.js"

    init() throws { workspace = try TestWorkspace() }

    // MARK: - Helpers

    /// A slot of the account's credentials in `secrets.age`, by the selector's name.
    private func add(_ account: String, named name: String? = nil, _ options: String...) throws {
        let account = try Account.named(account)
        let line =
            ["add", account.selector.rawValue, name ?? account.selector.rawValue, "--from-env"] + options
        let added = try workspace.start(line, environment: account.variables).end()
        try #require(added.exit == 0, added.told)
    }

    private func replace(_ slot: String, with account: String, _ options: String...) throws -> Child.Ended {
        let account = try Account.named(account)
        let line = ["replace-key", slot, "--from-env"] + options
        let ended = try workspace.start(line, environment: account.variables).end()
        for secret in Account.secrets(of: account) {
            #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [])
        }
        return ended
    }

    private func stored(_ name: String) throws -> String {
        let ended = try workspace.run("secret", "get", name, "--reveal")
        #expect(ended.exit == 0, ended.told)
        return ended.stdout
    }

    /// The names that `secret list` shows for what is kept.
    private func kept() throws -> [String] {
        let list = try workspace.run("secret", "list", "-o", "json").json()
        return (list["secrets"]?.array ?? []).filter { $0["replaced"] == .boolean(true) }
            .compactMap { $0["name"]?.string }
    }

    private func value(_ account: String, _ field: CredentialField) throws -> String {
        try #require(try Account.named(account).credentials[field])
    }

    // MARK: - The way to new credentials

    @Test("checks them, writes them, keeps the old ones encrypted, and takes them to the bot")
    func replaces() throws {
        try add("bitget-connected")
        #expect(try workspace.run("apply").exit == 0)
        let slotFile = try folder.text("slots/bitget.yaml")
        let ended = try replace("bitget", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stderr.contains("the present credentials: connected, account "), ended.told)
        #expect(try folder.text("slots/bitget.yaml") == slotFile)
        for field in [CredentialField.key, .secret, .passphrase] {
            #expect(try stored("bitget.\(field.rawValue)") == value("bitget-second-key", field))
        }
        #expect(
            try kept() == ["replaced:bitget:key", "replaced:bitget:secret", "replaced:bitget:passphrase"]
        )
        #expect(try folder.text(Self.config).contains(value("bitget-second-key", .secret)))
        #expect(try workspace.run("verify").exit == 0)
        // No finding complains of what is kept.
        let plan = try workspace.run("plan", "-o", "json").json()
        #expect(plan.codes.filter { $0.hasPrefix("secret.") } == [])
        let open = try Child(
            ["age", "-d", "-i", ".config/slots/identity.txt", "secrets.age"],
            in: folder.url
        ).end()
        #expect(open.stdout.contains(try value("bitget-connected", .secret)), "it opens without slots")
    }

    @Test("--undo brings the old ones back, twice the new ones, and --forget drops what is kept")
    func undo() throws {
        try add("bitget-connected")
        #expect(try replace("bitget", with: "bitget-second-key", "--yes").exit == 0)
        for account in ["bitget-connected", "bitget-second-key"] {
            let undone = try workspace.run("replace-key", "bitget", "--undo", "--yes")
            #expect(undone.exit == 0, undone.told)
            #expect(try stored("bitget.secret") == value(account, .secret))
            #expect(try folder.text(Self.config).contains(value(account, .secret)))
        }
        #expect(try workspace.run("replace-key", "bitget", "--forget").exit == 0)
        #expect(try kept() == [])
        for option in ["--undo", "--forget"] {
            let again = try workspace.run("replace-key", "bitget", option)
            #expect(again.exit == 1 && again.stderr.contains("[replace-key.nothing-kept]"), again.told)
        }
        #expect(try stored("bitget.secret") == value("bitget-second-key", .secret))
    }

    @Test(
        "gives a slot another kind of credentials in other fields, and --undo gives the old kind back",
        arguments: ["age", "file", "plain"]
    )
    func otherForm(_ place: String) throws {
        if place == "plain" {
            try workspace.add(try Account.named("aster-v1-connected"), named: "aster")
        } else {
            try add("aster-v1-connected", named: "aster", "--form", "V1", "--secrets", place)
        }
        try folder.write("slots/aster.yaml", folder.text("slots/aster.yaml") + "label: old # keep\n")
        #expect(try workspace.run("apply").exit == 0)

        let ended = try replace("aster", with: "aster-connected", "--form", "v3", "--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(
            ended.stderr.contains("no slot needs secrets/aster.key any more") == (place == "file"),
            ended.told
        )
        let text = try folder.text("slots/aster.yaml")
        #expect(
            !text.contains("  key:") && !text.contains("  secret:") && text.hasSuffix("label: old # keep\n")
        )
        #expect(text.contains("private-key: secret:aster.private-key"))
        #expect(text.contains(try value("aster-connected", .mainWallet)))
        #expect(try kept() == ["replaced:aster:key", "replaced:aster:secret"])
        #expect(try folder.text(Self.config).contains(value("aster-connected", .privateKey)))
        let verified = try workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        #expect(try !workspace.run("validate", "-o", "json").json().codes.contains("secret.unused"))
        for field in [CredentialField.key, .secret] where place != "file" {
            #expect(
                try !Canary(value("aster-v1-connected", field)).found(below: folder.url) { $0 == Self.config }
                    .contains("slots/aster.yaml")
            )
        }

        for (account, fields) in [
            ("aster-v1-connected", ["key", "secret"]),
            ("aster-connected", ["api-wallet", "private-key", "main-wallet"]),
        ] {
            let undone = try workspace.run("replace-key", "aster", "--undo", "--yes")
            #expect(undone.exit == 0, undone.told)
            let text = try folder.text("slots/aster.yaml")
            for field in ["key", "secret", "api-wallet", "private-key", "main-wallet"] {
                #expect(text.contains("\n  \(field): ") == fields.contains(field), "\(text)")
            }
            let hidden: CredentialField = fields.contains("key") ? .secret : .privateKey
            #expect(try stored("aster.\(hidden.rawValue)") == value(account, hidden))
            #expect(try workspace.run("verify").exit == 0)
        }
    }

    @Test("refuses a kind that the exchange does not have, and one together with what goes back")
    func noSuchForm() throws {
        try add("aster-v1-connected", named: "aster", "--form", "V1")
        let before = try workspace.snapshot()
        let unknown = try replace("aster", with: "aster-connected", "--form", "V9")
        #expect(unknown.exit == 64 && unknown.stderr.contains("'V3' or 'V1'"), unknown.told)
        let back = try workspace.run("replace-key", "aster", "--undo", "--form", "V1")
        #expect(back.exit == 64, back.told)
        // Without --form the variables of the old kind are wanted.
        let same = try replace("aster", with: "aster-connected")
        #expect(same.exit == 78 && same.stderr.contains("ASTER_KEY is not set"), same.told)
        #expect(try workspace.snapshot() == before)
    }

    @Test("changes the addresses of wallets in the slot's own file, and nothing else there")
    func wallets() throws {
        try add("aster-connected")
        let before = "# mine\r\n" + (try folder.text("slots/aster.yaml")) + "label: 'x'  # keep\n"
        try folder.write("slots/aster.yaml", before)
        let ended = try replace("aster", with: "aster-second-key", "--no-apply")
        #expect(ended.exit == 0, ended.told)
        let expected = before.replacing(
            try value("aster-connected", .apiWallet),
            with: try value("aster-second-key", .apiWallet)
        )
        #expect(expected != before)
        #expect(try folder.text("slots/aster.yaml") == expected)
        #expect(try workspace.run("check", "-o", "json").json().statuses == ["aster": "connected"])
        #expect(!folder.exists(Self.config))
        #expect(try workspace.run("replace-key", "aster", "--undo", "--no-apply").exit == 0)
        #expect(try folder.text("slots/aster.yaml") == before)
        #expect(try workspace.run("check", "-o", "json").json().statuses == ["aster": "connected"])
    }

    @Test("changes private files in their places, and keeps their modes")
    func files() throws {
        try add("bitget-connected", named: "mine", "--secrets", "file")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o400],
            ofItemAtPath: folder.path + "/secrets/mine.secret"
        )
        let ended = try replace("mine", with: "bitget-second-key", "--no-apply")
        #expect(ended.exit == 0, ended.told)
        #expect(try folder.text("secrets/mine.secret") == value("bitget-second-key", .secret))
        #expect(try folder.mode("secrets/mine.secret") == 0o400)
        #expect(try folder.mode("secrets/mine.key") == 0o600)
        #expect(
            try folder.names("secrets").sorted() == [
                ".gitignore", "mine.key", "mine.passphrase", "mine.secret",
            ]
        )
        #expect(try kept().count == 3)
        #expect(try workspace.run("replace-key", "mine", "--undo", "--no-apply").exit == 0)
        #expect(try folder.text("secrets/mine.secret") == value("bitget-connected", .secret))
    }

    @Test("moves secrets that stand in the slot in plain into secrets.age")
    func plain() throws {
        try workspace.add(
            try Account.named("bitget-connected"),
            named: "plain",
            lines: ["# a comment", "fees: 0.1%"]
        )
        let ended = try replace("plain", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(
            try folder.text("slots/plain.yaml") == """
                exchange: bitget
                credentials:
                  key: "secret:plain.key"
                  secret: "secret:plain.secret"
                  passphrase: "secret:plain.passphrase"
                # a comment
                fees: 0.1%

                """
        )
        #expect(try stored("plain.secret") == value("bitget-second-key", .secret))
        let old = Canary(try value("bitget-connected", .secret))
        #expect(try old.found(below: folder.url) { $0.hasPrefix(".slots/revisions/") } == [])
        #expect(try workspace.run("replace-key", "plain", "--undo", "--yes").exit == 0)
        #expect(try stored("plain.secret") == value("bitget-connected", .secret))
    }

    @Test("leaves every file with its owner", .enabled(if: getuid() == 0, "only root may give files away"))
    func owner() throws {
        try add("hitbtc-connected")
        try folder.write("slots/hitbtc.yaml", try folder.text("slots/hitbtc.yaml") + "expires: 2098-01-31\n")
        // The first change of the store leaves a version before.
        #expect(try workspace.run("secret", "set", "other", input: "value").exit == 0)
        let names = ["slots/hitbtc.yaml", "secrets.age", "secrets.age.previous", "secrets.recipients"]
        for name in names { #expect(chown(folder.path + "/" + name, 4711, 4712) == 0) }
        let inodes = try names.map { try status(of: $0).st_ino }
        // While they are open their numbers are not given to new files.
        let held = names.map { open(folder.path + "/" + $0, O_RDONLY | O_CLOEXEC) }
        defer { for descriptor in held { close(descriptor) } }
        let ended = try replace("hitbtc", with: "hitbtc-second-key", "--expires", "2099-12-31", "--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(try workspace.run("secret", "rekey").exit == 0)
        for (name, inode) in zip(names, inodes) {
            let now = try status(of: name)
            #expect(now.st_uid == 4711 && now.st_gid == 4712, "\(name)")
            #expect(name == "secrets.recipients" || now.st_ino != inode, "\(name) is the file of before")
        }
    }

    private func status(of name: String) throws -> stat {
        var status = stat()
        try #require(stat(folder.path + "/" + name, &status) == 0)
        return status
    }

    @Test("changes slots along that take their credentials from the same place")
    func shared() throws {
        try add("bitget-connected", named: "spot")
        let spot = try folder.text("slots/spot.yaml") + "allow: [shared-key]\n"
        try folder.write("slots/spot.yaml", spot)
        try folder.write(
            "slots/perps.yaml",
            spot.replacing("exchange: bitget", with: "exchange: bitget-futures")
        )
        let before = try workspace.run("check", "-o", "json").json().statuses
        let ended = try replace("spot", with: "bitget-second-key", "--no-apply", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        let after = try ended.json().statuses
        #expect(after["spot"] == "connected" && after["perps"] == before["perps"])
        #expect(try kept().allSatisfy { $0.hasPrefix("replaced:spot:") })
        // Whoever shares may not come off worse.
        let refused = try replace("spot", with: "bitget-missing-permission", "--no-apply", "--yes")
        #expect(refused.exit == 1, refused.told)
        #expect(try stored("spot.secret") == value("bitget-second-key", .secret))
    }

    @Test("writes the entries of its own slot, and leaves what waits for other slots")
    func ownEntries() throws {
        try add("bitget-connected")
        try add("hitbtc-connected")
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        let before = try folder.text(Self.config)
        let other = try #require(before.range(of: "\"hitbtc\": {"))
        // An edit by hand of the other entry, and a change of the other slot that waits.
        let edited = before.replacing("\"delay\": 10", with: "\"delay\": 77", maxReplacements: 2)
        try #require(edited != before && edited[other.lowerBound...].contains("77"))
        try folder.write(Self.config, edited)
        try folder.write("slots/hitbtc.yaml", try folder.text("slots/hitbtc.yaml") + "delay: 33s\n")
        let ended = try replace("bitget", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 0, ended.told)
        let (old, new) = (try value("bitget-connected", .key), try value("bitget-second-key", .key))
        let after = try folder.text(Self.config)
        #expect(after.contains(new))
        #expect(after.components(separatedBy: "\"delay\": 77").count == 3)
        #expect(after[try #require(after.range(of: "\"hitbtc\": {")).lowerBound...].contains("\"delay\": 77"))
        // The licence's key stays in the entry.
        #expect(after.contains(old))
        let plan = try workspace.run("plan", "--offline", "-o", "json")
        #expect(try plan.json().paths.contains("exchanges.hitbtc.delay"), plan.told)
    }

    @Test("a disabled slot gets new credentials, and no bot is touched")
    func disabled() throws {
        try add("bitget-connected")
        try folder.write("slots/bitget.yaml", try folder.text("slots/bitget.yaml") + "enabled: false\n")
        let ended = try replace("bitget", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stderr.contains("the slot is disabled: no bot's file changes"), ended.told)
        #expect(try folder.text("slots/bitget.yaml").hasSuffix("enabled: false\n"))
        #expect(try stored("bitget.secret") == value("bitget-second-key", .secret))
        #expect(!folder.exists(Self.config))
    }

    @Test("takes the new key's last day into a slot that names the old one's")
    func expiry() throws {
        try add("hitbtc-connected")
        let old = try folder.text("slots/hitbtc.yaml") + "expires: 2020-01-31  # remind me\n"
        try folder.write("slots/hitbtc.yaml", old)
        try expectRefused("hitbtc", with: "hitbtc-second-key", "--yes", code: "replace-key.not-connected")
        let ended = try replace("hitbtc", with: "hitbtc-second-key", "--yes", "--expires", "2099-12-31")
        #expect(ended.exit == 0, ended.told)
        #expect(
            try folder.text("slots/hitbtc.yaml") == old.replacing("2020-01-31", with: "2099-12-31")
        )
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test("the last day comes back with its key")
    func formerExpiry() throws {
        try add("hitbtc-connected")
        let old = try folder.text("slots/hitbtc.yaml") + "expires: 2098-01-31  # remind me\n"
        let new = old.replacing("2098-01-31", with: "2099-12-31")
        try folder.write("slots/hitbtc.yaml", old)
        let line = ["--yes", "--no-apply"]
        #expect(
            try replace("hitbtc", with: "hitbtc-second-key", "--expires", "2099-12-31", "--yes").exit == 0
        )
        for text in [old, new, old] {
            let undone = try workspace.start(["replace-key", "hitbtc", "--undo"] + line).end()
            #expect(undone.exit == 0, undone.told)
            #expect(try folder.text("slots/hitbtc.yaml") == text)
        }
        let named = try workspace.start(
            ["replace-key", "hitbtc", "--undo", "--expires", "2097-01-01"] + line
        )
        #expect(named.end().exit == 0)
        #expect(try folder.text("slots/hitbtc.yaml") == old.replacing("2098-01-31", with: "2097-01-01"))
    }

    @Test("what is not available is not said to be kept, and what was kept before stays")
    func nothingToKeep() throws {
        try add("bitget-connected")
        #expect(try replace("bitget", with: "bitget-second-key", "--no-apply").exit == 0)
        let names = try kept()
        // As a file of age's own may have it; and one that is not there at all.
        for name in ["bitget.secret", "bitget.key"] {
            let change =
                "age -d -i .config/slots/identity.txt secrets.age"
                + " | sed '/\"\(name)\"/s/\"value\": \"[^\"]*\"/\"value\": \"\"/' | age -R secrets.recipients > new"
                + " && mv new secrets.age"
            let changed = try Child(["bash", "-o", "pipefail", "-c", change], in: folder.url).end()
            try #require(changed.exit == 0, changed.told)
            let ended = try replace("bitget", with: "bitget-connected", "--yes", "--no-apply")
            #expect(ended.exit == 0, ended.told)
            #expect(ended.stderr.contains("nothing to keep") && !ended.stderr.contains("--undo"), ended.told)
            #expect(try stored("bitget.secret") == value("bitget-connected", .secret))
            #expect(try kept() == names)
        }
        #expect(try workspace.run("replace-key", "bitget", "--undo", "--no-apply").exit == 0)
    }

    @Test("secrets that stand in plain do not take the place of a stored one of that name")
    func nameTaken() throws {
        try workspace.add(try Account.named("bitget-connected"), named: "plain")
        for name in ["plain.key", "plain.secret", "plain.secret-2"] {
            #expect(try workspace.run("secret", "set", name, input: "mine").exit == 0)
        }
        let ended = try replace("plain", with: "bitget-second-key", "--no-apply")
        #expect(ended.exit == 0, ended.told)
        for name in ["plain.key", "plain.secret", "plain.secret-2"] { #expect(try stored(name) == "mine") }
        let text = try folder.text("slots/plain.yaml")
        for name in ["plain.key-2", "plain.secret-3", "plain.passphrase"] {
            #expect(text.contains("\"secret:\(name)\"\n"), "\(text)")
        }
        #expect(try stored("plain.secret-3") == value("bitget-second-key", .secret))
        #expect(try workspace.run("replace-key", "plain", "--undo", "--no-apply").exit == 0)
        #expect(try stored("plain.secret-3") == value("bitget-connected", .secret))
    }

    // MARK: - Refusals

    /// The workspace as it was, and the code why.
    private func expectRefused(
        _ slot: String,
        with account: String,
        _ options: String...,
        exit: Int32 = 1,
        code: String
    ) throws {
        let before = try workspace.snapshot()
        let account = try Account.named(account)
        let line = ["replace-key", slot, "--from-env"] + options
        let ended = try workspace.start(line, environment: account.variables).end()
        #expect(ended.exit == exit && ended.stderr.contains("[\(code)]"), ended.told)
        #expect(ended.stderr.contains("nothing was replaced"), ended.told)
        #expect(try workspace.snapshot() == before)
    }

    @Test("that belong to another account are refused, unless that is wanted")
    func otherAccount() throws {
        try add("bitget-connected")
        try expectRefused(
            "bitget",
            with: "bitget-other-account",
            "--yes",
            code: "replace-key.other-account"
        )
        let wanted = try replace("bitget", with: "bitget-other-account", "--other-account", "--no-apply")
        #expect(wanted.exit == 0, wanted.told)
    }

    @Test("of which nobody knows the account are refused, unless somebody says that it is the same")
    func unknownAccount() throws {
        try add("hitbtc-connected")
        try expectRefused("hitbtc", with: "hitbtc-second-key", code: "replace-key.account-unknown")
        let agreed = try replace("hitbtc", with: "hitbtc-second-key", "--yes")
        #expect(agreed.exit == 0, agreed.told)
    }

    @Test("are compared with the account that was recorded when the old ones still worked")
    func recordedAccount() throws {
        try add("bitget-connected")
        #expect(try workspace.run("check").exit == 0)
        let dead = try value("bitget-invalid-credentials", .key)
        #expect(try workspace.run("secret", "set", "bitget.key", input: dead).exit == 0)
        try expectRefused("bitget", with: "bitget-other-account", code: "replace-key.other-account")
        let same = try replace("bitget", with: "bitget-second-key", "--no-apply")
        #expect(same.exit == 0, same.told)
    }

    @Test(
        "that are not connected are refused, whatever is agreed",
        arguments: [
            ("bitget-underfunded", "replace-key.not-connected"),
            ("bitget-invalid-credentials", "replace-key.not-connected"),
            ("bitget-connected", "replace-key.same"),
        ]
    )
    func notConnected(account: String, code: String) throws {
        try add("bitget-connected")
        try expectRefused("bitget", with: account, "--yes", "--other-account", code: code)
    }

    @Test("that come from elsewhere are left to whoever provides them")
    func elsewhere() throws {
        try add("bitget-connected", named: "mine", "--secrets", "env")
        let before = try workspace.snapshot()
        let ended = try replace("mine", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 1 && ended.stderr.contains("[replace-key.elsewhere]"), ended.told)
        #expect(ended.stderr.contains("slots/mine.yaml:3:"), ended.told)
        #expect(ended.stderr.contains("'key', 'secret' and 'passphrase' come from"), ended.told)
        #expect(ended.stderr.contains("help: change them there"), ended.told)
        // Before anybody is asked for values that could not be written.
        let asked = try workspace.run("replace-key", "mine")
        #expect(asked.exit == 1 && asked.stderr.contains("[replace-key.elsewhere]"), asked.told)
        #expect(try workspace.snapshot() == before)
    }

    @Test("the former ones are not brought back when the exchange refuses them")
    func deadFormer() throws {
        try add("hitbtc-connected")
        let dead = try value("hitbtc-invalid-credentials", .key)
        #expect(try workspace.run("secret", "set", "hitbtc.key", input: dead).exit == 0)
        #expect(try replace("hitbtc", with: "hitbtc-second-key", "--yes").exit == 0)
        let before = try workspace.snapshot()
        let refused = try workspace.run("replace-key", "hitbtc", "--undo", "--yes")
        #expect(refused.exit == 1 && refused.stderr.contains("--undo --no-check"), refused.told)
        #expect(try workspace.snapshot() == before)
        let forced = try workspace.run("replace-key", "hitbtc", "--undo", "--no-check", "--no-apply")
        #expect(forced.exit == 0, forced.told)
        #expect(try stored("hitbtc.key") == dead)
    }

    @Test(
        "a wrong command line is told before anything else",
        arguments: [
            ["replace-key"], ["replace-key", "nobody"], ["replace-key", "bitget"],
            ["replace-key", "bitget", "--undo", "--forget"],
            ["replace-key", "bitget", "--undo", "--from-env"],
            ["replace-key", "bitget", "--from-env", "--no-check"],
            ["replace-key", "bitget", "--from-env", "--expires", "2099-12-31"],
            ["replace-key", "bitget", "--from-env", "--expires", "tomorrow"],
            ["replace-key", "bitget", "--from-env", "--api-wallet", "0x1"],
            ["replace-key", "aster", "--from-env", "--main-wallet", "0x1"],
        ]
    )
    func usage(_ line: [String]) throws {
        try workspace.add(try Account.named("bitget-connected"), named: "bitget")
        try workspace.add(try Account.named("aster-connected"), named: "aster")
        let before = try workspace.snapshot()
        let ended = try workspace.start(line).end()
        #expect(ended.exit == 64, ended.told)
        #expect(try workspace.snapshot() == before)
    }

    @Test("waits for nobody: another command at work is told")
    func locked() throws {
        try add("bitget-connected")
        let lock = open(folder.url.path + "/.slots/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let ended = try replace("bitget", with: "bitget-second-key", "--yes")
        #expect(ended.exit == 75, ended.told)
    }

    @Test("one report comes out, for each outcome and format", arguments: ["json", "ndjson"])
    func formats(format: String) throws {
        try add("bitget-connected")
        let schema = SchemaCheck(try workspace.run("schema", "report").json())
        for (account, options, exit) in [
            ("bitget-other-account", [], 1), ("bitget-second-key", ["--no-apply"], 0),
            ("bitget-connected", ["--yes"], 0), ("bitget-second-key", [], 0),
        ] {
            let account = try Account.named(account)
            let line = ["replace-key", "bitget", "--from-env", "-o", format] + options
            let ended = try workspace.start(line, environment: account.variables).end()
            #expect(ended.exit == Int32(exit), ended.told)
            if format == "json" {
                let report = try ended.json()
                #expect(report["command"]?.string == "replace-key" && report.exit == exit, ended.told)
                #expect(schema.problems(in: report) == [])
            } else {
                #expect(try ended.lines().count { $0["type"]?.string == "summary" } == 1, ended.told)
            }
        }
    }
}
