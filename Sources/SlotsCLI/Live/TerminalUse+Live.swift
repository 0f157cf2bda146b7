import Processes
import Terminal

extension TerminalUse {
    /// The terminal of this process.
    static let ofThisProcess = TerminalUse(
        isThere: { TerminalSettings.isThereATerminal },
        tell: { TerminalSettings.tell($0) },
        keeping: { TerminalSettings.keeping($0) }
    )
}
