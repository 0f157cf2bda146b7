/// How text may look on one stream: with colours or without, with symbols beyond ASCII or without.
///
/// Meaning is never in the colour alone.
package struct TextStyle: Sendable, Hashable {
    package var usesColor: Bool
    package var usesUnicode: Bool
    /// Whether drawings may have Braille patterns, which the fonts of the system's own console lack.
    package var usesBraille = true

    package init(usesColor: Bool, usesUnicode: Bool) {
        self.usesColor = usesColor
        self.usesUnicode = usesUnicode
    }

    /// For files and pipes.
    package static let plain = TextStyle(usesColor: false, usesUnicode: true)

    package func bold(_ text: String) -> String { sgr("1", text) }
    package func dim(_ text: String) -> String { sgr("2", text) }
    package func red(_ text: String) -> String { sgr("31", text) }
    package func green(_ text: String) -> String { sgr("32", text) }
    package func yellow(_ text: String) -> String { sgr("33", text) }
    package func cyan(_ text: String) -> String { sgr("36", text) }

    /// The text in the colour of the tone.
    package func toned(_ text: String, _ tone: Tone) -> String {
        switch tone {
        case .normal: text
        case .good: green(text)
        case .caution: yellow(text)
        case .bad: red(text)
        case .faint: dim(text)
        case .heading: bold(text)
        }
    }

    /// `…` where the terminal can show it.
    package var ellipsis: String { usesUnicode ? "…" : "..." }
    package var arrow: String { usesUnicode ? "→" : "->" }
    package var hiddenValue: String { usesUnicode ? "•••" : "***" }

    private func sgr(_ code: String, _ text: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// What a piece of text says about itself.
package enum Tone: Sendable, Hashable {
    case normal, good, caution, bad, faint, heading

    /// ✓ ! ✗ – or their likes in ASCII.
    package func symbol(_ style: TextStyle) -> String {
        switch self {
        case .good: style.usesUnicode ? "✓" : "+"
        case .caution: "!"
        case .bad: style.usesUnicode ? "✗" : "x"
        case .normal, .faint, .heading: style.usesUnicode ? "–" : "-"
        }
    }
}
