/// The text in lines of at most `width` columns, broken at blanks; a longer word is cut.
///
/// - Parameters:
///   - text: Without line ends and escape sequences.
///   - width: At least 1; `nil`: no limit.
/// - Returns: At least one line.
package func wrapped(_ text: String, to width: Int?) -> [String] {
    guard let width, width > 0, displayWidth(text) > width else { return [text] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
        var word = String(word)
        var size = displayWidth(word)
        if used > 0, used + 1 + size <= width {
            line += " " + word
            used += 1 + size
            continue
        }
        if used > 0 { lines.append(line) }
        while size > width {
            var head = prefix(of: word, width: width)
            // A character that is wider than the line goes on a line of its own.
            if head.isEmpty { head = String(word.prefix(1)) }
            lines.append(head)
            word.removeFirst(head.count)
            size = displayWidth(word)
        }
        line = word
        used = size
    }
    if used > 0 || lines.isEmpty { lines.append(line) }
    return lines
}

/// Lines of messages, broken at blanks where they are longer than `width` columns; what follows is indented by four more.
///
/// Escape sequences of styles take no room. A longer word stays whole, so that a path or a key can be copied.
///
/// - Parameter width: `nil`: no limit.
package func folded(_ text: String, to width: Int?) -> String {
    guard let width, text.utf8.count > width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { foldedLine($0, to: width) }.joined(separator: "\n")
}

private func foldedLine(_ text: Substring, to width: Int) -> String {
    guard text.utf8.count > width, visibleWidth(text) > width else { return String(text) }
    let margin = text.prefix { $0 == " " }
    var line = String(margin)
    var (used, isEmpty) = (margin.count, true)
    var lines: [String] = []
    for word in text.dropFirst(margin.count).split(separator: " ", omittingEmptySubsequences: false) {
        let size = visibleWidth(word)
        if !isEmpty, used + 1 + size > width {
            lines.append(line)
            line = margin + "    " + word
            used = margin.count + 4 + size
        } else {
            line += isEmpty ? String(word) : " " + word
            used += isEmpty ? size : size + 1
        }
        isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
}

/// Without the sequences that colour text.
private func visibleWidth(_ text: Substring) -> Int {
    guard text.utf8.contains(0x1B) else { return displayWidth(text) }
    var visible = ""
    var isSequence = false
    for scalar in text.unicodeScalars {
        if scalar == "\u{1B}" { isSequence = true }
        if !isSequence { visible.unicodeScalars.append(scalar) }
        if isSequence, scalar == "m" { isSequence = false }
    }
    return displayWidth(visible)
}

/// Paragraphs and lists, wrapped with an indentation.
package func indented(_ text: String, by blanks: Int, width: Int?) -> String {
    let margin = String(repeating: " ", count: blanks)
    return wrapped(text, to: width.map { max($0 - blanks, 10) }).map { margin + $0 + "\n" }.joined()
}

/// The text filled with blanks to `width` columns.
package func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return right ? blanks + text : text + blanks
}
