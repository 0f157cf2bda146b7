import Cryptography
import Locking

extension TransactionFiles {
    /// Files that are written and not flushed yet, at most; each stays open until it is.
    private static let filesAtOnce = 8
    private static let bytesAtOnce = 8 << 20

    /// Writes the new files beside their targets, flushes them, and reads them back.
    ///
    /// Several are written before the first of them is waited for: a disk takes many files in hardly more time than one.
    ///
    /// - Returns: The new files, by the number of their change.
    /// - Throws: ``FileError`` of the first change that failed; files may have been made of others.
    func stage() throws(FileError) -> [Int: FileStatus.Identity] {
        let batches = batches
        let staged = sideBySide(batches.count, inChunksOf: 1, threads: threads) { range in
            range.map { number in
                Result { () throws(FileError) in try stage(batches[number]) }
            }
        }
        var new: [Int: FileStatus.Identity] = [:]
        for result in staged.joined() { new.merge(try result.get()) { first, _ in first } }
        return new
    }

    /// The numbers of the changes that make a file, in batches; side by side the largest come first, so that nobody waits for
    /// one that began last.
    private var batches: [[Int]] {
        var numbers = changes.indices.filter { changes[$0].content != nil }
        if isSideBySide { numbers.sort { (size($0), $1) > (size($1), $0) } }
        var batches: [[Int]] = []
        var bytes = 0
        for number in numbers {
            if let last = batches.last, last.count < Self.filesAtOnce,
                bytes + size(number) <= Self.bytesAtOnce
            {
                batches[batches.count - 1].append(number)
            } else {
                batches.append([number])
                bytes = 0
            }
            bytes += size(number)
        }
        return batches
    }

    private func size(_ number: Int) -> Int { changes[number].content?.count ?? 0 }

    private func stage(_ batch: [Int]) throws(FileError) -> [Int: FileStatus.Identity] {
        var made: [(number: Int, folder: Folder, descriptor: Int32)] = []
        defer { for file in made { file.folder.system.close(file.descriptor) } }
        for number in batch {
            let (change, entry) = (changes[number], entries[number])
            guard let folder = folders[entry.folder], let content = change.content else { continue }
            if entry.isInPlace {
                try folder.overwriting(entry, state).stage(content, of: change)
                continue
            }
            let descriptor = try writing(change.name) { () throws(SystemError) in
                try folder.make(entry.staged) { (descriptor) throws(SystemError) in
                    try folder.system.write(content, to: descriptor)
                    try folder.adopt(change, descriptor)
                }
            }
            made.append((number, folder, descriptor))
            if batch.count > 1 { folder.system.startFlush(descriptor) }
        }
        var new: [Int: FileStatus.Identity] = [:]
        for (number, folder, descriptor) in made {
            let (change, entry) = (changes[number], entries[number])
            let status = try writing(change.name) { () throws(SystemError) in
                try folder.system.flush(descriptor)
                return try folder.system.status(descriptor)
            }
            // Read back here, where nobody else writes: in its place somebody may write to it at once.
            let isWritten = try reading(change.name) { () throws(SystemError) in
                try change.content.map { (content) throws(SystemError) in
                    try folder.holds(content, at: entry.staged)
                }
            }
            guard isWritten == true else { throw .notAsWritten(path: change.name) }
            new[number] = status.identity
        }
        return new
    }
}
