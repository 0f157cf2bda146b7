/// `1 slot`, `2 slots`.
///
/// - Parameter plural: `nil`: the noun with an `s`.
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// `reading, futures trading and withdrawing`.
package func listed(_ items: [String], last: String = "and") -> String {
    guard let final = items.last, items.count > 1 else { return items.first ?? "" }
    return "\(items.dropLast().joined(separator: ", ")) \(last) \(final)"
}
