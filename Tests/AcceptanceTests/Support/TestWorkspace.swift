import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A workspace in a temporary folder, and the program run in it.
struct TestWorkspace {
    let folder: TemporaryFolder

    /// A workspace with one bot named `main` in `bots/gunbot`.
    ///
    /// - Parameter lines: Further lines of `slots.yaml`.
    init(network: String = "sandbox", lines: String = "") throws {
        folder = try TemporaryFolder()
        let text = """
            network: \(network)
            bots:
              main:
                template: gunbot
                directory: bots/gunbot
            \(lines)
            """
        try folder.write("slots.yaml", text)
        for name in ["slots", "bots/gunbot"] {
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent(name),
                withIntermediateDirectories: true
            )
        }
    }

    private init(copyOf other: TestWorkspace) throws {
        folder = try TemporaryFolder()
        let copied = try Child(["cp", "-a", other.folder.path + "/.", folder.path], in: folder.url).end()
        try #require(copied.exit == 0, copied.told)
    }

    /// The same files once more, in a folder of their own.
    func copy() throws -> TestWorkspace { try TestWorkspace(copyOf: self) }

    /// Writes a slot with an account's credentials.
    func add(_ account: SandboxAccount, named name: String? = nil, lines: [String] = []) throws {
        let credentials = account.credentials.sorted { $0.key < $1.key }.map {
            "  \($0.key.rawValue): \"\($0.value)\""
        }
        let text =
            ["exchange: \(account.selector.rawValue)", "credentials:"] + credentials + account.slotLines
            + lines
        try folder.write("slots/\(name ?? account.name).yaml", text.joined(separator: "\n") + "\n")
    }

    /// Writes a slot of the connected V3 account of a selector.
    func addConnected(_ selector: Selector = .aster, named name: String? = nil, lines: [String] = []) throws {
        try add(try Account.connected(selector), named: name ?? selector.rawValue, lines: lines)
    }

    /// Starts the program without waiting for it.
    func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        wrapper: [String] = [],
        measuresMemory: Bool = false
    ) throws -> Child {
        try Child(
            wrapper + [BuiltProgram.path] + arguments,
            in: folder.url,
            environment: environment,
            input: input,
            measuresMemory: measuresMemory
        )
    }

    /// Runs the program to its end.
    func run(
        _ arguments: String...,
        environment: [String: String] = [:],
        input: String? = nil,
        wrapper: [String] = [],
        within limit: Duration = .seconds(60),
        location: Testing.SourceLocation = #_sourceLocation
    ) throws -> Child.Ended {
        let child = try start(arguments, environment: environment, input: input, wrapper: wrapper)
        let ended = child.end(within: limit)
        #expect(
            !ended.isOverdue,
            "slots \(arguments.joined(separator: " ")) did not end",
            sourceLocation: location
        )
        return ended
    }

    /// What is below the folder, without the program's own state.
    func snapshot() throws -> Snapshot { try Snapshot(of: folder.url, leavingOut: [".slots", "run"]) }
}

extension Child.Ended {
    /// Standard output as a JSON document.
    func json(location: Testing.SourceLocation = #_sourceLocation) throws -> JSONValue {
        do {
            return try JSONValue.read(Array(stdout.utf8))
        } catch {
            Issue.record("not JSON: \(error)\n\(stdout)\n\(stderr)", sourceLocation: location)
            throw error
        }
    }

    /// Standard output as one JSON document a line.
    func lines() throws -> [JSONValue] {
        try stdout.split(separator: "\n").map { try JSONValue.read(Array($0.utf8)) }
    }

    /// For the comment of an expectation.
    var told: Comment { "exit \(exit)\n--- stdout\n\(stdout)\n--- stderr\n\(stderr)" }
}

extension JSONValue {
    /// Slot name to status, of a report.
    var statuses: [String: String] {
        var statuses: [String: String] = [:]
        for slot in self["slots"]?.array ?? [] {
            if let name = slot["slot"]?.string { statuses[name] = slot["status"]?.string }
        }
        return statuses
    }

    /// The codes of a report's findings.
    var codes: [String] { (self["findings"]?.array ?? []).compactMap { $0["code"]?.string } }
    /// The paths of a report's changes.
    var paths: [String] { (self["changes"]?.array ?? []).compactMap { $0["path"]?.string } }
    var exit: Int? { self["exit"]?.numericText.flatMap { Int($0) } }
}

/// Accounts of the built-in exchange that tests use by name.
enum Account {
    static func connected(
        _ selector: Selector = .aster,
        _ generation: SandboxAccount.Generation = .v3
    ) throws -> SandboxAccount {
        try #require(
            SandboxAccounts.all.first {
                $0.selector == selector && $0.generation == generation && $0.expected == .connected
            }
        )
    }

    static func named(_ name: String) throws -> SandboxAccount {
        try #require(SandboxAccounts.named(name))
    }

    /// What nobody may see of an account.
    static func secrets(of account: SandboxAccount) -> [String] {
        account.credentials.filter { [.secret, .privateKey, .passphrase].contains($0.key) }.map(\.value)
    }
}

extension SandboxAccount {
    /// What `--from-env` reads: `BITGET_SECRET` and so on.
    var variables: [String: String] {
        Dictionary(
            uniqueKeysWithValues: credentials.map { field, value in
                ("\(selector.rawValue)_\(field.rawValue)".uppercased().replacing("-", with: "_"), value)
            }
        )
    }
}
