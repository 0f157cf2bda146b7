import Foundation
import PlainJSON
import TestSupport
import Testing

@Suite("'slots template'")
struct TeachingTests {
    private static let lynx = """
        {
          "log": "debug",
          "accounts": {
            "main": {
              "exchange": "bitget", "type": "swap", "enabled": true,
              "auth": {"apiKey": "canary-key", "apiSecret": "canary-\\u0041", "password": "canary hush"},
              "takerFee": 0.0006, "pollMs": 2500, "leverage": 3, "token": "canary-token"
            }
          }
        }

        """
    private static let otter = """
        # otter
        LOG_LEVEL=debug
        BITGET_EXCHANGE=bitget
        BITGET_KEY=canary-key
        BITGET_SECRET='canary c0ffee'
        BITGET_PASSWORD="canary-hush"

        """
    private static let file = "templates/lynx/template.yaml"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace(network: "live") }

    private func expectNothingTold(_ ended: Child.Ended) {
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
    }

    @Test("lists the kinds, those of the workspace before those that come with slots")
    func list() throws {
        let ended = try workspace.run("template", "list", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        let kinds = try ended.json()["templates"]?.array ?? []
        let named = Dictionary(uniqueKeysWithValues: kinds.map { ($0["kind"]?.string ?? "", $0) })
        for kind in ["ccxt", "dotenv", "freqtrade", "gunbot", "octobot", "passivbot"] {
            #expect(named[kind]?["where"]?.string == "slots", "\(kind)")
        }
        #expect(
            named["passivbot"]?["exchanges"]?.array?.compactMap(\.string).contains("bitget-futures") == true,
            ended.told
        )
        try folder.write("templates/mine/template.yaml", "ids: {bitget: b}\nfils: []\n")
        let broken = try workspace.run("template", "list")
        #expect(broken.exit == 65, broken.told)
        #expect(broken.stderr.contains("templates/mine/template.yaml:2:1:"), broken.told)
        #expect(broken.stdout.contains("not readable"), broken.told)
        // Outside of a workspace there are those that come with slots.
        let outside = try Child([BuiltProgram.path, "template", "list"], in: URL(fileURLWithPath: "/")).end()
        #expect(outside.exit == 0 && outside.stdout.contains("gunbot"), outside.told)
    }

    @Test("teaches a bot from one of its files, which an import then takes over without a change")
    func journey() throws {
        try folder.write("lynx/lynx.json", Self.lynx, mode: 0o600)
        let made = try workspace.run("template", "new", "lynx", "--from", "lynx/lynx.json")
        #expect(made.exit == 0, made.told)
        expectNothingTold(made)
        let text = try folder.text(Self.file)
        #expect(!text.contains("canary"), "\(text)")
        for line in [
            "  bitget-futures: bitget\n", "entries: \"accounts.{name}\"\n",
            "auth.apiSecret: {from: secret}\n",
            "takerFee: {from: fees.taker, unit: ratio, kept: true}\n",
        ] { #expect(text.contains(line), "\(text)") }

        let tried = try workspace.run("template", "check", "lynx", "lynx/lynx.json")
        #expect(tried.exit == 0, tried.told)
        expectNothingTold(tried)
        #expect(tried.stdout.contains("accounts.bitget-futures.auth.apiKey"), tried.told)
        #expect(tried.stdout.contains("\"apiSecret\": \"•••\""), tried.told)
        #expect(tried.stdout.contains("An import reads the same slots back"), tried.told)
        #expect(try folder.text("lynx/lynx.json") == Self.lynx)

        try folder.write(
            "slots.yaml",
            "network: live\nbots:\n  lynx: {template: lynx, directory: lynx}\n"
        )
        let imported = try workspace.run("import", "lynx/lynx.json", "--secrets", "file")
        #expect(imported.exit == 0, imported.told)
        expectNothingTold(imported)
        let slot = try folder.text("slots/main.yaml")
        #expect(slot.hasPrefix("exchange: bitget-futures\n"), "\(slot)")
        #expect(slot.contains("fees: 0.06%\n") && slot.contains("delay: 2.5s\n"), "\(slot)")
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
    }

    @Test("teaches a bot that reads variables")
    func variables() throws {
        try folder.write("otter/.env", Self.otter, mode: 0o600)
        #expect(try workspace.run("template", "new", "otter", "--from", "otter/.env").exit == 0)
        let checked = try workspace.run("template", "check", "otter", "otter/.env", "-o", "json")
        #expect(checked.exit == 0, checked.told)
        expectNothingTold(checked)
        let trial = try checked.json()["trial"]
        #expect(trial?["reads_back"] == .boolean(true), checked.told)
        try folder.write("slots.yaml", "network: live\nbots:\n  otter: {template: otter, directory: otter}\n")
        let imported = try workspace.run("import", "otter/.env", "--secrets", "file")
        #expect(imported.exit == 0, imported.told)
        #expect(try folder.names("slots") == ["bitget.yaml"])
        #expect(try workspace.run("plan", "--offline", "--detailed-exitcode").exit == 0)
        #expect(try folder.text("otter/.env") == Self.otter)
    }

    @Test("asks for the example at a terminal, and refuses to guess without one")
    func asked() throws {
        try folder.write("lynx.json", Self.lynx)
        let shown = try Typist.type(
            [["with a connection in it", "lynx.json\n"]],
            in: folder.url,
            ["template", "new", "lynx"]
        )
        #expect(shown.contains("exit=0") && folder.exists(Self.file), "\(shown)")
        let silent = try workspace.run("template", "new", "other")
        #expect(silent.exit == 64 && silent.stderr.contains("--from FILE"), silent.told)
    }

    @Test("writes nothing where it is asked to, or where something is there")
    func nothingWritten() throws {
        try folder.write("lynx.json", Self.lynx)
        let dry = try workspace.run("template", "new", "lynx", "--from", "lynx.json", "--dry-run")
        #expect(dry.exit == 0 && dry.stdout.contains("entries: \"accounts.{name}\""), dry.told)
        expectNothingTold(dry)
        #expect(!folder.exists("templates"))
        try folder.write(Self.file, "mine")
        let there = try workspace.run("template", "new", "lynx", "--from", "lynx.json")
        #expect(there.exit == 65 && there.stderr.contains("[template.exists]"), there.told)
        #expect(try folder.text(Self.file) == "mine")
        for (arguments, exit) in [
            (["new", "Lynx!", "--from", "lynx.json"], 65), (["new", "a", "--from", "nowhere.json"], 65),
            (["new"], 64),
            (["check"], 64), (["check", "nothing"], 65), (["list", "x"], 64),
            (["check", "ccxt", "--dry-run"], 64),
            (["check", "ccxt", "nowhere"], 65), (["new", "a", "b"], 64), (["look"], 64),
        ] as [([String], Int32)] {
            let ended = try workspace.start(["template"] + arguments).end()
            #expect(ended.exit == exit, ended.told)
        }
    }

    @Test("tells what is wrong with a template at its own line, unmasked")
    func wrong() throws {
        try folder.write(
            Self.file,
            """
            ids: {bitget: bitget, aster: aster}
            files:
              - path: lynx.json
                format: json
                entries: accounts
                members:
                  apikey: {from: kye}
                  secret: {from: secret}

            """
        )
        try folder.write("slots.yaml", "network: live\nbots:\n  lynx: {template: lynx, directory: .}\n")
        for command in [["template", "check", "lynx"], ["validate"]] {
            let ended = try workspace.start(command).end()
            #expect(ended.exit == 65, ended.told)
            #expect(ended.stderr.contains("\(Self.file):7:22:"), ended.told)
            #expect(ended.stderr.contains("apikey: {from: kye}"), ended.told)
            #expect(ended.stderr.contains("did you mean 'key'?"), ended.told)
        }
    }
}
