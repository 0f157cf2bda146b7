import Cryptography
import SlotModel

/// The entries of a bot's file, as far as ids are concerned.
struct EntryKeys {
    /// One text among an entry's credentials.
    private struct Credential {
        var value: JSONSpan
        var id: String
    }

    private var document: (any Document)?
    /// Those with a number.
    private var ids: Set<String> = []
    /// By a hash of the text, so that no copy of a credential is kept.
    private var credentials: [Int: [Credential]] = [:]

    /// Empty when there is no file or when it does not parse, which the merge complains about.
    init(_ existing: ExistingFile?, _ template: BotTemplate, withCredentials: Bool) {
        guard let existing, let entries = existing.declared, let object = existing.entries,
            let reading = try? existing.reading()
        else { return }
        let rules = MemberRules(entries)
        document = reading.document
        // Nobody asks for others, of which there may be millions.
        let mark = template.numberSeparator.utf8.first
        ids = Set(object.members.lazy.map(\.name).filter { name in mark.map(name.utf8.contains) ?? true })
        guard withCredentials else { return }
        let inner = rules.credentials.map(rules.path).filter { $0.count > 1 }
        for entry in object.members {
            let outer = reading.document.members(of: entry.value).filter { rules.isCredential($0.name) }
            for member in outer + inner.flatMap({ reading.values(at: $0, in: entry) })
            where member.value.kind == .string {
                var hasher = Hasher()
                reading.document.decode(member.value) { hasher.combine($0) }
                credentials[hasher.finalize(), default: []].append(
                    Credential(value: member.value, id: entry.name)
                )
            }
        }
    }

    func contains(_ id: String) -> Bool { ids.contains(id) }

    /// In the order of the file.
    func ids(holding key: Secret) -> [String] {
        guard let document, !key.isEmpty else { return [] }
        var hasher = Hasher()
        key.withBytes { for byte in $0 { hasher.combine(byte) } }
        let wanted = JSONTree.string([.secret(key)])
        return (credentials[hasher.finalize()] ?? [])
            .filter { JSONCanonical.areEqual($0.value, in: document, wanted) }.map(\.id)
    }
}
