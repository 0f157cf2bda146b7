import SlotFiles
package import SlotModel

/// The text of a slot file on its way: lines that must be, and lines that come in when they read back as meant.
package struct SlotText {
    package private(set) var lines: [String]
    private let name: String
    /// Complete lines below `extra:`, for the bot that they belong to.
    private var extra: [String] = []
    private let bot: String

    /// - Parameters:
    ///   - lines: A slot that reads without findings by itself.
    ///   - name: The slot's.
    ///   - bot: Whose members `extra:` will hold.
    package init(_ lines: [String], name: String, bot: String) {
        self.lines = lines
        self.name = name
        self.bot = bot
    }

    package var text: String { Self.text(lines, extra, bot) }

    private static func text(_ lines: [String], _ extra: [String], _ bot: String) -> String {
        let tail = extra.isEmpty ? [] : ["extra:", "  \(bot):"] + extra
        return (lines + tail).map { $0 + "\n" }.joined()
    }

    /// Adds a line unless the reader complains about it.
    ///
    /// - Returns: Whether it is in.
    package mutating func add(_ line: String) -> Bool {
        let candidate = lines + [line]
        let (slot, findings) = readSlot(Array(Self.text(candidate, [], bot).utf8), named: name)
        guard slot != nil, !findings.containErrors else { return false }
        lines = candidate
        return true
    }

    /// Adds a member to `extra:` unless it would read back as something else.
    ///
    /// - Returns: Whether it is in.
    package mutating func add(extra member: ExtraValue.Member) -> Bool {
        let line = "    \(Self.key(member.name)): \(Self.flow(member.value))"
        let (slot, findings) = readSlot(Array(Self.text(lines, [line], bot).utf8), named: name)
        guard findings.isEmpty, slot?.extra[bot]?.value == .map([member]) else { return false }
        let all = Self.text(lines, extra + [line], bot)
        // Each member by itself may be small enough, and all of them too large for a file.
        guard !readSlot(Array(all.utf8), named: name).findings.containErrors else { return false }
        extra.append(line)
        return true
    }

    // MARK: - YAML

    private static func key(_ name: String) -> String {
        let isSimple =
            name.utf8.first.map { isLetter($0) } == true
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        return isSimple ? name : ScalarText.quoted(name)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    /// A value on one line, which JSON and YAML read alike.
    private static func flow(_ value: ExtraValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .text(let text): ScalarText.quoted(text)
        case .list(let values): "[" + values.map(flow).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.map { "\(ScalarText.quoted($0.name)): \(flow($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }
}
