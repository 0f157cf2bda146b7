import Foundation
import Glibc
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A workspace with a slot of each exchange, whose secrets come from every kind of place, and an exchange to ask.
struct SecretWorkspace {
    /// Holds a program that the shell starts where it is, for as long as ``goOn()`` was not called.
    static let pause = "touch reached; while [ -e wait ]; do sleep 0.02; done"
    static let bot = "bots/gunbot/config.js"
    private static let slots: [(place: String, selector: Selector, generation: SandboxAccount.Generation)] = [
        ("secret", .aster, .v1), ("file", .asterFutures, .v3), ("env", .aster, .v1), ("cmd", .hitbtc, .v3),
        ("secret", .bitget, .v3),
    ]

    let workspace: TestWorkspace
    let sandbox: SandboxProcess
    /// Every secret, by its reference or by what it is.
    private(set) var secrets: [String: String] = [
        "bot: overwritten": "FAKE-canary-of-the-old-secret-4711", "bot: its own": "FAKE-canary-telegram-0815",
    ]
    private(set) var environment: [String: String] = [:]

    var folder: TemporaryFolder { workspace.folder }

    /// - Parameter latency: Of the exchange's answers.
    init(latency: String = "0s") throws {
        workspace = try TestWorkspace(network: "live")
        sandbox = try SandboxProcess(["--accounts", "9", "--unlimited", "--latency", latency])
        try folder.write(
            Self.bot,
            """
            {"exchanges": {"asterdex": {"key": "k", "secret": "\(secrets["bot: overwritten"] ?? "")", "delay": 1}},
             "bot": {"TOKEN": "\(secrets["bot: its own"] ?? "")"}}
            """,
            mode: 0o600
        )
        for (index, slot) in Self.slots.enumerated() { try add(slot, index) }
        try configure()
        try folder.write("wait", "")
    }

    private mutating func add(
        _ slot: (place: String, selector: Selector, generation: SandboxAccount.Generation),
        _ index: Int
    ) throws {
        let account = SandboxAccounts.numbered(index, selector: slot.selector, generation: slot.generation)
        var lines = [
            "exchange: \(slot.selector.rawValue)", sandbox.endpoint(for: slot.selector), "credentials:",
        ]
        for (field, value) in account.credentials.sorted(by: { $0.key < $1.key }) {
            guard !field.isPublic else {
                lines.append("  \(field.rawValue): \"\(value)\"")
                continue
            }
            let name = "slot\(index)_\(field.rawValue.replacing("-", with: "_"))"
            let reference = slot.place == "file" ? "file:secrets/\(name)" : "\(slot.place):\(name)"
            secrets[reference] = value
            lines.append("  \(field.rawValue): \(reference)")
            switch slot.place {
            case "secret":
                let ended = try workspace.run("secret", "set", name, input: value)
                try #require(ended.exit == 0, ended.told)
            case "env": environment[name] = value
            default: try folder.write("secrets/\(name)", value + "\n", mode: 0o600)
            }
        }
        try folder.write("slots/slot\(index).yaml", lines.joined(separator: "\n") + "\n")
    }

    /// Writes `slots.yaml`.
    ///
    /// - Parameters:
    ///   - hook: Shell text that runs after an apply.
    ///   - command: Shell text that runs before a secret command prints.
    func configure(hook: String = "true", command: String = "true") throws {
        let commands = secrets.keys.filter { $0.hasPrefix("cmd:") }.sorted().map { place in
            "  \(place.dropFirst(4)): [sh, -c, \"\(command); cat secrets/\(place.dropFirst(4))\"]"
        }
        try folder.write(
            "slots.yaml",
            """
            network: live
            bots:
              main:
                template: gunbot
                directory: bots/gunbot
                on-apply: [sh, -c, "\(hook)"]
            policy: {withdraw: allow}
            secret-commands:
            \(commands.joined(separator: "\n"))
            """
        )
    }

    func start(_ arguments: String..., wrapper: [String] = [], adding: [String: String] = [:]) throws -> Child
    {
        try workspace.start(
            arguments,
            environment: environment.merging(adding) { $1 },
            wrapper: wrapper
        )
    }

    /// Adds secrets that come from elsewhere.
    mutating func know(_ others: [String: String]) { secrets.merge(others) { $1 } }

    /// Waits until the program is where ``pause`` holds it.
    func waitForPause(of child: Child) throws {
        let file = folder.path + "/reached"
        try #require(child.waits { _ in access(file, F_OK) == 0 }, "\(child.stderr)")
    }

    func goOn() { unlink(folder.path + "/wait") }
    /// Takes ``goOn()`` back.
    func holdAgain() throws {
        unlink(folder.path + "/reached")
        try folder.write("wait", "")
    }
}
