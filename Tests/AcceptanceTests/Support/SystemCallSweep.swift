import Foundation
import Glibc
import TestSupport
import Testing

/// The system calls of one command that change files, to strike each of them in turn.
///
/// `strike` counts them over all threads of the command (`Tests/Strike`).
struct SystemCallSweep {
    struct Point: CustomStringConvertible, Sendable {
        /// From 1, in the order in which the command made them.
        var number: Int
        var call: String
        /// What the call is about: a path, or a name in a folder.
        var path: String
        /// Where the strike is noted.
        fileprivate var log = "/dev/null"

        var description: String { "\(number), \(call) \(path.split(separator: "/").last ?? "")" }
    }

    /// What happens right before a call.
    enum Blow: Hashable, CustomStringConvertible, Sendable {
        case kill
        case signal(Int32)
        /// The command is stopped for a moment, and goes on.
        case stop
        /// The call does nothing and fails.
        case error(Int32)
        /// The same; calls that open for reading are struck, too.
        case errorOfAny(Int32)
        /// The call writes half of what it was to write.
        case shortWrite

        fileprivate var argument: String {
            switch self {
            case .kill: "kill"
            case .signal(let number): "signal=\(number)"
            case .stop: "stop"
            case .error(let code): "error=\(code)"
            case .errorOfAny(let code): "error=\(code),reads"
            case .shortWrite: "short"
            }
        }

        var description: String {
            switch self {
            case .kill: "SIGKILL"
            case .signal(SIGTERM): "SIGTERM"
            case .signal(SIGINT): "SIGINT"
            case .signal(let number): "signal \(number)"
            case .stop: "SIGSTOP"
            case .error(ENOSPC): "ENOSPC"
            case .error(EIO): "EIO"
            case .error(EDQUOT): "EDQUOT"
            case .error(EACCES): "EACCES"
            case .error(EINVAL): "EINVAL"
            case .error(let code): "error \(code)"
            case .errorOfAny(let code): "\(Blow.error(code)), of reads too"
            case .shortWrite: "a short write"
            }
        }
    }

    /// An error for the sweeps that a run before each change can wait for.
    static let usualError: Blow = LongRun.isWanted ? .errorOfAny(EIO) : .error(EIO)

    private static let striker = Shared.repository.appendingPathComponent(".build/debug/strike").path

    /// Whether programs may be traced here, and how.
    static let isPossible: Bool = {
        let line = [striker, "0", "none", "/dev/null", "true"]
        return (try? Child(line, in: URL(fileURLWithPath: "/")).end().exit) == 0
    }()
    static let reason: Comment = "nothing may be traced here, or not on this processor"

    /// The calls of a command that a blow can strike.
    ///
    /// - Parameters:
    ///   - exchanges: Whether the file system can let two names change places.
    ///   - wrapper: In front of everything.
    static func points(
        of arguments: [String],
        in workspace: TestWorkspace,
        environment: [String: String] = [:],
        input: String? = nil,
        blow: Blow = .kill,
        exchanges: Bool = true,
        wrapper: [String] = []
    ) throws -> [Point] {
        let folder = try TemporaryFolder()
        let log = folder.path + "/log"
        let ended = try workspace.start(
            arguments,
            environment: environment,
            input: input,
            wrapper: wrapper + [striker, "0", blow.argument + (exchanges ? "" : ",no-exchange"), log]
        ).end()
        #expect(ended.exit == 0, ended.told)
        let points = try folder.text("log").split(separator: "\n").enumerated().map { index, line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return Point(
                number: index + 1,
                call: String(parts.first ?? ""),
                path: parts.count > 1 ? String(parts[1]) : ""
            )
        }
        #expect(
            points.contains { $0.call.hasPrefix("rename") },
            "the trace shows how files take their places"
        )
        return blow == .shortWrite ? points.filter { ["write", "pwrite64"].contains($0.call) } : points
    }

    /// The program in front that strikes at a point.
    static func strike(_ blow: Blow, at point: Point, exchanges: Bool = true) -> [String] {
        [striker, String(point.number), blow.argument + (exchanges ? "" : ",no-exchange"), point.log]
    }

    /// Runs the body for all points, a few side by side, and tells how many there were.
    ///
    /// Each has to strike; only the last two may miss, where the command makes a call or two less than before.
    ///
    /// - Parameter body: Begins anew each time; strikes at the point with ``strike(_:at:)``.
    static func forAll(
        _ points: [Point],
        _ what: String,
        _ body: @escaping @Sendable (Point) throws -> Void
    ) async throws {
        let logs = try TemporaryFolder()
        let missed = try await withThrowingTaskGroup(of: Point?.self) { group in
            var missed: [Point?] = []
            for (index, point) in points.enumerated() {
                if index >= 3, let point = try await group.next() { missed.append(point) }
                group.addTask {
                    var point = point
                    for attempt in 0..<4 {
                        point.log = "\(logs.path)/\(point.number).\(attempt)"
                        try body(point)
                        if isStruck(point) { return nil }
                    }
                    return point
                }
            }
            for try await point in group { missed.append(point) }
            return missed.compactMap(\.self)
        }
        let inside = missed.filter { $0.number <= points.count - 2 }.map(\.description)
        #expect(inside == [], "these calls were not struck")
        let name = Test.current?.displayName ?? Test.current?.name ?? ""
        LongRun.tell("\(points.count - missed.count) points, \(what): \(name)")
    }

    /// Whether the strike at a point fell.
    static func isStruck(_ point: Point) -> Bool {
        (try? String(contentsOfFile: point.log, encoding: .utf8))?.contains("\nstruck\n") == true
    }

    /// The workspaces that a command leaves that is killed itself, at any of its calls that change files.
    ///
    /// - Parameter cutOff: Makes a workspace in which another command was killed; a copy would not do, since what was cut
    ///   off in one workspace is not finished in another.
    /// - Returns: Each with the point of the kill.
    static func killedAgain(_ arguments: [String], after cutOff: () throws -> TestWorkspace) throws
        -> [(Point, TestWorkspace)]
    {
        let log = try TemporaryFolder()
        let line = [striker, "0", Blow.kill.argument, log.path + "/log"]
        // It lasts as long as the workspace is held.
        let first = try cutOff()
        let whole = try first.start(arguments, wrapper: line).end()
        #expect(whole.exit == 0 && first.folder.exists("slots.yaml"), whole.told)
        return try log.text("log").split(separator: "\n").enumerated().map { index, call in
            let workspace = try cutOff()
            let point = Point(number: index + 1, call: String(call), path: "")
            _ = try workspace.start(arguments, wrapper: strike(.kill, at: point)).end()
            return (point, workspace)
        }
    }

    /// Whether the command ended by a signal of its own doing.
    static func isCrash(_ ended: Child.Ended) -> Bool { ended.exit >= 128 }
}

extension TestWorkspace {
    /// Lets the next command finish what was cut off: if there is something to finish, it says so in one line.
    func expectRecovery(by arguments: [String], _ comment: Comment, wrapper: [String] = []) throws {
        let isCutOff = folder.exists(".slots/journal")
        let next = try start(arguments, wrapper: wrapper).end()
        #expect(next.exit == 0, "\(comment): \(next.told)")
        let lines = next.stderr.split(separator: "\n").filter { $0.contains("a change that was cut off") }
        #expect(lines.count == (isCutOff ? 1 : 0), "\(comment): \(next.told)")
        #expect(!folder.exists(".slots/journal"), comment)
    }
}
