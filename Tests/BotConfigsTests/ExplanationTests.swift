import BotConfigs
import Foundation
import SlotModel
import TestSupport
import Testing

@Suite("Explanations of the bots' findings")
struct ExplanationTests {
    /// Every code that stands in the room's sources.
    private static let codes: Set<String> = {
        let folder = Shared.repository.appendingPathComponent("Sources/BotConfigs")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var codes: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", file.lastPathComponent != "Explanations.swift",
                let text = try? String(contentsOf: file, encoding: .utf8)
            else { continue }
            for match in text.matches(of: /"((?:bot|slot|template)\.[a-z-]+)"/) {
                codes.insert(String(match.1))
            }
        }
        return codes
    }()

    @Test("every finding of this room is explained, once, and nothing else is")
    func complete() {
        let explained = botExplanations.map(\.code)
        #expect(Set(explained).count == explained.count)
        #expect(Self.codes.count > 20)
        #expect(Set(explained) == Self.codes)
    }

    @Test("explanations are whole sentences", arguments: botExplanations.map(\.code))
    func sentences(_ code: String) throws {
        let explanation = try #require(botExplanations.first { $0.code == code })
        #expect(explanation.text.hasSuffix(".") || explanation.text.hasSuffix("'&'."))
        #expect(!explanation.title.hasSuffix("."))
        #expect(!explanation.text.contains("  "))
    }
}
