import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Every system call of a replacement that changes something, ended or failed in turn.
@Suite(
    "a replacement of credentials that is killed, or whose system calls fail",
    .enabled(
        if: SystemCallSweep.isPossible && Tool.isThere("age"),
        "age is missing, or nothing may be traced here"
    )
)
struct ReplaceKeySweepTests {
    /// Where the credentials stand.
    enum Shape: String, CaseIterable, Sendable {
        /// All of them in `secrets.age`: one rename.
        case store
        /// Addresses in the slot's file, the key in `secrets.age`.
        case wallets
        /// Each in a file.
        case files
        /// Credentials of another kind, in other fields.
        case form

        var selector: String { self == .wallets || self == .form ? "aster" : "bitget" }
        var options: [String] {
            switch self {
            case .files: ["--secrets", "file"]
            case .form: ["--form", "V1"]
            default: []
            }
        }
        var replace: [String] { ReplaceKeySweepTests.replace + (self == .form ? ["--form", "V3"] : []) }
        var old: String { self == .form ? "aster-v1-connected" : "\(selector)-connected" }
        var new: String { self == .form ? "aster-connected" : "\(selector)-second-key" }
    }

    private static let replace = ["replace-key", "mine", "--from-env", "--yes", "--no-apply", "--quiet"]
    private static let undo = ["replace-key", "mine", "--undo", "--yes", "--no-apply", "--quiet"]

    private func begin(_ shape: Shape) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let line = ["add", shape.selector, "mine", "--from-env"] + shape.options
        let added = try workspace.start(line, environment: try Account.named(shape.old).variables).end()
        try #require(added.exit == 0, added.told)
        return workspace
    }

    private func isConnected(_ workspace: TestWorkspace) throws -> Bool {
        try workspace.run("check", "-o", "json").json().statuses == ["mine": "connected"]
    }

    /// Whether the slot has the new credentials, by what stands in the places of all of them.
    private func has(_ account: String, _ workspace: TestWorkspace, _ shape: Shape) throws -> Bool {
        try Account.named(account).credentials.allSatisfy { field, value in
            switch shape {
            case .files: try workspace.folder.text("secrets/mine.\(field.rawValue)") == value
            case .wallets where field.isPublic, .form where field.isPublic:
                try workspace.folder.text("slots/mine.yaml").contains(value)
            default:
                try workspace.run("secret", "get", "mine.\(field.rawValue)", "--reveal").stdout == value
            }
        }
    }

    /// No secret lies where it does not belong, not even in what a killed process left.
    private func expectHidden(_ workspace: TestWorkspace, _ shape: Shape, _ comment: Comment) throws {
        for name in [shape.old, shape.new] {
            for secret in Account.secrets(of: try Account.named(name)) {
                let found = try Canary(secret).found(below: workspace.folder.url) { $0.hasPrefix("secrets/") }
                #expect(found == [], comment)
            }
        }
    }

    /// Nothing of ours lies about.
    private func expectClean(_ workspace: TestWorkspace, _ comment: Comment) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
        #expect(names.filter { $0.contains(".slots-") } == [], comment)
    }

    @Test(
        "a kill at any point leaves all old or all new credentials, whatever command comes next",
        arguments: Shape.allCases
    )
    func kill(_ shape: Shape) async throws {
        let start = try begin(shape)
        let variables = try Account.named(shape.new).variables
        let points = try SystemCallSweep.points(
            of: shape.replace,
            in: try start.copy(),
            environment: variables
        )
        try await SystemCallSweep.forAll(points, "SIGKILL, \(shape)") { point in
            let workspace = try start.copy()
            let wrapper = SystemCallSweep.strike(.kill, at: point)
            let ended = try workspace.start(shape.replace, environment: variables, wrapper: wrapper).end()
            let comment: Comment = "killed at \(point): \(ended.told)"
            try self.expectHidden(workspace, shape, comment)
            #expect(try self.isConnected(workspace), comment)
            if try self.has(shape.old, workspace, shape) {
                let again = try workspace.start(shape.replace, environment: variables).end()
                #expect(again.exit == 0, "\(point): \(again.told)")
            }
            #expect(try self.has(shape.new, workspace, shape), comment)
            let back = try workspace.start(Self.undo).end()
            #expect(back.exit == 0, "\(point): \(back.told)")
            #expect(try self.has(shape.old, workspace, shape), comment)
            try self.expectClean(workspace, comment)
        }
    }

    @Test(
        "a call that fails leaves all as it was, or the new credentials after a success",
        arguments: Shape.allCases
    )
    func fail(_ shape: Shape) async throws {
        let start = try begin(shape)
        let variables = try Account.named(shape.new).variables
        let points = try SystemCallSweep.points(
            of: shape.replace,
            in: try start.copy(),
            environment: variables,
            blow: SystemCallSweep.usualError
        )
        try await SystemCallSweep.forAll(points, "\(SystemCallSweep.usualError), \(shape)") { point in
            let workspace = try start.copy()
            let wrapper = SystemCallSweep.strike(SystemCallSweep.usualError, at: point)
            let ended = try workspace.start(shape.replace, environment: variables, wrapper: wrapper).end()
            let comment: Comment = "\(SystemCallSweep.usualError) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended), comment)
            #expect(try self.has(ended.exit == 0 ? shape.new : shape.old, workspace, shape), comment)
            #expect(try self.isConnected(workspace), comment)
            try self.expectHidden(workspace, shape, comment)
        }
    }
}
