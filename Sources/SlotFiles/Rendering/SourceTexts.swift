/// The texts that findings point into, by the name under which a ``Place`` knows them.
package struct SourceTexts: Sendable {
    private var texts: [String: [UInt8]] = [:]
    /// Files whose lines were looked for already, because many findings will ask for them.
    private var files: [String: SourceFile] = [:]

    package init() {}

    /// The bytes of a file as they were read; `nil` for a file that is not known.
    package subscript(file: String) -> [UInt8]? {
        get { texts[file] }
        set {
            texts[file] = newValue
            files[file] = nil
        }
    }

    /// The first file, by its name, that was read with other bytes, or by one of the two only; `nil`: all are the same.
    package func firstDifference(from other: SourceTexts) -> String? {
        guard texts != other.texts else { return nil }
        return Set(texts.keys).union(other.texts.keys).sorted().first { texts[$0] != other.texts[$0] }
    }

    /// Takes in the texts of another reading; they replace those of files with the same name.
    package mutating func merge(_ other: SourceTexts) {
        texts.merge(other.texts) { _, new in new }
        files.merge(other.files) { _, new in new }
    }

    /// Looks for the lines of a large file once, instead of once for every finding.
    ///
    /// - Parameter last: The last line that the findings name.
    mutating func prepare(_ file: String, upTo last: Int) {
        guard let text = texts[file], text.count > 32 << 10 else { return }
        files[file] = SourceFile(text, file: file, upTo: last)
    }

    /// The file with its lines at least up to a number; `nil` for one that is not known.
    func source(_ file: String, upTo line: Int) -> SourceFile? {
        if let prepared = files[file], prepared.line(line) != nil { return prepared }
        return texts[file].map { SourceFile($0, file: file, upTo: line) }
    }
}
