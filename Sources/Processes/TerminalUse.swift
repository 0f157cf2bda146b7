/// What a program that asks somebody at the terminal needs of whoever owns the terminal.
package struct TerminalUse: Sendable {
    /// Whether there is a terminal at which somebody can be asked.
    package var isThere: @Sendable () -> Bool
    /// Says something on a line of the terminal before the program asks there.
    package var tell: @Sendable (_ text: String) -> Void
    /// Runs the body, and sees to it that the terminal is as before afterwards, however that ends.
    package var keeping: @Sendable (_ body: () -> Void) -> Void

    package init(
        isThere: @escaping @Sendable () -> Bool,
        tell: @escaping @Sendable (String) -> Void,
        keeping: @escaping @Sendable (() -> Void) -> Void
    ) {
        self.isThere = isThere
        self.tell = tell
        self.keeping = keeping
    }

    /// Nobody can be asked.
    package static let none = TerminalUse(isThere: { false }, tell: { _ in }, keeping: { $0() })
}
