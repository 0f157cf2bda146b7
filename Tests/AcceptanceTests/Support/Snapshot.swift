import Foundation
import Glibc

/// Everything below a folder: names, kinds, modes, owners, times and bytes.
struct Snapshot: Equatable, CustomStringConvertible {
    struct Entry: Equatable {
        var mode: UInt32
        var owner: UInt32
        var group: UInt32
        var inode: UInt64
        var seconds: Int
        var nanoseconds: Int
        /// Of a file; the target of a link.
        var bytes: Data?
    }

    private(set) var entries: [String: Entry] = [:]

    /// - Parameter leavingOut: Names directly below the folder.
    init(of folder: URL, leavingOut: Set<String> = []) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard let first = name.split(separator: "/").first, !leavingOut.contains(String(first)) else {
                continue
            }
            let path = folder.path + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            var entry = Entry(
                mode: status.st_mode,
                owner: status.st_uid,
                group: status.st_gid,
                inode: UInt64(status.st_ino),
                seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec,
                bytes: nil
            )
            switch status.st_mode & S_IFMT {
            case S_IFREG: entry.bytes = try? Data(contentsOf: URL(fileURLWithPath: path))
            case S_IFLNK:
                entry.bytes = Data(try FileManager.default.destinationOfSymbolicLink(atPath: path).utf8)
            case S_IFDIR: (entry.seconds, entry.nanoseconds) = (0, 0)
            default: break
            }
            entries[name] = entry
        }
    }

    /// What differs between two snapshots, by name.
    func differences(to other: Snapshot) -> [String] {
        Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }.sorted()
    }

    var description: String { entries.keys.sorted().joined(separator: "\n") }
}
