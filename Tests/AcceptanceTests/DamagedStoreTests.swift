import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `secrets.age` that was cut short or changed by something else than age.
@Suite("A damaged secrets.age", .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen")))
struct DamagedStoreTests {
    private static let value = "canary-stored-4711"
    private static let typed = "canary-typed-4712"

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    /// A slot whose secrets are stored, and a store with a version before.
    init() throws {
        workspace = try TestWorkspace()
        for name in ["b", "a"] {
            let ended = try workspace.run("secret", "set", name, input: Self.value)
            try #require(ended.exit == 0, ended.told)
        }
        try folder.write(
            "bots/gunbot/config.js",
            "{\"exchanges\": {\"bitget\": {\"key\": \"canary-key\", \"secret\": \"canary-secret\", "
                + "\"passphrase\": \"canary-pass\"}}}\n"
        )
        try folder.write("slots/h.yaml", "exchange: hitbtc\ncredentials: {key: secret:a, secret: secret:b}\n")
    }

    @Test("one that is gone is brought back from the version before, and no new one takes that one's place")
    func lost() throws {
        try FileManager.default.removeItem(atPath: folder.path + "/secrets.age")
        try expectRefused(Self.commands.filter { $0.arguments[0] != "import" }, ["secret.lost-store"], "lost")
        let told = try workspace.run("secret", "list")
        #expect(told.stderr.contains("cp secrets.age.previous secrets.age"), told.told)
        let copied = try Child(["cp", "secrets.age.previous", "secrets.age"], in: folder.url).end()
        #expect(copied.exit == 0)
        #expect(try workspace.run("secret", "list").exit == 0)
    }

    private static let commands: [(arguments: [String], input: String?)] = [
        (["secret", "list"], nil), (["check"], nil), (["secret", "set", "c"], typed),
        (["secret", "get", "a", "--reveal"], nil), (["secret", "remove", "c"], nil),
        (["secret", "rekey"], nil), (["apply", "--offline", "--yes"], nil),
        (["replace-key", "h", "--from-env"], nil),
        (["add", "hitbtc", "new", "--from-env", "--no-check"], nil),
        (["import", "bots/gunbot/config.js"], nil),
    ]

    /// Every command refuses it with one of the codes, at the references' places where there are some, says what to do,
    /// and leaves everything as it is.
    private func expectRefused(
        _ commands: some Sequence<(arguments: [String], input: String?)>,
        _ codes: Set<String>,
        _ comment: String
    ) throws {
        let before = try workspace.snapshot()
        for (arguments, input) in commands {
            let ended = try workspace.start(
                arguments + ["-o", "json"],
                environment: ["HITBTC_KEY": "canary-key", "HITBTC_SECRET": "canary-secret"],
                input: input
            ).end()
            let told: Comment = "\(comment): \(arguments): \(ended.told)"
            #expect(ended.exit == 78, told)
            #expect(!(ended.stdout + ended.stderr).contains("canary"), told)
            let findings = try (ended.json()["findings"]?.array ?? []).filter {
                $0["severity"]?.string == "error"
            }
            #expect(!findings.isEmpty, told)
            for finding in findings {
                #expect(codes.contains(finding["code"]?.string ?? ""), told)
                #expect(finding["help"]?.string?.contains("secrets.age.previous") == true, told)
                if ["check", "apply"].contains(arguments[0]) {
                    #expect(finding["place"]?["file"]?.string == "slots/h.yaml", told)
                }
            }
            #expect(try workspace.snapshot() == before, told)
        }
    }

    /// Some commands for each damage, so that each meets several.
    private func some(_ number: Int) -> [(arguments: [String], input: String?)] {
        [0, 3, 7].map { Self.commands[(number + $0) % Self.commands.count] }
    }

    @Test("is told by every command wherever it was cut, and never half read or written over")
    func cut() throws {
        let whole = try folder.bytes("secrets.age")
        for (number, end) in stride(from: 0, to: whole.count, by: 23).enumerated() {
            try folder.write("secrets.age", Data(whole.prefix(end)))
            try expectRefused(some(number), ["secret.damaged"], "cut at \(end)")
        }
        try folder.write("secrets.age", Data(whole + whole))
        try expectRefused(Self.commands, ["secret.damaged"], "twice")
    }

    @Test("is told by every command wherever it was changed, and never half read or written over")
    func changed() throws {
        let whole = try folder.bytes("secrets.age")
        for (number, position) in stride(from: 1, to: whole.count, by: 19).enumerated() {
            var bytes = whole
            bytes[position] ^= number % 2 == 0 ? 1 : 0x80
            try folder.write("secrets.age", Data(bytes))
            // Where the line of a recipient was hit, it is nobody's that we know.
            try expectRefused(
                some(number),
                ["secret.damaged", "secret.wrong-identity"],
                "changed at \(position)"
            )
        }
    }

    @Test("is told where something else lies in its place")
    func foreign() throws {
        for content in ["", "\0", "{\"a\": \"canary\"}", "canary", String(repeating: "\0", count: 1 << 20)] {
            try folder.write("secrets.age", content)
            try expectRefused(Self.commands, ["secret.damaged"], "\(content.prefix(20))")
        }
    }

    @Test(
        "is not replaced where it is a link to something that is not there",
        arguments: ["secrets.age", "secrets.recipients"]
    )
    func link(_ name: String) throws {
        let line = "mv \(name) elsewhere && ln -s unmounted/\(name) \(name)"
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        let before = try workspace.snapshot()
        for arguments in [
            ["secret", "set", "c"], ["secret", "rekey"],
            ["add", "hitbtc", "new", "--from-env", "--no-check"],
        ] {
            let ended = try workspace.start(
                arguments,
                environment: ["HITBTC_KEY": "canary-key", "HITBTC_SECRET": "canary-secret"],
                input: Self.typed
            ).end()
            #expect(ended.exit == 78, ended.told)
            let message = "\(name) is a link to something that is not there [secret.unreadable]"
            #expect(ended.stderr.contains(message), ended.told)
            #expect(try workspace.snapshot() == before, ended.told)
        }
        #expect(try workspace.run("secret", "list").exit == (name == "secrets.age" ? 78 : 0))
    }

    @Test("gives way to the version before")
    func wayOut() throws {
        try folder.write("secrets.age", "canary")
        let told = try workspace.run("secret", "list")
        let line = try #require(told.stderr.split(separator: "\n").first { $0.contains("help:") })
        let command = try #require(line.split(separator: ": ").last.map(String.init))
        #expect(command == "cp secrets.age.previous secrets.age")
        try #require(try Child(["sh", "-c", command], in: folder.url).end().exit == 0)
        #expect(try workspace.run("secret", "get", "b", "--reveal").stdout == Self.value)
    }

    @Test(
        "is told before anybody types what could not be kept",
        .enabled(if: Tool.isThere("python3")),
        arguments: [["secret", "set", "c"], ["add", "hitbtc", "new"], ["replace-key", "h"]]
    )
    func typing(_ arguments: [String]) throws {
        try folder.write("secrets.age", "canary")
        let told = try Typist.type([], in: folder.url, arguments)
        #expect(told.contains("[secret.damaged]") && told.contains("END exit=78"), "\(told)")
        #expect(!told.contains("not shown"), "\(told)")
        // And so is a missing age.
        let line = "mkdir bin && ln -s \"$(python3 -c 'import sys; print(sys.executable)')\" bin/python3"
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        let path = ["PATH": folder.path + "/bin"]
        let without = try Typist.type([], environment: path, in: folder.url, arguments)
        #expect(without.contains("[secret.no-age]") && without.contains("END exit=78"), "\(without)")
        #expect(!without.contains("not shown"), "\(without)")
    }
}
