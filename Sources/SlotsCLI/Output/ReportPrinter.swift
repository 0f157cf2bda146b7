package import SlotModel

/// Writes reports to the console in the format that was asked for.
package struct ReportPrinter: Sendable {
    package var console: Console
    package var format: OutputFormat
    /// How one finding looks, its source line included; ends with a line end.
    package var renderFinding: @Sendable (Finding, TextStyle) -> String

    package init(
        console: Console,
        format: OutputFormat,
        renderFinding: @escaping @Sendable (Finding, TextStyle) -> String
    ) {
        self.console = console
        self.format = format
        self.renderFinding = renderFinding
    }

    /// Writes the whole report.
    ///
    /// As a table: the slots and, for `plan` and `apply`, the changes to stdout; findings and what to do about slots
    /// to stderr. As JSON: everything to stdout.
    ///
    /// - Parameter streamed: Slots that ``stream(_:)`` wrote already.
    package func print(_ report: Report, streamed: Set<String> = []) {}

    /// Writes one slot's result at once, where the format is a stream (`ndjson`); else does nothing.
    ///
    /// A slot that was streamed is to be left out of the final ``print(_:streamed:)``.
    package func stream(_ slot: SlotReport) {}
}
