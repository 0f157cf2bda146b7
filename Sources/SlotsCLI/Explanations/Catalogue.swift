import Operations
package import Terminal
import Checks
package import SlotModel

/// What `slots explain` knows: the rooms' tables, and exit codes, statuses and checks.
package struct Catalogue: Sendable {
    /// Something that can be explained, and as what it is listed.
    private struct Entry: Sendable {
        enum Group: Int, CaseIterable {
            case status, check, finding, exitCode
        }

        var group: Group
        var explanation: FindingExplanation
    }

    /// In the order of the list.
    private let entries: [Entry]

    /// - Parameter rooms: The tables of the rooms; the first entry of a code counts, also before ours on checks.
    package init(rooms: [[FindingExplanation]]) {
        var named: [String: FindingExplanation] = [:]
        for explanation in rooms.joined() where named[explanation.code] == nil {
            named[explanation.code] = explanation
        }
        var entries: [Entry] = []
        for status in Status.allCases {
            let told = named.removeValue(forKey: status.rawValue)
            if let explanation = told ?? status.explanation {
                entries.append(Entry(group: .status, explanation: explanation))
            }
        }
        for check in Check.allCases {
            let told = named.removeValue(forKey: check.rawValue)
            entries.append(Entry(group: .check, explanation: told ?? check.explanation))
        }
        entries += named.values.sorted { $0.code < $1.code }.map { Entry(group: .finding, explanation: $0) }
        entries += ExitCode.allCases.map { Entry(group: .exitCode, explanation: $0.explanation) }
        self.entries = entries
    }

    /// Every name that can be explained, in the order of the list.
    package var names: [String] { entries.map(\.explanation.code) }

    /// The text on a code, a status, a check or an exit code.
    ///
    /// - Throws: ``UsageError`` with the nearest name when there is none.
    package func explanation(of name: String, width: Int?, style: TextStyle) throws(UsageError) -> String {
        guard let entry = entries.first(where: { $0.explanation.code == name }) else {
            let near = nearestName(to: name, among: names)
            throw UsageError(
                "nothing is known by the name \(quoted(name))",
                help: near.map { "did you mean '\($0)'?" } ?? "'slots explain' lists all names",
                usage: CommandDeclaration.of(.explain).usage
            )
        }
        let width = HelpPages.textWidth(width)
        let explanation = entry.explanation
        var text =
            wrapped("\(explanation.code): \(explanation.title)", to: width).joined(separator: "\n") + "\n"
        let lines = explanation.text.split(separator: "\n", omittingEmptySubsequences: false)
        for paragraph in lines.split(separator: "") {
            text += "\n" + indented(paragraph.joined(separator: " "), by: 2, width: width)
        }
        if let example = explanation.example {
            text += HelpPages.section("example", style)
            text += example.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }
                .joined()
        }
        if let status = Status(rawValue: name) {
            for advice in ExchangeAdvice.all(for: status) {
                text += HelpPages.section(advice.exchanges, style)
                text += indented(advice.text, by: 2, width: width)
            }
        }
        return text
    }

    /// All names with their titles.
    package func overview(width: Int?, style: TextStyle) -> String {
        let width = HelpPages.textWidth(width)
        let titles: [(Entry.Group, String)] = [
            (.status, "statuses"), (.check, "checks"), (.finding, "findings"), (.exitCode, "exit codes"),
        ]
        var text = "'slots explain NAME' tells more about one of these.\n"
        for (group, title) in titles {
            let list = entries.filter { $0.group == group }.map {
                ($0.explanation.code, $0.explanation.title)
            }
            guard !list.isEmpty else { continue }
            text += HelpPages.section(title, style) + HelpPages.list(list, width: width, style: style)
        }
        return text
    }
}

extension Status {
    /// What the room of the checks tells about the status.
    var explanation: FindingExplanation? { checkExplanations.first { $0.code == rawValue } }
}
