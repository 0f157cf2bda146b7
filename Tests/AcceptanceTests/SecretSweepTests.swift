import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

/// Every system call of a change of `secrets.age`, struck in turn.
@Suite(
    "a change of secrets.age that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible && Tool.isThere("age") && Tool.isThere("age-keygen"))
)
struct SecretSweepTests {
    private static let (old, new, other) = ("canary-old-4711", "canary-new-4712", "canary-other-4713")

    enum Change: CaseIterable, Sendable {
        case first, add, replace, remove, rekey

        var arguments: [String] {
            switch self {
            case .first, .replace: ["secret", "set", "a"]
            case .add: ["secret", "set", "c"]
            case .remove: ["secret", "remove", "a"]
            case .rekey: ["secret", "rekey", "--recipients-file", "all"]
            }
        }

        var input: String? { self == .remove || self == .rekey ? nil : SecretSweepTests.new }
    }

    /// What a store says, and to whom.
    private struct State: Equatable {
        var values: [String: String]
        /// Whether the second identity opens it.
        var isForTwo: Bool
    }

    private static func before(_ change: Change) -> State? {
        change == .first ? nil : State(values: ["a": old, "b": other], isForTwo: false)
    }

    private static func after(_ change: Change) -> State {
        switch change {
        case .first: State(values: ["a": new], isForTwo: false)
        case .add: State(values: ["a": old, "b": other, "c": new], isForTwo: false)
        case .replace: State(values: ["a": new, "b": other], isForTwo: false)
        case .remove: State(values: ["b": other], isForTwo: false)
        case .rekey: State(values: ["a": old, "b": other], isForTwo: true)
        }
    }

    /// A workspace before the change.
    private func workspace(_ change: Change) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        guard change != .first else { return workspace }
        for (name, value) in [("b", Self.other), ("a", "canary-before"), ("a", Self.old)] {
            let ended = try workspace.run("secret", "set", name, input: value)
            try #require(ended.exit == 0, ended.told)
        }
        let line =
            "age-keygen -o second 2>/dev/null && chmod 600 second && age-keygen -y second > all"
            + " && cat secrets.recipients >> all"
        try #require(try Child(["sh", "-c", line], in: workspace.folder.url).end().exit == 0)
        return workspace
    }

    /// What age alone reads; `nil` without a store.
    private func state(_ workspace: TestWorkspace, _ file: String = "secrets.age") throws -> State? {
        guard workspace.folder.exists(file) else { return nil }
        func open(_ identity: String) throws -> Child.Ended {
            try Child(["age", "-d", "-i", identity, file], in: workspace.folder.url).end()
        }
        let own = try open(".config/slots/identity.txt")
        try #require(own.exit == 0, own.told)
        let members = try JSONValue.read(Array(own.stdout.utf8)).object ?? []
        let values = members.map { ($0.name, $0.value["value"]?.string ?? "") }
        return State(
            values: Dictionary(values) { $1 },
            isForTwo: try workspace.folder.exists("second") && open("second").exit == 0
        )
    }

    /// The store is the old one or the new one, nothing else; the same change again ends in the new one and leaves
    /// nothing behind.
    ///
    /// - Returns: Whether it was new before that.
    private func expectWhole(_ workspace: TestWorkspace, _ change: Change, _ point: Comment) throws -> Bool {
        // age alone can open it at any time; the next command finishes or takes back what was cut off.
        let left = try state(workspace)
        #expect(left == Self.after(change) || left == Self.before(change), point)
        let list = try workspace.run("secret", "list", "-o", "json")
        #expect(!workspace.folder.exists(".slots/journal"), point)
        let found = try state(workspace)
        let isNew = found == Self.after(change)
        #expect(isNew || found == Self.before(change), point)
        if found != nil {
            let names = (try list.json()["secrets"]?.array ?? []).compactMap { $0["name"]?.string }
            #expect(list.exit == 0 && names == found?.values.keys.sorted(), "\(point): \(list.told)")
        }
        if let previous = try state(workspace, "secrets.age.previous") {
            #expect(previous.values["b"] == Self.other, point)
        }
        try expectNoPlaintext(workspace, point)

        let again = try workspace.start(change.arguments, input: change.input).end()
        #expect(again.exit == (change == .remove && isNew ? 78 : 0), "\(point): \(again.told)")
        #expect(try state(workspace) == Self.after(change), point)
        // Where there was nothing to do, nothing was cleared away.
        if again.exit == 0 {
            let names = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
            #expect(names.filter { $0.contains(".slots-") } == [], point)
        }
        try expectNoPlaintext(workspace, point)
        return isNew
    }

    private func expectNoPlaintext(_ workspace: TestWorkspace, _ point: Comment) throws {
        for value in [Self.old, Self.new, Self.other] {
            #expect(try Canary(value).found(below: workspace.folder.url) { _ in false } == [], point)
        }
    }

    private func strike(_ blow: SystemCallSweep.Blow, _ change: Change) async throws {
        let template = try workspace(change)
        let points = try SystemCallSweep.points(
            of: change.arguments,
            in: template.copy(),
            input: change.input,
            blow: blow
        )
        try await SystemCallSweep.forAll(points, "\(blow), \(change)") { point in
            let workspace = try template.copy()
            let wrapper = SystemCallSweep.strike(blow, at: point)
            let ended = try workspace.start(change.arguments, input: change.input, wrapper: wrapper)
                .end(within: .seconds(50))
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && SystemCallSweep.isCrash(ended) == (blow == .kill), comment)
            let isNew = try self.expectWhole(workspace, change, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
        }
    }

    @Test(
        "a kill at any call leaves the old store or the new one, no secret in plain, and the way free",
        arguments: Change.allCases
    )
    func kill(_ change: Change) async throws { try await strike(.kill, change) }

    @Test(
        "a call that fails leaves the old store or the new one, and never ends in success without it",
        arguments: Change.allCases
    )
    func fail(_ change: Change) async throws { try await strike(.error(ENOSPC), change) }
}
