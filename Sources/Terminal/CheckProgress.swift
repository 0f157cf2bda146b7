import Locking
package import SlotModel

/// The live lines on stderr while slots are checked: one for each slot, as far as the screen is high enough.
///
/// Off a terminal, with `--quiet` and with `--no-progress` it does nothing. The cursor is never hidden, and stands
/// below the lines between two drawings, so that nothing has to be restored when the process ends early.
package final class CheckProgress: Sendable {
    private struct State {
        var board: ProgressBoard
        var drawnLines = 0
        var frame = 0
        /// Between ``begin(_:)`` and ``end()``.
        var isShown = false
    }

    private let state: Lock<State>
    private let stream: TextStream
    private let isAlive: Bool

    /// - Parameter isWanted: Whether `--no-progress` is absent.
    package init(console: Console, isWanted: Bool) {
        stream = console.errors
        isAlive = isWanted && !console.isQuiet && stream.terminal.isTerminal
        state = Lock(State(board: ProgressBoard(names: [])))
    }

    /// Shows the lines of slots that are about to be asked; within ``whileLive(_:)``.
    ///
    /// - Parameter slots: Their names, in any order.
    package func begin(_ slots: [String]) {
        guard isAlive, !slots.isEmpty else { return }
        state.withLock { state in
            state.board = ProgressBoard(names: slots)
            state.isShown = true
        }
        draw()
    }

    /// Takes the lines away.
    package func end() {
        state.withLock { state in
            guard state.isShown else { return }
            stream.write(Self.up(state.drawnLines) + "\u{1B}[J")
            state.drawnLines = 0
            state.isShown = false
        }
    }

    /// A slot's first request is about to go out.
    package func started(_ slot: String) {
        guard isAlive else { return }
        state.withLock { $0.board.start(slot, at: .now) }
    }

    /// A slot's result is there.
    package func finished(_ report: SlotReport) {
        guard isAlive else { return }
        state.withLock { $0.board.finish(report.slot, report.status, took: report.duration) }
    }

    /// Runs the body, in which lines may be shown, and takes them away at its end, however it ends.
    package func whileLive<R, E: Error>(_ body: () async throws(E) -> R) async throws(E) -> R {
        guard isAlive else { return try await body() }
        async let _: Void = keepDrawing()
        defer { end() }
        // The drawing task is cancelled when this scope ends; what it might still draw, `end` forbids.
        return try await body()
    }

    /// Draws ten times a second until cancelled.
    @concurrent
    private func keepDrawing() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
            draw()
        }
    }

    private func draw() {
        state.withLock { state in
            guard state.isShown else { return }
            let terminal = stream.terminal
            let lines = state.board.lines(
                at: .now,
                frame: state.frame,
                width: terminal.width ?? 80,
                height: terminal.height ?? 24,
                style: terminal.style
            )
            state.frame += 1
            let text = lines.map { "\u{1B}[2K\($0)\n" }.joined()
            stream.write(Self.up(state.drawnLines) + text + "\u{1B}[J")
            state.drawnLines = lines.count
        }
    }

    /// To the start of the line so many lines above.
    private static func up(_ lines: Int) -> String { lines > 0 ? "\r\u{1B}[\(lines)A" : "\r" }
}
