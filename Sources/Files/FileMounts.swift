import Glibc

/// Single files that are mounted somewhere, as containers do it that take one file out of a bot's folder.
///
/// Such a mount stands for the file, not for its name: a file that takes the name's place does not show in it.
package struct FileMounts: Sendable {
    fileprivate struct Mount: Hashable {
        /// Of the file system: `8:1`.
        var device: String
        /// What is mounted, as a path inside the file system.
        var root: String
        /// Where, as the processes see it that share it.
        var point: String
    }

    /// In the order in which they were made: a later one covers an earlier one.
    private var own: [Mount] = []
    private var all: Set<Mount> = []

    /// Those of every process that the system lets us see; mountinfo is described in proc(5).
    package static func seen() -> FileMounts {
        var mounts = FileMounts()
        mounts.own = read(ofProcess: "self")
        mounts.all = Set(mounts.own)
        guard let folder = opendir("/proc") else { return mounts }
        defer { closedir(folder) }
        // Whose namespace it is shows only to whoever may look closer.
        var namespaces = Set([namespace(ofProcess: "self")])
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard UInt32(name) != nil else { continue }
            let namespace = namespace(ofProcess: name)
            guard namespace == nil || namespaces.insert(namespace).inserted else { continue }
            mounts.all.formUnion(read(ofProcess: name))
        }
        return mounts
    }

    /// How a file is mounted by itself where this process sees it.
    package enum MountPoint: Sendable {
        /// What is written here shows wherever the file is seen.
        case ofFile
        /// Another file took the mounted one's name since, and shows nothing of what is written here.
        case ofFormerFile
    }

    /// - Parameter path: Absolute, without links.
    /// - Returns: `nil` where nothing is mounted at the file itself.
    package func mountPoint(at path: String) -> MountPoint? {
        own.last { $0.point == path }.map { $0.root.hasSuffix("//deleted") ? .ofFormerFile : .ofFile }
    }

    /// Where else a file is mounted by itself that is no mount point here.
    ///
    /// - Parameters:
    ///   - file: Its name in the folder.
    ///   - folder: Absolute, without links.
    ///   - former: Only where an older file is mounted, whose place this one took.
    /// - Returns: The mount points, in order.
    package func points(of file: String, in folder: String, former: Bool) -> [String] {
        let around = own.enumerated().max { one, other in
            let (first, second) = (one.element.covers(folder), other.element.covers(folder))
            return first == second ? one.offset < other.offset : first < second
        }?.element
        guard let around, around.covers(folder) > 0 else { return [] }
        let below = folder.utf8.dropFirst(around.point == "/" ? 0 : around.point.utf8.count)
        let inside = (around.root == "/" ? "" : around.root) + (String(below) ?? "")
        let path = RealPath.join(inside.isEmpty ? "/" : inside, file)
        let staged = RealPath.join(inside.isEmpty ? "/" : inside, Journal.mark(of: file))
        return all.filter { mount in
            guard mount.device == around.device else { return false }
            return !former && mount.root == path
                || mount.root.hasPrefix(staged) && mount.root.hasSuffix("//deleted")
        }.map(\.point).sorted()
    }

    private static func namespace(ofProcess id: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/\(id)/ns/mnt", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func read(ofProcess id: String) -> [Mount] {
        guard let folder = try? Folder("/proc/\(id)"),
            let file = try? folder.system.open(folder.descriptor, "mountinfo", .reading)
        else { return [] }
        defer { folder.system.close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        // Nobody has that many mounts; what is longer is not worth the memory.
        while bytes.count < 8 << 20 {
            let count = buffer.withUnsafeMutableBytes { room in
                (try? folder.system.read(file, room, bytes.count)) ?? 0
            }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return parse(bytes)
    }

    /// - Parameter bytes: A line for each mount: `36 35 98:0 /root /point …`.
    private static func parse(_ bytes: [UInt8]) -> [Mount] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
            guard fields.count == 6 else { return nil }
            return Mount(
                device: String(decoding: fields[2], as: UTF8.self),
                root: unescaped(fields[3]),
                point: unescaped(fields[4])
            )
        }
    }

    /// Blanks, tabs, line ends and backslashes stand as `\040` and the like.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
        var rest = field
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension FileMounts.Mount {
    /// How much of a folder's path leads to the mount; zero: the folder lies elsewhere.
    fileprivate func covers(_ folder: String) -> Int {
        if point == "/" { return 1 }
        return folder == point || folder.hasPrefix(point + "/") ? point.utf8.count : 0
    }
}
