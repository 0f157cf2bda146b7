/// How many columns of a terminal the text takes; it must hold no escape sequences.
package func displayWidth(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.utf8.count }
    return text.reduce(0) { $0 + displayWidth($1) }
}

/// The longest beginning that takes at most `width` columns.
package func prefix(of text: String, width: Int) -> String {
    var room = width
    return String(
        text.prefix { character in
            room -= displayWidth(character)
            return room >= 0
        }
    )
}

/// The text cut to `width` columns, with the ellipsis at its end when something was cut.
package func truncated(_ text: String, to width: Int, _ style: TextStyle) -> String {
    guard displayWidth(text) > width else { return text }
    let room = width - displayWidth(style.ellipsis)
    return room > 0 ? prefix(of: text, width: room) + style.ellipsis : prefix(of: text, width: width)
}

private func displayWidth(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
        // An emoji presentation selector makes its base wide.
        width = scalar.value == 0xFE0F && width > 0 ? 2 : max(width, displayWidth(scalar))
    }
    return width
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E: return 1
    case 0..<0x20, 0x7F..<0xA0: return 0
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
}

/// East Asian Width W and F, in the ranges of Unicode 15 that terminals agree on.
private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x17000...0x18AFF, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
        true
    default: false
    }
}
