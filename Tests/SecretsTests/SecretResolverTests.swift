import Cryptography
import Foundation
import Glibc
import Secrets
import SlotModel
import Testing

@Suite("references to secrets")
struct SecretResolverTests {
    private let workspace: TemporaryWorkspace
    private let place = Place(file: "slots/aster.yaml", line: 4, column: 8, length: 17)

    init() throws { workspace = try TemporaryWorkspace() }

    private func secret(
        _ reference: SecretReference,
        credentialsDirectory: String? = nil,
        maximumSize: Int = 64 << 10,
        environment: [String: String] = [:]
    ) throws(Finding) -> [UInt8] {
        let resolver = SecretResolver.live(
            workspace: workspace.path,
            credentialsDirectory: credentialsDirectory,
            maximumSize: maximumSize
        ) { name in environment[name].map { Secret(copying: Array($0.utf8)) } }
        return try resolver.resolve(Located(reference, at: place)).withBytes { Array($0) }
    }

    /// Expects a refusal with exactly these texts.
    private func refuse(
        _ reference: SecretReference,
        _ code: String,
        _ message: String,
        help: String,
        credentialsDirectory: String? = nil,
        environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let wanted = Finding(.error, code, message, at: place, help: help)
        #expect(throws: wanted, sourceLocation: sourceLocation) {
            try secret(reference, credentialsDirectory: credentialsDirectory, environment: environment)
        }
    }

    // MARK: - Values

    @Test("a plain value and a variable give their bytes")
    func values() throws {
        #expect(try secret(.plain(Concealed(Array("abc".utf8)))) == Array("abc".utf8))
        #expect(try secret(.environment(name: "KEY"), environment: ["KEY": "ab c\n"]) == Array("ab c\n".utf8))
    }

    @Test(
        "a file gives its bytes without the line end that an editor leaves",
        arguments: zip(
            ["abc", "abc\n", "abc\r\n", "abc\n\n", "abc\r", " abc ", "a\nb", "a\r\r\n"],
            ["abc", "abc", "abc", "abc\n", "abc\r", " abc ", "a\nb", "a\r"]
        )
    )
    func file(content: String, value: String) throws {
        try workspace.write(content, to: "key")
        #expect(try secret(.file(path: "key")) == Array(value.utf8))
        #expect(try secret(.file(path: workspace.path + "/key")) == Array(value.utf8))
    }

    @Test("any bytes survive")
    func bytes() throws {
        let bytes = (UInt8.min...UInt8.max).reversed() + [0]
        try workspace.write(bytes, to: "key")
        #expect(try secret(.file(path: "key")) == bytes)
    }

    @Test(
        "a file of a stricter mode, and one behind a symbolic link, are read",
        arguments: [0o400, 0o600, 0o700] as [mode_t]
    )
    func modes(mode: mode_t) throws {
        try workspace.write("abc", to: "key", mode: mode)
        symlink("key", workspace.path + "/link")
        #expect(try secret(.file(path: "link")) == Array("abc".utf8))
    }

    @Test("a systemd credential is read, even where its access list shows as the group's right to read")
    func credential() throws {
        try workspace.write("abc\n", to: "aster.key", mode: 0o440)
        #expect(
            try secret(.systemd(name: "aster.key"), credentialsDirectory: workspace.path) == Array("abc".utf8)
        )
    }

    @Test("a variable of the process is read past any string")
    func processEnvironment() {
        setenv("SLOTS_TEST_SECRET", "päss", 1)
        setenv("SLOTS_TEST_EMPTY", "", 1)
        #expect(
            ProcessEnvironment.secret(named: "SLOTS_TEST_SECRET")?.withBytes { Array($0) }
                == Array("päss".utf8)
        )
        #expect(getenv("SLOTS_TEST_SECRET").map { String(cString: $0) } == "", "it was moved, not copied")
        #expect(
            ProcessEnvironment.secret(named: "SLOTS_TEST_SECRET")?.count == 5,
            "and can be asked for again"
        )
        setenv("SLOTS_TEST_SECRET", "later", 1)
        #expect(
            ProcessEnvironment.secret(named: "SLOTS_TEST_SECRET")?.withBytes { Array($0) }
                == Array("later".utf8)
        )
        #expect(ProcessEnvironment.secret(named: "SLOTS_TEST_EMPTY")?.isEmpty == true)
        #expect(ProcessEnvironment.secret(named: "SLOTS_TEST_UNSET") == nil)
        #expect(ProcessEnvironment.secret(named: "SLOTS_TEST_SECRET\0X") == nil)
        #expect(ProcessEnvironment.secret(named: "") == nil)
    }

    @Test("the largest value is accepted, with its line end, and one byte more is not")
    func sizes() throws {
        try workspace.write("1234\r\n", to: "most")
        #expect(try secret(.file(path: "most"), maximumSize: 4).count == 4)
        try workspace.write("12345", to: "more")
        try workspace.write("1234567", to: "much-more")
        for name in ["more", "much-more"] {
            #expect(
                throws: Finding(
                    .error,
                    "secret.too-large",
                    "the file '\(name)' holds more than 4 bytes",
                    at: place,
                    help: "put the value there and nothing else"
                )
            ) { try secret(.file(path: name), maximumSize: 4) }
        }
        #expect(throws: Finding.self) { try secret(.plain(Concealed([1, 2, 3, 4, 5])), maximumSize: 4) }
        #expect(throws: Finding.self) {
            try secret(.environment(name: "A"), maximumSize: 4, environment: ["A": "12345"])
        }
    }

    // MARK: - Refusals

    @Test("a variable that is not set or empty")
    func variable() {
        refuse(
            .environment(name: "ASTER_KEY"),
            "secret.missing",
            "the environment variable 'ASTER_KEY' is not set",
            help: "set it for the shell or service that runs slots, or name a file with file:PATH"
        )
        refuse(
            .environment(name: "ASTER_KEY"),
            "secret.empty",
            "the environment variable 'ASTER_KEY' is empty",
            help: "give it the value, or name a file with file:PATH",
            environment: ["ASTER_KEY": ""]
        )
        for value in ["\n", " ", "\t\r\n "] {
            refuse(
                .environment(name: "ASTER_KEY"),
                "secret.empty",
                "the environment variable 'ASTER_KEY' holds nothing but blanks",
                help: "give it the value, or name a file with file:PATH",
                environment: ["ASTER_KEY": value]
            )
        }
    }

    @Test("a value written in place of a name is not repeated")
    func valueAsName() {
        let value = "750f68ea3e7e121aede285b0d0c9aab07224852a203b2ecda514eab7f368df14"
        for reference in [
            SecretReference.environment(name: value), .store(name: value), .command(name: value),
            .systemd(name: value), .environment(name: "pass word!"),
        ] {
            do {
                _ = try secret(reference)
                Issue.record("\(reference) was resolved")
            } catch {
                let text = error.message + (error.help ?? "")
                #expect(!text.contains("750f68ea") && !text.contains("word"))
                #expect(error.message.contains(" named here "))
            }
        }
    }

    @Test("a plain value that is empty")
    func emptyPlain() {
        refuse(
            .plain(Concealed([])),
            "secret.empty",
            "the value is empty",
            help: "write env:NAME or file:PATH, and put the value there"
        )
    }

    @Test("a file that does not exist")
    func missingFile() throws {
        refuse(
            .file(path: "keys/aster"),
            "secret.missing",
            "the file 'keys/aster' does not exist",
            help: "write the value into \(workspace.path)/keys/aster, then chmod 600 keys/aster"
        )
        try workspace.write("abc", to: "key")
        refuse(
            .file(path: "key/inside"),
            "secret.missing",
            "the file 'key/inside' does not exist",
            help: "write the value into \(workspace.path)/key/inside, then chmod 600 key/inside"
        )
        refuse(
            .file(path: "~other/key"),
            "secret.missing",
            "the file '~other/key' does not exist",
            help: "another user's home is not looked up: write the path out"
        )
    }

    @Test("a file with nothing in it, or nothing but a line end", arguments: ["", "\n", "\r\n"])
    func emptyFile(content: String) throws {
        try workspace.write(content, to: "key")
        refuse(
            .file(path: "key"),
            "secret.empty",
            "the file 'key' is empty",
            help: "write the value into it, on one line"
        )
    }

    @Test("a file with nothing but blanks in it", arguments: [" ", "\n\n", "\r\r\n", "\t \n"])
    func blankFile(content: String) throws {
        try workspace.write(content, to: "key")
        refuse(
            .file(path: "key"),
            "secret.empty",
            "the file 'key' holds nothing but blanks",
            help: "write the value into it, on one line"
        )
    }

    @Test(
        "a file that others may read or change",
        arguments: zip(
            [0o644, 0o640, 0o604, 0o602, 0o660, 0o777, 0o4644] as [mode_t],
            ["0644", "0640", "0604", "0602", "0660", "0777", "4644"]
        )
    )
    func openFile(mode: mode_t, text: String) throws {
        try workspace.write("canary", to: "it's a key", mode: mode)
        refuse(
            .file(path: "it's a key"),
            "secret.mode",
            "the file 'it's a key' is open to other users: its mode is \(text)",
            help: #"chmod 600 'it'\''s a key'"#
        )
        try workspace.write("canary", to: "key", mode: mode)
        refuse(
            .file(path: "key"),
            "secret.mode",
            "the file 'key' is open to other users: its mode is \(text)",
            help: "chmod 600 key"
        )
    }

    @Test("a file of another user", .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignFile() throws {
        try workspace.write("canary", to: "key")
        chown(workspace.path + "/key", 12345, 12345)
        refuse(
            .file(path: "key"),
            "secret.mode",
            "the file 'key' belongs to another user (12345)",
            help: "the file must be yours or root's: chown 0 key"
        )
    }

    @Test("a file that may not be read", .enabled(if: geteuid() != 0, "root may read everything"))
    func unreadable() throws {
        try workspace.write("canary", to: "key", mode: 0o000)
        refuse(
            .file(path: "key"),
            "secret.unreadable",
            "the file 'key' cannot be read: permission denied",
            help: "let the user who runs slots read it, and nobody else"
        )
    }

    @Test("what is no file is refused at once", .timeLimit(.minutes(1)))
    func notAFile() throws {
        mkdir(workspace.path + "/folder", 0o700)
        mkfifo(workspace.path + "/pipe", 0o600)
        symlink("loop", workspace.path + "/loop")
        let help = "name a regular file that holds the value"
        refuse(.file(path: "folder"), "secret.unreadable", "the file 'folder' is a directory", help: help)
        refuse(.file(path: "pipe"), "secret.unreadable", "the file 'pipe' is a named pipe", help: help)
        refuse(.file(path: "/dev/zero"), "secret.unreadable", "the file '/dev/zero' is a device", help: help)
        refuse(
            .file(path: "loop"),
            "secret.unreadable",
            "the file 'loop' cannot be read: too many levels of symbolic links",
            help: "let the user who runs slots read it, and nobody else"
        )
        refuse(
            .file(path: "key\0.txt"),
            "secret.unreadable",
            "the file 'key\0.txt' cannot be read: its name holds a NUL character",
            help: "name the file that holds the value"
        )
    }

    @Test("a systemd credential outside a service, missing, open, or with a path for a name")
    func noCredential() throws {
        let inService = workspace.path
        for directory in [nil, ""] as [String?] {
            refuse(
                .systemd(name: "key"),
                "secret.missing",
                "the systemd credential 'key' is not available: CREDENTIALS_DIRECTORY is not set",
                help:
                    "systemd sets it for a service with LoadCredential=; elsewhere use env:NAME or file:PATH",
                credentialsDirectory: directory
            )
        }
        refuse(
            .systemd(name: "key"),
            "secret.missing",
            "the systemd credential 'key' does not exist",
            help: "add it to the service: LoadCredential=NAME:PATH",
            credentialsDirectory: inService
        )
        for (name, shown) in [("", " named here"), ("..", " '..'"), (".", " '.'"), ("../key", " named here")]
        {
            refuse(
                .systemd(name: name),
                "secret.missing",
                "the systemd credential\(shown) is not the name of a credential",
                help: "write systemd: and the name that stands in LoadCredential=, without a slash",
                credentialsDirectory: inService
            )
        }
        try workspace.write("canary", to: "key", mode: 0o444)
        refuse(
            .systemd(name: "key"),
            "secret.mode",
            "the systemd credential 'key' is open to other users: its mode is 0444",
            help: "systemd keeps its credentials private; a file put there by hand needs chmod 400",
            credentialsDirectory: inService
        )
    }

    @Test("no refusal carries a value")
    func canary() throws {
        let value = "canary-0c7d-" + String(repeating: "x", count: 40)
        try workspace.write(value, to: "open", mode: 0o644)
        try workspace.write(value, to: "large")
        for (reference, size) in [
            (SecretReference.file(path: "open"), 100), (.file(path: "large"), 20),
            (.systemd(name: "open"), 100),
            (.environment(name: "KEY"), 20), (.plain(Concealed(Array(value.utf8))), 20),
        ] {
            do {
                _ = try secret(
                    reference,
                    credentialsDirectory: workspace.path,
                    maximumSize: size,
                    environment: ["KEY": value]
                )
                Issue.record("\(reference) was resolved")
            } catch {
                #expect(!"\(error)".contains("canary"))
                #expect(error.place == place)
            }
        }
    }

    @Test("a file is not open any more after it was read or refused")
    func descriptors() throws {
        try workspace.write("abc", to: "key")
        try workspace.write("abc", to: "open", mode: 0o644)
        #expect(try secret(.file(path: "key")).count == 3)
        #expect(throws: Finding.self) { try secret(.file(path: "open")) }
        let folder = "/proc/self/fd"
        let open = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)
        }
        #expect(!open.isEmpty)
        #expect(!open.contains { $0.contains(workspace.path) })
    }
}
