/// Text from an exchange, a file or a command line, made harmless for a terminal.
///
/// Control characters, line separators, characters that turn the writing direction, and invisible ones are written as
/// `\n`, `\t` or `\u{1b}`. Everything else stays.
package func escapedForeignText(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if obeysNobody(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
    }
    return result
}

/// Whether a terminal just shows the scalar.
private func obeysNobody(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: return true
    case 0...0x1F, 0x7F...0x9F: return false
    // Joiners are part of words and emoji.
    case 0x200C, 0x200D: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned: return false
    default: return true
    }
}
