import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots add` typed at a real terminal; a small Python program is the person who types.
@Suite("A new slot, typed at a terminal", .enabled(if: Tool.isThere("age") && Tool.isThere("python3")))
struct AddSlotTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    private func type(_ steps: [Typist.Step], environment: [String: String] = [:], _ arguments: String...)
        throws -> String
    {
        try Typist.type(steps, environment: environment, in: folder.url, arguments)
    }

    private func steps(_ account: SandboxAccount) -> [Typist.Step] { Typist.steps(account) }

    private func steps(_ account: SandboxAccount, upTo field: CredentialField, _ typed: String)
        -> [Typist.Step]
    {
        let all = steps(account)
        let place = all.firstIndex { $0.first?.hasPrefix("(\(field.rawValue)") == true } ?? 0
        return all.prefix(place) + [[all[place][0], typed]]
    }

    private func isThere(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + name)
    }

    // MARK: - The way to a slot

    @Test(
        "comes from nothing to connected, with no secret in a file that git would track",
        arguments: Selector.allCases
    )
    func journey(_ selector: Selector) throws {
        let account = try #require(
            SandboxAccounts.all.first { $0.selector == selector && $0.expected == .connected }
        )
        let told = try type(steps(account), "add", selector.rawValue, "mine")
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(told.contains("connected") && told.contains("rights:  read, "), "\(told)")
        if let mainWallet = account.credentials[.mainWallet] {
            #expect(told.contains("account: \(mainWallet.lowercased())"))
        }
        #expect(told.contains("wrote    slots/mine.yaml"))
        for secret in Account.secrets(of: account) { #expect(!told.contains(secret)) }

        let checked = try workspace.run("check", "-o", "json")
        #expect(try checked.json().statuses == ["mine": "connected"], checked.told)
        #expect(try !checked.json().codes.contains { $0.hasPrefix("fees.") }, checked.told)
        #expect(told.contains(" as taker, as the account pays"), "\(told)")
        #expect(try feesCheck(checked)["data"]?["configured_taker_percent"] != nil, checked.told)
        #expect(try feesCheck(checked)["outcome"]?.string == "pass", checked.told)
        #expect(try workspace.run("apply").exit == 0)
        try expectNoSecretIsTracked(account)
    }

    private func feesCheck(_ checked: Child.Ended) throws -> JSONValue {
        let checks = try checked.json()["slots"]?.array?.first?["checks"]?.array
        return try #require(checks?.first { $0["check"]?.string == "fees" })
    }

    @Test("has the fees that the account pays, unless others are wished for or nobody was asked")
    func fees() throws {
        let variables = try Account.named("bitget-futures-connected").variables
        for (options, fees) in [
            ([], "fees: {maker: 0.02%, taker: 0.06%}\n"), (["--fees", "0.05%"], "fees: 0.05%\n"),
            (["--no-check"], ""),
        ] {
            let line = [
                "add", "bitget-futures", "mine", "--from-env", "--secrets", "env", "--expires", "2099-12-31",
            ]
            let ended = try workspace.start(line + options, environment: variables).end()
            #expect(ended.exit == 0, ended.told)
            let text = try folder.text("slots/mine.yaml")
            let end = try #require(text.range(of: "BITGET_FUTURES_PASSPHRASE\n"))
            #expect(text[end.upperBound...] == fees + "expires: 2099-12-31\n")
            try FileManager.default.removeItem(atPath: folder.path + "/slots/mine.yaml")
        }
    }

    /// With git itself, where there is one: what it would take up is searched.
    private func expectNoSecretIsTracked(_ account: SandboxAccount) throws {
        let listed = try Child(
            [
                "sh", "-c",
                "git init -q . && printf '.slots/\\nbots/\\n.config/\\nrun/\\n' > .gitignore && git add -A && git ls-files",
            ],
            in: folder.url
        ).end()
        try #require(listed.exit == 0, listed.told)
        let files = listed.stdout.split(separator: "\n").map(String.init)
        #expect(files.contains("slots/mine.yaml"))
        for file in files {
            let bytes = try Data(contentsOf: folder.url.appendingPathComponent(file))
            for (field, value) in account.credentials where !field.isPublic {
                #expect(bytes.range(of: Data(value.utf8)) == nil, "\(field.rawValue) stands in \(file)")
            }
        }
    }

    @Test("says what to do at the exchange, and which network it is")
    func guide() throws {
        let told = try type([["(key, not shown): ", "\u{3}"]], "add", "bitget-futures", "mine")
            .replacing(#/\s+/#, with: " ")
        for part in [
            "Open Bitget's API key page", "futures orders and futures positions",
            "Leave withdrawals and transfers off",
            "'slots sandbox --fakes bitget-futures' prints them", "the provider's page shows it",
        ] {
            #expect(told.contains(part), "\(part): \(told)")
        }
    }

    @Test("asks again at once for what cannot be right")
    func shape() throws {
        let account = try Account.connected(.aster)
        var steps = steps(account)
        let prompt = "(api-wallet): "
        steps.insert([prompt, "hello\n"], at: 0)
        steps.insert([prompt, "\n"], at: 1)
        let told = try type(steps, "add", "aster")
        #expect(told.contains("'api-wallet' is not a wallet's address [credentials.address]"), "\(told)")
        #expect(told.contains("nothing was typed"))
        #expect(told.contains("END exit=0 echo=1") && isThere("slots/aster.yaml"), "\(told)")
    }

    @Test("begins anew where values do not go together, because the first may be the wrong one")
    func mismatch() throws {
        let account = try Account.connected(.aster)
        let all = steps(account)
        let wrong = [all[0][0], (account.credentials[.mainWallet] ?? "") + "\n"]
        let told = try type([wrong, all[1]] + all, "add", "aster")
        #expect(told.contains("[credentials.wrong-private-key]") && told.contains("once more"), "\(told)")
        #expect(told.contains("END exit=0 echo=1") && isThere("slots/aster.yaml"), "\(told)")
    }

    @Test("begins anew where key and secret were swapped, and warns at once")
    func swapped() throws {
        let all = steps(try Account.named("bitget-connected"))
        let told = try type([[all[0][0], all[1][1]], [all[1][0], all[0][1]]] + all, "add", "bitget")
        let parts = ["[credentials.unusual]", "secret (not shown): ", "[credentials.swapped]", "once more"]
        let places = parts.map { told.firstRange(of: $0)?.lowerBound ?? told.endIndex }
        #expect(places == places.sorted() && places.last != told.endIndex, "\(told)")
        #expect(told.contains("END exit=0 echo=1") && isThere("slots/bitget.yaml"), "\(told)")
    }

    @Test("stops where no answer could help")
    func hopeless() throws {
        let all = steps(try Account.connected(.aster, .v1))
        let told = try type([all[0]], "add", "aster", "--form", "V1", "--network", "testnet")
        #expect(told.contains("[credentials.testnet]") && told.contains("END exit=1 echo=1"), "\(told)")
    }

    @Test("takes an old key with --form V1, and private files with --secrets file")
    func form() throws {
        let account = try Account.connected(.aster, .v1)
        let told = try type(steps(account), "add", "aster", "old", "--form", "v1", "--secrets", "file")
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(!isThere("secrets.age"))
        let checked = try workspace.run("check", "-o", "json")
        #expect(try checked.json().statuses == ["old": "connected"], checked.told)
        var status = stat()
        #expect(stat(folder.path + "/secrets/old.secret", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(folder.path + "/slots/old.yaml", &status) == 0 && status.st_mode & 0o777 == 0o644)
        #expect(try folder.text("secrets/.gitignore") == "*\n")
    }

    // MARK: - Ends without a slot

    @Test(
        "that is given up leaves nothing behind, and the echo on",
        arguments: [
            (CredentialField.apiWallet, "\u{3}", 130), (.privateKey, "0xa1\u{3}", 130),
            (.privateKey, "SIGTERM", 143),
            (.privateKey, "SIGHUP", 143), (.mainWallet, "\u{4}", 1), (.privateKey, "\u{4}", 1),
        ]
    )
    func givenUp(field: CredentialField, typed: String, exit: Int) throws {
        let before = try workspace.snapshot()
        let told = try type(
            steps(try Account.connected(.aster), upTo: field, typed),
            "add",
            "aster"
        )
        #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        #expect(try workspace.snapshot() == before)
    }

    @Test(
        "that is not connected is written only on request",
        arguments: [
            ("s\n", 1, false), ("\u{3}", 130, false), ("a\n", 1, false), ("what\n", 1, false),
            ("w\n", 0, true), ("Write\n", 0, true),
        ]
    )
    func notConnected(answer: String, exit: Int, isWritten: Bool) throws {
        let account = try Account.named("aster-underfunded")
        let question = "or [s]top? "
        var steps = steps(account) + [[question, answer]]
        if ["a\n", "what\n"].contains(answer) { steps.append([question, "s\n"]) }
        let told = try type(steps, "add", "aster")
        #expect(told.contains("underfunded") && told.contains("END exit=\(exit) echo=1"), "\(told)")
        for name in ["slots/aster.yaml", "secrets.age", ".config/slots/identity.txt"] {
            #expect(isThere(name) == isWritten, "\(name)")
        }
    }

    @Test("leaves nothing behind when the check is interrupted")
    func interruptedCheck() throws {
        let before = try workspace.snapshot()
        let account = try Account.named("aster-silent")
        let told = try type(steps(account) + [["asking", "\u{3}"]], "add", "aster", "--timeout", "60s")
        #expect(told.contains("END exit=130 echo=1"), "\(told)")
        #expect(try workspace.snapshot() == before)
    }

    @Test(
        "may be protected by a passphrase, and is given up where age asks for it",
        arguments: [(["passphrase-1\n", "passphrase-1\n"], 0), (["\u{3}"], 130)]
    )
    func passphrase(typed: [String], exit: Int) throws {
        let before = try workspace.snapshot()
        let answers = zip(["nter passphrase", "onfirm passphrase"], typed).map { [$0, $1] }
        let told = try type(
            steps(try Account.connected(.aster)) + answers,
            environment: ["SLOTS_IDENTITY": "passphrase"],
            "add",
            "aster"
        )
        #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        #expect(isThere("secrets.age") == (exit == 0) && isThere("slots/aster.yaml") == (exit == 0))
        #expect(try exit == 0 || workspace.snapshot() == before)
    }

    @Test("may get other credentials when the first are not connected")
    func newCredentials() throws {
        let (bad, good) = (try Account.named("aster-underfunded"), try Account.connected(.aster))
        let told = try type(steps(bad) + [["or [s]top? ", "n\n"]] + steps(good), "add", "aster")
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(try workspace.run("check").exit == 0)
    }
}

/// `slots add` in scripts.
@Suite("A new slot from a script")
struct AddSlotFromScriptTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    @Test("takes its credentials from variables, and shows none of them", arguments: ["file", "env"])
    func fromEnvironment(place: String) throws {
        let account = try Account.connected(.asterFutures)
        let variables = account.variables
        let ended = try workspace.run(
            "add",
            "aster-futures",
            "perps",
            "--from-env",
            "--secrets",
            place,
            "--fees",
            "0.01%/0.035%",
            "--delay",
            "10s",
            "--label",
            "it's \"mine\"",
            "-o",
            "json",
            environment: variables
        )
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().statuses == ["perps": "connected"])
        for secret in Account.secrets(of: account) {
            #expect(!ended.stdout.contains(secret) && !ended.stderr.contains(secret))
        }
        let text = try folder.text("slots/perps.yaml")
        #expect(text.contains("fees: {maker: 0.01%, taker: 0.035%}") && text.contains("delay: 10s"))
        let reference = place == "env" ? "env:ASTER_FUTURES_PRIVATE_KEY" : "file:secrets/perps.private-key"
        #expect(text.contains("private-key: \(reference)"), "\(text)")
        let checked = try workspace.run("check", "-o", "json", environment: place == "env" ? variables : [:])
        #expect(try checked.json().statuses == ["perps": "connected"], checked.told)
    }

    @Test("that is not connected is refused, and written with --force")
    func force() throws {
        let account = try Account.named("aster-underfunded")
        let before = try workspace.snapshot()
        let line = ["add", "aster", "--from-env", "--secrets", "file"]
        let refused = try workspace.start(line, environment: account.variables).end()
        #expect(refused.exit == 1 && refused.stderr.contains("nothing was written"), refused.told)
        #expect(try workspace.snapshot() == before)
        let forced = try workspace.start(line + ["--force"], environment: account.variables).end()
        #expect(forced.exit == 0, forced.told)
        #expect(
            forced.stderr.hasSuffix("next:    do what is told above, then: slots check aster\n"),
            forced.told
        )
        #expect(try workspace.run("check").exit == 1)
    }

    @Test("is refused where something is missing, wrong or there already; nothing is written")
    func refusals() throws {
        try workspace.addConnected(.aster)
        try folder.write("secrets/perps.private-key", "mine")
        let account = try Account.connected(.asterFutures)
        var broken = account.variables
        broken["ASTER_FUTURES_PRIVATE_KEY"] = "0x12"
        let cases: [(line: [String], environment: [String: String], exit: Int32, told: String)] = [
            (["add", "aster-futures"], [:], 64, "add --from-env"),
            (["add", "aster", "--from-env"], [:], 64, "slots add aster aster-2"),
            (["add", "kraken", "--from-env"], [:], 64, "kraken"),
            (["add", "bitget", "Big", "--from-env"], [:], 64, "did you mean 'big'?"),
            (["add", "bitget", "--from-env", "--fees", "0.1"], [:], 64, "% sign"),
            (["add", "bitget", "--from-env", "--form", "V9"], [:], 64, "'API key'"),
            (["add", "bitget", "--from-env", "--main-wallet", "0x1"], [:], 64, "have no '--main-wallet'"),
            (
                ["add", "bitget", "--from-env"], [:], 78,
                "BITGET_PASSPHRASE is not set [credentials.no-variable]"
            ),
            (["add", "aster-futures", "a", "--from-env"], broken, 1, "credentials."),
            (
                ["add", "aster-futures", "perps", "--from-env", "--secrets", "file"], account.variables, 1,
                "secrets/perps.private-key is there already"
            ),
        ]
        let before = try workspace.snapshot()
        for (line, environment, exit, told) in cases {
            let ended = try workspace.start(line, environment: environment).end()
            #expect(ended.exit == exit && ended.stderr.contains(told), "\(line): \(ended.told)")
            #expect(try workspace.snapshot() == before, "\(line)")
        }
    }

    @Test(
        "that cannot be written leaves no secret in the store",
        .enabled(if: Tool.isThere("age") && geteuid() != 0)
    )
    func unwritable() throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o500],
            ofItemAtPath: folder.path + "/slots"
        )
        defer {
            try? FileManager.default.setAttributes(
                [.posixPermissions: 0o700],
                ofItemAtPath: folder.path + "/slots"
            )
        }
        let account = try Account.connected(.aster)
        let ended = try workspace.run("add", "aster", "--from-env", environment: account.variables)
        #expect(ended.exit == 73, ended.told)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/secrets.age"))
    }

    @Test("does not get into the way of another one at the same time", .enabled(if: Tool.isThere("age")))
    func atOnce() throws {
        let accounts = try ["aster-connected", "aster-solana"].map { try Account.named($0) }
        let children = try zip(["one", "two"], accounts).map { name, account in
            try workspace.start(["add", "aster", name, "--from-env"], environment: account.variables)
        }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0, ended.told)
        }
        let checked = try workspace.run("check", "-o", "json")
        #expect(try checked.json().statuses == ["one": "connected", "two": "connected"], checked.told)
    }

    @Test("of one name at the same time is written once", .enabled(if: Tool.isThere("age")))
    func sameName() throws {
        let accounts = try ["aster-connected", "aster-solana"].map { try Account.named($0) }
        let children = try accounts.map { account in
            try workspace.start(["add", "aster", "one", "--from-env"], environment: account.variables)
        }
        let exits = children.map { $0.end().exit }
        #expect(exits.count { $0 == 0 } == 1, "\(exits)")
        let checked = try workspace.run("check", "-o", "json")
        #expect(try checked.json().statuses == ["one": "connected"], checked.told)
    }

    @Test("shares no key with another slot, as the policy says")
    func sharedKey() throws {
        let variables = try Account.connected(.aster).variables
        let line = ["--from-env", "--no-check", "--secrets", "file"]
        let first = try workspace.start(["add", "aster", "first"] + line, environment: variables).end()
        #expect(first.exit == 0, first.told)
        let second = try workspace.start(["add", "aster", "second"] + line, environment: variables).end()
        #expect(second.exit == 1 && second.stderr.contains("[slot.shared-key]"), second.told)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/slots/second.yaml"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/secrets/second.private-key"))
    }
}

extension TestWorkspace {
    fileprivate func isThere(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + name)
    }
}
