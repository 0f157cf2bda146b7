package import SlotModel

/// Writes findings for people: the line itself with a caret, and what to do.
///
/// ```
/// slots/bitget.yaml:12:5: error: unknown key 'dealy' [slot.unknown-key]
///    12 |     dealy: 10s
///       |     ^~~~~
///   help: did you mean 'delay'?
/// ```
///
/// Secrets in the source line show as `•••`, control characters are escaped.
package struct FindingRenderer: Sendable {
    private let sources: SourceTexts
    private let colour: Bool
    private let width: Int

    /// - Parameters:
    ///   - sources: The texts of the files; a finding in another file shows without its line.
    ///   - colour: Whether to use ANSI colours.
    ///   - width: Columns of the source line that show; longer lines are cut around the caret.
    package init(sources: SourceTexts, colour: Bool, width: Int = 100) {
        self.sources = sources
        self.colour = colour
        self.width = max(width, 20)
    }

    /// One finding, without a line end after the last line.
    package func render(_ finding: Finding) -> String {
        render(finding, in: finding.place.flatMap { sources.source($0.file, upTo: $0.line) })
    }

    /// All findings in the given order, each with a line end; quicker than one by one.
    package func render(_ findings: [Finding]) -> String {
        let places = findings.compactMap(\.place)
        let lastLines = Dictionary(places.map { ($0.file, $0.line) }, uniquingKeysWith: max)
        var result = ""
        var open: (name: String, file: SourceFile?)?
        for finding in findings {
            if let name = finding.place?.file, open?.name != name {
                open = (name, sources.source(name, upTo: lastLines[name] ?? 1))
            }
            result += render(finding, in: finding.place == nil ? nil : open?.file) + "\n"
        }
        return result
    }

    private func render(_ finding: Finding, in file: SourceFile?) -> String {
        var lines = [head(of: finding)]
        if let place = finding.place, let line = file?.line(place.line) {
            let (text, marks) = line.rendered(
                column: place.column,
                length: max(1, place.length),
                width: width
            )
            let number = String(place.line)
            let gutter = String(repeating: " ", count: max(5, number.utf8.count))
            lines.append(gutter.dropLast(number.utf8.count) + number + " | " + text)
            lines.append(gutter + " | " + painted(marks, .caret))
        }
        if let help = finding.help {
            lines.append("  " + painted("help:", .help) + " " + escapedForeignText(help))
        }
        return lines.map { trimmedEnd($0) }.joined(separator: "\n")
    }

    /// `slots/bitget.yaml:12:5: error: unknown key 'dealy' [slot.unknown-key]`.
    private func head(of finding: Finding) -> String {
        var head = ""
        if let place = finding.place {
            head = painted("\(escapedForeignText(place.file)):\(place.line):\(place.column): ", .place)
        } else if let slot = finding.slot {
            head = painted("slot '\(escapedForeignText(slot))': ", .place)
        }
        let severity = painted("\(finding.severity.rawValue): ", .severity(finding.severity))
        return head + severity + "\(escapedForeignText(finding.message)) [\(finding.code)]"
    }

    private func trimmedEnd(_ text: String) -> String {
        guard text.utf8.last == UInt8(ascii: " ") else { return text }
        let end = text.utf8.lastIndex { $0 != UInt8(ascii: " ") }
        return end.map { String(text[...$0]) } ?? ""
    }

    // MARK: - Colours

    private enum Paint {
        case place, caret, help
        case severity(Finding.Severity)

        /// The parameters of ANSI's SGR sequence.
        var parameters: String {
            switch self {
            case .place: "1"
            case .caret: "1;32"
            case .help: "1;36"
            case .severity(.error): "1;31"
            case .severity(.warning): "1;33"
            case .severity(.note): "1;34"
            }
        }
    }

    private func painted(_ text: String, _ paint: Paint) -> String {
        colour ? "\u{1B}[\(paint.parameters)m\(text)\u{1B}[0m" : text
    }
}
