import Foundation
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("Help")
struct HelpTests {
    @Test("of all commands fits the terminal", arguments: [40, 80, 120])
    func overview(_ width: Int) throws {
        let text = HelpPages.overview(width: width, style: .plain)
        expectFits(text, width)
        try expectGolden(text, "help-\(width).txt")
    }

    @Test("of each command is what it was", arguments: CommandName.allCases)
    func command(_ name: CommandName) throws {
        try expectGolden(HelpPages.command(name, width: nil, style: .plain), "help-\(name.rawValue).txt")
        expectFits(HelpPages.command(name, width: 60, style: .plain), 60, exceptExamples: true)
    }

    @Test("of each topic fits", arguments: HelpPages.topics)
    func topic(_ name: String) throws {
        let text = try #require(HelpPages.topic(name, width: nil, style: .plain))
        try expectGolden(text, "topic-\(name).txt")
        expectFits(try #require(HelpPages.topic(name, width: 40, style: .plain)), 40)
    }

    @Test("of something else names the nearest")
    func unknown() {
        let error = #expect(throws: UsageError.self) {
            try HelpPages.page(on: "exit-code", width: 80, style: .plain)
        }
        #expect(error?.message == "no command or topic 'exit-code'")
        #expect(error?.help == "did you mean 'exit-codes'?")
    }

    @Test("as a reference is docs/commands.md")
    func markdown() throws {
        try expectGolden(
            HelpPages.markdown(),
            file: Shared.repository.appendingPathComponent("docs/commands.md")
        )
    }

    private func expectFits(_ text: String, _ width: Int, exceptExamples: Bool = false) {
        for line in text.split(separator: "\n") where !(exceptExamples && line.contains("slots")) {
            #expect(displayWidth(line) <= width, "\(line)")
        }
    }
}

@Suite("Manual page and completions")
struct ShellFilesTests {
    static let explainable = ["underfunded", "slot.unknown-key"]

    @Test("the manual page has no complaint from groff", .enabled(if: Tool.isPresent("groff")))
    func manPage() throws {
        let page = HelpPages.manPage(version: "1.0.0")
        let result = try Tool.run(["groff", "-man", "-Tutf8", "-ww", "-z", "-K", "utf8"], input: page)
        #expect(result.status == 0)
        #expect(result.errors == "")
        try expectGolden(page, "slots.1")
    }

    @Test("shells accept their completions", arguments: Shell.allCases)
    func syntax(_ shell: Shell) throws {
        let script = shell.completions(explainable: Self.explainable)
        try expectGolden(script, "completions.\(shell.rawValue)")
        guard Tool.isPresent(shell.rawValue) else { return }
        let result = try Tool.run([shell.rawValue, "-n"], input: script)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    @Test("bash completes commands, options, values, slots and bots", .enabled(if: Tool.isPresent("bash")))
    func bash() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases: [([String], String)] = [
            (["slots", "ch"], "check"), (["slots", "list", "--out"], "--output"),
            (["slots", "-o", ""], "json ndjson table"),
            (["slots", "list", "--output", "=", "nd"], "ndjson"),
            (["slots", "completions", ""], "bash fish zsh"),
            (["slots", "-C", folder.path, "check", ""], "aster aster-futures"),
            (["slots", "apply", "--wait", ""], ""),
            (["slots", "plan", "-C" + folder.path, ""], "main second"),
            (["slots", "explain", "under"], "underfunded"), (["slots", "schema", "slot", ""], ""),
            (["slots", "help", "exit"], "exit-codes"),
            (["slots", "run", "-C" + folder.path, ""], "main second"),
            (["slots", "run", "main", "--", folder.path + "/slots.y"], folder.path + "/slots.yaml"),
        ]
        for (words, expected) in cases {
            let list = words.map { "'\($0)'" }.joined(separator: " ")
            let script = """
                \(Shell.bash.completions(explainable: Self.explainable))
                cd / && COMP_WORDS=(\(list)) && COMP_CWORD=\(words.count - 1) ; _slots; printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd" "
                """
            let result = try Tool.run(["bash", "--norc"], input: script)
            #expect(result.output == expected + "\n", "\(words)")
            #expect(result.errors == "", "\(words)")
        }
    }

    @Test("fish completes commands, options, values, slots and bots", .enabled(if: Tool.isPresent("fish")))
    func fish() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = [
            ("slots ch", ["check"]), ("slots -o ", ["json", "ndjson", "table"]),
            ("slots list --outp", ["--output"]),
            ("slots -C \(folder.path) check ", ["aster", "aster-futures", "evil $(touch x)"]),
            ("slots plan -C \(folder.path) ", ["main", "second"]), ("slots schema repo", ["report"]),
            ("slots apply --offl", ["--offline"]),
            ("slots run -C \(folder.path) ", ["main", "second"]),
            ("slots run main \(folder.path)/slots.y", [folder.path + "/slots.yaml"]),
        ]
        for (line, expected) in cases {
            let script = """
                \(Shell.fish.completions(explainable: Self.explainable))
                cd /; complete -C '\(line)'
                """
            let result = try Tool.run(["fish", "--no-config"], input: script)
            let words = result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
            #expect(words.sorted() == expected, "\(line)")
            #expect(result.errors == "", "\(line)")
        }
    }

    /// With two slots, two bots, and a file whose name is a trap.
    private func workspace() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "slots-\(UUID().uuidString)"
        )
        let slots = folder.appendingPathComponent("slots")
        try FileManager.default.createDirectory(at: slots, withIntermediateDirectories: true)
        for name in ["aster", "aster-futures", "evil $(touch x)"] {
            try Data().write(to: slots.appendingPathComponent(name + ".yaml"))
        }
        let yaml = """
            network: sandbox
            bots:
              # a comment
              main:
                template: gunbot

              second:
                directory: x
              $(touch x): {}
            policy:
              withdraw: deny
            """
        try Data(yaml.utf8).write(to: folder.appendingPathComponent("slots.yaml"))
        return folder
    }
}

/// A program of the system, run with a text on its stdin.
enum Tool {
    static func isPresent(_ name: String) -> Bool { path(of: name) != nil }

    static func run(_ words: [String], input: String) throws -> (
        status: Int32, output: String, errors: String
    ) {
        guard let name = words.first, let path = path(of: name) else { throw CocoaError(.fileNoSuchFile) }
        // Files rather than pipes: nothing can fill up and wait.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tool-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try Data(input.utf8).write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(words.dropFirst())
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8", "TERM": "dumb",
        ]
        try process.run()
        process.waitUntilExit()
        func text(_ file: URL) throws -> String {
            String(decoding: try Data(contentsOf: file), as: UTF8.self)
        }
        return (process.terminationStatus, try text(files[1]), try text(files[2]))
    }

    private static func path(of name: String) -> String? {
        ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
