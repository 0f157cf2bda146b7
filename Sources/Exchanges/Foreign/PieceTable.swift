/// A set of short pieces of text, mixed with numbers that this process alone knows: who looks into its memory finds no
/// piece in it.
///
/// Open addressing over one array, because every window of every answer is looked up in it.
struct PieceTable: Sendable {
    private var cells: [UInt64] = Array(repeating: 0, count: 256)
    private var count = 0
    private let key = UInt64.random(in: .min ... .max)
    private let factor = UInt64.random(in: .min ... .max) | 1
    /// How long the pieces are: bit n stands for n bytes.
    private(set) var lengths = 0

    var isEmpty: Bool { count == 0 }

    /// - Parameters:
    ///   - packed: Up to eight bytes, the last one lowest.
    ///   - length: How many bytes these are.
    mutating func insert(_ packed: UInt64, length: Int) {
        lengths |= 1 << length
        if (count + 1) * 4 > cells.count * 3 { grow() }
        put(mixed(packed, length))
    }

    func contains(_ packed: UInt64, length: Int) -> Bool {
        let piece = mixed(packed, length)
        var index = place(piece)
        while cells[index] != 0 {
            if cells[index] == piece { return true }
            index = (index + 1) & (cells.count - 1)
        }
        return false
    }

    private func mixed(_ packed: UInt64, _ length: Int) -> UInt64 {
        let piece = ((packed &+ UInt64(length) &* 0x9E37_79B9_7F4A_7C15) ^ key) &* factor
        return piece == 0 ? 1 : piece
    }

    private func place(_ piece: UInt64) -> Int { Int(truncatingIfNeeded: piece >> 32) & (cells.count - 1) }

    private mutating func put(_ piece: UInt64) {
        let first = place(piece)
        let isNew = cells.withUnsafeMutableBufferPointer { cells in
            var index = first
            while cells[index] != 0 {
                if cells[index] == piece { return false }
                index = (index + 1) & (cells.count - 1)
            }
            cells[index] = piece
            return true
        }
        if isNew { count += 1 }
    }

    private mutating func grow() {
        let old = cells
        cells = Array(repeating: 0, count: old.count * 2)
        count = 0
        for piece in old where piece != 0 { put(piece) }
    }
}
