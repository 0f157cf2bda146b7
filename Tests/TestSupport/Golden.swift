package import Foundation
package import Testing

/// Compares a text with the file of that name in `Golden/` beside the test.
///
/// `SLOTS_RECORD=1` writes the file instead. A missing file fails; it does not record itself.
package func expectGolden(
    _ text: String,
    _ name: String,
    testFile: String = #filePath,
    location: SourceLocation = #_sourceLocation
) throws {
    try expectGolden(text, file: goldenFolder(testFile).appendingPathComponent(name), location: location)
}

/// As with a name, for a file that lies elsewhere, such as a page of the documentation.
package func expectGolden(
    _ text: String,
    file: URL,
    location: SourceLocation = #_sourceLocation
) throws {
    let name = file.lastPathComponent
    if ProcessInfo.processInfo.environment["SLOTS_RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("no golden \(name); SLOTS_RECORD=1 writes it", sourceLocation: location)
        return
    }
    let wanted = String(decoding: data, as: UTF8.self)
    guard wanted != text else { return }
    // Only the first line that differs: a failed #expect would print both texts whole.
    let (old, new) = (wanted.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let shown = [old, new].map { line < $0.count ? $0[line] : "(nothing)" }
    Issue.record("\(name):\(line + 1)\n- \(shown[0])\n+ \(shown[1])", sourceLocation: location)
}

/// `Golden/` in the folder of the test target, which may be above that of the test.
private func goldenFolder(_ testFile: String) -> URL {
    var folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
    while folder.deletingLastPathComponent().lastPathComponent != "Tests", folder.path != "/" {
        folder = folder.deletingLastPathComponent()
    }
    return folder.appendingPathComponent("Golden")
}
