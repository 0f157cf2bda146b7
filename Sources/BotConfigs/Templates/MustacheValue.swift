import CMustache

/// What a name in a template stands for.
package enum MustacheValue: Sendable {
    /// `false` hides a section; neither prints anything.
    case boolean(Bool)
    case text(String)
    case list([MustacheValue])
    /// Members by name; a dotted name goes from one to the next.
    case object([String: MustacheValue])
    /// Gives the value of a whole name, dots included; `nil` when it has no such name.
    case scope(@Sendable (String) -> MustacheValue?)
}

/// Where a rendering stands: the scopes that it went into, and what it was given there.
///
/// Lives as long as one call of the library, on the calling thread.
final class MustacheScopes {
    private var scopes: [MustacheValue]
    /// The value that was given last on each level.
    private var given: [MustacheValue?] = [nil]
    private let isStrict: Bool
    /// The name that stopped the rendering.
    private(set) var missing: String?

    init(_ root: MustacheValue, isStrict: Bool) {
        scopes = [root]
        self.isStrict = isStrict
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> MustacheScopes {
        guard let context else { preconditionFailure("the library hands back the context that it was given") }
        return Unmanaged<MustacheScopes>.fromOpaque(context).takeUnretainedValue()
    }

    func push(_ index: Int) {
        let value = given[scopes.count - 1]
        if index >= 0, case .list(let items)? = value, items.indices.contains(index) {
            scopes.append(items[index])
        } else {
            scopes.append(value ?? .boolean(false))
        }
        given.append(nil)
    }

    func pop() {
        scopes.removeLast()
        given.removeLast()
    }

    func answer(_ name: UnsafePointer<CChar>?, _ count: Int, _ answer: OpaquePointer?) -> CInt {
        let name = String(decoding: UnsafeRawBufferPointer(start: name, count: count), as: UTF8.self)
        let value = value(of: name)
        given[scopes.count - 1] = value
        switch value {
        case .boolean(let flag)?: return CInt(flag ? slots_mustache_true : slots_mustache_false)
        case .object?, .scope?: return CInt(slots_mustache_true)
        case .list(let items)?:
            slots_mustache_answer_count(answer, items.count)
            return CInt(slots_mustache_list)
        case .text(var text)?:
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    slots_mustache_answer_text(answer, $0.baseAddress, $0.count)
                }
            }
            return CInt(slots_mustache_text)
        case nil:
            guard isStrict else { return CInt(slots_mustache_missing) }
            missing = name
            return CInt(slots_mustache_stop)
        }
    }

    /// The innermost scope that has the name decides; of a dotted name, the one that has its first part.
    private func value(of name: String) -> MustacheValue? {
        if name == "." { return scopes.last }
        for scope in scopes.reversed() {
            switch scope {
            case .scope(let value):
                if let value = value(name) { return value }
            case .object(let members):
                let parts = name.split(separator: ".").map(String.init)
                guard let first = parts.first, let value = members[first] else { continue }
                return parts.dropFirst().reduce(value) { value, part in
                    guard case .object(let inner)? = value else { return nil }
                    return inner[part]
                }
            case .boolean, .text, .list: continue
            }
        }
        return nil
    }
}
