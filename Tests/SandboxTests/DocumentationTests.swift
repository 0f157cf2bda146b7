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

    /// A table and the credentials for each selector and generation.
    static var rendered: String {
        var text = ""
        for selector in [Selector.aster, .asterFutures] {
            for generation in SandboxAccount.Generation.allCases.reversed() {
                let accounts = SandboxAccounts.all.filter {
                    $0.selector == selector && $0.generation == generation
                }
                text +=
                    "\n### `\(selector.rawValue)`, \(generation.rawValue)\n\n| account | status | what it shows |\n"
                text += "| --- | --- | --- |\n"
                for account in accounts {
                    let lines = account.slotLines.map { "; with `\($0)` in the slot" }.joined()
                    text +=
                        "| `\(account.name)` | `\(account.expected.rawValue)` | \(account.explanation)\(lines) |\n"
                }
                text += "\n```text\n"
                for account in accounts {
                    text += "# \(account.name)\n"
                    for (field, value) in account.credentials.sorted(by: { $0.key < $1.key }) {
                        text += "\(field.rawValue): \"\(value)\"\n"
                    }
                }
                text += "```\n"
            }
        }
        return text
    }
}
