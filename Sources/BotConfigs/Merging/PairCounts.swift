package import SlotModel

/// How many pairs the bot trades on each connection, by the entry's id.
///
/// For the delay advice; empty when the file does not parse, is missing or when the template names no pairs.
package func pairCounts(
    existing: [UInt8]?,
    template: BotTemplate,
    file: BotTemplate.File
) -> [String: Int] {
    guard let existing, let path = file.entries?.pairs, let end = path.firstIndex(of: "{id}"),
        let reading = try? BotFileReading(existing, fileName: file.path.value)
    else { return [:] }
    var counts: [String: Int] = [:]
    for holder in reading.values(at: Array(path[..<end])) {
        for entry in reading.document.members(of: holder.value) {
            var values = [entry.value]
            for name in path[(end + 1)...] {
                values = values.flatMap { reading.document.members(of: $0) }.filter { $0.name == name }
                    .map(\.value)
            }
            counts[entry.name] = values.reduce(0) { $0 + reading.document.members(of: $1).count }
        }
    }
    return counts
}
