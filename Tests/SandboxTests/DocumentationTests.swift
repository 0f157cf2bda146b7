import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("docs/sandbox.md")
struct DocumentationTests {
    static let file = Shared.repository.appendingPathComponent("docs/sandbox.md")

    @Test("it names every host")
    func hosts() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        for host in SandboxHost.allCases {
            #expect(text.contains("| `\(host.rawValue)` | `https://\(host.realName)` |"))
        }
    }
}
