import Cryptography
import SlotModel

/// What stands for credentials while a template is rendered, so that no secret passes through it.
///
/// A placeholder cannot be guessed: no slot's text can bring in another slot's secret.
struct Placeholders: Sendable {
    private static let randomDigits = 32
    private static let indexDigits = 8

    /// What all placeholders of this rendering begin with.
    private let prefix: [UInt8]
    private let slots: [BotSlot]

    init(for slots: [BotSlot]) {
        var generator = SystemRandomNumberGenerator()
        let (high, low) = (generator.next() as UInt64, generator.next() as UInt64)
        let random = Self.hex(high, digits: 16) + Self.hex(low, digits: 16)
        prefix = Array("slots\(random)x".utf8)
        self.slots = slots
    }

    /// Stands for a credential; `nil` when the slot has none of this kind.
    func text(slot: Int, field: CredentialField) -> String? {
        guard slots.indices.contains(slot), slots[slot].credentials[field] != nil else { return nil }
        var rest =
            slot * CredentialField.allCases.count + (CredentialField.allCases.firstIndex(of: field) ?? 0)
        let count = prefix.count + Self.indexDigits
        return String(unsafeUninitializedCapacity: count) { text in
            _ = text.initialize(from: prefix)
            for position in (prefix.count..<count).reversed() {
                text[position] = hexDigit(UInt8(rest & 0xF))
                rest >>= 4
            }
            return count
        }
    }

    /// Splits rendered text at its placeholders.
    func parts(of text: [UInt8]) -> [JSONTree.Part] {
        let count = prefix.count + Self.indexDigits
        guard text.count >= count else { return [.text(text)] }
        var parts: [JSONTree.Part] = []
        var start = 0
        var position = 0
        while position + count <= text.count {
            guard text[position] == prefix[0],
                text[position..<(position + prefix.count)].elementsEqual(prefix),
                let secret = secret(text[(position + prefix.count)..<(position + count)])
            else {
                position += 1
                continue
            }
            if start < position { parts.append(.text(Array(text[start..<position]))) }
            parts.append(.secret(secret))
            position += count
            start = position
        }
        if start < text.count || parts.isEmpty { parts.append(.text(Array(text[start...]))) }
        return parts
    }

    /// Whether a name holds a placeholder, which must not be.
    func isPart(of name: String) -> Bool {
        guard name.utf8.count >= prefix.count + Self.indexDigits else { return false }
        return parts(of: Array(name.utf8)).contains { if case .secret = $0 { true } else { false } }
    }

    private func secret(_ digits: ArraySlice<UInt8>) -> Secret? {
        var index = 0
        for digit in digits {
            guard let value = hexValue(digit) else { return nil }
            index = index << 4 | Int(value)
        }
        let fields = CredentialField.allCases
        guard slots.indices.contains(index / fields.count) else { return nil }
        return slots[index / fields.count].credentials[fields[index % fields.count]]
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
