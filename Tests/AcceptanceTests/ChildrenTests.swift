import Foundation
import TestSupport
import Testing

@Suite(
    "the programs that are started",
    .enabled(if: Tool.isThere("age"), "no age"),
    .enabled(if: Tool.canTrace, "strace cannot trace here"),
    .timeLimit(.minutes(3))
)
struct ChildrenTests {
    /// What somebody may need to find programs, a home, a language, and a password manager its user; and what a shell
    /// adds for its own children.
    private static let allowed: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "TZ", "TERM",
        "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY",
        "WAYLAND_DISPLAY", "SSH_AUTH_SOCK", "GNUPGHOME", "GPG_TTY", "PASSWORD_STORE_DIR", "PM2_HOME",
        "PWD", "OLDPWD", "SHLVL", "_",
    ]

    /// Every start of a program in a trace: by whom, and the line.
    private func starts(in trace: String) -> [(process: Substring, line: Substring)] {
        trace.split(separator: "\n").filter { $0.contains("execve(") && !$0.contains("ENOENT") }.compactMap {
            line in line.split(separator: " ").first.map { ($0, line) }
        }
    }

    /// The names of the variables in a line of strace.
    private func variables(in line: Substring) throws -> Set<String> {
        let environment = try #require(line.components(separatedBy: "], [").last)
        return Set(environment.matches(of: #/"([A-Za-z_][A-Za-z_0-9]*)=/#).map { String($0.output.1) })
    }

    @Test(
        "get no secret, neither as an argument nor in the environment, and no variable that they do not need"
    )
    func starts() throws {
        let workspace = try SecretWorkspace()
        let strace = ["strace", "-f", "-v", "-s", "1000000", "-e", "trace=execve", "-o", "trace"]
        let ended = try workspace.start(
            "apply",
            "--yes",
            wrapper: strace,
            adding: ["SOMETHING_ELSE": "FAKE-canary-of-another-program"]
        ).end(within: .seconds(60))
        #expect(ended.exit == 0, ended.told)
        let starts = starts(in: try workspace.folder.text("trace"))
        let first = try #require(starts.first)
        let own = starts.filter { $0.process == first.process }
        let children = starts.filter { $0.process != first.process }
        for program in ["age", "sh", "cat"] {
            #expect(
                children.contains { $0.line.contains("\"\(program)\"") || $0.line.contains("/\(program)\"") }
            )
        }
        for child in children {
            #expect(
                try variables(in: child.line).subtracting(Self.allowed) == [],
                "\(child.line.prefix(200))"
            )
            for (place, secret) in workspace.secrets {
                #expect(Canary(secret).found(in: String(child.line)) == [], "\(place)")
            }
        }
        // Ours has some, and the search finds them.
        let given = try #require(workspace.environment.first)
        #expect(own.contains { !Canary(given.value).found(in: String($0.line)).isEmpty })
        #expect(own.contains { $0.line.contains("SOMETHING_ELSE") })
        for start in own {
            let arguments = start.line.components(separatedBy: "], [").first ?? ""
            for (place, secret) in workspace.secrets {
                #expect(Canary(secret).found(in: arguments) == [], "\(place)")
            }
        }
    }
}
