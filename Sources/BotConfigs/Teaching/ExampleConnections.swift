import SlotModel

/// Where an example file keeps its connections.
struct ExampleConnections: Sendable {
    /// One of them.
    struct Connection: Sendable {
        /// Its name in the file; empty for the one of a file that holds a single one.
        var name: String
        var members: [ExampleMember]
    }

    enum Layout: Sendable, Equatable {
        /// The members stand at the top.
        case single
        /// An object with one object for each connection: the names that lead to it.
        case object([String])
        /// A list of them: the names that lead to it.
        case list([String])
        /// Variables that begin with what the connection is called.
        case variables
    }

    var layout: Layout
    var connections: [Connection]
    /// Names beside the connections that are none.
    var others: [String] = []

    /// - Returns: `nil` where nothing looks like a key and its secret.
    init?(_ document: JSONDocument) {
        guard let best = Search(document).best else { return nil }
        self = best
    }

    /// - Parameter document: With no endings: all of its variables.
    init?(_ document: EnvDocument) {
        var found: [String: [ExampleMember]] = [:]
        var order: [String] = []
        for member in document.members(of: document.root) where SoundsLike.isShowable(member.name) {
            guard let (prefix, ending) = Self.parts(of: member.name) else { continue }
            if found[prefix] == nil { order.append(prefix) }
            found[prefix, default: []].append(ExampleMember([ending], member.value, in: document))
        }
        let whole = order.filter { (found[$0] ?? []).holdKeyAndSecret }
        // One that begins with no exchange is a name of the bot's own: BOT_API_KEY.
        let isNamed = whole.count > 1 || whole.contains { !$0.isEmpty && ExchangeWord($0) != nil }
        guard let first = whole.first else { return nil }
        if isNamed {
            layout = .variables
            connections = whole.filter { !$0.isEmpty }.map { Connection(name: $0, members: found[$0] ?? []) }
        } else {
            layout = .single
            let prefix = first.isEmpty ? "" : first + "_"
            let own = (found[first] ?? []).map {
                ExampleMember([prefix + $0.name], $0.value, in: document, as: $0.source)
            }
            let rest = first.isEmpty ? [] : found[""] ?? []
            connections = [Connection(name: "", members: own + rest)]
        }
    }

    /// `BITGET_API_KEY`: the connection and its member, by the longest ending that says something.
    private static func parts(of name: String) -> (prefix: String, ending: String)? {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        for start in words.indices {
            let ending = words[start...].joined(separator: "_")
            guard
                SoundsLike.source(ending) != nil || SoundsLike.isSwitch(ending)
                    || SoundsLike.isFuturesFlag(ending)
            else { continue }
            return (words[..<start].joined(separator: "_"), ending)
        }
        return nil
    }
}

extension [ExampleMember] {
    /// Whether a key and what signs with it are among them.
    var holdKeyAndSecret: Bool {
        let fields = Set(
            compactMap { $0.value.kind == .string || $0.value.kind == .null ? $0.source?.credential : nil }
        )
        return (fields.contains(.key) && fields.contains(.secret))
            || (fields.contains(.privateKey) && !fields.isDisjoint(with: [.apiWallet, .mainWallet, .key]))
    }
}

/// Looks for connections in a JSON text.
private struct Search {
    private enum Step: Hashable {
        case name(String)
        case index
    }

    /// An object with a key and its secret among its own members.
    private struct Core {
        var path: [Step]
        /// The objects on the way, the root first and its own last.
        var objects: [JSONSpan]
    }

    private static let deepest = 8
    private static let mostMembers = 200_000
    private let document: JSONDocument
    private var cores: [Core] = []
    private var seen = 0

    init(_ document: JSONDocument) {
        self.document = document
        look(at: document.root, [])
    }

    private mutating func look(at value: JSONSpan, _ path: [Step], _ above: [JSONSpan] = []) {
        let objects = above + [value]
        guard path.count <= Self.deepest, seen <= Self.mostMembers else { return }
        if value.kind == .list {
            for element in document.elements(of: value) where element.kind == .object {
                look(at: element, path + [.index], objects)
            }
            return
        }
        let members = document.members(of: value)
        seen += members.count
        let own = members.filter { ![.object, .list].contains($0.value.kind) }
            .map { ExampleMember([$0.name], $0.value, in: document) }
        if own.holdKeyAndSecret { cores.append(Core(path: path, objects: objects)) }
        for member in members where [.object, .list].contains(member.value.kind) {
            look(at: member.value, path + [.name(member.name)], objects)
        }
    }

    /// The place with the most connections; of several, the first.
    var best: ExampleConnections? {
        var groups: [(container: [Step], cores: [(core: Core, path: [Step])])] = []
        for core in cores {
            var path = core.path
            while case .name(let name)? = path.last, SoundsLike.isPart(name) { path.removeLast() }
            let container = Array(path.dropLast())
            let isAlone = path.isEmpty
            if !isAlone,
                let index = groups.firstIndex(where: {
                    $0.container == container && !$0.cores.contains { $0.path.isEmpty }
                })
            {
                groups[index].cores.append((core, path))
            } else {
                groups.append((container, [(core, path)]))
            }
        }
        guard let most = groups.map(\.cores.count).max(),
            let group = groups.first(where: { $0.cores.count == most })
        else { return nil }
        return layout(of: group.container, group.cores)
    }

    private func layout(of container: [Step], _ found: [(core: Core, path: [Step])]) -> ExampleConnections? {
        guard let first = found.first else { return nil }
        let names = container.compactMap { if case .name(let name) = $0 { name } else { nil } }
        // Nothing inside of a list, or below a name that may be anything, can be pointed at.
        guard names.count == container.count, names.allSatisfy(SoundsLike.isShowable) else { return nil }
        guard case .name(let name)? = first.path.last else {
            if first.path.isEmpty { return single(first.core) }
            return ExampleConnections(layout: .list(names), connections: connections(found))
        }
        let isOneOfSeveral =
            found.count > 1 || ExchangeWord(name) != nil
            || names.last.map { $0.lowercased().hasSuffix("s") } == true
        guard isOneOfSeveral else { return single(first.core) }
        let object = first.core.objects[container.count]
        let own = Set(
            found.compactMap { found -> String? in
                if case .name(let name)? = found.path.last { name } else { nil }
            }
        )
        return ExampleConnections(
            layout: .object(names),
            connections: connections(found),
            others: document.members(of: object).map(\.name).filter { !own.contains($0) }
        )
    }

    private func connections(_ found: [(core: Core, path: [Step])]) -> [ExampleConnections.Connection] {
        found.map { core, path in
            let name = if case .name(let name)? = path.last { name } else { "" }
            let object = core.objects[path.count]
            let inner = core.path.dropFirst(path.count).compactMap { step -> String? in
                if case .name(let name) = step { name } else { nil }
            }
            return .init(
                name: name,
                members: nearestFirst(exampleMembers(of: object, in: document), Array(inner))
            )
        }
    }

    /// The core's members, and those that stand beside what leads to it.
    private func single(_ core: Core) -> ExampleConnections? {
        let path = core.path.compactMap { if case .name(let name) = $0 { name } else { nil } }
        guard path.count == core.path.count, path.allSatisfy(SoundsLike.isShowable) else { return nil }
        var members = exampleMembers(of: core.objects[path.count], in: document).map {
            ExampleMember(path + $0.path, $0.value, in: document)
        }
        for depth in path.indices.reversed() {
            members += exampleMembers(of: core.objects[depth], in: document, levels: 1).map {
                ExampleMember(path.prefix(depth) + $0.path, $0.value, in: document)
            }
        }
        return ExampleConnections(layout: .single, connections: [.init(name: "", members: members)])
    }

    /// Members of the object with the key before those of other objects, which may be about something else.
    private func nearestFirst(_ members: [ExampleMember], _ core: [String]) -> [ExampleMember] {
        let isNear = { (member: ExampleMember) in member.path.dropLast().elementsEqual(core) }
        return members.filter(isNear) + members.filter { !isNear($0) }
    }
}

extension ExampleConnections {
    fileprivate init(layout: Layout, connections: [Connection], others: [String] = []) {
        (self.layout, self.connections, self.others) = (layout, connections, others)
    }
}
