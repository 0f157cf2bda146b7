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
    package var kept: [KeptFile] = []

    /// Whether all files are what the direction says; what was written in place and is gone may be neither.
    package var isWhole: Bool { kept.allSatisfy { $0.content == .somebodys } }
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
        guard let owner = try status(of: Journal.name, shown: path + "/" + Journal.name)?.owner else {
            return nil
        }
        guard owner == geteuid() else {
            throw .strangersJournal(path: path + "/" + Journal.name, owner: owner)
        }
        guard let file = try read(Journal.name, limit: Journal.sizeLimit), file.status.owner == owner
        else { return nil }
        guard let journal = Journal(file.bytes, in: path) else {
            throw .brokenJournal(path: path + "/" + Journal.name)
        }
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
        var recovered =
            journal.phase == .staging ? try withdraw(places) : try finish(places)
        for entry in journal.entries where entry.isInPlace && folders[entry.folder] == nil {
            recovered.kept += try abandon(entry, journal.phase)
        }
        try closeJournal()
        return recovered
    }

    func write(_ journal: Journal) throws(FileError) {
        try replace(Journal.name, with: Secret(copying: journal.text), isGivenAway: false)
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

    /// Of a mounted file whose folder is gone, the contents wait here all the same.
    private func abandon(_ entry: Journal.Entry, _ phase: Journal.Phase) throws(FileError) -> [KeptFile] {
        let overwriting = Overwriting(entry: entry, folder: nil, state: self)
        return try writing(path) { () throws(SystemError) in
            if phase == .moving { try overwriting.rescue() }
            return try overwriting.removeContents().map { [$0] } ?? []
        }
    }

    private func removeLeftovers(of places: [Place]) throws(FileError) -> [KeptFile] {
        var kept: [KeptFile] = []
        for place in places.inOrderOfRemoval(\.entry) {
            let left = try writing(place.entry.folder) { () throws(SystemError) in
                try place.folder.removeLeftover(of: place.entry, self)
            }
            if let left { kept.append(left) }
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
        if recovered.direction == .forward, try !move(places), !isFinished { recovered.direction = .back }
        if recovered.direction == .back {
            for place in places {
                try changing(place) { () throws(SystemError) in try place.folder.moveBack(place.entry, self) }
            }
        }
        recovered.kept = try removeLeftovers(of: places)
        return recovered
    }

    /// - Returns: `false` when somebody wrote one of them since it was looked at.
    private func move(_ places: [Place]) throws(FileError) -> Bool {
        var areOurs = true
        for place in places {
            try changing(place) { () throws(SystemError) in
                if place.state == .waiting, try !place.folder.move(place.entry, self) { areOurs = false }
            }
        }
        return areOurs
    }

    private func changing(_ place: Place, _ body: () throws(SystemError) -> Void) throws(FileError) {
        try writing(place.entry.folder + "/" + place.entry.target) { () throws(SystemError) in
            try body()
            try place.folder.flush()
        }
    }

    /// Removes what lies beside a target, unless it is neither the new file nor the old one.
    ///
    /// - Returns: What of anybody's lies there still.
    func removeLeftover(of entry: Journal.Entry, _ state: Folder) throws(SystemError) -> KeptFile? {
        if entry.isInPlace { return try overwriting(entry, state).removeContents() }
        // Of this name there is only a file that we made; a folder or a pipe is somebody's joke.
        guard let left = try status(of: entry.staged), left.kind == .regular else { return nil }
        // Before the new one is complete, nobody knows more of it than its name.
        guard entry.new == nil && !entry.isRemoval || left.identity == entry.new || left.identity == entry.old
        else {
            return KeptFile(RealPath.join(entry.folder, entry.staged), .somebodys)
        }
        try remove(entry.staged)
        return nil
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
