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
    /// Holds the program where it is, for as long as the file `wait` is there.
    private static let pause = "touch reached; while [ -e wait ]; do sleep 0.02; done"

    private let workspace: TestWorkspace
    private let sandbox: SandboxProcess
    /// Every secret, by where it comes from.
    private let secrets: [String: String]
    private let environment: [String: String]

    /// A workspace with a slot of each exchange, whose secrets come from every kind of place.
    init() throws {
        workspace = try TestWorkspace(network: "live")
        sandbox = try SandboxProcess(["--accounts", "9", "--unlimited"])
        let folder = workspace.folder
        var secrets = [
            "what the bot had": "FAKE-canary-of-the-old-secret-4711",
            "the bot's own": "FAKE-canary-telegram-0815",
        ]
        try folder.write(
            "bots/gunbot/config.js",
            """
            {"exchanges": {"asterdex": {"key": "k", "secret": "\(secrets["what the bot had"] ?? "")", "delay": 1}},
             "bot": {"TOKEN": "\(secrets["the bot's own"] ?? "")"}}
            """,
            mode: 0o600
        )
        var environment: [String: String] = [:]
        for (index, place) in ["secret", "file", "env", "cmd", "secret"].enumerated() {
            let (selector, generation) = Self.slots[index]
            let account = SandboxAccounts.numbered(index, selector: selector, generation: generation)
            var lines = ["exchange: \(selector.rawValue)", sandbox.endpoint(for: selector), "credentials:"]
            for (field, value) in account.credentials.sorted(by: { $0.key < $1.key }) {
                guard field.visibility != .open else {
                    lines.append("  \(field.rawValue): \"\(value)\"")
                    continue
                }
                let name = "slot\(index)_\(field.rawValue.replacing("-", with: "_"))"
                let reference = place == "file" ? "file:secrets/\(name)" : "\(place):\(name)"
                secrets[reference] = value
                lines.append("  \(field.rawValue): \(reference)")
                try Self.store(value, place, name, in: workspace, &environment)
            }
            try folder.write("slots/slot\(index).yaml", lines.joined(separator: "\n") + "\n")
        }
        (self.secrets, self.environment) = (secrets, environment)
        try folder.write("wait", "")
    }

    private static let slots: [(Selector, SandboxAccount.Generation)] = [
        (.aster, .v1), (.asterFutures, .v3), (.aster, .v1), (.hitbtc, .v3), (.bitget, .v3),
    ]

    private static func store(
        _ value: String,
        _ place: String,
        _ name: String,
        in workspace: TestWorkspace,
        _ environment: inout [String: String]
    ) throws {
        switch place {
        case "secret":
            let ended = try workspace.run("secret", "set", name, input: value)
            try #require(ended.exit == 0, ended.told)
        case "env": environment[name] = value
        default: try workspace.folder.write("secrets/\(name)", value + "\n", mode: 0o600)
        }
    }

    /// Writes `slots.yaml`, with a command for each secret that comes from one.
    private func configure(hook: String = "true", command: String = "true") throws {
        let commands = secrets.keys.filter { $0.hasPrefix("cmd:") }.sorted().map { place in
            let name = place.dropFirst(4)
            return "  \(name): [sh, -c, \"\(command); cat secrets/\(name)\"]"
        }
        try workspace.folder.write(
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

    /// Starts an apply and waits until it holds still.
    private func reach(wrapper: [String] = []) throws -> Child {
        let child = try workspace.start(["apply", "--yes"], environment: environment, wrapper: wrapper)
        let file = workspace.folder.path + "/reached"
        try #require(child.waits { _ in access(file, F_OK) == 0 }, "\(child.stderr)")
        return child
    }

    private func goOn() { unlink(workspace.folder.path + "/wait") }

    /// That nothing of ours lies open in a process, and that it would have been seen.
    private func expectNothingOpen(in image: CoreImage, without hidden: Set<String> = []) {
        for (place, secret) in secrets {
            #expect(image.places(of: Canary(secret)) == [], "\(place)")
            guard !hidden.contains(place) else { continue }
            let isHeld = image.leftOut.contains { !Canary(secret).found(in: $0.bytes).isEmpty }
            #expect(isHeld, "\(place) is in no guarded memory, so the search shows nothing")
        }
        let known = Canary("secret-commands")
        #expect(image.dumped.contains { !known.found(in: $0.bytes).isEmpty }, "what lies open is found")
    }

    @Test("after the files are written: no secret outside of guarded memory")
    func written() throws {
        try configure(hook: Self.pause)
        let child = try reach()
        defer { goOn() }
        expectNothingOpen(in: try CoreImage(of: child.process))
        goOn()
        let ended = child.end()
        #expect(ended.exit == 0, ended.told)
    }
}
