import SlotModel

/// A template's members by name, for looking up quickly.
///
/// A class because thousands of entries refer to it.
final class MemberRules: Sendable {
    let entries: BotTemplate.Entries
    /// Names of members that hold credentials, also of those that slots never writes.
    let credentials: Set<String>
    /// Credentials that are written into a new connection only.
    private let once: Set<String>
    private let kept: Set<String>
    /// Members that hold a number, which bots read as a text as well.
    private let numbers: Set<String>
    private let paths: [String: [String]]

    init(_ entries: BotTemplate.Entries) {
        self.entries = entries
        func names(_ isWanted: (BotTemplate.Member) -> Bool) -> Set<String> {
            Set(entries.members.lazy.filter(isWanted).map(\.name))
        }
        credentials = names(\.isCredential)
        once = names(\.isOnce)
        kept = names(\.isKept)
        numbers = names { $0.unit != nil }
        paths = Dictionary(entries.members.map { ($0.name, $0.path) }) { first, _ in first }
    }

    func isCredential(_ name: String) -> Bool { credentials.contains(name) }
    func isOnce(_ name: String) -> Bool { once.contains(name) }
    func isKept(_ name: String) -> Bool { kept.contains(name) }
    func isNumber(_ name: String) -> Bool { numbers.contains(name) }

    /// Objects that slots makes on the way to what it writes: their paths.
    var ways: Set<[String]> {
        let inside = entries.isSingle ? paths.values.map { Array($0.dropLast()) } : []
        return Set(
            ([entries.path] + inside).flatMap { path in path.indices.map { Array(path.prefix($0 + 1)) } }
        )
    }

    /// Where a member stands inside its connection.
    func path(of name: String) -> [String] { paths[name] ?? [name] }
}

extension BotTemplate.Member {
    /// The names that lead to it inside its connection.
    var path: [String] { name.split(separator: ".").map(String.init) }
}
