package import SlotModel

/// How many pairs the bot trades on each connection, by the entry's id.
///
/// For the delay advice; empty when the file does not parse, is missing or when the template names no pairs.
package func pairCounts(
    existing: [UInt8]?,
    template: BotTemplate,
    file: BotTemplate.File
) -> [String: Int] {
    [:]
}
