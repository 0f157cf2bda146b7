import SlotModel

/// What a bot's file keeps for each connection at a path with `{id}` in it, such as `pairs.{id}`.
///
/// Read once for all ids.
struct KeyedObjects {
    /// By id; several where a name stands more than once.
    let members: [String: [JSONMember]]
    /// What a path without `{id}` leads to, for all ids alike.
    let shared: [JSONMember]

    init(_ path: [String], in file: BotFileReading) {
        guard let end = path.firstIndex(of: "{id}") else {
            members = [:]
            shared = path.isEmpty ? [] : file.values(at: path)
            return
        }
        var members: [String: [JSONMember]] = [:]
        for holder in file.values(at: Array(path[..<end])) {
            for entry in file.document.members(of: holder.value) {
                members[entry.name, default: []] += file.values(at: Array(path[(end + 1)...]), in: entry)
            }
        }
        self.members = members
        shared = []
    }
}
