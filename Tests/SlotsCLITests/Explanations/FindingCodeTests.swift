import BotConfigs
import Foundation
import SlotModel
import Doctor
import SlotsCLI
import TestSupport
import Testing

@Suite("Codes of findings")
struct FindingCodeTests {
    private static let explained = Set(explanationTables.joined().map(\.code))

    /// Families whose codes are put together at run time.
    private static let families = [
        "permissions": Permission.allCases.map(\.rawValue).filter { ["withdraw", "transfer"].contains($0) },
        "account": ["contract", "position-mode", "margin-mode"],
        "doctor": MachineCheck.allCases.map(\.rawValue),
        "history": [
            "cannot-open", "not-a-file", "damaged", "foreign", "from-the-future", "busy", "read-only", "full",
            "refused",
        ],
    ]

    @Test("are explained, every one that stands in the sources")
    func explained() throws {
        var missing: Set<String> = []
        for (code, file) in try Self.codesInSources() where !Self.explained.contains(code) {
            // Looked at from the day on which the room has a table.
            if botExplanations.isEmpty, file.contains("/BotConfigs/") { continue }
            missing.insert("\(code) (\(file))")
        }
        #expect(missing.sorted() == [])
    }

    @Test("that are put together at run time are explained too")
    func families() throws {
        for (family, names) in Self.families {
            for name in names { #expect(Self.explained.contains("\(family).\(name)"), "\(family).\(name)") }
        }
        // A new family must come into the list above.
        let pattern = try NSRegularExpression(pattern: #""([a-z]+(-[a-z]+)*)\.\\\("#)
        for (text, file) in try Self.sources() {
            for match in Self.matches(of: pattern, in: text) {
                #expect(Self.families[match] != nil, "\(match) in \(file)")
            }
        }
    }

    @Test("are explained only once in a room's table")
    func once() {
        for table in explanationTables {
            let codes = table.map(\.code)
            #expect(Set(codes).count == codes.count)
        }
    }

    @Test("that are explained are used somewhere, or are a status or a check")
    func used() throws {
        let texts = try Self.sources().filter { !$0.file.contains("xplanation") }.map(\.text)
        let known = Set(Status.allCases.map(\.rawValue)).union(Check.allCases.map(\.rawValue))
        let unused = Self.explained.subtracting(known).filter { code in
            let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return true }
            let isComposed = Self.families[parts[0]]?.contains(parts[1]) == true
            // The room of the files joins a kind of file and a trouble.
            return !isComposed
                && !texts.contains { $0.contains("\"\(parts[1])\"") || $0.contains(".\(parts[1])\"") }
        }
        #expect(unused.sorted() == [])
    }

    @Test("are told in the house's style")
    func style() {
        for explanation in explanationTables.joined() {
            #expect(!explanation.title.hasSuffix("."), "\(explanation.code)")
            #expect(!explanation.title.contains("\n"), "\(explanation.code)")
            #expect(explanation.text.last.map { ".:?)".contains($0) } == true, "\(explanation.code)")
        }
    }

    /// String literals that look like a code: `slot.unknown-key`; not names of files, and not in the tables themselves.
    private static func codesInSources() throws -> [(code: String, file: String)] {
        let pattern = try NSRegularExpression(pattern: #""([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z0-9]+)*)""#)
        let endings = [
            "js", "json", "yaml", "yml", "sqlite", "key", "age", "recipients", "mustache", "com", "md", "b",
            "lock",
        ]
        // What a template may ask about a slot: `delay.seconds`.
        let scopes = ["delay", "fees", "rate-limit"]
        return try sources().filter { !$0.file.contains("xplanation") }.flatMap { text, file in
            matches(of: pattern, in: text)
                .filter { code in !endings.contains { code.hasSuffix(".\($0)") && code != "yaml.key" } }
                .filter { code in !scopes.contains { code.hasPrefix("\($0).") } }
                .map { ($0, file) }
        }
    }

    private static func matches(of pattern: NSRegularExpression, in text: String) -> [String] {
        pattern.matches(in: text, range: NSRange(text.startIndex..., in: text))
            .compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } }
    }

    /// Every Swift file of the program, comments included.
    private static func sources() throws -> [(text: String, file: String)] {
        let folder = Shared.repository.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map {
            (String(decoding: try Data(contentsOf: $0), as: UTF8.self), $0.path)
        }
    }
}
