import SlotFiles
import SlotModel
import TestSupport
import Testing

@Suite("Replacing credentials in any layout")
struct RandomReplacementTests {
    private static let rounds: UInt64 = 600

    @Test("changes the values that it shall, and no other byte")
    func replaces() throws {
        var forms: Set<String> = []
        for seed in 0..<Self.rounds {
            var random = SeededNumbers(seed: seed)
            let file = RandomSlotFile(random)
            let before = Array(file.text().utf8)
            let (slot, findings) = readSlot(before, named: "mine")
            try #require(slot != nil, "seed \(seed): \(findings)\n\(file.text())")
            let chosen = file.fields.sorted().filter { _ in Bool.random(using: &random) }
            let result = try replacingCredentials(in: before, of: "mine", with: references(to: chosen))
            let expected = file.text(with: names(of: chosen))
            #expect(String(decoding: result, as: UTF8.self) == expected, "seed \(seed)")
            forms.formUnion(file.pieces.compactMap(\.form))
        }
        #expect(forms == ["", "'", "\"", "block"], "chance left a form of scalars out")
    }

    @Test("adds the values that are missing, and changes no other byte")
    func adds() throws {
        var additions = 0
        for seed in 0..<Self.rounds {
            let file = RandomSlotFile(SeededNumbers(seed: seed))
            let before = Array(file.text().utf8)
            let missing = CredentialField.allCases.filter { !file.fields.contains($0) }
            additions += missing.count
            let result = try replacingCredentials(in: before, of: "mine", with: references(to: missing))
            var rest = result[...]
            let isKept = before.allSatisfy { byte in
                guard let next = rest.firstIndex(of: byte) else { return false }
                rest = rest[(next + 1)...]
                return true
            }
            #expect(isKept, "seed \(seed)")
            let old = try #require(readSlot(before, named: "mine").slot)
            let new = try #require(readSlot(result, named: "mine").slot, "seed \(seed)")
            let expected = old.credentials.mapValues(\.value).merging(references(to: missing)) { $1 }
            #expect(new.credentials.mapValues(\.value) == expected, "seed \(seed)")
            #expect(new.label == old.label && new.fees?.value == old.fees?.value, "seed \(seed)")
            #expect(result.count - before.count <= missing.count * 64, "seed \(seed)")
        }
        #expect(additions > 500)
    }

    @Test("takes fields away, and leaves the others and the rest as they are")
    func removes() throws {
        var (removals, refusals) = (0, 0)
        for seed in 0..<Self.rounds {
            var random = SeededNumbers(seed: seed)
            let file = RandomSlotFile(SeededNumbers(seed: seed))
            let before = Array(file.text().utf8)
            let fields = Set(file.fields.sorted().shuffled(using: &random).dropFirst())
            removals += fields.count
            let result: [UInt8]
            do {
                result = try replacingCredentials(in: before, of: "mine", with: [:], removing: fields)
            } catch {
                refusals += 1
                #expect(error.code.hasPrefix("slot."), "seed \(seed)")
                continue
            }
            var rest = before[...]
            let isPart = result.allSatisfy { byte in
                guard let next = rest.firstIndex(of: byte) else { return false }
                rest = rest[(next + 1)...]
                return true
            }
            #expect(isPart, "seed \(seed)")
            let old = try #require(readSlot(before, named: "mine").slot)
            let new = try #require(readSlot(result, named: "mine").slot, "seed \(seed)")
            #expect(
                new.credentials.mapValues(\.value)
                    == old.credentials.mapValues(\.value).filter { !fields.contains($0.key) },
                "seed \(seed)"
            )
            #expect(new.label == old.label && new.fees?.value == old.fees?.value, "seed \(seed)")
        }
        #expect(removals > 500 && refusals * 10 < Int(Self.rounds), "\(refusals) of \(removals) refused")
    }

    private func names(of fields: [CredentialField]) -> [CredentialField: String] {
        Dictionary(uniqueKeysWithValues: fields.map { ($0, "secret:mine.\($0.rawValue)") })
    }

    private func references(to fields: [CredentialField]) -> [CredentialField: SecretReference] {
        Dictionary(uniqueKeysWithValues: fields.map { ($0, .store(name: "mine.\($0.rawValue)")) })
    }
}

extension RandomSlotFile.Piece {
    fileprivate var form: String? {
        switch self {
        case .text: nil
        case .value(_, let written, let quote): written.first == "|" || written.first == ">" ? "block" : quote
        case .blockLines: nil
        }
    }
}
