/// The calls by which this program touches files; everything else in this room is made of them.
///
/// A name is always looked up in a folder that is held by its descriptor, so that nobody can put another folder in its
/// place between two calls. No call waits for another process.
package struct FileSystem: Sendable {
    /// Opens a name in a folder; close-on-exec, without following a link, without waiting for a pipe's other end.
    package var open: @Sendable (_ folder: Int32, _ name: String, Opening) throws(SystemError) -> Int32
    package var close: @Sendable (_ descriptor: Int32) -> Void
    /// Reads at an offset as much as is there, at most what the buffer holds; zero at the end.
    package var read:
        @Sendable (_ descriptor: Int32, UnsafeMutableRawBufferPointer, _ offset: Int) throws(SystemError) ->
            Int
    /// Writes a part, from the start; returns how much.
    package var write: @Sendable (_ descriptor: Int32, UnsafeRawBufferPointer) throws(SystemError) -> Int
    /// Makes content, or the names in a folder, survive a power cut.
    package var flush: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
    /// Lets the system begin with what ``flush`` waits for; whether it does is all the same.
    package var startFlush: @Sendable (_ descriptor: Int32) -> Void
    package var status: @Sendable (_ descriptor: Int32) throws(SystemError) -> FileStatus
    /// Of a name, of a link itself rather than of what it leads to.
    package var statusOfName: @Sendable (_ folder: Int32, _ name: String) throws(SystemError) -> FileStatus
    package var setMode: @Sendable (_ descriptor: Int32, _ mode: UInt32) throws(SystemError) -> Void
    package var setOwner:
        @Sendable (_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) throws(SystemError) -> Void
    /// Takes away the access list that a new file inherits from its folder.
    package var removeAccessList: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
    /// Copies extended attributes, access lists among them, from one open file to another.
    package var copyAttributes: @Sendable (_ from: Int32, _ to: Int32) throws(SystemError) -> Void
    package var rename:
        @Sendable (_ folder: Int32, _ from: String, _ to: String, Renaming) throws(SystemError) -> Void
    package var link: @Sendable (_ folder: Int32, _ from: String, _ to: String) throws(SystemError) -> Void
    package var remove: @Sendable (_ folder: Int32, _ name: String) throws(SystemError) -> Void
    package var makeFolder:
        @Sendable (_ folder: Int32, _ name: String, _ mode: UInt32) throws(SystemError) -> Void
    package var removeFolder: @Sendable (_ folder: Int32, _ name: String) throws(SystemError) -> Void
    /// Makes an open file end at a size, in bytes.
    package var truncate: @Sendable (_ descriptor: Int32, _ size: Int) throws(SystemError) -> Void
    /// Whether something is mounted at a name itself, so that no other file can take its place.
    package var isMountPoint: @Sendable (_ folder: Int32, _ name: String) throws(SystemError) -> Bool
    /// Lets whoever opens the file wait until it is closed; `EAGAIN`: somebody has it open.
    ///
    /// Only of a file of ours, and not on every file system.
    package var holdAlone: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
    /// Takes the lock of an open file without waiting; `false`: another holds it.
    package var lock: @Sendable (_ descriptor: Int32) throws(SystemError) -> Bool

    /// For what a file is opened.
    package enum Opening: Sendable {
        case reading
        /// A folder, by an absolute path; links in the path are followed.
        case folder
        /// A file that must not be there yet, mode 0600 whatever the umask, for writing.
        case new
        /// A file that is there, for writing over what it holds, and reading.
        case overwriting
        /// For writing and reading; made with mode 0600 where it is not there.
        case lock
    }

    /// What may happen to a file that has the new name already.
    package enum Renaming: Sendable {
        /// What has the new name is gone.
        case replacing
        /// Nothing may have the new name; `EEXIST` otherwise.
        case toNewName
        /// Both names must be there; each gets the other's file.
        case exchanging
    }
}

/// The error number of a system call.
package struct SystemError: Error, Hashable, Sendable {
    package var code: Int32

    package init(code: Int32) { self.code = code }
}
