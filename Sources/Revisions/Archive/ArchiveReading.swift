package import Cryptography

/// Why a text is no archive of ours, as half a sentence; it quotes nothing of the text.
package struct ArchiveFault: Error, Hashable, Sendable {
    package var reason: String
}

extension Archive {
    /// Reads a tar that may come from anybody.
    ///
    /// Only ordinary files are taken, each with a name of its own that leads nowhere else; no member is larger than the
    /// text it stands in.
    package init(reading text: Secret) throws(ArchiveFault) {
        var ranges: [(name: String, range: Range<Int>)] = []
        try text.withBytes { (bytes) throws(ArchiveFault) in
            var reader = ArchiveReader(bytes: bytes)
            while let member = try reader.next() {
                guard ranges.count < Self.maximumCount else {
                    throw ArchiveFault(reason: "it has too many members")
                }
                ranges.append(member)
            }
        }
        guard Set(ranges.map(\.name)).count == ranges.count else {
            throw ArchiveFault(reason: "two of its members have one name")
        }
        members = ranges.map { name, range in
            Member(
                name: name,
                content: text.withBytes {
                    Secret(copying: UnsafeRawBufferPointer(rebasing: $0[range]))
                }
            )
        }
    }
}

/// Goes over the blocks of a tar.
private struct ArchiveReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    /// The next file; `nil` at the end.
    mutating func next() throws(ArchiveFault) -> (name: String, range: Range<Int>)? {
        guard let header = try header() else { return nil }
        switch header.kind {
        case UInt8(ascii: "0"):
            return (try checked(header.name), try content(header.size))
        case UInt8(ascii: "x"):
            let name = try longName(try content(header.size))
            guard let file = try self.header(), file.kind == UInt8(ascii: "0") else {
                throw ArchiveFault(reason: "a long name belongs to no file")
            }
            return (try checked(name), try content(file.size))
        default: throw ArchiveFault(reason: "it has a member that is no ordinary file")
        }
    }

    private func checked(_ name: String) throws(ArchiveFault) -> String {
        guard Archive.allows(name: name) else {
            throw ArchiveFault(reason: "it has a member with a name that no file of a revision has")
        }
        return name
    }

    private struct Header {
        var name: String
        var kind: UInt8
        var size: Int
    }

    /// The header at this place; `nil` where the end is marked, behind which nothing may stand.
    private mutating func header() throws(ArchiveFault) -> Header? {
        let start = position
        guard bytes.count - start >= Archive.blockSize else {
            throw ArchiveFault(reason: "its end is missing")
        }
        let block = UnsafeRawBufferPointer(rebasing: bytes[start..<start + Archive.blockSize])
        position += Archive.blockSize
        if block.allSatisfy({ $0 == 0 }) {
            guard bytes.count - position >= Archive.blockSize, bytes[position...].allSatisfy({ $0 == 0 })
            else { throw ArchiveFault(reason: "something follows its end") }
            return nil
        }
        guard block[257..<265].elementsEqual("ustar\u{0}00".utf8) else {
            throw ArchiveFault(reason: "it is no tar")
        }
        let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(block[$1])) }
        // Six digits, a zero and a blank.
        guard try octal(block[148..<155]) == sum, let size = try? octal(block[124..<136]) else {
            throw ArchiveFault(reason: "a header in it is damaged")
        }
        // A second part of a name, a link's target.
        guard block[345..<500].allSatisfy({ $0 == 0 }), block[157..<257].allSatisfy({ $0 == 0 }) else {
            throw ArchiveFault(reason: "a header in it is not as slots writes them")
        }
        let name = block[0..<100].prefix { $0 != 0 }
        return Header(name: try utf8(name), kind: block[156], size: size)
    }

    private func octal(_ field: Slice<UnsafeRawBufferPointer>) throws(ArchiveFault) -> Int {
        guard field.last == 0, let number = Int(try utf8(field.dropLast()), radix: 8), number >= 0 else {
            throw ArchiveFault(reason: "a header in it is damaged")
        }
        return number
    }

    private func utf8(_ bytes: Slice<UnsafeRawBufferPointer>) throws(ArchiveFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ArchiveFault(reason: "a name in it is not UTF-8")
        }
        return text
    }

    /// The content behind a header, and the blanks behind it passed over.
    private mutating func content(_ size: Int) throws(ArchiveFault) -> Range<Int> {
        guard size <= bytes.count - position else { throw ArchiveFault(reason: "it was cut off") }
        let range = position..<position + size
        position = min(
            bytes.count,
            range.upperBound + (Archive.blockSize - size % Archive.blockSize) % Archive.blockSize
        )
        return range
    }

    /// The one record that a long name is written as.
    private func longName(_ range: Range<Int>) throws(ArchiveFault) -> String {
        guard range.count <= Archive.maximumName + 16 else {
            throw ArchiveFault(reason: "it has a member with too long a name")
        }
        let record = try utf8(bytes[range])
        guard let start = record.range(behind: " path="), record.hasSuffix("\n") else {
            throw ArchiveFault(reason: "a header in it is not as slots writes them")
        }
        let name = String(record[start...].dropLast())
        guard Archive.paxRecord("path", name) == record else {
            throw ArchiveFault(reason: "a header in it is not as slots writes them")
        }
        return name
    }
}

extension String {
    /// Where the text goes on behind the digits that it begins with and a given word.
    fileprivate func range(behind word: String) -> String.Index? {
        let rest = drop { ("0"..."9").contains($0) }
        return rest.hasPrefix(word) ? rest.index(rest.startIndex, offsetBy: word.count) : nil
    }
}
