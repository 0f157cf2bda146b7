/// The texts that findings point into, by the name under which a ``Place`` knows them.
package struct SourceTexts: Sendable {
    private var texts: [String: [UInt8]] = [:]

    package init() {}

    /// The bytes of a file as they were read; `nil` for a file that is not known.
    package subscript(file: String) -> [UInt8]? {
        get { texts[file] }
        set { texts[file] = newValue }
    }

    package mutating func merge(_ other: SourceTexts) {
        texts.merge(other.texts) { _, new in new }
    }
}
