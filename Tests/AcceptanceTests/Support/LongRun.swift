import Foundation

/// What takes longer than a test run before each change should.
enum LongRun {
    /// `scripts/test --long`.
    static let isWanted = ProcessInfo.processInfo.environment["SLOTS_LONG"] != nil

    /// A line for whoever reads the run's output.
    static func tell(_ line: String) { print("tried: \(line)") }
}
