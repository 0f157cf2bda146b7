import Foundation
import Glibc
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite(
    "what a look into the process finds",
    .enabled(if: CoreImage.canRead, "reading another process takes CAP_SYS_PTRACE"),
    .enabled(if: Tool.isThere("age"), "no age"),
    .timeLimit(.minutes(3))
)
struct CoreImageTests {
    /// That no secret lies open in a process, and that it would have been seen.
    private func expectNothingOpen(
        in image: CoreImage,
        of workspace: SecretWorkspace,
        butNotYetRead isUnread: (String) -> Bool = { _ in false }
    ) {
        for (place, secret) in workspace.secrets {
            let canary = Canary(secret)
            #expect(image.places(of: canary) == [], "\(place)")
            guard !isUnread(place) else { continue }
            let isHeld = image.leftOut.contains { !canary.found(in: $0.bytes).isEmpty }
            #expect(isHeld, "\(place) is in no guarded memory, so that it is not found shows nothing")
        }
        let known = Canary("secret-commands")
        #expect(image.dumped.contains { !known.found(in: $0.bytes).isEmpty }, "what lies open is found")
    }

    @Test("while the on-apply command runs: no secret outside of guarded memory")
    func written() throws {
        let workspace = try SecretWorkspace()
        try workspace.configure(hook: SecretWorkspace.pause)
        let child = try workspace.start("apply", "--yes")
        defer { workspace.goOn() }
        try workspace.waitForPause(of: child)
        let image = try CoreImage(of: child.process)
        workspace.goOn()
        let ended = child.end()
        #expect(ended.exit == 0, ended.told)
        expectNothingOpen(in: image, of: workspace)
    }

    @Test("while a secret command runs: none of those that were read before")
    func resolving() throws {
        let workspace = try SecretWorkspace()
        try workspace.configure(command: SecretWorkspace.pause)
        let child = try workspace.start("apply", "--yes")
        defer { workspace.goOn() }
        try workspace.waitForPause(of: child)
        // The others are read side by side with it.
        usleep(500_000)
        let image = try CoreImage(of: child.process)
        // Before the search, which takes longer than a secret command may.
        workspace.goOn()
        let ended = child.end()
        #expect(ended.exit == 0, ended.told)
        expectNothingOpen(in: image, of: workspace) { $0.hasPrefix("cmd:") || $0.hasPrefix("bot:") }
    }

    // MARK: - While somebody is asked

    /// Runs a program on a terminal, writes its process down, answers its first questions with the lines of the file
    /// `typed`, and takes in what it prints until it ends.
    private static let terminal = """
        import os, pty, sys, time
        typed = open("typed").read().splitlines()
        process, terminal = pty.fork()
        if process == 0:
            os.execvp(sys.argv[1], sys.argv[1:])
        open("process", "w").write(str(process))
        shown = b""
        try:
            while part := os.read(terminal, 65536):
                sys.stdout.buffer.write(part)
                sys.stdout.flush()
                shown += part
                if typed and shown.endswith((b": ", b"? ")):
                    time.sleep(0.2)
                    shown = b""
                    os.write(terminal, typed.pop(0).encode() + b"\\n")
        except OSError:
            pass
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        """

    /// A command that waits for somebody's answer.
    private struct Question: CustomTestStringConvertible {
        var arguments: [String]
        /// What is typed before.
        var secrets: [String] = []
        var letters: [String] = []
        /// Where it waits.
        var prompt: String
        /// The beginnings of the places whose secrets it holds by then; `nil` for all.
        var holding: [String]?

        var testDescription: String { (arguments + letters).joined(separator: " ") }

        func isHeld(_ place: String) -> Bool { holding?.contains { place.hasPrefix($0) } ?? true }
    }

    private static let questions: [Question] = {
        let other = SandboxAccounts.numbered(7, selector: .aster, generation: .v1).credentials
        let new = [other[.key] ?? "", other[.secret] ?? ""]
        let bitget = SandboxAccounts.numbered(8, selector: .bitget).credentials
        return [
            Question(arguments: ["apply"], prompt: "[y/N] "),
            Question(
                arguments: ["replace-key", "slot0"],
                secrets: new,
                prompt: "[s]top? ",
                holding: ["secret:slot0_", "typed"]
            ),
            Question(arguments: ["replace-key", "slot0"], secrets: new, letters: ["y"], prompt: "[y/N] "),
            Question(
                arguments: ["add", "bitget", "new"],
                secrets: [bitget[.key] ?? "", bitget[.secret] ?? ""],
                prompt: "passphrase (not shown): ",
                holding: ["typed"]
            ),
            Question(
                arguments: ["import", "other/config.js", "--bot", "main"],
                prompt: "[y/N] ",
                holding: ["bot:"]
            ),
        ]
    }()

    @Test(
        "while somebody is asked: no secret outside of guarded memory",
        .enabled(if: Tool.isThere("python3"), "no python3, which opens the terminal"),
        arguments: questions
    )
    private func waiting(_ question: Question) throws {
        var workspace = try SecretWorkspace()
        for (number, line) in question.secrets.enumerated() { workspace.know(["typed \(number)": line]) }
        try workspace.folder.write("typed", (question.secrets + question.letters).joined(separator: "\n"))
        // What the import is about, and a slot that it would overwrite.
        try workspace.folder.write("other/config.js", workspace.folder.text(SecretWorkspace.bot), mode: 0o600)
        try workspace.folder.write(
            "slots/aster.yaml",
            "enabled: false\nexchange: aster\ncredentials:\n  key: env:A\n"
        )
        let terminal = try workspace.workspace.start(
            question.arguments,
            // A variable that is not read stays where it is.
            environment: question.holding == nil ? workspace.environment : [:],
            wrapper: ["python3", "-c", Self.terminal]
        )
        let isAsked = terminal.waits { $0.stdout.hasSuffix(question.prompt) }
        try #require(isAsked, "\(terminal.stdout)\n\(terminal.stderr)")
        let process = try #require(pid_t(try workspace.folder.text("process")))
        usleep(200_000)
        let image = try CoreImage(of: process)
        kill(process, SIGINT)
        let ended = terminal.end()
        #expect(ended.exit == 130, ended.told)
        expectNothingOpen(in: image, of: workspace) { !question.isHeld($0) }
    }

    // MARK: - While requests are under way

    @Test("while requests are under way: what travels in their headers, and nothing else")
    func asking() throws {
        let workspace = try SecretWorkspace(latency: "1s")
        let exchange = workspace.sandbox
        defer { exchange.signal(SIGCONT) }
        let child = try workspace.start("check", "--timeout", "60s")
        let travelling = workspace.secrets.keys.filter { place in
            (place.hasSuffix("_key") && !place.hasSuffix("private_key")) || place.hasSuffix("_passphrase")
        }
        var seen: Set<String> = []
        // The first requests carry nothing. The exchange stands still while we look, so that the program waits for it.
        for _ in 0..<40 where seen.isEmpty {
            usleep(300_000)
            exchange.signal(SIGSTOP)
            usleep(200_000)
            let image = try CoreImage(of: child.process)
            for (place, secret) in workspace.secrets {
                let places = image.places(of: Canary(secret))
                if travelling.contains(place) {
                    if !places.isEmpty { seen.insert(place) }
                } else {
                    #expect(places == [], "\(place)")
                }
            }
            exchange.signal(SIGCONT)
        }
        // Not what anybody wants, but what is so, and what docs/security.md says.
        #expect(!seen.isEmpty, "a key that is being sent lies in the request")
        child.signal(SIGINT)
        #expect(child.end().exit == 130)
    }
}
