import Cryptography
import Glibc

/// What a recovery did with a change that was cut off.
package struct Recovered: Equatable, Sendable {
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
        let places = try journal.entries.map { (entry) throws(FileError) in try Place(entry, system) }
            .filter { $0.folder != nil }
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
        /// `nil`: gone since, and everything in it.
        var folder: Folder?
        var state = MoveState.withdrawn

        init(_ entry: Journal.Entry, _ system: FileSystem) throws(FileError) {
            self.entry = entry
            do throws(FileError) { folder = try Folder(entry.folder, system: system) } catch {
                guard case .noFolder = error else { throw error }
            }
        }
    }

    private func withdraw(_ places: [Place]) throws(FileError) -> Recovered {
        for place in places {
            try writing(place.entry.folder) { () throws(SystemError) in
                // Of this name there is only what we made; a folder or a pipe is somebody's joke.
                if try place.folder?.status(of: place.entry.staged)?.kind == .regular {
                    try place.folder?.remove(place.entry.staged)
                }
            }
        }
        return Recovered(direction: .back)
    }

    private func finish(_ places: [Place]) throws(FileError) -> Recovered {
        var places = places
        for index in places.indices {
            let place = places[index]
            places[index].state = try writing(place.entry.folder) { () throws(SystemError) in
                try place.folder?.state(of: place.entry) ?? .withdrawn
            }
        }
        let isFinished = places.contains { $0.state == .finished }
        let isToGoBack = places.contains { $0.state == .withdrawn || $0.state == .disturbed }
        var recovered = Recovered(direction: isToGoBack && !isFinished ? .back : .forward)
        for place in places {
            guard let folder = place.folder else { continue }
            try writing(place.entry.folder + "/" + place.entry.target) { () throws(SystemError) in
                switch (recovered.direction, place.state) {
                case (.forward, .waiting): _ = try folder.move(place.entry)
                case (.back, _): try folder.moveBack(place.entry)
                default: break
                }
                try folder.flush()
            }
        }
        for place in places {
            guard let folder = place.folder else { continue }
            let isClean = try writing(place.entry.folder) { () throws(SystemError) in
                try folder.removeLeftover(of: place.entry)
            }
            if !isClean { recovered.kept.append(place.entry.folder + "/" + place.entry.staged) }
        }
        return recovered
    }

    /// Removes what lies beside a target, unless it is neither the new file nor the old one.
    ///
    /// - Returns: Whether nothing lies there any more.
    private func removeLeftover(of entry: Journal.Entry) throws(SystemError) -> Bool {
        guard let left = try status(of: entry.staged)?.identity else { return true }
        guard left == entry.new || left == entry.old else { return false }
        try remove(entry.staged)
        return true
    }
}
