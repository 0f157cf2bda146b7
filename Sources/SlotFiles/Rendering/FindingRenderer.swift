package import SlotModel

/// Writes findings for people: the line itself with a caret, and what to do.
///
/// ```
/// slots/bitget.yaml:12:5: error: unknown key 'dealy' [slot.unknown-key]
///    12 |     dealy: 10s
///       |     ^~~~~
///   help: did you mean 'delay'?
/// ```
///
/// Secrets in the source line show as `•••`, control characters are escaped.
package struct FindingRenderer: Sendable {
    private let sources: SourceTexts
    private let colour: Bool
    private let width: Int

    /// - Parameters:
    ///   - sources: The texts of the files; a finding in another file shows without its line.
    ///   - colour: Whether to use ANSI colours.
    ///   - width: Columns of the source line that show; longer lines are cut around the caret.
    package init(sources: SourceTexts, colour: Bool, width: Int = 100) {
        self.sources = sources
        self.colour = colour
        self.width = width
    }

    /// One finding, without a line end after the last line.
    package func render(_ finding: Finding) -> String { "" }

    /// All findings in the given order, each with a line end; quicker than one by one.
    package func render(_ findings: [Finding]) -> String { "" }
}
