import Foundation
import TestSupport
import Testing

/// The system calls of one command, to strike each of them in turn.
struct SystemCallSweep {
    struct Point: Hashable, CustomStringConvertible, Sendable {
        var call: String
        /// From 1; of the thread that makes the call.
        var number: Int
        var description: String { "\(call) #\(number)" }
    }

    /// What changes something that others see, or waits for the disk.
    static let changing = [
        "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync", "fchmod", "chmod", "fchown",
        "fchownat",
        "chown", "renameat2", "rename", "renameat", "unlink", "unlinkat", "mkdir", "mkdirat", "fsetxattr",
        "openat",
        "link", "linkat",
    ]

    /// The calls of a command from its first look at the workspace on; not those of programs that it starts.
    ///
    /// strace counts occurrences for each thread; the thread that does a thing is not always the same.
    ///
    /// - Parameter calls: Besides ``changing``.
    static func points(
        of arguments: [String],
        in workspace: TestWorkspace,
        environment: [String: String] = [:],
        input: String? = nil,
        calls: [String] = []
    ) throws -> [Point] {
        let names = (["execve"] + changing + calls).map { "?" + $0 }.joined(separator: ",")
        let trace = try TemporaryFolder()
        let ended = try workspace.start(
            arguments,
            environment: environment,
            input: input,
            wrapper: [
                "strace", "-f", "-qq", "-o", trace.path + "/trace", "-e", "trace=\(names)", "-e",
                "signal=none",
            ]
        ).end()
        #expect(ended.exit == 0, ended.told)
        var counts: [Substring: [String: Int]] = [:]
        var points: Set<Point> = []
        var strangers: Set<Substring> = []
        var hasBegun = false
        for line in try trace.text("trace").split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2, let end = parts[1].firstIndex(of: "("), !parts[1].hasPrefix("<") else {
                continue
            }
            let call = parts[1][..<end].trimmingCharacters(in: .whitespaces)
            if call == "execve" {
                if hasBegun { strangers.insert(parts[0]) }
                continue
            }
            counts[parts[0], default: [:]][call, default: 0] += 1
            if line.contains("slots.yaml") { hasBegun = true }
            if hasBegun, !strangers.contains(parts[0]), let number = counts[parts[0]]?[call] {
                points.insert(Point(call: call, number: number))
            }
        }
        #expect(
            points.contains { $0.call.hasPrefix("rename") },
            "the trace shows how files take their places"
        )
        return points.sorted { ($0.call, $0.number) < ($1.call, $1.number) }
    }

    /// The program in front that strikes at a point.
    ///
    /// - Parameter what: `signal=KILL`, `error=EIO`.
    static func strike(_ what: String, at point: Point) -> [String] {
        [
            // With its --seccomp-bpf strace 6.1 strikes at first calls only.
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(point.call)", "-e",
            "inject=\(point.call):\(what):when=\(point.number)",
        ]
    }

    /// Runs the body for all points, a few side by side.
    ///
    /// - Parameters:
    ///   - kills: Whether each shall end a command. A kill misses where a thread does less than in the run before, which
    ///     happens the more the fewer processors there are; it is tried again then, and a sweep that still misses
    ///     shows nothing.
    ///   - body: Begins anew each time; gives the exit code of the command that was struck.
    static func forAll(
        _ points: [Point],
        kills: Bool = false,
        _ body: @escaping @Sendable (Point) throws -> Int32
    ) async throws {
        let missed = try await withThrowingTaskGroup(of: Point?.self) { group in
            var missed: [Point?] = []
            for (number, point) in points.enumerated() {
                if number >= 3, let point = try await group.next() { missed.append(point) }
                group.addTask {
                    var exit = try body(point)
                    for _ in 0..<4 where kills && exit != 137 { exit = try body(point) }
                    return exit == 137 ? nil : point
                }
            }
            for try await point in group { missed.append(point) }
            return missed.compactMap(\.self)
        }
        guard kills else { return }
        #expect(
            missed.count * 10 < points.count * 2,
            "of \(points.count) calls these killed nothing: \(missed)"
        )
    }

    /// Whether the command ended by a signal of its own doing.
    static func isCrash(_ ended: Child.Ended, at point: Point) -> Bool {
        // libdispatch traps when it cannot open /proc/THREAD/stat, which it looks at from a thread of its own.
        ended.exit >= 128 && !(point.call == "openat" && ended.exit == 132)
    }
}
