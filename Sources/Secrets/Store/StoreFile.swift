import Cryptography
import Files
import Glibc

/// A file of the store on the disk: bounded reading, and replacing in one step.
struct StoreFile {
    /// As messages name it.
    let name: String
    /// As it was given; symbolic links are followed, and kept.
    private let place: String

    init(_ name: String, in workspace: String) { self.init(name, at: workspace + "/" + name) }

    /// - Parameter place: Absolute.
    init(_ name: String, at place: String) { (self.name, self.place) = (name, place) }

    static let sizeLimit = StoreContents.maximumSize + (2 << 20)

    /// The whole file; `nil` when it is not there.
    func read(limit: Int = sizeLimit) throws(StoreTrouble) -> Secret? { try find(limit: limit)?.content }

    /// The file with its owner and mode; `nil` when it is not there.
    func find(limit: Int = sizeLimit) throws(StoreTrouble) -> FoundFile? {
        do throws(FileError) {
            let (folder, file) = try RealPath.place(of: place)
            if let found = try Folder(folder).read(file, limit: limit) { return found }
        } catch {
            switch error {
            case .noFolder: break
            case .notAFile(_, let kind):
                let isFolder = kind == FileStatus.Kind.folder.name
                throw .notAFile(path: name, kind: isFolder ? kind : "no ordinary file")
            case .tooLarge: throw .tooLarge(path: name, maximum: limit)
            default: throw .cannotRead(path: name, code: error.code)
            }
        }
        var status = stat()
        guard lstat(place, &status) != 0 else { throw .linkToNowhere(path: name) }
        return nil
    }

    /// New content in the file's place, with the mode and the owner of what is there.
    ///
    /// - Parameters:
    ///   - before: What the new content was made from; `nil`: nothing may be there.
    ///   - mode: Of a new file.
    func change(to content: Secret, mode: UInt32, from before: FoundFile?) throws(StoreTrouble) -> FileChange
    {
        let folder: String
        let file: String
        do throws(FileError) { (folder, file) = try RealPath.place(of: place) } catch {
            throw .cannotWrite(path: name, code: error.code == 0 ? ENOENT : error.code)
        }
        let mode = before.map { $0.status.mode & 0o777 } ?? mode
        return FileChange(name, in: folder, file: file, before: before, content: content, mode: mode)
    }
}
