import Files
import Glibc

/// The files that git keeps, by the index of the repository that a folder lies in; git itself is not run.
///
/// Running it would run what a repository's own configuration names. The format is told by gitformat-index(5).
struct GitIndex: Sendable {
    private static let maximumSize = 64 << 20

    /// The top of the repository; absolute.
    private let folder: String
    /// Relative to the top.
    private let names: Set<[UInt8]>

    /// - Parameter folder: Absolute, without symbolic links; `nil` when it is not the top of a repository.
    init?(of folder: String) {
        guard let place = Self.place(of: folder), let index = Self.read(place + "/index") else { return nil }
        self.folder = folder
        var contents = Contents(index)
        // A split index holds what changed since the shared one was written.
        if let shared = contents?.shared, let bytes = Self.read("\(place)/sharedindex.\(shared)") {
            contents?.names.formUnion(Contents(bytes)?.names ?? [])
        }
        names = contents?.names ?? []
    }

    /// Whether the file stands in the index.
    ///
    /// - Parameter path: Absolute, without symbolic links, below the folder.
    func tracks(_ path: String) -> Bool { names.contains(Array(path.utf8.dropFirst(folder.utf8.count + 1))) }

    /// Where the index of the repository is whose top this is; `nil` when it is none.
    private static func place(of folder: String) -> String? {
        let git = folder + "/.git"
        guard let status = FileStatus(following: git) else { return nil }
        guard status.kind != .folder else { return git }
        // In a linked work tree .git is a file that names the place.
        guard let text = read(git), text.starts(with: "gitdir: ".utf8) else { return nil }
        let place = String(decoding: text.dropFirst(8).prefix { $0 != 0x0A }, as: UTF8.self)
        return place.hasPrefix("/") ? place : folder + "/" + place
    }

    /// What one file of an index holds.
    private struct Contents {
        var names: Set<[UInt8]> = []
        /// The hash that names the file with the other entries, in hexadecimal digits.
        var shared: String?

        /// `nil` for what is no index.
        ///
        /// How long the repository's hashes are does not stand in it: those of SHA-1 have 20 bytes, those of SHA-256
        /// have 32, and only with the right length the parts fill the file.
        init?(_ bytes: [UInt8]) {
            guard let contents = Contents(bytes, hashSize: 20) ?? Contents(bytes, hashSize: 32) else {
                return nil
            }
            self = contents
        }

        private init?(_ bytes: [UInt8], hashSize: Int) {
            var reader = Reader(bytes: bytes)
            guard reader.take(4).elementsEqual("DIRC".utf8) else { return nil }
            let version = reader.number(4)
            let count = reader.number(4)
            guard (2...4).contains(version) else { return nil }
            var name: [UInt8] = []
            for _ in 0..<count {
                let start = reader.position
                // Times, device, inode, mode, owner, size and the object's name.
                _ = reader.take(40 + hashSize)
                let flags = reader.number(2)
                if flags & 0x4000 != 0 { _ = reader.take(2) }
                if version == 4 {
                    let surplus = reader.variableNumber()
                    guard surplus <= name.count else { return nil }
                    name = name.dropLast(surplus) + reader.text()
                } else {
                    name = Array(reader.text())
                    // Padded with up to eight zeros; the one that ends the name is among them.
                    reader.position = start + (reader.position - 1 - start + 8) / 8 * 8
                }
                guard !reader.isOver else { return nil }
                names.insert(name)
            }
            // Extensions, and the hash of all.
            while reader.position + hashSize < bytes.count {
                let isLink = reader.take(4).elementsEqual("link".utf8)
                let end = reader.number(4) + reader.position
                if isLink { shared = reader.take(hashSize).map(hexadecimal).joined() }
                reader.position = end
            }
            guard reader.position + hashSize == bytes.count else { return nil }
        }

        private func hexadecimal(_ byte: UInt8) -> String {
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// Whether more was wanted than is there.
        var isOver: Bool { position > bytes.count }

        mutating func take(_ count: Int) -> ArraySlice<UInt8> {
            defer { position += count }
            return bytes.dropFirst(position).prefix(count)
        }

        mutating func number(_ size: Int) -> Int { take(size).reduce(0) { $0 << 8 | Int($1) } }

        /// Seven bits a byte, each further one counting from one more.
        mutating func variableNumber() -> Int {
            var number = 0
            for round in 0..<5 {
                guard let byte = take(1).first else { return .max }
                number = (round == 0 ? 0 : (number + 1) << 7) | Int(byte & 0x7F)
                if byte & 0x80 == 0 { return number }
            }
            return .max
        }

        /// Up to a zero, which is taken too.
        mutating func text() -> ArraySlice<UInt8> {
            let text = bytes.dropFirst(position).prefix { $0 != 0 }
            position += text.count + 1
            return text
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        do throws(FileError) {
            let place = try RealPath.place(of: path)
            return try Folder(place.folder).read(place.file, limit: maximumSize)?.bytes
        } catch {
            return nil
        }
    }
}
