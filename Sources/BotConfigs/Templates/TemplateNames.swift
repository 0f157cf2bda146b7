/// The names that templates may ask for.
enum TemplateNames {
    enum Kind: Sendable {
        /// Always prints something.
        case always
        /// Prints something only where the slot names it, so that a section must stand around it.
        case optional
        /// Decides about a section; prints nothing.
        case flag
        case list
    }

    /// The list of slots.
    static let slots = "slots"

    /// Known everywhere.
    static let root: [String: Kind] = [slots: .list, "bot": .always]

    /// Known inside of `{{#slots}}` only.
    static let slot: [String: Kind] = SlotNames.all.mapValues(\.kind)

    /// Whether a section of one name makes sure that another name prints something.
    static func section(_ section: String, covers name: String) -> Bool {
        if section == name { return true }
        return switch section {
        case "v1": name == "key" || name == "secret"
        case "v3": name == "api-wallet" || name == "private-key"
        case "fee", "delay", "rate-limit": name.hasPrefix(section + ".")
        default: false
        }
    }

    /// The known name that was probably meant; `nil` when none is near.
    static func nearest(to name: String, among names: some Sequence<String>) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in names.sorted() {
            let distance = editDistance(Array(name.unicodeScalars), Array(candidate.unicodeScalars))
            guard distance <= 2, distance * 3 <= candidate.unicodeScalars.count else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Insertions, removals, replacements and swaps of neighbours that lead from one to the other.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        guard abs(left.count - right.count) <= 2 else { return .max / 4 }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    last[column] + (scalar == other ? 0 : 1),
                    last[column + 1] + 1,
                    current[column] + 1
                )
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
