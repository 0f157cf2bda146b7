import Foundation
import Glibc
import TestSupport
import Testing

@Suite("a crash", .enabled(if: Tool.isThere("age"), "no age"), .timeLimit(.minutes(3)))
struct CrashTests {
    /// Lets a program leave a core file of any size.
    private static let unlimited = ["sh", "-c", "ulimit -c unlimited && exec \"$@\"", "sh"]

    /// Whether the kernel would write a core file into the folder of a process that ends.
    private static let leavesCoreFiles: Bool = {
        let pattern = try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
        return pattern.map { !$0.hasPrefix("|") && !$0.hasPrefix("/") } ?? false
    }()

    private func coreFiles(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            let bytes = FileManager.default.contents(atPath: folder.path + "/" + name)
            return bytes?.starts(with: Array("\u{7F}ELF".utf8)) ?? false
        }
    }

    @Test("tells nothing of a secret, leaves no core file, and is told as what it is")
    func signals() throws {
        let workspace = try SecretWorkspace()
        try workspace.configure(hook: SecretWorkspace.pause)
        for number in [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGQUIT] {
            // So that there is something to be written each time.
            try workspace.folder.write(SecretWorkspace.bot, "{}", mode: 0o600)
            try workspace.holdAgain()
            let child = try workspace.start(
                "apply",
                "--yes",
                wrapper: Self.unlimited,
                adding: ["SWIFT_BACKTRACE": "enable=yes,color=no"]
            )
            defer { workspace.goOn() }
            try workspace.waitForPause(of: child)
            kill(child.process, number)
            let ended = child.end(within: .seconds(20))
            workspace.goOn()
            #expect(ended.exit == 128 + number, ended.told)
            #expect(!ended.stderr.contains("Register") && !ended.stderr.contains("Backtrac"), ended.told)
            for (place, secret) in workspace.secrets {
                #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [], "\(place)")
            }
        }
        #expect(try coreFiles(in: workspace.folder) == [])
    }

    @Test("of another program does leave one here", .enabled(if: leavesCoreFiles))
    func other() throws {
        let folder = try TemporaryFolder()
        let ended = try Child(Self.unlimited + ["sh", "-c", "kill -SEGV $$"], in: folder.url).end()
        #expect(ended.exit == 128 + SIGSEGV, ended.told)
        #expect(try !coreFiles(in: folder).isEmpty)
    }
}
