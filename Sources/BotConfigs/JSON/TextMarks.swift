import Locking

/// Where lines and columns are in a text, at every few thousand bytes.
///
/// Whoever asks for many places counts from the nearest one instead of from the beginning. Made by who asks first.
final class TextMarks: Sendable {
    struct Point: Sendable {
        var line = 1
        /// In Unicode scalars, from 1.
        var column = 1

        /// Goes over one byte.
        ///
        /// - Parameter next: The byte after it: of a pair of return and newline the latter ends the line.
        mutating func pass(_ byte: UInt8, before next: UInt8?) {
            let newline = UInt8(ascii: "\n")
            if byte == newline || byte == UInt8(ascii: "\r") && next != newline {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    private static let step = 4096
    private let points = Lock<[Point]>([])

    /// - Parameter bytes: The same at each call.
    func point(at offset: Int, in bytes: [UInt8]) -> Point {
        let points = points.withLock { points in
            if points.isEmpty { points = Self.points(in: bytes) }
            return points
        }
        let index = min(offset / Self.step, points.count - 1)
        guard index >= 0 else { return Point() }
        var point = points[index]
        Self.pass(index * Self.step..<offset, of: bytes, &point)
        return point
    }

    private static func points(in bytes: [UInt8]) -> [Point] {
        var points = [Point()]
        for start in stride(from: 0, to: bytes.count - step, by: step) {
            var point = points.last ?? Point()
            pass(start..<start + step, of: bytes, &point)
            points.append(point)
        }
        return points
    }

    private static func pass(_ range: Range<Int>, of bytes: [UInt8], _ point: inout Point) {
        for index in range {
            point.pass(bytes[index], before: index + 1 < bytes.count ? bytes[index + 1] : nil)
        }
    }
}
