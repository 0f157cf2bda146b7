import Cryptography
import Glibc

/// Where the two files of a journal's entry stand.
enum MoveState {
    /// The new one waits beside its target.
    case waiting
    /// The new one has the target's name, and the old one, if there was one, lies beside it.
    case moved
    /// The new one is in its place, and the old one is gone.
    case finished
    /// The new one is gone, and the old one stands where it stood: the change was being taken back.
    case withdrawn
    /// Somebody wrote where the old one stood, before or while the two changed names.
    case disturbed
}

extension Folder {
    /// - Parameter state: The state's folder.
    func state(of entry: Journal.Entry, _ state: Folder) throws(SystemError) -> MoveState {
        if entry.isInPlace { return try overwriting(entry, state).moveState }
        try restoreName(entry)
        let target = try status(of: entry.target)?.identity
        let staged = try status(of: entry.staged)?.identity
        if entry.isRemoval {
            if let staged { return staged == entry.old ? .moved : .disturbed }
            return target == entry.old ? .waiting : target == nil ? .finished : .disturbed
        }
        guard let new = entry.new else { return .withdrawn }
        if let staged, staged.isSameFile(as: new) { return target == entry.old ? .waiting : .disturbed }
        if let staged { return staged == entry.old ? .moved : .disturbed }
        if entry.old == nil {
            if let target, target.isSameFile(as: new) { return .moved }
            return target == nil ? .withdrawn : .finished
        }
        return target == entry.old ? .withdrawn : .finished
    }

    /// Lets the new file and its target change names, or gives it the name that nobody has.
    ///
    /// Of a removal, the target gets the name that the new file would have had.
    ///
    /// - Returns: `false` when the target came or went meanwhile, or one that is written in place changed.
    func move(_ entry: Journal.Entry, _ state: Folder) throws(SystemError) -> Bool {
        if entry.isInPlace { return try overwriting(entry, state).write() }
        do throws(SystemError) {
            if entry.isRemoval {
                try rename(entry.target, to: entry.staged, .toNewName)
                return true
            }
            let renaming: FileSystem.Renaming = entry.old == nil ? .toNewName : .exchanging
            try system.rename(descriptor, entry.staged, entry.target, renaming)
            return true
        } catch {
            switch error.code {
            case EEXIST where entry.old == nil, ENOENT where entry.old != nil: return false
            case EINVAL, ENOSYS: return try moveByLink(entry)
            default: throw error
            }
        }
    }

    /// For file systems that cannot exchange names: the same in three steps, with a second name for the old file.
    private func moveByLink(_ entry: Journal.Entry) throws(SystemError) -> Bool {
        guard entry.old != nil else {
            do throws(SystemError) { try system.link(descriptor, entry.staged, entry.target) } catch {
                guard error.code == EEXIST else { throw error }
                return false
            }
            try system.remove(descriptor, entry.staged)
            return true
        }
        do throws(SystemError) { try system.link(descriptor, entry.target, entry.spare) } catch {
            guard error.code == EPERM || error.code == ENOTSUP else { throw error }
            // Neither that: what was there is gone at once, and the change can only go forward.
            try system.rename(descriptor, entry.staged, entry.target, .replacing)
            return true
        }
        try system.rename(descriptor, entry.staged, entry.target, .replacing)
        try system.rename(descriptor, entry.spare, entry.staged, .replacing)
        return true
    }

    /// Finishes, or undoes, a ``moveByLink(_:)`` that was cut off.
    private func restoreName(_ entry: Journal.Entry) throws(SystemError) {
        guard try status(of: entry.spare) != nil else {
            // The first of two names of a new file.
            if entry.old == nil, let new = entry.new, let staged = try status(of: entry.staged),
                let target = try status(of: entry.target),
                staged.identity.isSameFile(as: new), target.identity.isSameFile(as: new)
            {
                try remove(entry.staged)
            }
            return
        }
        if try status(of: entry.staged) == nil {
            try system.rename(descriptor, entry.spare, entry.staged, .replacing)
        } else {
            try remove(entry.spare)
        }
    }

    /// Gives the target back what a move took out of it, where one did.
    func moveBack(_ entry: Journal.Entry, _ state: Folder) throws(SystemError) {
        if entry.isInPlace { return try overwriting(entry, state).writeBack() }
        try restoreName(entry)
        if entry.isRemoval {
            guard try status(of: entry.staged) != nil else { return }
            // Somebody made a new one meanwhile: the newest is what has to stay.
            guard try status(of: entry.target) == nil else { return }
            return try rename(entry.staged, to: entry.target, .toNewName)
        }
        guard let new = entry.new, let target = try status(of: entry.target),
            target.identity.isSameFile(as: new)
        else { return }
        guard entry.old != nil else {
            // Where somebody wrote into the new file, it is theirs by now.
            guard target.identity == new else { return }
            return try rename(entry.target, to: entry.staged, .toNewName)
        }
        try exchange(entry)
        // Somebody wrote once more while the new one was in its place: the newest is what has to stay.
        if let out = try status(of: entry.staged)?.identity, out != new { try exchange(entry) }
    }

    func overwriting(_ entry: Journal.Entry, _ state: Folder) -> Overwriting {
        Overwriting(entry: entry, folder: self, state: state)
    }

    private func exchange(_ entry: Journal.Entry) throws(SystemError) {
        try rename(entry.staged, to: entry.target, .exchanging)
    }

    private func rename(
        _ from: String,
        to: String,
        _ renaming: FileSystem.Renaming
    ) throws(SystemError) {
        do throws(SystemError) { try system.rename(descriptor, from, to, renaming) } catch {
            guard error.code == EINVAL || error.code == ENOSYS else { throw error }
            try system.rename(descriptor, from, to, .replacing)
        }
    }

    /// Gives a new file the mode, owner, group and extended attributes (access lists among them) that it is to have.
    func adopt(_ change: FileChange, _ descriptor: Int32) throws(SystemError) {
        guard let before = change.before?.status else { return try system.setMode(descriptor, change.mode) }
        let own = try system.status(descriptor)
        if own.owner != before.owner || own.group != before.group {
            do throws(SystemError) { try system.setOwner(descriptor, before.owner, before.group) } catch {
                if change.mustKeepOwner { throw error }
                // The system lets us give away a group that we are in.
                try? system.setOwner(descriptor, .max, before.group)
            }
        }
        let old = try system.open(self.descriptor, change.file, .reading)
        defer { system.close(old) }
        try system.copyAttributes(old, descriptor)
        // After the change of owner, which clears the set-user bits.
        try system.setMode(descriptor, change.mode)
        let status = try system.status(descriptor)
        guard status.mode == change.mode, !change.mustKeepOwner || status.owner == before.owner else {
            throw SystemError(code: EPERM)
        }
    }

    /// Whether a move took out of a target what was found there, and nothing newer.
    func gaveUp(_ before: FoundFile, at staged: String) -> Bool {
        if let status = try? status(of: staged), status.kind == .regular {
            return holds(before, at: staged)
        }
        return true
    }

    /// Whether a name still stands for what was found there.
    func holds(_ before: FoundFile, at file: String) -> Bool {
        (try? holds(SecretText(before.content), at: file)) ?? false
    }
}

extension Journal.Entry {
    /// A second name of the old file, where names cannot be exchanged.
    var spare: String { staged + "o" }
}
