package import SlotModel

/// What `slots explain` knows: the rooms' tables, and exit codes, statuses and checks.
package struct Catalogue: Sendable {
    /// By code, sorted.
    package let entries: [FindingExplanation]

    /// - Parameter rooms: The tables of the rooms; the first entry of a code counts.
    package init(rooms: [[FindingExplanation]]) { entries = [] }

    /// The text on a code, a status, a check or an exit code.
    ///
    /// - Throws: ``UsageError`` with the nearest name when there is none.
    package func explanation(of name: String, width: Int?, style: TextStyle) throws(UsageError) -> String {
        ""
    }

    /// All names with their titles.
    package func overview(width: Int?, style: TextStyle) -> String { "" }
}
