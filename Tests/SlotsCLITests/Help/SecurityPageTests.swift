import Foundation
import TestSupport
import Testing

@Suite("docs/security.md")
struct SecurityPageTests {
    @Test("names tests that are there")
    func tests() throws {
        let page = try String(
            contentsOf: Shared.repository.appendingPathComponent("docs/security.md"),
            encoding: .utf8
        )
        let pattern = try NSRegularExpression(pattern: "`([A-Za-z]+Tests)`")
        let named = Set(
            pattern.matches(in: page, range: NSRange(page.startIndex..., in: page))
                .compactMap { Range($0.range(at: 1), in: page).map { String(page[$0]) } }
        )
        #expect(named.count > 20)
        let folder = Shared.repository.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let there = Set(
            (files?.compactMap { $0 as? URL } ?? []).map { $0.deletingPathExtension().lastPathComponent }
        )
        #expect(named.subtracting(there).sorted() == [])
    }

    @Test("shows a test for every threat")
    func rows() throws {
        let page = try String(
            contentsOf: Shared.repository.appendingPathComponent("docs/security.md"),
            encoding: .utf8
        )
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        for row in rows { #expect(row.hasSuffix("Tests` |"), "\(row.prefix(60))") }
    }
}
