import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("making keys known to a running Gunbot")
struct RegisterTests {
    private let gunbot: RunningGunbot
    private let workspace: TestWorkspace
    private let file = "bots/gunbot/config.js"
    private static let foreign = "FAKE-hitbtc-secret-of-nobodys-slot"

    /// One connection works already; the slot of Bitget is applied, and the bot does not know its key.
    init() throws {
        gunbot = try RunningGunbot()
        workspace = try TestWorkspace(
            lines: "    api: {token: env:GUNBOT_TOKEN}\npolicy: {plaintext-secret: allow}"
        )
        try workspace.folder.write(
            file,
            """
            {
                "pairs": {"hitbtc": {"USDT-BTC": {"strategy": "grid"}}},
                "exchanges": {
                    "hitbtc": {
                        "masterkey": "FAKE-hitbtc-key-1", "mastersecret": "\(Self.foreign)", "key": "FAKE-hitbtc-key-1",
                        "secret": "\(Self.foreign)", "delay": 15, "TRADING_FEES": 0.25, "big": 100000000000000000
                    }
                },
                "bot": {"gunthy_wallet": "0x00000000000000000000000000000000000FAKE1"},
                "GUI": {"port": "\(gunbot.port)", "https": false}
            }
            """,
            mode: 0o600
        )
        try workspace.add(Self.account(), named: "bitget")
        let applied = try workspace.run("apply", "--offline")
        try #require(applied.exit == 0, applied.told)
        let checked = try workspace.run("check", "-o", "json").json()
        let held = (checked["slots"]?.array?.first?["balances"]?.array ?? []).map { balance in
            (
                asset: balance["asset"]?.string ?? "", free: balance["free"]?.string ?? "",
                locked: balance["locked"]?.string ?? ""
            )
        }
        try #require(!held.isEmpty)
        let path = workspace.folder.path + "/" + file
        gunbot.change {
            $0.file = path
            $0.balances["hitbtc"] = [("BTC", "1.5", "0")]
            $0.unregistered["bitget"] = held
        }
    }

    private func register(_ arguments: String..., token: String? = nil) throws -> Child.Ended {
        let child = try workspace.start(
            ["register", "main"] + arguments,
            environment: ["GUNBOT_TOKEN": token ?? gunbot.token]
        )
        return child.end(within: .seconds(60))
    }

    private static func account() throws -> SandboxAccount {
        try #require(SandboxAccounts.all.first { $0.selector == .bitget && $0.expected == .connected })
    }

    private var account: SandboxAccount {
        get throws { try Self.account() }
    }

    private func expectNothingSecret(_ ended: Child.Ended) throws {
        for secret in try Account.secrets(of: account) + [Self.foreign, gunbot.token] {
            #expect(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), ended.told)
        }
    }

    @Test(
        "sends pieces of the bot's own file once somebody agreed, and waits until the bot shows the balance"
    )
    func registered() throws {
        let before = try workspace.folder.text(file)
        let unasked = try register("-o", "json")
        #expect(unasked.exit == 1, unasked.told)
        let asked = try unasked.json()
        #expect(asked.codes == ["register.not-agreed"], unasked.told)
        #expect(asked["registrations"]?.array?.first?["state"] == "unseen", unasked.told)
        #expect(gunbot.edits.isEmpty)
        let ended = try register("--yes", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        try expectNothingSecret(ended)
        let registration = try #require(try ended.json()["registrations"]?.array?.first)
        let key = try #require(try account.credentials[.key])
        #expect(registration["slot"] == "bitget" && registration["id"] == "bitget")
        #expect(registration["key"]?.string == key.prefix(4) + "…")
        #expect(registration["state"] == "seen" && registration["sent"] == true)
        let assets = registration["assets"]?.array ?? []
        #expect(!assets.isEmpty && assets.allSatisfy { $0["bot"] == $0["exchange"] }, ended.told)
        let edit = try #require(gunbot.edits.first)
        #expect(edit["wallet"] == "0x00000000000000000000000000000000000FAKE1")
        #expect(edit["verifyExchange"] == "hitbtc")
        #expect(edit["newLicenses"]?["bitget"]?["key"]?.string == key)
        #expect(edit["newLicenses"]?["bitget"]?["isEncrypted"] == false)
        #expect(edit["newLicenses"]?["hitbtc"]?["big"] == .number("100000000000000000"))
        #expect(edit["newLicenses"]?["hitbtc"]?["isEncrypted"] == nil, "it is not new")
        #expect(try workspace.folder.text(file) == before)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
        let first = gunbot.requests.first
        #expect(first?.target == "/api/v1/auth/status" && first?.header("Authorization") == nil)
        #expect(gunbot.edits.count == 1)
        let again = try register()
        #expect(again.exit == 0 && again.stderr.contains("nothing to make known"), again.told)
        #expect(again.stdout.contains("shows its balance"), again.told)
        #expect(gunbot.edits.count == 1)
        #expect(try register("bitget", "--yes").exit == 0)
        #expect(gunbot.edits.count == 2, "a slot that is named is sent in any case")
    }

    @Test("is no drift when Gunbot encrypts what it was told")
    func encrypted() throws {
        let account = try account
        gunbot.change {
            $0.rewrites = { text in
                account.credentials.reduce(text) { text, credential in
                    text.replacingOccurrences(of: "\"\(credential.value)\"", with: "\"ENC:RkFLRQ==\"")
                }
            }
        }
        let ended = try register("--yes")
        #expect(ended.exit == 0, ended.told)
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path: String
        var answer: FaultScript
        var exit: Int32
        var code: String
        var words: String
    }

    @Test(
        "tells what the bot does not do as it should, and shows nothing secret",
        arguments: [
            Fault(
                testDescription: "a silent bot",
                path: "auth/status",
                answer: .neverAnswering,
                exit: 69,
                code: "register.no-answer",
                words: "no whole answer in time"
            ),
            Fault(
                testDescription: "half an answer",
                path: "balances",
                answer: .endingEarly,
                exit: 69,
                code: "register.no-answer",
                words: "broke off in the middle"
            ),
            Fault(
                testDescription: "half an answer to the keys",
                path: "license/keys/edit",
                answer: .endingEarly,
                exit: 69,
                code: "register.no-answer",
                words: "run this again"
            ),
            Fault(
                testDescription: "an endless answer",
                path: "config/full",
                answer: .endlessBody,
                exit: 69,
                code: "register.no-answer",
                words: "it answered with more than 8192 KiB"
            ),
            Fault(
                testDescription: "JSON that ends too soon",
                path: "config/full",
                answer: .truncatedJSON,
                exit: 69,
                code: "register.no-answer",
                words: "no JSON"
            ),
            Fault(
                testDescription: "another program",
                path: "auth/status",
                answer: .html(200),
                exit: 1,
                code: "register.other-program",
                words: "it got no token and no key"
            ),
            Fault(
                testDescription: "another program's JSON",
                path: "auth/status",
                answer: .json(#"{"ok":true}"#),
                exit: 1,
                code: "register.other-program",
                words: "it got no token and no key"
            ),
            Fault(
                testDescription: "a redirect",
                path: "license/keys/edit",
                answer: .redirect(to: "http://127.0.0.1:9/"),
                exit: 1,
                code: "register.refused",
                words: "a redirect (HTTP 302), which is not followed"
            ),
            Fault(
                testDescription: "an error of the bot",
                path: "license/keys/edit",
                answer: .json(#"{"status":"error","message":"no such\u001b[31m wallet"}"#, status: 500),
                exit: 1,
                code: "register.refused",
                words: #"refused (HTTP 500): no such\u{1b}[31m wallet"#
            ),
            Fault(
                testDescription: "an error that repeats a secret",
                path: "license/keys/edit",
                answer: .json(#"{"message":"bad secret \#(foreign)"}"#, status: 400),
                exit: 1,
                code: "register.refused",
                words: "refused (HTTP 400): (not shown: repeats a credential)"
            ),
        ]
    )
    func faults(_ fault: Fault) throws {
        let before = try workspace.folder.text(file)
        gunbot.change { $0.answers[fault.path] = fault.answer }
        let ended = try register("--yes", "--timeout", "2s", "--within", "2s")
        #expect(ended.exit == fault.exit, ended.told)
        let text = ended.stderr.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("[\(fault.code)]") && text.contains(fault.words), ended.told)
        try expectNothingSecret(ended)
        #expect(try workspace.folder.text(file) == before)
        if fault.code == "register.other-program" {
            #expect(gunbot.requests.allSatisfy { $0.header("Authorization") == nil })
            #expect(gunbot.edits.isEmpty)
        }
    }

    @Test("tells of a bot that does not run, and of a token that it does not accept or that is not there")
    func notAccepted() throws {
        gunbot.change { $0.hasTwoFactors = true }
        let wrong = try register("--yes", token: "FAKE-other-token")
        #expect(wrong.exit == 1 && wrong.stderr.contains("[register.token]"), wrong.told)
        #expect(wrong.stderr.contains("second factor"), wrong.told)
        #expect(!wrong.stderr.contains("FAKE-other-token"), wrong.told)
        let slots = try workspace.folder.text("slots.yaml")
        try workspace.folder.write(
            "slots.yaml",
            slots.replacingOccurrences(of: "    api: {token: env:GUNBOT_TOKEN}\n", with: "")
        )
        let none = try register("--yes", "-o", "json")
        #expect(none.exit == 78, none.told)
        #expect(try none.json().codes == ["register.no-token"], none.told)
        let dead = try RefusingPort()
        try workspace.folder.write(
            "slots.yaml",
            slots.replacingOccurrences(of: "{token", with: "{url: \"http://127.0.0.1:\(dead.port)\", token")
        )
        let ended = try register("--yes", "-o", "json")
        #expect(ended.exit == 69, ended.told)
        #expect(try ended.json().codes == ["register.not-running"], ended.told)
    }

    @Test(
        "does not speak to a program of another user",
        .enabled(if: geteuid() == 0, "as another than root, who cannot become somebody else")
    )
    func stranger() throws {
        let program = """
            import socket
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
            print(s.getsockname()[1], flush=True)
            s.accept(); print("asked", flush=True)
            """
        let line = ["setpriv", "--reuid=65534", "--clear-groups", "/usr/bin/python3", "-c", program]
        let other = try Child(line, in: workspace.folder.url)
        defer { kill(other.process, SIGKILL) }
        #expect(other.waits { $0.stdout.hasSuffix("\n") })
        let port = other.stdout.split(separator: "\n").first ?? ""
        let slots = try workspace.folder.text("slots.yaml")
        try workspace.folder.write(
            "slots.yaml",
            slots.replacingOccurrences(of: "{token", with: "{url: \"http://127.0.0.1:\(port)\", token")
        )
        let ended = try register("--yes", "-o", "json")
        #expect(ended.exit == 1, ended.told)
        #expect(try ended.json().codes == ["register.stranger"], ended.told)
        #expect(!other.stdout.contains("asked"))
    }

    @Test("ends when the bot does not show the balance in time, and says where it differs from the exchange")
    func balances() throws {
        gunbot.change { $0.unregistered = [:] }
        let late = try register("--yes", "--within", "1s", "-o", "json")
        #expect(late.exit == 1, late.told)
        #expect(try late.json().codes == ["register.not-seen"], late.told)
        gunbot.change { $0.balances["bitget"] = [("USDT", "1", "0.5"), ("FAKECOIN", "7", "0")] }
        let other = try register("-o", "json")
        #expect(other.exit == 0, other.told)
        let json = try other.json()
        #expect(json.codes == ["register.other-balance"], other.told)
        let message = json["findings"]?.array?.first?["message"]?.string ?? ""
        #expect(message.contains("7 FAKECOIN in the bot, none at the exchange"), other.told)
        let assets = json["registrations"]?.array?.first?["assets"]?.array ?? []
        #expect(assets.contains { $0["asset"] == "USDT" && $0["bot"] == "1.5" }, other.told)
    }

    @Test("keeps what the bot's file held, when the bot lost some of it")
    func lost() throws {
        let before = try workspace.folder.text(file)
        gunbot.change {
            $0.rewrites = {
                $0.replacingOccurrences(of: #""hitbtc": {"USDT-BTC": {"strategy": "grid"}}"#, with: "")
            }
        }
        let ended = try register("--yes")
        #expect(ended.exit == 1 && ended.stderr.contains("[register.lost]"), ended.told)
        #expect(ended.stderr.contains("without the pairs of 'hitbtc'"), ended.told)
        let kept = try #require(try workspace.folder.names("bots/gunbot").first { $0 != "config.js" })
        #expect(kept.hasPrefix("config.js.before-register-"))
        #expect(try workspace.folder.text("bots/gunbot/" + kept) == before)
        #expect(try workspace.folder.mode("bots/gunbot/" + kept) == 0o600)
    }

    @Test("needs a connection that works already, which the user may name")
    func proof() throws {
        gunbot.change { $0.balances = [:] }
        let none = try register("--yes", "-o", "json")
        #expect(none.exit == 1, none.told)
        #expect(try none.json().codes == ["register.no-proof"], none.told)
        let named = try register("--yes", "--through", "hitbtc", "--within", "1s", "-o", "json")
        #expect(named.exit == 1, named.told)
        #expect(try named.json().codes == ["register.refused"], "the stand-in does not know it as working")
        #expect(gunbot.edits.first?["verifyExchange"] == "hitbtc")
    }

    @Test("sends nothing for a slot of another bot, or through a connection that is not there")
    func strays() throws {
        let slot = try workspace.folder.text("slots/bitget.yaml")
        try workspace.folder.write("slots/off.yaml", slot + "enabled: false\n")
        let stray = try register("bitget", "off", "--yes", "-o", "json")
        #expect(stray.exit == 1, stray.told)
        #expect(try stray.json().codes.contains("register.nothing"), stray.told)
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/off.yaml")
        let through = try register("--yes", "--through", "hitbtk", "-o", "json")
        #expect(through.exit == 1, through.told)
        #expect(try through.json().codes == ["register.no-proof"], through.told)
        #expect(through.stdout.contains("--through hitbtc"), through.told)
        #expect(gunbot.edits.isEmpty)
    }

    @Test("asks the bot nothing while the slot does not check out, or the bot's file is not as the slot")
    func notReady() throws {
        let other = try #require(
            SandboxAccounts.all.first {
                $0.selector == .bitget && $0.expected == .connected && $0.name != (try? account.name)
            }
        )
        try workspace.add(other, named: "bitget")
        let ended = try register("--yes", "-o", "json")
        #expect(ended.exit == 1, ended.told)
        #expect(try ended.json().codes.contains("register.not-ready"), ended.told)
        #expect(gunbot.requests.isEmpty)
    }

    @Test("sends the key of a connection that the running bot has with another one")
    func otherKey() throws {
        let text = try workspace.folder.text(file)
        let key = try #require(try account.credentials[.key])
        let old = text.replacingOccurrences(of: key, with: "FAKE-former-key")
        gunbot.change {
            $0.former = old
            $0.balances["bitget"] = $0.unregistered["bitget"]
        }
        let unasked = try register("-o", "json")
        #expect(unasked.exit == 1, unasked.told)
        #expect(try unasked.json()["registrations"]?.array?.first?["state"] == "other-key", unasked.told)
        // With the former key it shows the balance, too.
        gunbot.change { $0.ignoresEdits = true }
        let ignored = try register("--yes", "--within", "3s", "-o", "json")
        #expect(ignored.exit == 1, ignored.told)
        #expect(try ignored.json().codes.contains("register.other-key"), ignored.told)
        #expect(try ignored.json()["registrations"]?.array?.first?["state"] == "other-key", ignored.told)
        #expect(!ignored.stdout.contains("FAKE-former-key"), ignored.told)
        gunbot.change { $0.ignoresEdits = false }
        let ended = try register("--yes")
        #expect(ended.exit == 0, ended.told)
        #expect(gunbot.edits.count == 2)
    }

    @Test("speaks to this machine only, and takes no token in plain")
    func declared() throws {
        let slots = try workspace.folder.text("slots.yaml")
        for (api, words) in [
            ("{url: \"https://bot.example.com\", token: env:X}", "an address of this machine only"),
            ("{token: eyJhbGciOiJIUzI1NiJ9}", "a reference, and not the value itself"),
        ] {
            try workspace.folder.write(
                "slots.yaml",
                slots.replacingOccurrences(of: "{token: env:GUNBOT_TOKEN}", with: api)
            )
            let ended = try workspace.run("validate")
            #expect(ended.exit == 65 && ended.stderr.contains(words), ended.told)
            #expect(!ended.stderr.contains("eyJhbGci"), ended.told)
        }
        try workspace.folder.write(
            "slots.yaml",
            slots.replacingOccurrences(of: "template: gunbot", with: "template: ccxt")
        )
        let other = try register("-o", "json")
        #expect(other.exit == 65, other.told)
        #expect(try other.json().codes.contains("register.unsupported"), other.told)
    }
}
