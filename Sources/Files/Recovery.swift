import Cryptography
import Glibc

/// What a recovery did with a change that was cut off.
package struct Recovered: Equatable, Sendable {
    /// Whether an unfinished transaction is completed or taken back.
    package enum Direction: Sendable {
        /// All files are new.
        case forward
        /// All files are old: none had taken its place, or somebody wrote one of them meanwhile.
        case back
    }

    package var direction: Direction
    /// Absolute paths of files that lie beside a target and are neither ours nor what was there before: what somebody
    /// wrote meanwhile.
    package var kept: [String] = []
}

extension Folder {
    /// Whether a change was cut off, or is being made right now.
    package var hasJournal: Bool {
        get throws(FileError) {
            try reading(path) { () throws(SystemError) in try status(of: Journal.name) != nil }
        }
    }

    /// Finishes a change that was cut off: forward from a whole journal, back from one that only tells of staging.
    ///
    /// Whoever is cut off in it can begin anew. The caller holds the lock.
    ///
    /// - Returns: `nil` when there is nothing to finish.
    package func recover() throws(FileError) -> Recovered? {
        try writing(path + "/" + Journal.name) { () throws(SystemError) in try remove(Journal.name + ".new") }
        guard let file = try read(Journal.name, limit: Journal.sizeLimit) else { return nil }
        guard let journal = Journal(file.bytes) else { throw .brokenJournal(path: path + "/" + Journal.name) }
        guard RealPath.of(journal.home) == RealPath.of(path) else {
            throw .foreignJournal(path: path + "/" + Journal.name, home: journal.home)
        }
        var folders: [String: Folder] = [:]
        for path in Set(journal.entries.map(\.folder)) {
            // One that is gone is gone with everything in it.
            do throws(FileError) { folders[path] = try Folder(path, system: system) } catch {
                guard case .noFolder = error else { throw error }
            }
        }
        folders.waitForOthers()
        let places = journal.entries.compactMap { entry in folders[entry.folder].map { Place(entry, $0) } }
        let recovered =
            journal.phase == .staging ? try withdraw(places) : try finish(places)
        try closeJournal()
        return recovered
    }

    func write(_ journal: Journal) throws(FileError) {
        try replacePrivately(Journal.name, with: Secret(copying: journal.text))
    }

    func closeJournal() throws(FileError) {
        try writing(path + "/" + Journal.name) { () throws(SystemError) in
            try remove(Journal.name)
            try flush()
        }
    }

    private struct Place {
        var entry: Journal.Entry
        var folder: Folder
        var state = MoveState.withdrawn

        init(_ entry: Journal.Entry, _ folder: Folder) { (self.entry, self.folder) = (entry, folder) }
    }

    private func withdraw(_ places: [Place]) throws(FileError) -> Recovered {
        Recovered(direction: .back, kept: try removeLeftovers(of: places))
    }

    /// - Returns: The paths of those that are kept.
    private func removeLeftovers(of places: [Place]) throws(FileError) -> [String] {
        var kept: [String] = []
        for place in places.inOrderOfRemoval(\.entry) {
            let isClean = try writing(place.entry.folder) { () throws(SystemError) in
                try place.folder.removeLeftover(of: place.entry, self)
            }
            if !isClean { kept.append(RealPath.join(place.entry.folder, place.entry.staged)) }
        }
        return kept
    }

    private func finish(_ places: [Place]) throws(FileError) -> Recovered {
        var places = places
        for index in places.indices {
            let place = places[index]
            places[index].state = try writing(place.entry.folder) { () throws(SystemError) in
                try place.folder.state(of: place.entry, self)
            }
        }
        let isFinished = places.contains { $0.state == .finished }
        let isToGoBack = places.contains { $0.state == .withdrawn || $0.state == .disturbed }
        var recovered = Recovered(direction: isToGoBack && !isFinished ? .back : .forward)
        for place in places {
            let folder = place.folder
            try writing(place.entry.folder + "/" + place.entry.target) { () throws(SystemError) in
                switch (recovered.direction, place.state) {
                case (.forward, .waiting): _ = try folder.move(place.entry, self)
                case (.back, _): try folder.moveBack(place.entry, self)
                default: break
                }
                try folder.flush()
            }
        }
        recovered.kept = try removeLeftovers(of: places)
        return recovered
    }

    /// Removes what lies beside a target, unless it is neither the new file nor the old one.
    ///
    /// - Returns: Whether nothing of anybody's lies there any more.
    func removeLeftover(of entry: Journal.Entry, _ state: Folder) throws(SystemError) -> Bool {
        if entry.isInPlace {
            try overwriting(entry, state).removeContents()
            return true
        }
        // Of this name there is only a file that we made; a folder or a pipe is somebody's joke.
        guard let left = try status(of: entry.staged), left.kind == .regular else { return true }
        // Before the new one is complete, nobody knows more of it than its name.
        guard entry.new == nil && !entry.isRemoval || left.identity == entry.new || left.identity == entry.old
        else {
            return false
        }
        try remove(entry.staged)
        return true
    }
}

extension Sequence {
    /// What is written in place comes last: once its contents are gone nothing tells any more whether it was written.
    func inOrderOfRemoval(_ entry: (Element) -> Journal.Entry) -> [Element] {
        filter { !entry($0).isInPlace } + filter { entry($0).isInPlace }
    }
}

extension [String: Folder] {
    /// Lets others finish that change files of the same folders, such as those of another workspace with the same bot.
    ///
    /// Whoever holds a folder's lock for longer may be anybody who can open it, and is passed over: each target is
    /// compared right before its change all the same.
    func waitForOthers() {
        let end = ContinuousClock.now + .seconds(2)
        // In one order, so that two never wait for each other.
        for (_, folder) in sorted(by: { $0.key < $1.key }) {
            while (try? folder.system.lock(folder.descriptor)) == false, ContinuousClock.now < end {
                usleep(20_000)
            }
        }
    }
}
