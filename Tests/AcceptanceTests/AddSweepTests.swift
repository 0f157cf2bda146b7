import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Every system call of an addition that changes something, ended or failed in turn.
@Suite(
    "a new slot whose writing is killed, or whose system calls fail",
    .enabled(
        if: SystemCallSweep.isPossible && Tool.isThere("age"),
        "age is missing, or nothing may be traced here"
    )
)
struct AddSweepTests {
    private static let account = "bitget-connected"

    enum Place: String, CaseIterable, Sendable {
        case age, file

        var line: [String] { ["add", "bitget", "mine", "--from-env", "--secrets", rawValue, "--quiet"] }
    }

    private func isWritten(_ workspace: TestWorkspace) -> Bool {
        workspace.folder.exists("slots/mine.yaml")
    }

    private func expectConnected(_ workspace: TestWorkspace, _ comment: Comment) throws {
        #expect(try workspace.run("check", "-o", "json").json().statuses == ["mine": "connected"], comment)
    }

    /// No secret in plain but in private files that git does not see.
    private func expectHidden(_ workspace: TestWorkspace, _ comment: Comment) throws {
        for secret in Account.secrets(of: try Account.named(Self.account)) {
            for name in try Canary(secret).found(below: workspace.folder.url, except: { _ in false }) {
                #expect(name.hasPrefix("secrets/"), "\(comment): \(name)")
                #expect(try workspace.folder.mode(name) & 0o077 == 0, "\(comment): \(name)")
                #expect(workspace.folder.exists("secrets/.gitignore"), "\(comment): \(name)")
            }
        }
    }

    /// The same once more comes to a connected slot, and clears away what lay about.
    private func expectRepeatable(_ workspace: TestWorkspace, _ place: Place, _ comment: Comment) throws {
        let variables = try Account.named(Self.account).variables
        let again = try workspace.start(place.line, environment: variables).end()
        #expect(again.exit == 0, "\(comment), then \(again.told)")
        let names = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
        #expect(names.filter { $0.contains(".slots-") } == [], comment)
    }

    @Test("a kill at any point leaves a whole slot, or none and the way free", arguments: Place.allCases)
    func kill(_ place: Place) async throws {
        let variables = try Account.named(Self.account).variables
        let points = try SystemCallSweep.points(of: place.line, in: TestWorkspace(), environment: variables)
        try await SystemCallSweep.forAll(points, "SIGKILL, \(place)") { point in
            let workspace = try TestWorkspace()
            let wrapper = SystemCallSweep.strike(.kill, at: point)
            let ended = try workspace.start(place.line, environment: variables, wrapper: wrapper).end()
            let comment: Comment = "killed at \(point): \(ended.told)"
            try self.expectHidden(workspace, comment)
            // Whichever command comes next finishes what was cut off, or takes it back.
            #expect(try workspace.run("list").exit == 0, comment)
            #expect(!workspace.folder.exists(".slots/journal"), comment)
            if !self.isWritten(workspace) { try self.expectRepeatable(workspace, place, comment) }
            try self.expectConnected(workspace, comment)
        }
    }

    @Test("a call that fails leaves a slot after a success only", arguments: Place.allCases)
    func fail(_ place: Place) async throws {
        let variables = try Account.named(Self.account).variables
        let points = try SystemCallSweep.points(
            of: place.line,
            in: TestWorkspace(),
            environment: variables,
            blow: SystemCallSweep.usualError
        )
        try await SystemCallSweep.forAll(points, "\(SystemCallSweep.usualError), \(place)") { point in
            let workspace = try TestWorkspace()
            let wrapper = SystemCallSweep.strike(SystemCallSweep.usualError, at: point)
            let ended = try workspace.start(place.line, environment: variables, wrapper: wrapper).end()
            let comment: Comment = "\(SystemCallSweep.usualError) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended), comment)
            #expect(self.isWritten(workspace) == (ended.exit == 0), comment)
            try self.expectHidden(workspace, comment)
            if ended.exit != 0 { try self.expectRepeatable(workspace, place, comment) }
            try self.expectConnected(workspace, comment)
        }
    }
}
