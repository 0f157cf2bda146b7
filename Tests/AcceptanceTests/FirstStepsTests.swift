import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("What stands on the screen at the first steps")
struct FirstStepsTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    @Test("says how to get a slot where there is none", arguments: ["check", "list"])
    func noSlots(command: String) throws {
        let hint = "there is no slot yet: slots add SELECTOR makes one\n"
        let empty = try workspace.run(command)
        #expect(empty.exit == 0 && empty.stdout == "", empty.told)
        #expect(empty.stderr == hint, empty.told)
        #expect(try workspace.run(command, "--quiet").stderr == "")
        try workspace.addConnected()
        #expect(try !workspace.run(command).stderr.contains(hint))
    }

    @Test("leads from a slot that is there already to a new key for it, or to one more slot")
    func taken() throws {
        try workspace.addConnected()
        let ended = try workspace.run("add", "aster")
        #expect(ended.exit == 64, ended.told)
        #expect(
            ended.stderr.contains(
                "help: a new key for it: slots replace-key aster; one more slot: slots add aster aster-2"
            ),
            ended.told
        )
    }

    @Test("leads from a bot's own token to what uses it", .enabled(if: Tool.isThere("age"), "age is missing"))
    func botToken() throws {
        let token = "    directory: bots/gunbot\n    api: {token: secret:gunbot.token}\n"
        let text = try workspace.folder.text("slots.yaml")
            .replacing("    directory: bots/gunbot\n", with: token)
        try workspace.folder.write("slots.yaml", text)
        let set = try workspace.run("secret", "set", "gunbot.token", input: "FAKE-t0ken")
        #expect(set.exit == 0 && set.stderr.contains("next: slots register main\n"), set.told)
        let removed = try workspace.run("secret", "remove", "gunbot.token", "-o", "json")
        #expect(removed.exit == 1 && removed.stdout.contains("the bot 'main' uses the secret"), removed.told)
    }

    @Test(
        "says who uses a secret that gets another value",
        .enabled(if: Tool.isThere("age"), "age is missing")
    )
    func replacedSecret() throws {
        let account = try Account.named("hitbtc-connected")
        let slot = "exchange: hitbtc\ncredentials: {key: secret:hitbtc.key, secret: secret:hitbtc.secret}\n"
        try workspace.folder.write("slots/hitbtc.yaml", slot)
        let unused = try workspace.run("secret", "set", "other", input: "x")
        #expect(unused.stderr.contains("next: name it in a slot as secret:other\n"), unused.told)
        for (field, value) in account.credentials {
            let set = try workspace.run("secret", "set", "hitbtc.\(field.rawValue)", input: value)
            #expect(set.exit == 0 && set.stderr.contains("next: slots check hitbtc\n"), set.told)
        }
        let replaced = try workspace.run("secret", "set", "hitbtc.key", input: "no such key")
        #expect(
            replaced.stderr.contains(
                "next: slots check hitbtc; the value before is in secrets.age.previous\n"
            ),
            replaced.told
        )
        #expect(try workspace.run("check", "hitbtc").exit == 1)
        let back = ["cp", "secrets.age.previous", "secrets.age"]
        try #require(try Child(back, in: workspace.folder.url).end().exit == 0)
        #expect(try workspace.run("check", "hitbtc").exit == 0)
    }
}
