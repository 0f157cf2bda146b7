import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

/// Every system call of an import that changes something, struck in turn.
@Suite(
    "an import that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible && Tool.isThere("age") && Tool.isThere("age-keygen"))
)
struct ImportSweepTests {
    private static let path = "bots/gunbot/config.js"
    private static let config = """
        {"exchanges": {"hitbtc": {"key": "canary-key-4711", "secret": "canary-secret-4712", "delay": 15},
        "bitget": {"key": "canary-key-4713", "secret": "canary-secret-4714", "passphrase": "canary-pass-4715"}}}

        """
    private static let values = [
        "hitbtc.key": "canary-key-4711", "hitbtc.secret": "canary-secret-4712",
        "bitget.key": "canary-key-4713",
        "bitget.secret": "canary-secret-4714", "bitget.passphrase": "canary-pass-4715",
    ]
    private static let old = "canary-old-4716"

    enum Keeping: String, CaseIterable, Sendable {
        case age, file

        var arguments: [String] { ["import", ImportSweepTests.path, "--secrets", rawValue, "--yes"] }
        var scheme: String { self == .age ? "secret:" : "file:secrets/" }
    }

    /// A slot and one of its secrets are there already, with other content.
    private func workspace(_ keeping: Keeping) throws -> TestWorkspace {
        let workspace = try TestWorkspace(network: "live")
        try workspace.folder.write(Self.path, Self.config, mode: 0o640)
        try workspace.folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: \(keeping.scheme)hitbtc.key, secret: env:S}\n",
            mode: 0o600
        )
        switch keeping {
        case .age:
            let ended = try workspace.run("secret", "set", "hitbtc.key", input: Self.old)
            try #require(ended.exit == 0, ended.told)
        case .file: try workspace.folder.write("secrets/hitbtc.key", Self.old, mode: 0o600)
        }
        return workspace
    }

    /// The secrets by name.
    private func secrets(_ workspace: TestWorkspace, _ keeping: Keeping) throws -> [String: String] {
        switch keeping {
        case .age:
            let line = ["age", "-d", "-i", ".config/slots/identity.txt", "secrets.age"]
            let opened = try Child(line, in: workspace.folder.url).end()
            try #require(opened.exit == 0, opened.told)
            let members = try JSONValue.read(Array(opened.stdout.utf8)).object ?? []
            return Dictionary(members.map { ($0.name, $0.value["value"]?.string ?? "") }) { $1 }
        case .file:
            let names = try workspace.folder.names("secrets").filter { !$0.hasPrefix(".") }
            return Dictionary(
                uniqueKeysWithValues: try names.map { ($0, try workspace.folder.text("secrets/" + $0)) }
            )
        }
    }

    private func slots(_ workspace: TestWorkspace) throws -> [String: String] {
        let names = try workspace.folder.names("slots").filter { !$0.hasPrefix(".") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try workspace.folder.text("slots/" + $0)) }
        )
    }

    /// Each file is the old one or the new one, and no slot is there before its secrets.
    ///
    /// - Returns: Whether everything is new.
    private func expectWhole(
        _ workspace: TestWorkspace,
        _ keeping: Keeping,
        old: TestWorkspace,
        new: TestWorkspace,
        _ point: Comment
    ) throws -> Bool {
        #expect(try workspace.folder.text(Self.path) == Self.config, point)
        let (oldSlots, newSlots, slots) = (
            try self.slots(old), try self.slots(new), try self.slots(workspace)
        )
        for (name, text) in slots { #expect(text == oldSlots[name] || text == newSlots[name], point) }
        #expect(Set(slots.keys).isSuperset(of: oldSlots.keys), point)
        let secrets = try secrets(workspace, keeping)
        for (name, value) in secrets {
            #expect(value == Self.values[name] || (name == "hitbtc.key" && value == Self.old), point)
            if keeping == .file { #expect(try workspace.folder.mode("secrets/" + name) == 0o600, point) }
        }
        #expect(secrets["hitbtc.key"] != nil, point)
        for (name, text) in slots where text != oldSlots[name] {
            let exchange = name.prefix { $0 != "." }
            for (secret, value) in Self.values where secret.hasPrefix(exchange + ".") {
                #expect(secrets[secret] == value, "\(point): \(name) is there before \(secret)")
            }
        }
        try expectHidden(workspace, keeping, point)
        return slots == newSlots && secrets == Self.values
    }

    /// Secrets in plain lie in the bot's file, and in private files that git does not see.
    private func expectHidden(_ workspace: TestWorkspace, _ keeping: Keeping, _ point: Comment) throws {
        for value in Self.values.values + [Self.old] {
            let found = try Canary(value).found(below: workspace.folder.url) { $0 == Self.path }
            if keeping == .age {
                #expect(found == [], point)
                continue
            }
            for name in found {
                #expect(name.hasPrefix("secrets/"), "\(point): \(name)")
                #expect(try workspace.folder.mode(name) & 0o077 == 0, "\(point): \(name)")
                // The old one was there before any import could keep git away.
                if name != "secrets/hitbtc.key" {
                    #expect(workspace.folder.exists("secrets/.gitignore"), "\(point): \(name)")
                }
            }
        }
    }

    /// - Parameter exchanges: Whether the file system can let two names change places.
    private func strike(_ blow: SystemCallSweep.Blow, _ keeping: Keeping, exchanges: Bool = true) async throws
    {
        let old = try workspace(keeping)
        let new = try old.copy()
        let points = try SystemCallSweep.points(
            of: keeping.arguments,
            in: new,
            blow: blow,
            exchanges: exchanges
        )
        let what = "\(blow), \(keeping)\(exchanges ? "" : ", without exchange")"
        try await SystemCallSweep.forAll(points, what) { point in
            let workspace = try old.copy()
            let ended = try workspace.start(
                keeping.arguments,
                wrapper: SystemCallSweep.strike(blow, at: point, exchanges: exchanges)
            ).end(within: .seconds(50))
            let comment: Comment = "\(what) at \(point): \(ended.told)"
            #expect(!ended.isOverdue, comment)
            #expect(SystemCallSweep.isCrash(ended) == (blow == .kill), comment)
            let isNew = try self.expectWhole(workspace, keeping, old: old, new: new, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
            if ended.exit != 0, ended.exit < 128 {
                #expect(try self.slots(workspace) == self.slots(old), "nothing was written: \(comment)")
                if keeping == .file {
                    #expect(try self.secrets(workspace, keeping) == self.secrets(old, keeping), comment)
                }
            }

            let again = try workspace.start(keeping.arguments).end()
            #expect(again.exit == 0, "\(comment) \(again.told)")
            #expect(try self.expectWhole(workspace, keeping, old: old, new: new, comment), comment)
            let names = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
            #expect(names.filter { $0.contains(".slots-") } == [], comment)
            let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
            #expect(plan.exit == 0, "\(comment) \(plan.told)")
        }
    }

    @Test(
        "a kill at any call leaves old files or new ones, no slot without its secrets, and the way free",
        arguments: Keeping.allCases
    )
    func kill(_ keeping: Keeping) async throws { try await strike(.kill, keeping) }

    @Test("a call that fails leaves the slots as they were, or all of them new", arguments: Keeping.allCases)
    func fail(_ keeping: Keeping) async throws { try await strike(.error(ENOSPC), keeping) }

    @Test(
        "does no less where names cannot be exchanged",
        arguments: [.error(EIO), .kill] as [SystemCallSweep.Blow]
    )
    func withoutExchange(_ blow: SystemCallSweep.Blow) async throws {
        try await strike(blow, .file, exchanges: false)
    }
}
