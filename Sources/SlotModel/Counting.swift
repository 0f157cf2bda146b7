/// `1 slot`, `2 slots`.
///
/// - Parameter plural: `nil`: the noun with an `s`.
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}
