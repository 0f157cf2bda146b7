import Glibc

/// A folder that is held open: what is done in it cannot be led into another one.
package final class Folder: Sendable {
    /// Absolute.
    package let path: String
    let descriptor: Int32
    let system: FileSystem

    /// Opens a folder.
    ///
    /// - Parameters:
    ///   - path: Absolute.
    ///   - name: As messages name it; `nil`: by its path.
    package init(_ path: String, name: String? = nil, system: FileSystem = .live) throws(FileError) {
        do throws(SystemError) {
            descriptor = try system.open(AT_FDCWD, path, .folder)
        } catch {
            if error.code == ENOENT { throw .noFolder(path: name ?? path) }
            throw .cannotRead(path: name ?? path, code: error.code)
        }
        self.path = path
        self.system = system
    }

    deinit { system.close(descriptor) }

    /// What the system tells of the folder itself.
    package func status() throws(FileError) -> FileStatus {
        try reading(path) { () throws(SystemError) in try system.status(descriptor) }
    }

    /// What a name stands for, its links not followed; `nil`: nothing.
    ///
    /// - Parameter shown: As messages name it.
    package func status(of name: String, shown: String) throws(FileError) -> FileStatus? {
        try reading(shown) { () throws(SystemError) in try status(of: name) }
    }

    /// What a name stands for; `nil`: nothing.
    func status(of name: String) throws(SystemError) -> FileStatus? {
        do throws(SystemError) { return try system.statusOfName(descriptor, name) } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    /// Removes a name; one that is not there is removed already.
    func remove(_ name: String) throws(SystemError) {
        do throws(SystemError) { try system.remove(descriptor, name) } catch {
            guard error.code == ENOENT else { throw error }
        }
    }

    func flush() throws(SystemError) { try system.flush(descriptor) }
}
