import BotConfigs

extension [Revision] {
    /// What several revisions changed together, by file: a member that came and went again is not told.
    ///
    /// - Returns: A file of the first revision that changed it, with the changes of all; files without any are left out.
    package var difference: [Revision.File] {
        var files: [Revision.File] = []
        for file in flatMap(\.files) {
            guard let index = files.firstIndex(where: { $0.bot == file.bot && $0.path == file.path }) else {
                files.append(file)
                continue
            }
            files[index].changes += file.changes
            files[index].after = file.after
            files[index].ownedAfter = file.ownedAfter
        }
        for index in files.indices { files[index].changes = files[index].changes.together }
        // Where the file is the same at both ends, what went on in between is no difference.
        return files.filter { !$0.changes.isEmpty && $0.before != $0.after }.map(\.withMembersOnly)
    }
}

extension Revision.File {
    /// Without the whole file as a change of its own, where its members tell what became of it; that it goes is told.
    fileprivate var withMembersOnly: Revision.File {
        guard after != nil, changes.contains(where: { !$0.path.isEmpty }) else { return self }
        var file = self
        file.changes.removeAll { $0.path.isEmpty }
        return file
    }

    /// The way back.
    package var reversed: Revision.File {
        var file = self
        (file.before, file.after) = (after, before)
        (file.ownedBefore, file.ownedAfter) = (ownedAfter, ownedBefore)
        file.changes = changes.map { change in
            let kind: MemberChange.Kind =
                switch change.kind {
                case .add: .remove
                case .update: .update
                case .remove: .add
                }
            return MemberChange(
                path: change.path,
                kind: kind,
                old: change.new,
                new: change.old,
                slot: change.slot
            )
        }
        return file
    }
}

extension [MemberChange] {
    /// Changes one after the other, as one for each member.
    fileprivate var together: [MemberChange] {
        var changes: [MemberChange?] = []
        var places: [[String]: Int] = [:]
        for change in self {
            guard let place = places[change.path], let earlier = changes[place] else {
                places[change.path] = changes.count
                changes.append(change)
                continue
            }
            changes[place] = earlier.followed(by: change)
        }
        return changes.compactMap(\.self)
    }
}

extension MemberChange {
    /// - Returns: `nil` when all is as it was.
    fileprivate func followed(by later: MemberChange) -> MemberChange? {
        let kind: Kind
        switch (self.kind == .add, later.kind == .remove) {
        case (true, true): return nil
        case (true, false): kind = .add
        case (false, true): kind = .remove
        case (false, false):
            if let old, old == later.new { return nil }
            kind = .update
        }
        return MemberChange(path: path, kind: kind, old: old, new: later.new, slot: later.slot ?? slot)
    }
}
