import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("OctoBot itself", .enabled(if: BotReader.octoBot.isThere, BotReader.octoBot.hint))
struct OctoBotItselfTests {
    private let bot: BotWorkspace

    init() throws { bot = try .octoBot() }

    private func load(_ more: String...) throws -> Child.Ended {
        try more.isEmpty
            ? BotReader.octoBot.run("load_octobot.py", "bot", in: bot.folder)
            : BotReader.octoBot.run("load_octobot.py", more[0], "bot", in: bot.folder)
    }

    /// What the script prints of an exchange with an account's credentials.
    private func line(_ account: SandboxAccount, _ exchange: String) throws -> String {
        let values = [CredentialField.key, .secret, .passphrase].map { account.credentials[$0] ?? "" }
        let digest = try Child(
            ["sh", "-c", "sha256sum | cut -d ' ' -f 1"],
            in: bot.folder.url,
            input: values.joined(separator: "\n")
        ).end()
        return "ok \(exchange) \(digest.stdout)"
    }

    @Test("loads both files, and would sign in with the slots' credentials", .timeLimit(.minutes(3)))
    func loader() throws {
        try bot.add(.bitgetFutures, .hitbtc)
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        let wanted =
            try line(bot.account(.bitgetFutures), "bitget future")
            + line(bot.account(.hitbtc), "hitbtc spot")
        let ended = try load()
        #expect(ended.exit == 0 && ended.stdout == wanted, ended.told)

        // Its start obscures the keys and sorts both files: no drift, and it still reads the same.
        let started = try load("--start")
        #expect(started.exit == 0 && started.stdout == wanted, started.told)
        let text = try bot.folder.text(BotWorkspace.octoBotConfig)
        #expect(!text.contains(try #require(bot.account(.hitbtc).credentials[.secret])))
        try bot.expectSettled()
        let verified = try bot.workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        #expect(try verified.json().codes.contains("bot.encrypted"), verified.told)

        // New keys go where the obscured ones were.
        let other = try Account.named("bitget-futures-other-account")
        try bot.workspace.add(other, named: "bitget-futures")
        let applied = try bot.workspace.run("apply", "--offline", "--yes")
        #expect(applied.exit == 0, applied.told)
        let changed = try line(other, "bitget future") + line(bot.account(.hitbtc), "hitbtc spot")
        #expect(try load("--start").stdout == changed)
        try bot.expectSettled()
    }

    @Test("finds a wrong member, exchange and file", .timeLimit(.minutes(3)))
    func wrong() throws {
        try bot.add(.hitbtc)
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        let text = try bot.folder.text(BotWorkspace.octoBotConfig)
        for (name, other, told) in [
            ("api-secret", "api-secre", "invalid hitbtc: unknown member api-secre"),
            ("hitbtc", "hitbtcc", "invalid hitbtcc: no such exchange"),
            ("notification", "notifications", "invalid "),
        ] {
            try bot.folder.write(
                BotWorkspace.octoBotConfig,
                text.replacingOccurrences(of: "\"\(name)\"", with: "\"\(other)\"")
            )
            let ended = try load()
            #expect(ended.exit == 1 && ended.stdout.contains(told), ended.told)
        }
    }
}
