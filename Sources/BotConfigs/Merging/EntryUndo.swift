import Cryptography
import SlotModel

/// What applied plans changed in one entry, put together: the entry before the first of them, and what each member was.
struct EntryUndo {
    /// A member that they changed.
    struct Member {
        /// As the template has it, or `extra:`.
        var name: String
        /// As it was; `nil`: it was not there.
        var before: JSONSpan?
        var document: (any Document)?
        /// As the last of them wrote it; `nil`: it took the member out.
        var wrote: Fingerprint?
        /// Whether it is known what the last of them wrote.
        var isKnown: Bool
    }

    let id: String
    /// The entry before the first change; `nil`: there was none.
    let entry: JSONMember?
    private(set) var members: [Member]
    let ownedBefore: OwnedMembers.Entry?
    /// The slot that it belonged to last, as far as is known.
    let slot: String?
    /// As the last of them left it.
    let ownedAfter: OwnedMembers.Entry?
    /// Whether the last of them took the entry out.
    let wasRemoved: Bool

    private let context: MergeContext?
    /// As it was before the first change of a credential: they are of one moment, with the mark that says how to read them.
    private let credentials: FormerFile?

    /// In the order in which they were changed first.
    static func all(of steps: [RestoreStep], _ input: MergeInput, _ context: MergeContext)
        throws(Finding) -> [EntryUndo]
    {
        let (path, isSingle) = (context.rules.entries.path, context.rules.entries.isSingle)
        var documents: [FormerFile?] = []
        for step in steps {
            documents.append(
                try step.before.map { (content) throws(Finding) in try FormerFile(content, input, context) }
            )
        }
        var touches: [String: [Touch]] = [:]
        var ids: [String] = []
        for (index, step) in steps.enumerated() {
            for change in step.changes where !change.path.isEmpty {
                guard change.path.count > path.count, change.path.starts(with: path) else {
                    throw elsewhere(change, path, input)
                }
                let id = isSingle ? "" : change.path[path.count]
                if touches[id] == nil { ids.append(id) }
                let inner = Array(change.path.dropFirst(isSingle ? 0 : path.count + 1))
                touches[id, default: []].append(Touch(step: index, path: inner, change: change))
            }
        }
        return ids.map { EntryUndo($0, touches[$0] ?? [], steps, documents, context.rules) }
    }

    private static func elsewhere(_ change: MemberChange, _ path: [String], _ input: MergeInput) -> Finding {
        Finding(
            .error,
            "rollback.no-file",
            "'\(change.path.joined(separator: "."))' was changed, and \(input.template.kind) has its connections in "
                + "'\(path.joined(separator: "."))' now",
            at: input.file.path.place,
            help: "give the template its former 'entries' first"
        )
    }

    /// A file as it was, with its entries by id.
    private struct FormerFile {
        let context: MergeContext
        let entries: [String: JSONMember]

        init(_ content: Secret, _ input: MergeInput, _ now: MergeContext) throws(Finding) {
            let existing = ExistingFile(content, input.file, name: input.fileName)
            let file = try existing.reading()
            context = MergeContext(file: file, rules: now.rules, fingerprinter: now.fingerprinter)
            guard !now.rules.entries.isSingle else {
                let root = file.document.root
                entries = ["": JSONMember(name: "", nameRange: root.range, value: root)]
                return
            }
            let members = file.values(at: now.rules.entries.path).flatMap {
                file.document.members(of: $0.value)
            }
            entries = Dictionary(members.map { ($0.name, $0) }) { _, last in last }
        }
    }

    private struct Touch {
        var step: Int
        /// Inside the entry.
        var path: [String]
        var change: MemberChange
    }

    private init(
        _ id: String,
        _ touches: [Touch],
        _ steps: [RestoreStep],
        _ documents: [FormerFile?],
        _ rules: MemberRules
    ) {
        let isSingle = rules.entries.isSingle
        let ofCredentials = rules.credentials.union(rules.entries.encryptedFlag.map { [$0] } ?? [])
        let isOfCredentials = { (inner: [String]) in ofCredentials.contains(inner.joined(separator: ".")) }
        credentials = touches.first { isOfCredentials($0.path) }.flatMap { documents[$0.step] }
        self.id = id
        let (first, last) = (touches.first?.step ?? 0, touches.last?.step ?? 0)
        context = documents[first]?.context
        entry = documents[first]?.entries[id]
        ownedBefore = steps[first].ownedBefore.entries[id]
        ownedAfter = steps[last].ownedAfter.entries[id]
        slot = touches.last?.change.slot ?? ownedBefore?.slot
        wasRemoved = !isSingle && ownedAfter?.isReservation ?? true
        // Where a plan changed a whole object, and another one a member in it, they are taken back as one.
        let paths = Set(touches.map(\.path))
        let isNested = paths.contains { inner in
            inner.indices.dropFirst().contains { paths.contains(Array(inner.prefix($0))) }
        }
        var members: [Member] = []
        var known: [String: Int] = [:]
        for touch in touches where !touch.path.isEmpty {
            let inner = isNested ? Array(touch.path.prefix(1)) : touch.path
            let name = inner.joined(separator: ".")
            let wrote =
                touch.change.kind == .remove
                ? nil : steps[touch.step].ownedAfter.entries[id]?.members[name] ?? touch.change.newFingerprint
            let isKnown = !isNested && (wrote != nil || touch.change.kind == .remove)
            if let index = known[name] {
                (members[index].wrote, members[index].isKnown) = (wrote, isKnown)
                continue
            }
            known[name] = members.count
            let file = isOfCredentials(inner) ? credentials : documents[isNested ? first : touch.step]
            let value = file?.entries[id].flatMap { file?.context.file.values(at: inner, in: $0).last }
            members.append(
                Member(
                    name: name,
                    before: value?.value,
                    document: file?.context.file.document,
                    wrote: wrote,
                    isKnown: isKnown
                )
            )
        }
        self.members = members
    }

    /// Adds the credentials that no plan changed, as they were: half of an entry encrypted means nothing to the bot.
    mutating func addCredentials(_ rules: MemberRules) {
        guard let former = credentials, let entry = former.entries[id] else { return }
        let names = rules.credentials.union(rules.entries.encryptedFlag.map { [$0] } ?? [])
        for name in names.sorted() where !members.contains(where: { $0.name == name }) {
            guard let value = former.context.file.values(at: rules.path(of: name), in: entry).last else {
                continue
            }
            members.append(
                Member(
                    name: name,
                    before: value.value,
                    document: former.context.file.document,
                    wrote: ownedAfter?.members[name],
                    isKnown: ownedAfter?.members[name] != nil
                )
            )
        }
    }

    // MARK: - The entry before

    func tree(of value: JSONSpan) -> JSONTree {
        context.map { JSONTree(value, in: $0.file.document) } ?? .object([])
    }

    func members(of value: JSONSpan) -> [JSONMember] { context?.file.document.members(of: value) ?? [] }

    func shown(_ name: String, _ value: JSONSpan) -> MemberChange.Value? { context?.shown(name, value) }

    /// Whether somebody changed a member since the last plan wrote it, as far as it shows.
    func isDrift(_ member: Member, _ value: JSONSpan?, _ context: MergeContext, isFlagged: Bool) -> Bool {
        guard member.isKnown else { return false }
        guard let value, let wrote = member.wrote else { return (value == nil) != (member.wrote == nil) }
        if context.rules.isCredential(member.name), isFlagged || context.hasEncryptedPrefix(value) {
            return false
        }
        return context.fingerprint(member.name, value) != wrote
    }
}

extension MemberChange {
    fileprivate var newFingerprint: Fingerprint? {
        if case .secret(let fingerprint) = new { fingerprint } else { nil }
    }
}
