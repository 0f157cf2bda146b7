import Cryptography
import Files
import SlotModel

/// What earlier versions kept in `.slots/backups/<bot>/`: the content before the last apply, as it was.
struct FormerBackups {
    /// For the archive of the next revision.
    private(set) var members: [Archive.Member] = []
    /// Their removal, for its transaction.
    private(set) var removals: [FileChange] = []

    /// - Parameter files: That a plan is about; what else lies there stays.
    init(of files: [PlannedFile], in state: Folder, system: FileSystem) {
        guard let top = try? state.names(limit: 100_000).contains("backups"), top else { return }
        for file in files {
            let path = "\(state.path)/backups/\(file.bot.name)/\(file.path)"
            // Only what lies there itself: a link leads to somebody else's file.
            let (folder, name) = RealPath.split(path)
            guard RealPath.of(folder) == folder, let folder = try? Folder(folder, system: system),
                let found = try? folder.read(name, limit: TargetFile.sizeLimit)
            else { continue }
            members.append(.init(name: "backups/\(file.bot.name)/\(file.path)", content: found.content))
            removals.append(FileChange(path, in: folder.path, file: name, before: found, content: nil))
        }
    }
}
