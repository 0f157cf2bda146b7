import Glibc

extension Folder {
    /// The names in the folder, in no order.
    ///
    /// - Parameter limit: The most names that we are willing to hold; the rest is left out.
    package func names(limit: Int) throws(FileError) -> [String] {
        let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .cannotRead(path: path, code: errno) }
        guard let stream = fdopendir(opened) else {
            let code = errno
            Glibc.close(opened)
            throw .cannotRead(path: path, code: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .cannotRead(path: path, code: errno) }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
