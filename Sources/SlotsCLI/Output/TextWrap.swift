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

/// Paragraphs and lists, wrapped with an indentation.
func indented(_ text: String, by blanks: Int, width: Int?) -> String {
    let margin = String(repeating: " ", count: blanks)
    return wrapped(text, to: width.map { max($0 - blanks, 10) }).map { margin + $0 + "\n" }.joined()
}

/// The text filled with blanks to `width` columns.
func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return right ? blanks + text : text + blanks
}
