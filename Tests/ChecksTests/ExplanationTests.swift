import Checks
import Foundation
import SlotModel
import TestSupport
import Testing

@Suite("The explanations")
struct ExplanationTests {
    let codes = checkExplanations.map(\.code)

    @Test("explain every status, each code once")
    func statuses() {
        for status in Status.allCases { #expect(codes.contains(status.rawValue)) }
        #expect(Set(codes).count == codes.count)
    }

    @Test("explain every code that stands in this room's sources")
    func everyCode() throws {
        let folder = Shared.repository.appendingPathComponent("Sources/Checks")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let rooms = [
            "clock", "permissions", "addresses", "expiry", "account", "balance", "market", "fees", "limits",
        ]
        let pattern = try Regex("\"(slot|exchange|\(rooms.joined(separator: "|")))\\.([a-z][a-z-]*)\"")
        var found: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", !file.path.contains("/Explanations/") else { continue }
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: pattern) {
                found.insert(String(match.output[0].substring?.dropFirst().dropLast() ?? ""))
            }
        }
        // Two codes are put together from the name of the permission or the mode.
        found.formUnion(["permissions.withdraw", "permissions.transfer"])
        found.formUnion(["account.contract", "account.position-mode", "account.margin-mode"])
        #expect(found.count > 30)
        #expect(found.subtracting(codes).sorted() == [])
        let statuses = Set(Status.allCases.map(\.rawValue))
        #expect(Set(codes).subtracting(found).subtracting(statuses).sorted() == [])
    }

    @Test("are written in whole sentences under a short title", arguments: checkExplanations)
    func form(_ explanation: FindingExplanation) {
        #expect(!explanation.title.hasSuffix("."))
        #expect(explanation.title.count <= 80)
        #expect(explanation.text.hasSuffix("."))
        #expect(!explanation.text.contains("  "))
    }
}
