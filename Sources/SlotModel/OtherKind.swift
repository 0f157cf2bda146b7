/// What a file that was taken for a bot's or a slot's plainly is instead, so that nobody looks for a missing comma in it.
package enum OtherKind: Sendable {
    case utf16, webPage, script, compressed, richText, program

    /// Judges a file that does not parse; `nil` where it may well be the right kind with a slip in it.
    package init?(_ bytes: [UInt8]) {
        let start = bytes.prefix(4_096)
        if Self.archives.contains(where: { start.starts(with: $0) }) {
            self = .compressed
            return
        }
        if start.starts(with: [0x7F, 0x45, 0x4C, 0x46]) || start.starts(with: [0x4D, 0x5A, 0x90, 0x00]) {
            self = .program
            return
        }
        if start.starts(with: "{\\rtf".utf8) {
            self = .richText
            return
        }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
            || (start.count >= 2 && (start[0] == 0) != (start[1] == 0))
        {
            self = .utf16
            return
        }
        var text = start.drop { isBlank($0) || [0xEF, 0xBB, 0xBF].contains($0) }
        // A comment alone makes no script: without it, what follows may be the bot's.
        while let end = Self.endOfComment(text) { text = text[end...].drop(while: isBlank) }
        if text.first == UInt8(ascii: "<") {
            self = .webPage
            return
        }
        let beginnings = [
            "module.exports ", "module.exports=", "exports.", "export ", "const ", "let ", "var ",
            "'use strict'",
            "\"use strict\"", "#!", "(function", "require(",
        ]
        guard beginnings.contains(where: { text.starts(with: $0.utf8) }) else { return nil }
        self = .script
    }

    /// How zip, gzip, bzip2, xz, zstd and 7z begin.
    private static let archives: [[UInt8]] = [
        [0x50, 0x4B, 0x03, 0x04], [0x1F, 0x8B], [0x42, 0x5A, 0x68], [0xFD, 0x37, 0x7A, 0x58, 0x5A],
        [0x28, 0xB5, 0x2F, 0xFD], [0x37, 0x7A, 0xBC, 0xAF],
    ]

    private static func endOfComment(_ text: ArraySlice<UInt8>) -> Int? {
        if text.starts(with: "//".utf8) {
            return text.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        }
        guard text.starts(with: "/*".utf8) else { return nil }
        var rest = text.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
        return rest.isEmpty ? text.endIndex : rest.startIndex + 2
    }

    /// `a web page`.
    package var words: String {
        switch self {
        case .utf16: "text in UTF-16"
        case .webPage: "a web page"
        case .script: "a script"
        case .compressed: "a compressed file"
        case .richText: "a formatted text (RTF)"
        case .program: "a program"
        }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
