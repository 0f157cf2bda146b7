package import BotConfigs
package import Files
import Glibc
package import SlotModel

/// The clock by which a bot that is saving its file right now is waited for.
package struct SaveWait: Sendable {
    /// Nanoseconds since the Unix epoch.
    package var now: @Sendable () -> Int64
    package var pause: @Sendable (Duration) -> Void

    package init(now: @escaping @Sendable () -> Int64, pause: @escaping @Sendable (Duration) -> Void) {
        (self.now, self.pause) = (now, pause)
    }

    package static let live = SaveWait(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        },
        pause: { usleep(useconds_t($0 / .microseconds(1))) }
    )

    /// How long after its last change a file that does not parse may be one that is being saved.
    private static let limit: Int64 = 1_000_000_000
    private static let interval = Duration.milliseconds(20)

    func isFresh(_ status: FileStatus) -> Bool {
        let (age, isBeyond) = now().subtractingReportingOverflow(status.identity.modified)
        return !isBeyond && abs(age) < Self.limit
    }

    /// Reads once more, at most for a second, while the file does not parse and was changed a moment ago.
    fileprivate func read(
        _ file: BotTemplate.File,
        _ look: () throws(FileError) -> TargetFile
    ) throws(FileError) -> (TargetFile, ExistingFile?) {
        for _ in 0..<50 {
            let target = try look()
            guard let found = target.existing else { return (target, nil) }
            let existing = ExistingFile(found.content, file, name: target.name)
            guard isFresh(found.status), !existing.isWhole else { return (target, existing) }
            pause(Self.interval)
        }
        let target = try look()
        return (target, target.existing.map { ExistingFile($0.content, file, name: target.name) })
    }
}

extension TargetFile {
    /// Looks at a bot's file, which its bot may be saving right now by cutting it to nothing first: what does not parse a
    /// moment after it was changed is read again for up to a second.
    ///
    /// - Parameter file: What the template says of it.
    /// - Returns: With what it holds, parsed once for all; `nil` when there is no file.
    package static func look(
        at path: String,
        name: String,
        as file: BotTemplate.File,
        _ wait: SaveWait,
        _ seen: SeenFiles = SeenFiles()
    ) throws(FileError) -> (target: TargetFile, existing: ExistingFile?) {
        try wait.read(file) { () throws(FileError) in try look(at: path, name: name, seen) }
    }
}
