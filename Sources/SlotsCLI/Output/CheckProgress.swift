package import SlotModel

/// The live lines on stderr while slots are checked: one for each slot, as far as the screen is high enough.
///
/// Off a terminal, with `--quiet` and with `--no-progress` it does nothing.
package final class CheckProgress: Sendable {
    /// - Parameter slots: All that will be checked, in the order of the table.
    package init(slots: [(name: String, exchange: SlotModel.Selector)], console: Console, isWanted: Bool) {}

    /// A slot's first request is about to go out.
    package func started(_ slot: String) {}

    /// A slot's result is there.
    package func finished(_ report: SlotReport) {}

    /// Runs the body while the lines are alive, and takes them away at its end, however it ends.
    package func whileLive<R: Sendable, E: Error>(
        _ body: @Sendable () async throws(E) -> R
    ) async throws(E) -> R {
        try await body()
    }
}
