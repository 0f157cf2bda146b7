import SlotModel

/// Texts of files, as many as a number of bytes allows.
///
/// Ten thousand usual slot files fit ten times over; a folder full of 1 MiB files must not fill the memory. A
/// finding in a file that did not fit shows without its line.
struct SourceBudget: Sendable {
    private(set) var texts = SourceTexts()
    private var left: Int

    init(bytes: Int) { left = bytes }

    mutating func prepare(for findings: [Finding]) {
        for (first, second) in zip(findings, findings.dropFirst()) {
            if let file = first.place?.file, file == second.place?.file { texts.prepare(file) }
        }
    }

    mutating func keep(_ bytes: [UInt8], as file: String) {
        guard bytes.count <= left else { return }
        left -= bytes.count
        texts[file] = bytes
    }
}
