package import Cryptography

/// Looks at a merged file as if nobody knew how it came about: what was not to change must be the same bytes.
package struct MergeCheck {
    private let before: JSONDocument
    /// By the byte at which the object begins.
    private let edits: [Int: JSONObjectEdit]
    private let starts: [Int]
    /// From the first changed object to the end of the last one.
    private let range: Range<Int>

    /// - Parameter edits: What changes in each object; objects inside each other are allowed.
    package init(before: JSONDocument, edits: [JSONObjectEdit]) {
        self.before = before
        let edits = edits.filter { !$0.isEmpty }
        self.edits = Dictionary(edits.map { ($0.object.range.lowerBound, $0) }) { first, _ in first }
        starts = self.edits.keys.sorted()
        let end = edits.map(\.object.range.upperBound).max() ?? before.bytes.count
        range = (starts.first ?? before.bytes.count)..<end
    }

    /// Whether a merged text is JSON, and differs from the old one in nothing but the planned changes.
    ///
    /// What stands around the innermost object with all changes is compared byte by byte, and that object is read again as a
    /// text of its own: where the old text has a value, any other value leaves it JSON.
    package func holds(for text: SecretText) -> Bool {
        before.bytes.withUnsafeBytes { old in
            let isHeld = { (range: Range<Int>, start: Int) in
                text.holds(UnsafeRawBufferPointer(rebasing: old[range]), at: start)
            }
            guard !edits.isEmpty else { return text.count == old.count && isHeld(old.indices, 0) }
            let (object, depth) = innermost
            let tail = object.range.upperBound..<old.count
            let (start, end) = (object.range.lowerBound, text.count - tail.count)
            guard text.count <= JSONDocument.maximumSize, start < end, isHeld(0..<start, 0), isHeld(tail, end)
            else { return false }
            var bytes = text.part(start..<end).withBytes { Array($0) }
            defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
            guard let after = try? JSONDocument(bytes, maximumDepth: JSONDocument.maximumDepth - depth),
                after.root.range == bytes.indices
            else { return false }
            return isSame(object, after.root, in: after)
        }
    }

    /// The innermost value that all objects that change lie in, and how many lie around it.
    private var innermost: (value: JSONSpan, depth: Int) {
        var (value, depth) = (before.root, 0)
        while edits[value.range.lowerBound] == nil,
            let inner = before.members(of: value).first(where: { holdsAllEdits($0.value.range) })
        {
            (value, depth) = (inner.value, depth + 1)
        }
        return (value, depth)
    }

    private func holdsAllEdits(_ outer: Range<Int>) -> Bool {
        outer.lowerBound <= range.lowerBound && range.upperBound <= outer.upperBound
    }

    private func isSame(_ old: JSONSpan, _ new: JSONSpan, in after: JSONDocument) -> Bool {
        if let edit = edits[old.range.lowerBound] { return isEdited(edit, new, in: after) }
        guard holdsEdit(old.range) else { return before.holds(old.range, asIn: after, new.range) }
        guard old.kind == .object, new.kind == .object else { return false }
        let (left, right) = (before.members(of: old), after.members(of: new))
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { left, right in
            before.holds(left.nameRange, asIn: after, right.nameRange)
                && isSame(left.value, right.value, in: after)
        }
    }

    /// Whether an object that changes lies in a range; they are sorted.
    private func holdsEdit(_ range: Range<Int>) -> Bool {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < starts.count && starts[low] < range.upperBound
    }

    /// Whether an object has exactly the planned edits.
    private func isEdited(_ edit: JSONObjectEdit, _ new: JSONSpan, in after: JSONDocument) -> Bool {
        let members = after.members(of: new)
        let kept = edit.members.indices.lazy.filter { !edit.removed.contains($0) }
        let keptCount = edit.members.count - edit.removed.count
        guard new.kind == .object, members.count == keptCount + edit.added.count else { return false }
        for (index, member) in zip(kept, members) {
            guard before.holds(edit.members[index].nameRange, asIn: after, member.nameRange) else {
                return false
            }
            if let tree = edit.replaced[index] {
                guard JSONCanonical.areEqual(member.value, in: after, tree) else { return false }
            } else {
                guard isSame(edit.members[index].value, member.value, in: after) else { return false }
            }
        }
        return zip(edit.added, members.dropFirst(keptCount)).allSatisfy { wanted, member in
            wanted.name == member.name && JSONCanonical.areEqual(member.value, in: after, wanted.value)
        }
    }
}
