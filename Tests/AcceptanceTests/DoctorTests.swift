import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("slots doctor")
struct DoctorTests {
    private func check(_ name: String, in report: JSONValue) throws -> JSONValue {
        try #require((report["checks"]?.array ?? []).first { $0["check"]?.string == name }, "\(name)")
    }

    @Test("looks at this machine for a workspace on the built-in exchange")
    func sandbox() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(.aster)
        try workspace.addConnected(.asterFutures)
        let before = try workspace.snapshot()
        let ended = try workspace.run("doctor", "-o", "json")
        let report = try ended.json()
        let schema = try JSONValue.read(Array(workspace.run("schema", "doctor").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [])
        #expect(report.exit == Int(ended.exit), ended.told)
        #expect(try check("workspace", in: report)["message"]?.string == "2 slots and 1 bot were read")
        #expect(try check("reach", in: report)["outcome"]?.string == "pass", ended.told)
        #expect(try check("exchange-clock", in: report)["outcome"]?.string == "pass")
        #expect(try check("names", in: report)["outcome"]?.string == "skip")
        // The documented credentials of the built-in exchange need no hiding.
        #expect(try check("modes", in: report)["outcome"]?.string == "pass", ended.told)
        #expect(try check("core-dumps", in: report)["outcome"]?.string == "pass")
        let libraries = try check("libraries", in: report)["data"]
        #expect(libraries?["libcurl"]?.string?.first?.isNumber == true)
        #expect(libraries?["SQLite"]?.string?.first?.isNumber == true)
        #expect(libraries?["libsecp256k1"]?.string?.hasPrefix("libsecp256k1.so.") == true, ended.told)
        // It looks, and leaves nothing behind.
        #expect(try workspace.snapshot() == before)
        #expect(!workspace.folder.exists(".slots"))
    }

    @Test("reaches every exchange that slots knows where no slot says which")
    func everyExchange() throws {
        let ended = try TestWorkspace().run("doctor", "-o", "json")
        let reach = try check("reach", in: ended.json())
        #expect(reach["outcome"]?.string == "pass", ended.told)
        #expect((reach["data"]?["hosts"]?.array ?? []).count >= 4, ended.told)
    }

    @Test("tells of a secret that others can read, without telling it, and exits with 1")
    func openSecret() throws {
        let workspace = try TestWorkspace()
        let secret = "Zk3vQ9xT7mW2pL8sR4nY6bC1dF5gH0jK"
        try workspace.folder.write(
            "slots/aster.yaml",
            "exchange: aster\nnetwork: live\ncredentials:\n  key: file:key.txt\n  secret: \"\(secret)\"\n",
            mode: 0o644
        )
        try workspace.folder.write("key.txt", "x\n", mode: 0o640)
        try workspace.folder.write("bots/gunbot/config.js", "{}", mode: 0o644)
        let ended = try workspace.run("doctor", "--offline", "--quiet")
        #expect(ended.exit == 1)
        #expect(
            ended.stdout.contains("slots/aster.yaml holds a plain secret and is open to other users (0644)")
        )
        #expect(ended.stdout.contains("key.txt holds a secret and is open to other users (0640)"))
        #expect(ended.stdout.contains("config.js holds the bot's keys and can be read by everybody (0644)"))
        #expect(ended.stdout.contains("chmod 600 slots/aster.yaml"))
        #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [])
        for name in ["slots/aster.yaml", "key.txt", "bots/gunbot/config.js"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: workspace.folder.path + "/" + name
            )
        }
        let mended = try workspace.run("doctor", "--offline", "-o", "json")
        #expect(try check("modes", in: mended.json())["outcome"]?.string == "pass", mended.told)
        #expect(mended.exit == 0, mended.told)
    }

    @Test(
        "tells of what everybody can change, because it decides what slots does and writes",
        arguments: [
            "", "slots.yaml", "slots", "slots/own.yaml", "templates", "templates/gunbot",
            "templates/gunbot/template.yaml", "bots/gunbot",
            ".config/slots", "secrets", "bin/hook",
        ]
    )
    func openToChange(path: String) throws {
        let workspace = try TestWorkspace()
        try #require(try workspace.run("init").exit == 0)
        try workspace.folder.write(".config/slots/identity.txt", "", mode: 0o600)
        try workspace.folder.write("bin/hook", "#!/bin/sh\n", mode: 0o755)
        let text = try workspace.folder.text("slots.yaml")
        try workspace.folder.write("slots.yaml", text + "secret-commands: {wallet: [bin/hook, x]}\n")
        try workspace.folder.write("secrets/s", "canary", mode: 0o600)
        try workspace.folder.write(
            "slots/own.yaml",
            "exchange: hitbtc\ncredentials: {key: cmd:wallet, secret: file:secrets/s}\n"
        )
        let place = path.isEmpty ? workspace.folder.path : workspace.folder.path + "/" + path
        let closed = try workspace.run("doctor", "--offline", "-o", "json")
        #expect(try check("modes", in: closed.json())["outcome"]?.string == "pass", closed.told)
        try #require(chmod(place, 0o777) == 0)
        let open = try workspace.run("doctor", "--offline", "-o", "json")
        let modes = try check("modes", in: open.json())
        #expect(modes["outcome"]?.string == "fail", open.told)
        let name = path.isEmpty || path.hasPrefix(".config") ? place : path
        #expect(modes["message"]?.string == "\(name) can be changed by everybody (0777)", open.told)
    }

    @Test("names another program that is called age")
    func foreignAge() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write("bin/age", "#!/bin/sh\necho hello\n", mode: 0o755)
        let path = workspace.folder.path + "/bin"
        let ended = try workspace.run("doctor", "--offline", "-o", "json", environment: ["PATH": path])
        let age = try check("age", in: ended.json())
        #expect(age["outcome"]?.string == "warn")
        #expect(age["message"]?.string?.hasPrefix("\(path)/age is another program of that name") == true)
    }

    @Test("works without a workspace, and says when one that was named is not there")
    func noWorkspace() throws {
        let folder = try TemporaryFolder()
        let alone = try BuiltProgram.run(["doctor", "--offline", "-o", "ndjson"], in: folder.url)
        #expect(alone.exit == 0, "\(alone.stdout)\(alone.stderr)")
        let lines = try alone.stdout.split(separator: "\n").map { try JSONValue.read(Array($0.utf8)) }
        #expect(lines.first { $0["check"]?.string == "workspace" }?["outcome"]?.string == "skip")
        #expect(lines.last?["type"]?.string == "summary")
        // The key file of the workspaces to come.
        let identity = folder.path + "/.config/slots/identity.txt"
        try FileManager.default.createDirectory(
            atPath: folder.path + "/.config/slots",
            withIntermediateDirectories: true
        )
        #expect(FileManager.default.createFile(atPath: identity, contents: nil))
        try #require(chmod(identity, 0o644) == 0)
        let open = try BuiltProgram.run(["doctor", "--offline"], in: folder.url)
        #expect(open.exit == 1, "\(open.stdout)")
        #expect(open.stdout.contains("\(identity) holds a secret and is open to other users (0644)"))
        let named = try BuiltProgram.run(["doctor", "--offline", "-C", "nowhere"], in: folder.url)
        #expect(named.exit == 1)
        #expect(named.stdout.contains("there is no folder nowhere"))
    }

    @Test("tells of an exchange whose name cannot be found")
    func network() throws {
        // A name below .invalid never exists (RFC 6761), with a network or without.
        let workspace = try TestWorkspace(
            network: "live",
            lines: "trusted-endpoints: [\"https://exchange.invalid\"]"
        )
        try workspace.folder.write(
            "slots/aster.yaml",
            """
            exchange: aster-futures
            endpoint: https://exchange.invalid
            credentials: {key: "env:KEY", secret: "env:SECRET"}
            """
        )
        let ended = try workspace.run("doctor", "-o", "json", "--timeout", "5s", within: .seconds(30))
        let report = try ended.json()
        #expect(ended.exit == 1, ended.told)
        #expect(try check("names", in: report)["outcome"]?.string == "fail", ended.told)
        #expect(try check("reach", in: report)["outcome"]?.string == "fail", ended.told)
        #expect(try check("exchange-clock", in: report)["outcome"]?.string == "skip")
    }
}
