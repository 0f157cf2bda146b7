/// Looks at a merged file as if nobody knew how it came about: what was not to change must be the same bytes.
package struct MergeCheck {
    private let before: JSONDocument
    private let list: JSONObjectEdit
    private let entries: [Int: JSONObjectEdit]

    /// - Parameters:
    ///   - list: What changes in the object that holds the entries.
    ///   - entries: What changes inside of entries, by their position in that object.
    package init(before: JSONDocument, list: JSONObjectEdit, entries: [Int: JSONObjectEdit]) {
        self.before = before
        self.list = list
        self.entries = entries
    }

    /// - Parameter path: Leads to the object that holds the entries.
    package func holds(for after: JSONDocument, path: [String]) -> Bool {
        let tail = before.bytes.count - list.object.range.upperBound
        return after.bytes.count >= tail + list.object.range.lowerBound
            && after.bytes.prefix(list.object.range.lowerBound)
                == before.raw(0..<list.object.range.lowerBound)
            && after.bytes.suffix(tail) == before.bytes.suffix(tail)
            && isSame(before.root, after.root, in: after, path: path[...])
    }

    private func isSame(
        _ old: JSONSpan,
        _ new: JSONSpan,
        in after: JSONDocument,
        path: ArraySlice<String>
    ) -> Bool {
        guard let name = path.first else { return isEdited(list, new, in: after, inside: entries) }
        let (left, right) = (before.members(of: old), after.members(of: new))
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { left, right in
            guard before.raw(left.nameRange) == after.raw(right.nameRange) else { return false }
            return left.name == name
                ? isSame(left.value, right.value, in: after, path: path.dropFirst())
                : before.raw(left.value.range) == after.raw(right.value.range)
        }
    }

    /// Whether an object has exactly the planned edits.
    private func isEdited(
        _ edit: JSONObjectEdit,
        _ new: JSONSpan,
        in after: JSONDocument,
        inside: [Int: JSONObjectEdit]
    ) -> Bool {
        let members = after.members(of: new)
        let kept = edit.members.indices.filter { !edit.removed.contains($0) }
        guard new.kind == .object, members.count == kept.count + edit.added.count else { return false }
        for (index, member) in zip(kept, members) {
            guard before.raw(edit.members[index].nameRange) == after.raw(member.nameRange) else {
                return false
            }
            if let tree = edit.replaced[index] {
                guard JSONCanonical.areEqual(member.value, in: after, tree) else { return false }
            } else if let inner = inside[index], !inner.isEmpty {
                guard isEdited(inner, member.value, in: after, inside: [:]) else { return false }
            } else {
                guard before.raw(edit.members[index].value.range) == after.raw(member.value.range) else {
                    return false
                }
            }
        }
        return zip(edit.added, members.dropFirst(kept.count)).allSatisfy { wanted, member in
            wanted.name == member.name && JSONCanonical.areEqual(member.value, in: after, wanted.value)
        }
    }
}
