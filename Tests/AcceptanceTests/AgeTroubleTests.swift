import Foundation
import Glibc
import TestSupport
import Testing

/// `secrets.age` where `age` is missing, broken, or somebody else's program.
@Suite(
    "Secrets and an age that does not work",
    .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen"))
)
struct AgeTroubleTests {
    private static let value = "canary-stored-4711"
    private static let typed = "canary-typed-4712"
    /// Without this a program does not count as age.
    private static let version = "[ \"$1\" = --version ] && { echo v1.1.1; exit; }\n"

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    private func store() throws {
        for name in ["a", "b", "d"] {
            let ended = try workspace.run("secret", "set", name, input: Self.value)
            try #require(ended.exit == 0, ended.told)
        }
    }

    /// A folder with another program in place of age, and the real age-keygen; first on `PATH`.
    private func environment(_ script: String) throws -> [String: String] {
        try folder.write("fake/script", "#!/bin/sh\n" + script)
        // Copied by another process: a file that this one had open for writing may be busy when it is started.
        let line =
            "install -m 755 fake/script fake/age && ln -sf \"$(command -v age-keygen)\" fake/age-keygen"
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return ["PATH": folder.path + "/fake:" + path]
    }

    private static let commands: [(arguments: [String], input: String?)] = [
        (["secret", "list"], nil), (["secret", "get", "a", "--reveal"], nil),
        (["secret", "set", "a"], typed),
        (["secret", "set", "c"], typed), (["secret", "remove", "d"], nil), (["secret", "rekey"], nil),
        (["check"], nil), (["apply", "--yes"], nil),
    ]

    /// Each command ends with this code, with nothing written and nothing told that is secret.
    private func expectRefusals(_ code: String, environment: [String: String]) throws {
        try folder.write("slots/h.yaml", "exchange: hitbtc\ncredentials: {key: secret:a, secret: secret:b}\n")
        let before = try workspace.snapshot()
        for (arguments, input) in Self.commands {
            let ended = try workspace.start(
                arguments + ["-o", "json"],
                environment: environment,
                input: input
            ).end(within: .seconds(20))
            #expect(!ended.isOverdue && ended.exit == 78, "\(arguments): \(ended.told)")
            #expect(try ended.json().codes.contains(code), "\(arguments): \(ended.told)")
            #expect(!(ended.stdout + ended.stderr).contains("canary"), "\(arguments): \(ended.told)")
            #expect(try workspace.snapshot().differences(to: before) == [], "\(arguments)")
        }
    }

    // MARK: - No age

    @Test("say which program is missing")
    func missing() throws {
        try store()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/none",
            withIntermediateDirectories: true
        )
        for path in [folder.path + "/none", "", "none", ":."] {
            try expectRefusals("secret.no-age", environment: ["PATH": path])
        }
    }

    @Test(
        "pass over what only has its name, and give it nothing to read",
        arguments: [
            "cat >> stolen; echo 'age of empires 2.0'", "cat >> stolen", "kill -9 $$", "echo v1.1.1; exit 1",
            "yes", "cat >> stolen; printf 'v1.1.1\\nmore'",
        ]
    )
    func foreign(script: String) throws {
        try store()
        let environment = try environment(script)
        let ended = try workspace.run("secret", "list", "-o", "json", environment: environment)
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().codes.contains("secret.foreign-age"), ended.told)
        #expect(ended.stdout.contains(folder.path + "/fake/age"), ended.told)
        if folder.exists("stolen") { #expect(try folder.text("stolen") == "") }
        // Without a real one behind it.
        try expectRefusals("secret.no-age", environment: ["PATH": folder.path + "/fake"])
    }

    @Test("pass over one that never tells its version")
    func foreignThatHangs() throws {
        try store()
        let ended = try workspace.run(
            "secret",
            "list",
            "-o",
            "json",
            environment: try environment("echo $$ > age-process; exec sleep 1000")
        )
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().codes.contains("secret.foreign-age"), ended.told)
        try expectGone()
    }

    // MARK: - An age that misbehaves

    @Test(
        "of an age that fails stay as they are",
        arguments: [
            ("exits with an error", "cat >&2; exit 1", "secret.age-failed"),
            ("ends without reading", "exit 3", "secret.age-failed"),
            ("is killed", "kill -9 $$", "secret.age-failed"),
            ("crashes when it has read", "cat > /dev/null; kill -SEGV $$", "secret.age-failed"),
            ("has a library too few", "exit 127", "secret.age-failed"),
            ("prints without end", "exec yes", "secret.too-large"),
        ]
    )
    func failing(name: String, script: String, code: String) throws {
        try store()
        try expectRefusals(code, environment: try environment(Self.version + script))
        try expectNothingFirst(try environment(Self.version + script))
    }

    @Test(
        "of an age that opens them wrongly stay as they are",
        arguments: ["exit 0", "echo garbage", "echo '{\"a\": 1}'", "printf '\\0\\377'", "cat"]
    )
    func openingWrongly(script: String) throws {
        try store()
        try expectRefusals("secret.bad-contents", environment: try environment(Self.version + script))
    }

    /// Opens as it should, and encrypts otherwise.
    private static func encrypting(_ script: String) -> String {
        version + "case $1 in --decrypt) exec $(command -v -p age) \"$@\";; esac\n" + script
    }

    @Test(
        "of an age that encrypts wrongly stay as they are, and never lie on the disk in plain",
        arguments: [
            "exit 0", "echo garbage", "cat", "kill -9 $$", "printf 'age-encryption.org/v1\\n'",
            "cat > /dev/null; cat fake/older",
            // To somebody else.
            "exec $(command -v -p age) --encrypt --recipient $(cat fake/stranger)",
            "exec $(command -v -p age) \"$@\" < /dev/null",
        ]
    )
    func encryptingWrongly(script: String) throws {
        try store()
        let line = "age-keygen 2> /dev/null | age-keygen -y > stranger"
        let environment = try environment(Self.encrypting(script))
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        // A store that opens, and says something else.
        let older =
            "mv stranger fake/ && echo '{}' | age -R secrets.recipients > fake/older"
        try #require(try Child(["sh", "-c", older], in: folder.url).end().exit == 0)
        let before = try workspace.snapshot()
        for (arguments, input) in Self.commands[2...5] {
            let child = try workspace.start(arguments, environment: environment, input: input)
            let ended = child.end(within: .seconds(20))
            #expect(!ended.isOverdue && ended.exit == 78, "\(arguments): \(ended.told)")
            #expect(!(ended.stdout + ended.stderr).contains("canary"), "\(arguments): \(ended.told)")
            #expect(try workspace.snapshot().differences(to: before) == [], "\(arguments)")
        }
        try expectNothingFirst(environment)
    }

    @Test(
        "with a passphrase, which nobody types twice to compare, have to be an age file at least",
        arguments: ["exit 0", "echo garbage", "cat", "exec $(command -v -p age) -r $(cat stranger)"]
    )
    func passphrase(script: String) throws {
        let line = "age-keygen 2> /dev/null | age-keygen -y > stranger"
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        var environment = try environment(Self.version + script)
        environment["SLOTS_IDENTITY"] = "passphrase"
        try expectNothingFirst(environment)
    }

    /// Where there is no store yet, none is made.
    private func expectNothingFirst(_ environment: [String: String]) throws {
        let empty = try TestWorkspace()
        for name in ["fake", "stranger"] where folder.exists(name) {
            try #require(
                try Child(["cp", "-a", folder.path + "/" + name, "."], in: empty.folder.url).end().exit == 0
            )
        }
        let ended = try empty.run("secret", "set", "a", environment: environment, input: Self.typed)
        #expect(ended.exit == 78, ended.told)
        #expect(!empty.folder.exists("secrets.age") && !empty.folder.exists("secrets.recipients"))
        #expect(try Canary(Self.typed).found(below: empty.folder.url) { _ in false } == [])
    }

    @Test(
        "are not encrypted to an identity that is not whole",
        arguments: [
            "exit 0", "echo garbage", "kill -9 $$", "exit 1", "echo '# public key: age1canary'",
            "age-keygen 2> /dev/null | head -2", "age-keygen 2> /dev/null | head -c 150",
        ]
    )
    func identity(script: String) throws {
        var environment = try environment("exec $(command -v -p age) \"$@\"\n")
        let keygen = "[ \"$1\" = -y ] && exec $(command -v -p age-keygen) \"$@\"\nPATH=$(getconf PATH)\n"
        try folder.write("fake/script", "#!/bin/sh\n" + keygen + script)
        let line = "rm fake/age-keygen; install -m 755 fake/script fake/age-keygen"
        try #require(try Child(["sh", "-c", line], in: folder.url).end().exit == 0)
        environment["PATH"]? += ":/usr/bin:/bin"
        let ended = try workspace.run("secret", "set", "a", environment: environment, input: Self.typed)
        #expect(ended.exit == 78, ended.told)
        #expect(!folder.exists("secrets.age") && !folder.exists(".config/slots/identity.txt"))
        let again = try workspace.run("secret", "set", "a", input: Self.typed)
        #expect(again.exit == 0, again.told)
    }

    // MARK: - An age that hangs

    private static let hanging = version + "echo $$ > age-process; exec sleep 1000"

    private func expectGone() throws {
        let process = try #require(
            pid_t(try folder.text("age-process").trimmingCharacters(in: .newlines))
        )
        for _ in 0..<200 where kill(process, 0) == 0 { usleep(10_000) }
        #expect(kill(process, 0) != 0, "age is still running")
    }

    @Test(
        "of an age that hangs are given up with a signal, and age ends too",
        arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)] as [(Int32, Int32)]
    )
    func interrupted(signal: Int32, exit: Int32) throws {
        try store()
        let environment = try environment(Self.hanging)
        let before = try workspace.snapshot()
        for (arguments, input) in Self.commands[..<6] {
            _ = try? FileManager.default.removeItem(atPath: folder.path + "/age-process")
            let child = try workspace.start(arguments, environment: environment, input: input)
            let path = folder.path + "/age-process"
            try #require(
                child.waits { _ in
                    (try? String(contentsOfFile: path, encoding: .utf8))?.hasSuffix("\n") == true
                }
            )
            child.signal(signal)
            let ended = child.end(within: .seconds(20))
            #expect(!ended.isOverdue && ended.exit == exit, "\(arguments): \(ended.told)")
            try expectGone()
            let differences = try workspace.snapshot().differences(to: before)
            #expect(differences == ["age-process"], "\(arguments)")
        }
    }

    @Test("of an age that hangs are given up after a minute", .timeLimit(.minutes(3)))
    func hangs() throws {
        try store()
        let ended = try workspace.run(
            "secret",
            "set",
            "a",
            "-o",
            "json",
            environment: try environment(Self.hanging),
            input: Self.typed,
            // At a terminal age may ask for the passphrase of a key, and people take their time.
            wrapper: ["setsid", "-w"],
            within: .seconds(120)
        )
        #expect(ended.exit == 78, ended.told)
        #expect(try ended.json().codes == ["secret.age-failed"])
        #expect(ended.stdout.contains("age took too long"), ended.told)
        try expectGone()
        #expect(try workspace.run("secret", "get", "a", "--reveal").stdout == Self.value)
    }
}
