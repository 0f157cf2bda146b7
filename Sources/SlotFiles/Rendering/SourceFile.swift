/// A file's text cut into lines, with what must not show of each.
struct SourceFile: Sendable {
    private let bytes: [UInt8]
    /// The lines without their ends.
    private var lines: [Range<Int>] = []
    private var masks: [SecretMask.Ranges] = []

    /// - Parameter last: The last line that will be asked for.
    init(_ bytes: [UInt8], file: String, upTo last: Int) {
        self.bytes = bytes
        var mask = SecretMask(file: file)
        var start = bytes.starts(with: TextCheck.byteOrderMark) ? TextCheck.byteOrderMark.count : 0
        while start <= bytes.count, lines.count < last {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let isCRLF = end > start && bytes[end - 1] == 0x0D && end < bytes.count
            let line = start..<(isCRLF ? end - 1 : end)
            lines.append(line)
            masks.append(mask.ranges(in: bytes[line]))
            start = end + 1
        }
    }

    /// A line by its number from 1; `nil` past the end of the file.
    func line(_ number: Int) -> SourceLine? {
        guard lines.indices.contains(number - 1) else { return nil }
        if masks[number - 1] == [lines[number - 1]], !lines[number - 1].isEmpty { return .hidden }
        return SourceLine(bytes[lines[number - 1]], hidden: masks[number - 1])
    }
}
