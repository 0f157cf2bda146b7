package import Cryptography
import Glibc

/// A file as it was found.
package struct FoundFile: Sendable {
    /// The whole file.
    package let content: Secret
    package let status: FileStatus

    /// A copy in ordinary memory, for reading it as text; to be let go of soon.
    package var bytes: [UInt8] { content.withBytes { Array($0) } }
}

extension Folder {
    /// Reads a whole regular file.
    ///
    /// - Parameters:
    ///   - file: Its name in the folder; a link is not followed.
    ///   - name: As messages name it; `nil`: by its path.
    ///   - limit: The most bytes that we are willing to hold.
    /// - Returns: `nil` when nothing is there.
    /// - Throws: ``FileError`` for what is no regular file, too large or not to be read.
    package func read(_ file: String, name: String? = nil, limit: Int) throws(FileError) -> FoundFile? {
        let name = name ?? path + "/" + file
        let opened: Int32
        do throws(SystemError) { opened = try openForReading(file) } catch {
            if error.code == ENOENT { return nil }
            // A link and a socket cannot be opened at all.
            if error.code == ELOOP || error.code == ENXIO,
                let status = try? status(of: file), status.kind != .regular
            {
                throw .notAFile(path: name, kind: status.kind.name)
            }
            throw .cannotRead(path: name, code: error.code)
        }
        defer { system.close(opened) }
        let status = try reading(name) { () throws(SystemError) in try system.status(opened) }
        guard status.kind == .regular else { throw .notAFile(path: name, kind: status.kind.name) }
        guard status.identity.size <= limit else { throw .tooLarge(path: name, limit: limit) }
        let content = try reading(name) { () throws(SystemError) in
            try system.content(of: opened, size: Int(status.identity.size), limit: limit)
        }
        guard let content else { throw .tooLarge(path: name, limit: limit) }
        return FoundFile(content: content, status: status)
    }

    /// Whether a regular file holds just that, without room for a second copy of it.
    func holds(_ content: SecretText, at file: String) throws(SystemError) -> Bool {
        let opened = try openForReading(file)
        defer { system.close(opened) }
        let status = try system.status(opened)
        guard status.kind == .regular, status.identity.size == content.count else { return false }
        return try system.isContent(of: opened, content)
    }

    /// Whoever writes a file in place keeps it to themselves for a moment.
    private func openForReading(_ file: String) throws(SystemError) -> Int32 {
        for _ in 0..<100 {
            do throws(SystemError) { return try system.open(descriptor, file, .reading) } catch {
                guard error.code == EAGAIN else { throw error }
                usleep(10_000)
            }
        }
        throw SystemError(code: EAGAIN)
    }
}

extension FileSystem {
    /// Whether an open file holds just that.
    fileprivate func isContent(of descriptor: Int32, _ content: SecretText) throws(SystemError) -> Bool {
        var isEqual = true
        // Guarded, as everything that a file with keys passes through.
        _ = try Secret(capacity: content.blockSize) { (buffer) throws(SystemError) in
            var position = 0
            while isEqual {
                let got = try read(descriptor, buffer, position)
                if got == 0 { break }
                isEqual = content.holds(UnsafeRawBufferPointer(rebasing: buffer[..<got]), at: position)
                position += got
            }
            isEqual = isEqual && position == content.count
            return 0
        }
        return isEqual
    }

    /// Everything up to the end, straight into guarded memory.
    ///
    /// - Parameter size: How much there probably is.
    /// - Returns: `nil` when there is more than the limit.
    func content(of descriptor: Int32, size: Int, limit: Int) throws(SystemError) -> Secret? {
        var room = min(size, limit)
        while true {
            // One byte more than there should be shows that the file grew meanwhile.
            let content = try Secret(capacity: room + 1) { (buffer) throws(SystemError) in
                var count = 0
                while count < buffer.count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                    let got = try read(descriptor, rest, count)
                    if got == 0 { break }
                    count += got
                }
                return count
            }
            if content.count <= room { return content }
            guard room < limit else { return nil }
            room = min(limit, 2 * room + 4096)
        }
    }
}

/// Names the file of a failed call.
func reading<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws(FileError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .cannotRead(path: path, code: error.code) }
}

func writing<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws(FileError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .cannotWrite(path: path, code: error.code) }
}
