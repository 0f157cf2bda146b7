import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

/// What git keeps, and what other users can read.
@Suite("Secrets that others get to see", .enabled(if: Tool.isThere("git")))
struct ExposedSecretTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    private func tool(_ line: String...) throws -> Child.Ended { try Child(line, in: folder.url).end() }

    private func codes(_ arguments: String...) throws -> [String] {
        try workspace.start(arguments + ["-o", "json"]).end().json().codes
    }

    @Test("that stand in plain where git or other users see them are errors")
    func exposed() throws {
        let text = "exchange: hitbtc\ncredentials: {key: canary-key-0123, secret: canary-secret-0123}\n"
        try folder.write("slots/plain.yaml", text, mode: 0o600)
        func severities() throws -> Set<String> {
            let report = try workspace.run("validate", "-o", "json").json()
            let findings = (report["findings"]?.array ?? []).filter {
                $0["code"]?.string == "slot.plaintext-secret"
            }
            return Set(findings.compactMap { $0["severity"]?.string })
        }
        #expect(try severities() == ["warning"])
        // Open to everybody, but in a folder that is not.
        try #require(chmod(folder.path + "/slots/plain.yaml", 0o644) == 0)
        try #require(chmod(folder.path, 0o700) == 0)
        #expect(try severities() == ["warning"])
        try #require(chmod(folder.path, 0o755) == 0)
        #expect(try severities() == ["error"])
        try #require(chmod(folder.path + "/slots/plain.yaml", 0o600) == 0)
        #expect(try severities() == ["warning"])

        let kinds = [
            ("2", ""), ("3", ""), ("4", ""), ("2", "--object-format=sha256"), ("4", "--object-format=sha256"),
        ]
        for (version, option) in kinds {
            let line =
                "rm -rf .git; git init -q \(option) . && git config index.version \(version) && git add slots.yaml"
            try #require(try tool("sh", "-c", line).exit == 0)
            #expect(try severities() == ["warning"])
            // With neighbours whose names share beginnings, which version 4 leaves out.
            let more =
                "touch slots/a slots/plain slots/plain.yam slots/plain.yaml.x; git add slots"
                + (version == "3" ? "; echo >> new; git add -N new" : "")
            try #require(try tool("sh", "-c", more).exit == 0)
            #expect(try severities() == ["error"], "index version \(version) \(option)")
            // In two files: the slot in the older one, what came later in the other.
            let split = "git update-index --split-index && touch later && git add later && rm later"
            try #require(try tool("sh", "-c", split).exit == 0)
            #expect(try tool("sh", "-c", "ls .git/sharedindex.*").exit == 0)
            #expect(try severities() == ["error"], "split index version \(version) \(option)")
        }
        // Damaged: nothing is known, and nothing goes wrong.
        try folder.write(".git/index", "DIRC\0\0\0\u{2}\u{7F}\u{7F}\u{7F}\u{7F}")
        #expect(try severities() == ["warning"])
    }

    @Test("that stand in files of their own are errors where git keeps these, and init keeps them from it")
    func trackedFile() throws {
        try folder.write("secrets/s", "canary-secret-0123", mode: 0o600)
        try folder.write(
            "slots/a.yaml",
            "exchange: hitbtc\ncredentials: {key: env:K, secret: file:./secrets/s}\n"
        )
        try #require(try tool("sh", "-c", "git init -q . && git add slots.yaml").exit == 0)
        #expect(try codes("validate") == [])
        try #require(try tool("git", "add", "secrets").exit == 0)
        #expect(try codes("validate") == ["secret.tracked"])
        try folder.write("bots/gunbot/config.js", "{}")
        try #require(try tool("git", "add", "bots").exit == 0)
        let report = try workspace.run("validate", "-o", "json").json()
        let severities = (report["findings"]?.array ?? []).map { $0["severity"]?.string }
        #expect(severities == ["warning", "error"], "\(report)")
        #expect(report.codes == ["secret.tracked", "secret.tracked"])

        try #require(try workspace.run("init", "new").exit == 0)
        try folder.write("new/secrets/s", "canary-secret-0123", mode: 0o600)
        let listed = try tool("sh", "-c", "cd new && git init -q . && git add -A && git ls-files secrets")
        #expect(listed.exit == 0 && listed.stdout == "", listed.told)
    }

    @Test(
        "that were pasted behind a reference's word are shown by no command",
        arguments: ["secret", "env", "systemd", "cmd", "file"]
    )
    func pasted(scheme: String) throws {
        let value = "34dec3fce2005cf152ee76350ec7a1b79e2fab93f955ae981884155c8857a6e8"
        try folder.write(
            "slots/a.yaml",
            "exchange: hitbtc\ncredentials: {key: env:K, secret: \(scheme):\(value)}\n"
        )
        for arguments in [
            ["validate"], ["check"], ["show", "a"], ["plan"], ["list"], ["verify"], ["doctor"],
            ["secret", "list"],
        ] {
            for form in ["table", "json", "ndjson"] {
                let ended = try workspace.start(arguments + ["-o", form]).end()
                #expect(
                    !(ended.stdout + ended.stderr).contains(value.prefix(12)),
                    "\(arguments): \(ended.told)"
                )
            }
        }
        let given = try workspace.run("secret", "set", "a.secret=\(value)")
        #expect(given.exit == 64 && !given.stderr.contains(value), given.told)
    }

    @Test("are errors of 'validate' where their file is open, and no matter where it is not there")
    func openFile() throws {
        try folder.write(
            "slots/a.yaml",
            "exchange: hitbtc\ncredentials: {key: env:K, secret: file:secrets/s}\n"
        )
        #expect(try workspace.run("validate").exit == 0)
        try folder.write("secrets/s", "canary-secret-0123", mode: 0o640)
        let open = try workspace.run("validate", "-o", "json")
        #expect(open.exit == 78, open.told)
        let finding = try #require(try open.json()["findings"]?.array?.first)
        #expect(finding["code"]?.string == "secret.mode" && finding["slot"]?.string == "a", open.told)
        #expect(finding["place"]?["line"]?.numericText == "2", open.told)
        try #require(chmod(folder.path + "/secrets/s", 0o600) == 0)
        #expect(try workspace.run("validate").exit == 0)
        // What is wrong with the files themselves is worse.
        try #require(chmod(folder.path + "/secrets/s", 0o604) == 0)
        try folder.write("slots/b.yaml", "exchange: hitbtc\n")
        #expect(try workspace.run("validate").exit == 65)
    }

    @Test("are looked up in git's index once for a repository", .enabled(if: Tool.canTrace))
    func index() throws {
        for number in 1...9 {
            try folder.write("secrets/\(number)/deep/s", "canary-secret-0123", mode: 0o600)
            try folder.write(
                "slots/s\(number).yaml",
                "exchange: hitbtc\ncredentials: {key: env:K\(number), secret: file:secrets/\(number)/deep/s}\n"
            )
        }
        try #require(try tool("sh", "-c", "git init -q . && git add slots.yaml secrets/7").exit == 0)
        let trace = ["strace", "-f", "-o", "trace", "-e", "trace=openat"]
        let ended = try workspace.run("validate", "-o", "json", wrapper: trace)
        #expect(try ended.json().codes == ["secret.tracked"], ended.told)
        let opened = try folder.text("trace").split(separator: "\n").filter { line in
            line.contains("\"index\"")
        }
        #expect(opened.count == 1, "\(opened.joined(separator: "\n"))")
    }
}
