/// A line over time, drawn with dots as small as the terminal's characters allow.
///
/// A level holds until the next point, as a balance does.
package struct Plot {
    /// Dots inside one character: Braille has 2 × 4, the blocks of a console 1 × 2, ASCII 1 × 3.
    private struct Cell {
        let width: Int
        let height: Int
        /// The character for a set of dots: bit `column * height + row`, rows counted from the top.
        let character: (Int) -> Character
    }

    private let points: [(moment: Double, level: Double)]

    /// - Parameter points: In the order of their moments. Moments from 0 at the left to 1 at the right, levels from 0 at
    ///   the bottom to 1 at the top; what lies outside is moved to the edge.
    package init(_ points: [(moment: Double, level: Double)]) {
        self.points = points.map { (min(max($0.moment, 0), 1), min(max($0.level, 0), 1)) }
    }

    /// The drawing, the top row first; nothing stands before the first point, and the last level holds to the right edge.
    ///
    /// - Returns: As many lines as `rows`, without blanks at their ends.
    package func rendered(columns: Int, rows: Int, style: TextStyle) -> [String] {
        let cell = Self.cell(style)
        let spans = spans(width: columns * cell.width, height: rows * cell.height)
        return (0..<rows).map { row in
            var line = ""
            for column in 0..<columns {
                var dots = 0
                for x in 0..<cell.width {
                    guard let span = spans[column * cell.width + x] else { continue }
                    for y in 0..<cell.height where span.contains(row * cell.height + y) {
                        dots |= 1 << (x * cell.height + y)
                    }
                }
                line.append(dots == 0 ? " " : cell.character(dots))
            }
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// For each column of dots the rows from the lowest to the highest level in it, counted from the top.
    private func spans(width: Int, height: Int) -> [ClosedRange<Int>?] {
        var spans: [ClosedRange<Int>?] = Array(repeating: nil, count: width)
        func column(_ moment: Double) -> Int { min(Int(moment * Double(width)), width - 1) }
        for (index, point) in points.enumerated() {
            let row = height - 1 - min(Int(point.level * Double(height)), height - 1)
            let end = index + 1 < points.count ? column(points[index + 1].moment) : width - 1
            for column in column(point.moment)...max(column(point.moment), end) {
                let span = spans[column] ?? row...row
                spans[column] = min(span.lowerBound, row)...max(span.upperBound, row)
            }
        }
        return spans
    }

    private static func cell(_ style: TextStyle) -> Cell {
        guard style.usesUnicode else {
            let characters = Array(" '-|.:||")
            return Cell(width: 1, height: 3) { characters[$0] }
        }
        guard style.usesBraille else {
            let blocks: [Character] = [" ", "▀", "▄", "█"]
            return Cell(width: 1, height: 2) { blocks[$0] }
        }
        return Cell(width: 2, height: 4) { dots in
            // Unicode numbers the dots 1 2 3 7 down the left column, 4 5 6 8 down the right one.
            let bits = [0, 1, 2, 6, 3, 4, 5, 7]
            let pattern = bits.indices.reduce(UInt32(0)) { sum, dot in
                dots & 1 << dot == 0 ? sum : sum | 1 << UInt32(bits[dot])
            }
            return Unicode.Scalar(0x2800 + pattern).map { Character($0) } ?? " "
        }
    }
}
