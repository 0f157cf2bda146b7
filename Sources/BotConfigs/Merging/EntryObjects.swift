import SlotModel

/// A connection's object in the file, and the objects inside it where members of slots stand, open for edits.
struct EntryObjects {
    private struct Spot {
        var object: Int
        var position: Int
    }

    /// The connection's own object first.
    private(set) var edits: [JSONObjectEdit]

    private let file: BotFileReading
    private let rules: MemberRules
    /// By the path inside the connection.
    private var objects: [[String]: Int] = [[]: 0]
    private var spots: [String: Spot] = [:]

    /// - Parameter names: Of members that are looked at; a second one of such a name is a fault.
    init(_ file: BotFileReading, _ entry: JSONMember, _ rules: MemberRules, names: Set<String>)
        throws(Finding)
    {
        guard entry.value.kind == .object else { throw file.notAnObject(entry.value, "'\(entry.name)'") }
        self.file = file
        self.rules = rules
        let members = file.document.members(of: entry.value)
        edits = [JSONObjectEdit(entry.value, members: members)]
        for (position, member) in members.enumerated() where names.contains(member.name) {
            guard rules.path(of: member.name).count == 1 else { continue }
            let spot = Spot(object: 0, position: position)
            guard spots.updateValue(spot, forKey: member.name) == nil else { throw file.duplicate(member) }
        }
        for name in names {
            let path = rules.path(of: name)
            guard path.count > 1, let last = path.last else { continue }
            let (object, missing) = try open(path.dropLast())
            guard missing.isEmpty else { continue }
            let matches = edits[object].members.indices.filter { edits[object].members[$0].name == last }
            if matches.count > 1 { throw file.duplicate(edits[object].members[matches[1]]) }
            if let position = matches.first { spots[name] = Spot(object: object, position: position) }
        }
    }

    /// The member of this name, as the template or `extra:` has it.
    func member(_ name: String) -> JSONMember? {
        spots[name].map { edits[$0.object].members[$0.position] }
    }

    mutating func replace(_ name: String, with tree: JSONTree) {
        guard let spot = spots[name] else { return }
        edits[spot.object].replaced[spot.position] = tree
    }

    mutating func remove(_ name: String) {
        guard let spot = spots[name] else { return }
        edits[spot.object].removed.insert(spot.position)
    }

    mutating func add(_ member: JSONTree.Member) throws(Finding) {
        let path = rules.path(of: member.name)
        guard path.count > 1, let last = path.last else { return edits[0].added.append(member) }
        let (object, missing) = try open(path.dropLast())
        edits[object].added.insert(member.value, at: missing + [last])
    }

    /// The innermost object of a path that is there, and what is missing behind it.
    private mutating func open(_ path: ArraySlice<String>) throws(Finding) -> (object: Int, missing: [String])
    {
        var current = 0
        for (depth, name) in path.enumerated() {
            let walked = Array(path.prefix(depth + 1))
            if let known = objects[walked] {
                current = known
                continue
            }
            guard let member = edits[current].members.first(where: { $0.name == name }) else {
                return (current, Array(path.dropFirst(depth)))
            }
            guard member.value.kind == .object else { throw file.notAnObject(member.value, "'\(name)'") }
            objects[walked] = edits.count
            current = edits.count
            edits.append(
                JSONObjectEdit(member.value, members: file.document.members(of: member.value))
            )
        }
        return (current, [])
    }
}

extension [JSONTree.Member] {
    /// Puts a value at a path, making the objects that lead to it.
    mutating func insert(_ value: JSONTree, at path: [String]) {
        guard let name = path.first else { return }
        guard path.count > 1 else { return append(.init(name: name, value: value)) }
        let rest = Array<String>(path.dropFirst())
        if let position = firstIndex(where: { $0.name == name }),
            case .object(var inner) = self[position].value
        {
            inner.insert(value, at: rest)
            self[position].value = .object(inner)
        } else {
            var inner: [JSONTree.Member] = []
            inner.insert(value, at: rest)
            append(.init(name: name, value: .object(inner)))
        }
    }
}
