import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("docs/sandbox.md")
struct DocumentationTests {
    static let file = Shared.repository.appendingPathComponent("docs/sandbox.md")
    static let mark =
        "<!-- accounts: written from the program's own list by "
        + "`SLOTS_RECORD=1 swift test --filter DocumentationTests` -->\n"

    @Test("its list of accounts is the program's")
    func accounts() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let end = try #require(text.range(of: Self.mark)).upperBound
        let wanted = text[..<end] + Self.rendered
        if ProcessInfo.processInfo.environment["SLOTS_RECORD"] == "1" {
            try String(wanted).write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            let isSame = text == wanted
            #expect(isSame, "record it anew with SLOTS_RECORD=1 and look at the difference")
        }
    }

    @Test("it names every host")
    func hosts() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        for host in SandboxHost.allCases {
            #expect(text.contains("| `\(host.rawValue)` | `https://\(host.realName)` |"))
        }
    }

    /// A table and the credentials for each selector, and generation where there are several.
    static var rendered: String {
        Selector.allCases.map { selector in
            let accounts = SandboxAccounts.all.filter { $0.selector == selector }
            let generations: [SandboxAccount.Generation?] =
                accounts.contains { $0.generation != nil } ? [.v3, .v1] : [nil]
            return generations.map { generation in
                let title = ["`\(selector.rawValue)`", generation?.rawValue].compactMap(\.self).joined(
                    separator: ", "
                )
                return section(title, accounts.filter { $0.generation == generation })
            }.joined()
        }.joined()
    }

    private static func section(_ title: String, _ accounts: [SandboxAccount]) -> String {
        var text = "\n### \(title)\n\n| account | status | what it shows |\n| --- | --- | --- |\n"
        for account in accounts {
            var lines = account.fixedSlotLines.map { "`\($0)`" }
            if let days = account.endsAfterDays { lines.append("`expires:` \(told(days))") }
            let needs = lines.map { "; with \($0) in the slot" }.joined()
            text +=
                "| `\(account.name)` | `\(account.expected.rawValue)` | \(account.explanation)\(needs) |\n"
        }
        text += "\n```text\n"
        for account in accounts {
            text += "# \(account.name)\n"
            for (field, value) in account.credentials.sorted(by: { $0.key < $1.key }) {
                text += "\(field.rawValue): \"\(value)\"\n"
            }
        }
        return text + "```\n"
    }

    private static func told(_ days: Int) -> String {
        days < 0 ? "\(-days) days ago" : "\(days) days from now"
    }
}
