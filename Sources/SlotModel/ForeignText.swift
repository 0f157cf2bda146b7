/// Text from an exchange, a file or a command line, made harmless for a terminal.
///
/// For whoever prints; texts on their way there are as they came. Control characters, line separators, characters that
/// turn the writing direction, and invisible ones are written as `\n`, `\t` or `\u{1b}`. Everything else stays.
package func escapedForeignText(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars { result += foreignEscape(of: scalar) ?? String(scalar) }
    return result
}

/// How a scalar is written out; `nil` when a terminal just shows it.
package func foreignEscape(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case " "..."~", "\u{200C}", "\u{200D}":
        // Joiners are part of words and emoji.
        return nil
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{A0}", "\u{3000}": break
    default:
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned: break
        default: return nil
        }
    }
    return "\\u{\(String(scalar.value, radix: 16))}"
}
