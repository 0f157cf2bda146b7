import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Sheets for the forms of hosted platforms, and the platforms' own rules.
@Suite("hosted platforms")
struct HostedPlatformTests {
    private static let aster = "bot/bitsgap.aster.txt"

    /// The lines of a file that begin with a mark, without moments.
    private func marked(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { "✓✗?-".contains($0.prefix(1)) }
            .map { String($0).replacing(#/ +\(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/#, with: "") }
            .filter { !$0.hasPrefix("✓ as it should be") }
    }

    private func addPlatform(_ workspace: BotWorkspace, addresses: String) throws {
        let text = try workspace.folder.text("slots.yaml").replacingOccurrences(
            of: "directory: bot}",
            with: "directory: bot, addresses: [\(addresses)]}"
        )
        try workspace.folder.write("slots.yaml", text)
    }

    @Test(
        "Bitsgap's sheet has its fields, rights and conditions, each with what the check found, and no secret"
    )
    func bitsgap() throws {
        let bot = try BotWorkspace("bitsgap")
        try addPlatform(bot, addresses: "198.51.100.7")
        try bot.add(.aster, .bitget, .hitbtc)
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        let names = ["aster", "bitget", "hitbtc"].map { "bitsgap.\($0).txt" }
        #expect(try bot.folder.names("bot").sorted() == names)
        #expect(applied.stderr.contains("slots show SLOT --sheet --reveal"), applied.told)
        let text = try bot.folder.text(Self.aster)
        let lines = marked(text)
        #expect(
            lines.prefix(3) == [
                "✓ API wallet address: •••", "✓ API wallet private key: •••", "✓ Main wallet address: •••",
            ],
            "\(text)"
        )
        #expect(lines.contains("✓ Spot: Bitsgap asks for keys that may trade spot"), "\(text)")
        #expect(lines.contains { $0.hasPrefix("✓ Withdraw: Bitsgap shows") }, "\(text)")
        #expect(lines.contains { $0.contains("198.51.100.7, which main signs in from") }, "\(text)")
        #expect(lines.contains { $0.contains("the key is valid for 365 days at most") }, "\(text)")
        #expect(text.contains("Tick Read and Spot."), "\(text)")
        #expect(try bot.folder.mode(Self.aster) == 0o600)
        for file in names {
            let text = try bot.folder.text("bot/\(file)")
            for account in try [SlotModel.Selector.aster, .bitget, .hitbtc].map(bot.account) {
                for value in account.credentials.values { #expect(!text.contains(value), "\(text)") }
            }
        }
        let hitbtc = try bot.folder.text("bot/bitsgap.hitbtc.txt")
        #expect(hitbtc.contains("? withdrawing") && hitbtc.contains("'Payment information'"), "\(hitbtc)")
    }

    @Test("a slot's new name goes into the sheet's by the next apply, and the platform's connection stays")
    func renamed() throws {
        let bot = try BotWorkspace("bitsgap")
        try bot.add(.bitget, .hitbtc)
        #expect(try bot.workspace.run("apply").exit == 0)
        let renamed = try bot.workspace.run("rename", "bitget", "main", "--yes")
        #expect(renamed.exit == 0, renamed.told)
        #expect(
            renamed.stderr.contains("bot/bitsgap.bitget.txt keeps its name until the next slots apply\n"),
            renamed.told
        )
        let applied = try bot.workspace.run("apply", "--yes")
        #expect(applied.exit == 0, applied.told)
        #expect(try bot.folder.names("bot").sorted() == ["bitsgap.hitbtc.txt", "bitsgap.main.txt"])
        // Nothing is to be done at Bitsgap.
        #expect(!applied.stderr.contains("note: "), applied.told)
        let hitbtc = try bot.workspace.run("remove", "hitbtc", "--yes")
        #expect(hitbtc.exit == 0 && hitbtc.stderr.contains("note: delete the connection"), hitbtc.told)
    }

    @Test("a sheet stays as it is until something changes, and the gate does not mind it")
    func settled() throws {
        let bot = try BotWorkspace("bitsgap")
        try bot.add(.aster)
        #expect(try bot.workspace.run("apply").exit == 0)
        let text = try bot.folder.text(Self.aster)
        let again = try bot.workspace.run("apply", "-o", "json")
        #expect(again.exit == 0, again.told)
        #expect(try again.json().paths == [], again.told)
        #expect(try bot.folder.text(Self.aster) == text)
        try bot.expectSettled()
        let verified = try bot.workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        let check = try verified.json()["slots"]?.array?.first?["checks"]?.array?.last
        #expect(check?["outcome"]?.string == "skip", verified.told)
        let shown = try bot.workspace.run("show", "aster", "-o", "json").json()["entries"]?.array?.first
        #expect(shown?["state"]?.string == "written" && shown?["file"]?.string == Self.aster)

        // A plan that waits is not upset by another moment of checking.
        try bot.folder.write("slots/aster.yaml", try bot.folder.text("slots/aster.yaml") + "label: mine\n")
        #expect(try bot.workspace.run("plan", "--out", "p").exit == 0)
        let carried = try bot.workspace.run("apply", "p")
        #expect(carried.exit == 0, carried.told)
        #expect(try bot.folder.text(Self.aster).contains("(mine)"))

        // No key is in it, so others may read it.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: bot.folder.path + "/" + Self.aster
        )
        #expect(try !bot.workspace.run("verify").stderr.contains("bot.open-file"))

        // It goes with its slot, and comes back.
        try FileManager.default.removeItem(atPath: bot.folder.path + "/slots/aster.yaml")
        try bot.add(.hitbtc)
        let gone = try bot.workspace.run("apply", "--yes")
        #expect(gone.exit == 0, gone.told)
        #expect(try bot.folder.names("bot") == ["bitsgap.hitbtc.txt"])
        let back = try bot.workspace.run("rollback", "--yes")
        #expect(back.exit == 0, back.told)
        #expect(try bot.folder.names("bot") == ["bitsgap.aster.txt"])
    }

    @Test("their rules are checks that neither a slot nor the workspace waives")
    func rules() throws {
        let bot = try BotWorkspace("bitsgap")
        let account = try Account.named("bitget-excess-permission")
        try bot.workspace.add(account, named: "bitget", lines: ["allow: [withdraw]"])
        let stopped = try bot.workspace.run("apply", "-o", "json")
        #expect(stopped.exit == 1, stopped.told)
        #expect(try stopped.json().statuses == ["bitget": "excess-permission"])
        #expect(try stopped.json().codes.contains("permissions.bot-refuses"), stopped.told)
        #expect(try bot.folder.names("bot") == [])
        // For another bot the same slot is good.
        let text = try bot.folder.text("slots.yaml").replacingOccurrences(of: "bitsgap", with: "ccxt")
        try bot.folder.write("slots.yaml", text)
        let other = try bot.workspace.run("apply")
        #expect(other.exit == 0, other.told)
    }

    @Test("AstraBit wants Bitget's futures, funds, and the modes as the exchange tells them")
    func astrabit() throws {
        let bot = try BotWorkspace("astrabit")
        try bot.add(.bitgetFutures)
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        let text = try bot.folder.text("bot/astrabit.bitget-futures.txt")
        let lines = marked(text)
        #expect(
            lines.prefix(7) == [
                "- API name: bitget-futures", "✓ API key: •••", "✓ API secret: •••", "✓ Passphrase: •••",
                "✓ Contract type: USDT-M", "✓ Position mode: One-way", "✓ Margin type: Cross",
            ],
            "\(text)"
        )
        #expect(lines.contains { $0.hasPrefix("✓ 150 USDC or 150 USDT or more") }, "\(text)")
        #expect(lines.contains { $0.hasPrefix("✓ transfers: ") }, "\(text)")

        let transfer = try Account.named("bitget-futures-can-transfer")
        try bot.workspace.add(transfer, named: "bitget-futures", lines: ["allow: [transfer]"])
        let stopped = try bot.workspace.run("check", "-o", "json")
        #expect(stopped.exit == 1, stopped.told)
        #expect(try stopped.json().codes.contains("permissions.bot-refuses"), stopped.told)

        try FileManager.default.removeItem(atPath: bot.folder.path + "/slots/bitget-futures.yaml")
        try bot.add(.hitbtc, .bitget)
        let refused = try bot.workspace.run("validate")
        #expect(refused.exit == 65, refused.told)
        #expect(
            refused.stderr.contains("astrabit cannot use the slot: AstraBit trades Bitget's futures only")
        )
        #expect(
            refused.stderr.contains("help: bitsgap, ccxt, dotenv, freqtrade, gunbot, octobot can; "),
            refused.told
        )
    }

    @Test("what nobody confirmed is a warning, and can be taken out of a copy of the template")
    func unconfirmed() throws {
        let bot = try BotWorkspace("bitsgap")
        try bot.add(.bitgetFutures)
        let warned = try bot.workspace.run("validate")
        #expect(warned.exit == 0, warned.told)
        #expect(warned.stderr.contains("[bot.unconfirmed-slot]"), warned.told)
        #expect(try bot.workspace.run("apply").exit == 0)
    }

    @Test(
        "a sheet shows without its values, and with them on a terminal only",
        .enabled(if: Tool.isThere("python3"))
    )
    func revealed() throws {
        let bot = try BotWorkspace("bitsgap")
        try bot.add(.aster)
        let values = try Array(bot.account(.aster).credentials.values)
        func expectMasked(_ ended: Child.Ended) {
            #expect(!values.contains { (ended.stdout + ended.stderr).contains($0) }, ended.told)
        }
        let masked = try bot.workspace.run("show", "aster", "--sheet")
        #expect(masked.exit == 0 && masked.stdout.contains("? API wallet private key: •••\n"), masked.told)
        expectMasked(masked)
        let json = try bot.workspace.run("show", "aster", "--sheet", "-o", "json")
        #expect(try json.json()["sheets"]?.array?.first?["text"]?.string == masked.stdout, json.told)
        expectMasked(json)
        for arguments in [["--sheet", "--reveal"], ["--sheet", "--reveal", "-o", "json"], ["--reveal"]] {
            let refused = try bot.workspace.start(["show", "aster"] + arguments).end()
            #expect(refused.exit == 64, refused.told)
            expectMasked(refused)
        }
        let shown = try Typist.type(
            [],
            in: bot.folder.url,
            ["show", "aster", "--sheet", "--reveal"]
        )
        #expect(shown.contains("END exit=0"), "\(shown)")
        for value in values { #expect(shown.contains(": \(value)"), "\(shown)") }
        let refused = try Typist.type(
            [],
            in: bot.folder.url,
            ["show", "aster", "--sheet", "--reveal", "-o", "json"]
        )
        #expect(refused.contains("END exit=64"), "\(refused)")
        for value in values { #expect(!refused.contains(value), "\(refused)") }
    }

    @Test("only bots with a form have a sheet")
    func noSheet() throws {
        let bot = try BotWorkspace("ccxt")
        try bot.add(.hitbtc)
        let ended = try bot.workspace.run("show", "hitbtc", "--sheet")
        #expect(
            ended.exit == 64 && ended.stderr.contains("none of the bots of 'hitbtc' has a sheet"),
            ended.told
        )
    }

    @Test(
        "making a key is told with what the workspace's platforms want ticked",
        .enabled(if: Tool.isThere("python3"))
    )
    func guide() throws {
        let bot = try BotWorkspace("bitsgap")
        try addPlatform(bot, addresses: "198.51.100.7")
        let interrupt = ["nothing behind.", "\u{3}"]
        let told = try Typist.type([interrupt], in: bot.folder.url, ["add", "aster-futures", "new"])
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(told.contains("Tick Read, Spot and Perps."), "\(told)")
        #expect(told.contains("sign in from 198.51.100.7: then name that, too."), "\(told)")
    }
}
