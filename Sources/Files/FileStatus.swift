import Glibc

/// What the system tells of a file or folder.
package struct FileStatus: Hashable, Sendable {
    /// What stands at a path, its links not followed.
    package enum Kind: Sendable { case regular, folder, link, pipe, socket, device }

    /// What stays the same while nobody replaces or writes a file of a folder, also over a restart of the machine.
    ///
    /// The device is not part of it: overlayfs, btrfs and others get another number each time they are mounted.
    package struct Identity: Hashable, Sendable {
        package var inode: UInt64
        /// Bytes.
        package var size: Int64
        /// Of the last change of the content: nanoseconds since the Unix epoch; wraps around beyond 1678 to 2262.
        package var modified: Int64

        package init(inode: UInt64, size: Int64, modified: Int64) {
            (self.inode, self.size, self.modified) = (inode, size, modified)
        }

        /// Whether both are one file, whatever was written into it meanwhile.
        package func isSameFile(as other: Identity) -> Bool { inode == other.inode }
    }

    package var identity: Identity
    package var kind: Kind
    /// The permission bits, set-user and sticky bits among them.
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    /// How many names lead to it.
    package var links: UInt64

    /// What stands at the end of a path, links followed; `nil`: nothing that can be looked at.
    package init?(following path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        identity = Identity(
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        )
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        mode = status.st_mode & 0o7777
        (owner, group, links) = (status.st_uid, status.st_gid, UInt64(status.st_nlink))
    }
}

extension FileStatus.Kind {
    /// With its article: `a folder`.
    package var name: String {
        switch self {
        case .regular: "a file"
        case .folder: "a folder"
        case .link: "a symbolic link"
        case .pipe: "a named pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
