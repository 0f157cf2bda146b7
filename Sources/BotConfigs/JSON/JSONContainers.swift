/// Where the large objects and lists near the root of a text end, so that nobody has to go over them again.
struct JSONContainers: Sendable {
    /// In bytes; going over smaller ones costs nothing.
    private static let large = 1024
    /// Of the levels that are noted, so that few are: members of slots lie near the root.
    private static let levels = 8

    private struct Container {
        let start: UInt32
        var end: UInt32
    }

    /// In the order of their first bytes.
    private var noted: [Container] = []
    /// The places among them of those that are open, outermost first.
    private var open: [Int] = []

    /// Where a large container ends, behind its bracket; `nil` for any other place.
    func end(of start: Int) -> Int? {
        var (low, high) = (0, noted.count)
        while low < high {
            let middle = (low + high) / 2
            if noted[middle].start < start { low = middle + 1 } else { high = middle }
        }
        guard low < noted.count, noted[low].start == start else { return nil }
        return Int(noted[low].end)
    }

    /// Notes that a container begins.
    ///
    /// - Parameter depth: How many are open around it.
    mutating func enter(at start: Int, depth: Int) {
        guard depth < Self.levels else { return }
        open.append(noted.count)
        noted.append(Container(start: UInt32(clamping: start), end: 0))
    }

    /// Notes that the innermost one ends.
    ///
    /// - Parameters:
    ///   - end: Behind its bracket.
    ///   - depth: How many are open around it.
    mutating func leave(at end: Int, depth: Int) {
        guard depth < Self.levels, let index = open.popLast() else { return }
        if end - Int(noted[index].start) < Self.large {
            // What is in it is smaller still: it is the last one.
            noted.removeLast()
        } else {
            noted[index].end = UInt32(clamping: end)
        }
    }
}
