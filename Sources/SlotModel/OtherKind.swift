import SlotModel

/// What a file that was taken for a bot's plainly is instead, so that nobody looks for a missing comma in it.
enum OtherKind {
    case utf16, webPage, script

    /// Judges a file that does not parse; `nil` where it may well be a bot's with a slip in it.
    init?(_ bytes: [UInt8]) {
        let start = bytes.prefix(4_096)
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
            || (start.count >= 2 && (start[0] == 0) != (start[1] == 0))
        {
            self = .utf16
            return
        }
        var text = start.drop { isJSONBlank($0) || [0xEF, 0xBB, 0xBF].contains($0) }
        // A comment alone makes no script: without it, what follows may be the bot's.
        while let end = Self.endOfComment(text) { text = text[end...].drop(while: isJSONBlank) }
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

    private static func endOfComment(_ text: ArraySlice<UInt8>) -> Int? {
        if text.starts(with: "//".utf8) {
            return text.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        }
        guard text.starts(with: "/*".utf8) else { return nil }
        var rest = text.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
        return rest.isEmpty ? text.endIndex : rest.startIndex + 2
    }

    func finding(_ fileName: String) -> Finding {
        let (message, help) =
            switch self {
            case .utf16:
                (
                    "the bot's file is text in UTF-16, which no JSON is",
                    "save it as UTF-8, without a byte order mark"
                )
            case .webPage:
                (
                    "the bot's file is a web page",
                    "bring back the file itself: one of the bot's backups, or the one that came with the bot"
                )
            case .script:
                (
                    "the bot's file is a script, and no JSON",
                    "name the file that the bot saves its settings in; slots does not run a script to read them"
                )
            }
        return Finding(
            .error,
            "bot.other-kind",
            message,
            at: Place(file: fileName, line: 1, column: 1),
            help: help
        )
    }
}
