import Locking

/// Rows and columns that fit the width of a terminal.
///
/// When there is not room for everything: the wrapping column gets narrower, then columns go by rank, then the wrapping
/// column's text moves below its row, then what is left is cut.
package struct Table {
    /// A column: its title and how it gives way when the terminal is narrow.
    package struct Column {
        var title: String
        /// Which columns go first when there is no room: the highest; `nil` stays.
        var rank: Int?
        /// Cut only when there is nothing else to cut.
        var isKept = false
        /// Whether the text may take several lines; for the last column only.
        var wraps = false

        package init(title: String, rank: Int? = nil, isKept: Bool = false, wraps: Bool = false) {
            self.title = title
            self.rank = rank
            self.isKept = isKept
            self.wraps = wraps
        }
    }

    /// What stands in one row of a column.
    package struct Cell {
        var text: String
        var tone = Tone.normal
        /// Before the text, where symbols are wanted.
        var symbol: String?

        package init(_ text: String, _ tone: Tone = .normal, symbol: String? = nil) {
            self.text = text
            self.tone = tone
            self.symbol = symbol
        }

        func shown(_ style: TextStyle) -> String {
            guard !text.isEmpty else { return style.usesUnicode ? "–" : "-" }
            return symbol.map { "\($0) \(text)" } ?? text
        }
    }

    /// The narrowest that a wrapping column is made before other columns go.
    private static let narrowest = 24
    private static let gap = 2
    /// The most lines that a row takes beside its other columns; what is wrong is told in full below the table.
    private static let tallest = 2

    var columns: [Column]
    /// As many cells in each as there are columns.
    var rows: [[Cell]]

    package init(columns: [Column], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }

    /// The table with its header, each line with its end; an empty string without rows.
    ///
    /// - Parameter width: Columns of the terminal; `nil`: every cell in full on one line.
    package func rendered(width: Int?, style: TextStyle) -> String {
        guard !rows.isEmpty else { return "" }
        let texts = rows.map { row in row.map { $0.shown(style) } }
        var layout = Layout(columns: columns, natural: naturalWidths(texts), width: width)
        // On a screen a column in which nothing stands is left out; programs that read a pipe count on all of them.
        if width != nil {
            for index in columns.indices.dropFirst() where rows.allSatisfy({ $0[index].text.isEmpty }) {
                layout.isShown[index] = false
            }
        }
        layout.fit()
        let fitting = layout
        let head = line(columns.map { Cell($0.title, .heading) }, columns.map(\.title), fitting, style)
        let chunks = sideBySide(rows.count) { range in
            var lines: [String] = []
            for number in range { append(rows[number], texts[number], fitting, style, to: &lines) }
            return lines.joined(separator: "\n") + "\n"
        }
        return head + "\n" + chunks.joined()
    }

    private func naturalWidths(_ texts: [[String]]) -> [Int] {
        columns.indices.map { index in
            texts.reduce(displayWidth(columns[index].title)) { max($0, displayWidth($1[index])) }
        }
    }

    private func append(
        _ row: [Cell],
        _ texts: [String],
        _ layout: Layout,
        _ style: TextStyle,
        to lines: inout [String]
    ) {
        guard let last = texts.last, let cell = row.last, columns.last?.wraps == true, layout.width != nil
        else {
            lines.append(line(row, texts, layout, style))
            return
        }
        guard let room = layout.widths.last, layout.isShown.last == true else {
            lines.append(line(row, texts, layout, style))
            guard !cell.text.isEmpty else { return }
            let width = layout.width.map { $0 - 2 }
            lines += wrapped(last, to: width).map { "  " + style.toned($0, cell.tone) }
            return
        }
        var parts = wrapped(last, to: room)
        if parts.count > Self.tallest {
            let end = parts[Self.tallest - 1] + " " + parts[Self.tallest]
            parts = parts.prefix(Self.tallest - 1) + [truncated(end, to: room, style)]
        }
        let blanks = columns.map { _ in Cell(" ") }
        for (number, part) in parts.enumerated() {
            let front = number == 0 ? Array(row.dropLast()) : Array(blanks.dropLast())
            let frontTexts = number == 0 ? Array(texts.dropLast()) : front.map { _ in "" }
            lines.append(line(front + [cell], frontTexts + [part], layout, style))
        }
    }

    private func line(_ cells: [Cell], _ texts: [String], _ layout: Layout, _ style: TextStyle) -> String {
        var result = ""
        var blanks = 0
        for index in columns.indices where layout.isShown[index] {
            let width = layout.widths[index]
            let text = layout.width == nil ? texts[index] : truncated(texts[index], to: width, style)
            if !text.isEmpty {
                if blanks > 0 { result += String(repeating: " ", count: blanks) }
                result += style.toned(text, cells[index].tone)
                blanks = 0
            }
            // Blanks are written when something follows them, so that no line ends with any.
            blanks += max(0, width - displayWidth(text)) + Self.gap
        }
        return result
    }

    /// Which columns are shown, and how wide.
    private struct Layout {
        let columns: [Column]
        let width: Int?
        var widths: [Int]
        var isShown: [Bool]

        init(columns: [Column], natural: [Int], width: Int?) {
            self.columns = columns
            self.width = width
            widths = natural
            isShown = columns.map { _ in true }
        }

        private var shown: [Int] { columns.indices.filter { isShown[$0] } }
        private var total: Int {
            shown.reduce(0) { $0 + widths[$1] } + Table.gap * max(0, shown.count - 1)
        }

        mutating func fit() {
            guard let width, total > width else { return }
            let last = columns.count - 1
            let wrapping = columns.last?.wraps == true ? last : nil
            let natural = widths
            if let wrapping { widths[wrapping] = min(natural[wrapping], Table.narrowest) }
            let byRank = shown.filter { columns[$0].rank != nil }
                .sorted { (columns[$0].rank ?? 0) > (columns[$1].rank ?? 0) }
            for index in byRank where total > width { isShown[index] = false }
            // A wide column that went may leave room for a narrow one that went before it.
            for index in byRank.reversed() where !isShown[index] && total + widths[index] + Table.gap <= width
            {
                isShown[index] = true
            }
            if let wrapping, total > width, wrapping > 0 { isShown[wrapping] = false }
            if let wrapping, isShown[wrapping] {
                widths[wrapping] = min(natural[wrapping], widths[wrapping] + max(0, width - total))
            }
            cut(to: width)
        }

        /// Takes from the widest column until the line fits; nothing gets narrower than four columns.
        private mutating func cut(to width: Int) {
            for (indices, narrowest) in [(shown.filter { !columns[$0].isKept }, 8), (shown, 4)] {
                while total > width, let widest = indices.max(by: { widths[$0] < widths[$1] }),
                    widths[widest] > narrowest
                {
                    widths[widest] -= 1
                }
            }
        }
    }
}
