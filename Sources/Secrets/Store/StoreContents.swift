package import Cryptography
package import SlotModel

/// What stands inside `secrets.age`: secrets by name, each with the moment when it was set.
package struct StoreContents: Sendable {
    /// One stored secret with its name.
    package struct Entry: Sendable {
        package var name: String
        package var value: Secret
        /// `nil` when whoever wrote the file did not say.
        package var set: Timestamp?

        package init(name: String, value: Secret, set: Timestamp?) {
            self.name = name
            self.value = value
            self.set = set
        }
    }

    /// The size of the decrypted text that is still read, in bytes.
    package static let maximumSize = 16 << 20

    /// By name.
    package private(set) var entries: [Entry] = []
    /// What can be brought back, by slot and field; no reference leads to it.
    package internal(set) var replaced: [ReplacedSecret] = []

    package init() {}

    init(sorted entries: [Entry], replaced: [ReplacedSecret]) {
        self.entries = entries
        self.replaced = replaced
    }

    package var names: [String] { entries.map(\.name) }

    package subscript(name: String) -> Entry? {
        let position = position(of: name)
        return position < entries.endIndex && entries[position].name == name ? entries[position] : nil
    }

    /// Where an entry of this name stands or belongs.
    private func position(of name: String) -> Int {
        var (start, end) = (entries.startIndex, entries.endIndex)
        while start < end {
            let middle = start + (end - start) / 2
            if entries[middle].name < name { start = middle + 1 } else { end = middle }
        }
        return start
    }

    /// Adds a secret, or gives one of this name a new value.
    package mutating func set(_ entry: Entry) {
        let position = position(of: entry.name)
        if position < entries.endIndex, entries[position].name == entry.name {
            entries[position] = entry
        } else {
            entries.insert(entry, at: position)
        }
    }

    /// - Returns: Whether there was one.
    package mutating func remove(_ name: String) -> Bool {
        let count = entries.count
        entries.removeAll { $0.name == name }
        return entries.count < count
    }

    /// Whether a name may stand in a file: the rule of references to secrets.
    package static func allows(name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 128, isLetterOrDigit(first) else {
            return false
        }
        return name.utf8.allSatisfy { isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

// MARK: - Writing

extension StoreContents {
    /// The text that is encrypted: a JSON object, one line an entry.
    ///
    /// A value that is not UTF-8 stands as `base64`; a reader that knows JSON gets every byte back.
    package var text: Secret {
        var parts: [Secret.Part] = [.open("{")]
        let all: [(name: String, value: Secret, set: Timestamp?, expires: CalendarDate?)] =
            entries.map { ($0.name, $0.value, $0.set, nil) }
            + replaced.map { ($0.name, $0.value, $0.replaced, $0.expires) }
        for (index, entry) in all.enumerated() {
            parts.append(.open(index == 0 ? "\n  \"\(entry.name)\": {" : ",\n  \"\(entry.name)\": {"))
            if entry.value.withBytes({ isUTF8($0) }) {
                parts += [.open("\"value\": \""), .secret(Self.escaped(entry.value)), .open("\"")]
            } else {
                parts += [.open("\"base64\": \""), .secret(Base64.secret(entry.value)), .open("\"")]
            }
            if let set = entry.set { parts.append(.open(", \"set\": \"\(set)\"")) }
            if let day = entry.expires { parts.append(.open(", \"expires\": \"\(day)\"")) }
            parts.append(.open("}"))
        }
        parts.append(.open(all.isEmpty ? "}\n" : "\n}\n"))
        return Secret(joining: parts)
    }

    /// What stands between the quotation marks of a JSON string; RFC 8259, section 7.
    private static func escaped(_ value: Secret) -> Secret {
        let digits = Array("0123456789abcdef".utf8)
        return value.withBytes { bytes in
            // The longest escape, \u0000, takes six bytes.
            Secret(capacity: bytes.count * 6) { buffer in
                var count = 0
                func put(_ byte: UInt8) {
                    buffer[count] = byte
                    count += 1
                }
                for byte in bytes {
                    switch byte {
                    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                        put(UInt8(ascii: "\\"))
                        put(byte)
                    case 0..<0x20, 0x7F:
                        for letter in "\\u00".utf8 { put(letter) }
                        put(digits[Int(byte >> 4)])
                        put(digits[Int(byte & 15)])
                    default: put(byte)
                    }
                }
                return count
            }
        }
    }
}
