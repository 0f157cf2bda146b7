import SlotModel

/// Texts of files, as many as a number of bytes allows.
///
/// Ten thousand usual slot files fit ten times over; a folder full of 1 MiB files must not fill the memory. A
/// finding in a file that did not fit shows without its line.
struct SourceBudget: Sendable {
    private(set) var texts = SourceTexts()
    private var left: Int

    init(bytes: Int) { left = bytes }

    /// Makes files ready that several findings point into.
    mutating func prepare(for findings: [Finding]) {
        let places = Dictionary(grouping: findings.compactMap(\.place), by: \.file)
        for (file, places) in places where places.count > 1 {
            texts.prepare(file, upTo: places.map(\.line).max() ?? 0)
        }
    }

    mutating func keep(_ bytes: [UInt8], as file: String) {
        guard bytes.count <= left else { return }
        left -= bytes.count
        texts[file] = bytes
    }
}
