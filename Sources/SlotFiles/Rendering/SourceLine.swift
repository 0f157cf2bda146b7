import SlotModel
/// One line of a file as it shows: masked, escaped, tabs widened, and cut around a place.
struct SourceLine {
    /// What shows for one or several scalars of the file.
    private struct Cell {
        var text: String
        var width: Int
        /// In Unicode scalars from 1.
        var column: Int
        /// Scalars of the file that it stands for.
        var span: Int
    }

    private static let tabWidth = 4
    private var cells: [Cell] = []

    /// A line of which nothing shows.
    static let hidden: SourceLine = {
        var line = SourceLine([], hidden: [])
        line.cells = [Cell(text: SecretLook.mask, width: 3, column: 1, span: .max / 2)]
        return line
    }()

    /// - Parameters:
    ///   - bytes: The line without its end.
    ///   - hidden: Byte ranges that must not show, in order.
    init(_ bytes: ArraySlice<UInt8>, hidden: SecretMask.Ranges) {
        let offsets = hidden.map { ($0.lowerBound - bytes.startIndex)..<($0.upperBound - bytes.startIndex) }
        bytes.withUnsafeBufferPointer { fill(from: $0, hidden: offsets[...]) }
    }

    private mutating func fill(
        from buffer: UnsafeBufferPointer<UInt8>,
        hidden: ArraySlice<Range<Int>>
    ) {
        var offset = 0
        var column = 1
        var shownWidth = 0
        var masks = hidden
        while offset < buffer.count {
            while let mask = masks.first, mask.upperBound <= offset { masks.removeFirst() }
            if let mask = masks.first, mask.contains(offset) {
                let end = min(mask.upperBound, buffer.count)
                let span = buffer[offset..<end].count { !UTF8.isContinuation($0) }
                append(SecretLook.mask, width: 3, column: &column, span: max(span, 1), &shownWidth)
                offset = end
                continue
            }
            guard let scalar = UTF8.scalar(in: buffer, at: offset) else {
                let digits = String(buffer[offset], radix: 16, uppercase: true)
                append("\\x" + digits, width: 2 + digits.utf8.count, column: &column, span: 1, &shownWidth)
                offset += 1
                continue
            }
            if scalar == "\t" {
                let width = Self.tabWidth - shownWidth % Self.tabWidth
                append(
                    String(repeating: " ", count: width),
                    width: width,
                    column: &column,
                    span: 1,
                    &shownWidth
                )
            } else if let text = foreignEscape(of: scalar) {
                append(text, width: text.utf8.count, column: &column, span: 1, &shownWidth)
            } else {
                append(String(scalar), width: displayWidth(of: scalar), column: &column, span: 1, &shownWidth)
            }
            offset += UTF8.width(scalar)
        }
    }

    private mutating func append(_ text: String, width: Int, column: inout Int, span: Int, _ total: inout Int)
    {
        cells.append(Cell(text: text, width: width, column: column, span: span))
        column += span
        total += width
    }

    /// The line and, below it, the caret with its tildes.
    ///
    /// - Parameters:
    ///   - column: In Unicode scalars from 1.
    ///   - length: In Unicode scalars, at least 1.
    ///   - width: Columns at most; what does not fit is cut off, with `…` where it was.
    func rendered(column: Int, length: Int, width: Int) -> (text: String, marks: String) {
        let marked = cells.indices.filter { index in
            cells[index].column < column + length && column < cells[index].column + cells[index].span
        }
        let target = marked.first ?? cells.endIndex
        let window = visibleWindow(around: target, upTo: (marked.last ?? target) + 1, width: width)
        let isCutBefore = window.lowerBound > 0
        var text = isCutBefore ? "…" : ""
        var lead = isCutBefore ? 1 : 0
        var marksWidth = 0
        for index in window {
            text += cells[index].text
            if index < target { lead += cells[index].width }
            if index >= target, marked.contains(index) { marksWidth += cells[index].width }
        }
        if window.upperBound < cells.endIndex { text += "…" }
        let marks =
            String(repeating: " ", count: lead) + "^" + String(repeating: "~", count: max(0, marksWidth - 1))
        return (text, marks)
    }

    /// The cells that fit, with the target among them, about a third of the way in.
    private func visibleWindow(around target: Int, upTo end: Int, width: Int) -> Range<Int> {
        let total = cells.reduce(0) { $0 + $1.width }
        guard total > width else { return 0..<cells.endIndex }
        var first = min(target, cells.endIndex)
        var room = width / 3
        while first > 0, room >= cells[first - 1].width {
            first -= 1
            room -= cells[first].width
        }
        var last = first
        room = width
        while last < cells.endIndex, room >= cells[last].width {
            room -= cells[last].width
            last += 1
        }
        while last == cells.endIndex, first > 0, room >= cells[first - 1].width {
            first -= 1
            room -= cells[first].width
        }
        return first..<last
    }
}
