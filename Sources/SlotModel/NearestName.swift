/// The name that somebody may have meant, if one is close.
///
/// Close is an edit distance of at most 2 and of at most a third of the word, but 1 is always close for words of two
/// letters or more. Two neighbours that changed places count as one edit, capitals and `_` for `-` as none.
package func nearestName(to word: String, among names: some Sequence<String>) -> String? {
    // Longer words cannot be near, and comparing them would cost.
    guard word.utf8.count >= 2, word.utf8.count <= 40 else { return nil }
    let wanted = Array(folded(word).utf8)
    let limit = max(1, min(2, wanted.count / 3))
    var best: (name: String, distance: Int)?
    for name in names where abs(name.utf8.count - wanted.count) <= limit {
        let candidate = Array(folded(name).utf8)
        // Every letter that the word lacks costs an edit: most names fall here.
        guard candidate.count(where: { !wanted.contains($0) }) <= limit else { continue }
        let distance = editDistance(wanted, candidate)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    return best?.name
}

/// In lower case, with `-` for `_` and blanks.
package func folded(_ word: String) -> String {
    String(
        decoding: word.utf8.map { byte in
            switch byte {
            case 0x41...0x5A: byte | 0x20
            case UInt8(ascii: "_"), UInt8(ascii: " "): UInt8(ascii: "-")
            default: byte
            }
        },
        as: UTF8.self
    )
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
package func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, byte) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
            let isSwap = row > 0 && column > 0 && byte == right[column - 1] && left[row - 1] == other
            if isSwap { cost = min(cost, beforeLast[column - 1] + 1) }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
