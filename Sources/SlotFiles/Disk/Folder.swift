import Glibc

/// What lies in a folder.
struct FolderEntry: Hashable {
    /// The name's bytes, in whatever encoding.
    var name: [UInt8]
    /// `nil`: look at it.
    var oddity: String?

    /// As it can be printed.
    var text: String { String(decoding: name, as: UTF8.self) }

    func hasEnding(_ ending: String) -> Bool {
        name.count > ending.utf8.count
            && zip(name.suffix(ending.utf8.count), ending.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}

enum Folder {
    /// A folder with more entries is no folder of slots.
    static let maximumEntries = 200_000

    /// The entries but `.` and `..`, in the order of their names' bytes; at most ``maximumEntries`` + 1.
    static func entries(of path: String) throws(FileTrouble) -> [FolderEntry] {
        guard let folder = opendir(path) else {
            if errno == ENOTDIR { throw .notRegular(what: "no folder") }
            throw BoundedFile.trouble(errno, at: Array(path.utf8CString))
        }
        defer { closedir(folder) }
        var entries: [FolderEntry] = []
        while entries.count <= maximumEntries {
            errno = 0
            guard let entry = readdir(folder) else {
                guard errno == 0 else { throw BoundedFile.trouble(errno, at: Array(path.utf8CString)) }
                break
            }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            entries.append(FolderEntry(name: name, oddity: oddity(entry.pointee.d_type)))
        }
        // The dot of the ending sorts before everything, so that `a.yaml` stands before `a-1.yaml`.
        return entries.sorted { left, right in
            left.name.lexicographicallyPrecedes(right.name) { Self.rank($0) < Self.rank($1) }
        }
    }

    private static func rank(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: ".") ? 0 : byte }

    private static func oddity(_ type: UInt8) -> String? {
        switch Int(type) {
        case Int(DT_DIR): "a folder"
        case Int(DT_FIFO): "a named pipe"
        case Int(DT_SOCK): "a socket"
        case Int(DT_CHR), Int(DT_BLK): "a device"
        default: nil
        }
    }
}
