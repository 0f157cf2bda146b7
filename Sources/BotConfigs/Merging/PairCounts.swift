package import SlotModel

/// How many pairs the bot trades on each connection, by the entry's id.
///
/// For the delay advice; empty when the file does not parse, is missing or when the template names no pairs.
package func pairCounts(
    existing: [UInt8]?,
    template: BotTemplate,
    file: BotTemplate.File
) -> [String: Int] {
    guard let existing, let path = file.entries?.pairs, let type = documentType(of: file.format),
        let reading = try? BotFileReading(existing, as: type, fileName: file.path.value)
    else { return [:] }
    return KeyedObjects(path, in: reading).members.mapValues { holders in
        holders.reduce(0) { $0 + reading.document.members(of: $1.value).count }
    }
}

/// The ids of the connections in a file; empty when it does not parse, is missing or when it holds one only.
package func entryIDs(existing: [UInt8]?, file: BotTemplate.File) -> Set<String> {
    guard let existing, let path = file.entries?.path, !path.isEmpty,
        let type = documentType(of: file.format),
        let reading = try? BotFileReading(existing, as: type, fileName: file.path.value),
        let object = try? reading.locate(path), object.missing.isEmpty
    else { return [] }
    return Set(object.members.map(\.name))
}
