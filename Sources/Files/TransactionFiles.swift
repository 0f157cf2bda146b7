import Locking

/// The files of a transaction, which do not depend on each other: worked on in their order, or side by side.
struct TransactionFiles: Sendable {
    let changes: [FileChange]
    /// Of the same numbers as the changes.
    let entries: [Journal.Entry]
    /// By path.
    let folders: [String: Folder]
    /// The state's folder.
    let state: Folder
    /// Whether several threads take part.
    let isSideBySide: Bool

    /// More than there are cores: most of them wait for the disk.
    var threads: Int { isSideBySide ? 4 : 1 }

    /// - Returns: The name of a target that is not any more what its change was made from.
    func changed() throws(FileError) -> String? { try each(isStill) }

    /// Lets the new files and their targets change names.
    ///
    /// - Returns: The name of a target that somebody wrote meanwhile; others may have moved then.
    func move() throws(FileError) -> String? {
        try each { (number) throws(FileError) in
            let (change, entry) = (changes[number], entries[number])
            guard let folder = folders[entry.folder] else { return true }
            // Once more: what was made from an older content never shows.
            guard try isStill(number) else { return false }
            let isMoved = try writing(change.name) { () throws(SystemError) in try folder.move(entry, state) }
            // And again: what somebody wrote in between is put back instead of being lost.
            return isMoved && (change.before.map { folder.gaveUp($0, at: entry.staged) } ?? true)
        }
    }

    /// Makes the new names survive a power cut.
    ///
    /// A disk that is asked to flush for many folders at a time does it once for all.
    func flushFolders() throws(FileError) {
        let folders = Array(folders.values)
        let flushed = sideBySide(folders.count, inChunksOf: 1, threads: isSideBySide ? 8 : 1) { range in
            Result { () throws(FileError) in
                for folder in folders[range] {
                    try writing(folder.path) { () throws(SystemError) in try folder.flush() }
                }
            }
        }
        for result in flushed { try result.get() }
    }

    /// Removes what lies beside the targets.
    ///
    /// - Returns: What is kept, because nothing else has what it holds, and whether all the rest is gone.
    func removeLeftovers() -> (kept: [KeptFile], isClean: Bool) {
        let ordered = entries.inOrderOfRemoval(\.self)
        // Whether what is written in place was written shows in its contents, for who looks at the others.
        let others = ordered.prefix { !$0.isInPlace }
        let removed =
            sideBySide(others.count, inChunksOf: 4, threads: threads) { range in
                range.map { removeLeftover(of: others[$0]) }
            }.flatMap { $0 } + ordered.dropFirst(others.count).map(removeLeftover)
        return (removed.compactMap(\.kept), removed.allSatisfy(\.isClean))
    }

    private func removeLeftover(of entry: Journal.Entry) -> (kept: KeptFile?, isClean: Bool) {
        do throws(SystemError) {
            return (try folders[entry.folder]?.removeLeftover(of: entry, state), true)
        } catch {
            return (nil, false)
        }
    }

    private func isStill(_ number: Int) throws(FileError) -> Bool {
        let change = changes[number]
        return try reading(change.name) { () throws(SystemError) in
            try folders[change.folder]?.isStill(change) ?? false
        }
    }

    /// Goes over the changes until one of them is not as it should be.
    ///
    /// - Parameter body: Gets a change's number, and says whether its target is as it should be.
    /// - Returns: The name of the first target that is not.
    private func each(_ body: @Sendable (Int) throws(FileError) -> Bool) throws(FileError) -> String? {
        let size = isSideBySide ? 4 : max(changes.count, 1)
        let results = sideBySide(changes.count, inChunksOf: size, threads: threads) { range in
            Result { () throws(FileError) -> Int? in
                for number in range where try !body(number) { return number }
                return nil
            }
        }
        for result in results {
            if let number = try result.get() { return changes[number].name }
        }
        return nil
    }
}
