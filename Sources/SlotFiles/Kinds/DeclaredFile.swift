import SlotModel

/// What came of one file.
struct FileOutcome<Model: Sendable>: Sendable {
    /// What could be read; `nil` where the file is no map.
    var model: Model?
    var findings: [Finding]

    var isGood: Bool { model != nil && !findings.containErrors }
}

/// Reads one file after its declaration; what is plainly no such file is told as that alone.
///
/// - Parameters:
///   - initial: What a file that says nothing means.
///   - slot: The slot that the findings belong to.
func readFile<Model: Sendable>(
    _ bytes: [UInt8],
    as record: Record<Model>,
    startingWith initial: Model,
    file: String,
    kind: FileKind,
    slot: String? = nil
) -> FileOutcome<Model> {
    let outcome = readDeclared(bytes, as: record, startingWith: initial, file: file, kind: kind, slot: slot)
    guard outcome.findings.containErrors, let (words, help) = otherKind(bytes, file, kind) else {
        return outcome
    }
    let place = Place(file: file, line: 1, column: 1)
    let message = "this is \(words), and no \(kind.rawValue)"
    let finding = Finding(.error, "file.other-kind", message, at: place, slot: slot, help: help)
    return FileOutcome(model: nil, findings: [finding])
}

/// What a file with errors plainly is instead; `nil` where it may be what it is named.
private func otherKind(_ bytes: [UInt8], _ file: String, _ kind: FileKind) -> (words: String, help: String)? {
    if kind == .slot, isBotFile(bytes) {
        return (
            "a bot's file", "take its connections over with: slots import \(file); and move it out of slots/"
        )
    }
    // UTF-16 is told where the text is checked.
    guard let other = OtherKind(bytes), other != .utf16 else { return nil }
    return (other.words, "put a \(kind.rawValue)'s YAML there, as plain text; or move the file away")
}

/// JSON with connections, such as Gunbot's.
private func isBotFile(_ bytes: [UInt8]) -> Bool {
    bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) } == UInt8(ascii: "{")
        && bytes.contains(Array("\"exchanges\"".utf8))
}

private func readDeclared<Model: Sendable>(
    _ bytes: [UInt8],
    as record: Record<Model>,
    startingWith initial: Model,
    file: String,
    kind: FileKind,
    slot: String?
) -> FileOutcome<Model> {
    var (tree, findings, overflow) = TreeBuilder.build(bytes, file: file, kind: kind)
    for index in findings.indices { findings[index].slot = slot }
    guard let tree else { return FileOutcome(model: nil, findings: findings) }
    var reading = Reading(tree: tree, bytes: bytes, file: file, kind: kind, slot: slot)
    var model = initial
    let root = tree.root
    if let root, root.kind != .map {
        let found = root.kind == .list ? "a list" : "a single value"
        reading.complain(
            "wrong-type",
            "\(record.words) is a map of keys and values, not \(found)",
            at: root,
            help: "begin with a line such as \(record.example)"
        )
        return FileOutcome(
            model: nil,
            findings: (findings + reading.findings).limited(besides: overflow, slot: slot)
        )
    }
    if kind == .slot, let root, SlotDeclaration.besideCredentials(root, &reading) {
        return FileOutcome(
            model: nil,
            findings: (findings + reading.findings).limited(besides: overflow, slot: slot)
        )
    }
    if let root {
        _ = record.read(root, into: &model, &reading)
    } else if record.fields.contains(where: \.isRequired) {
        reading.complain(
            "missing-key",
            "the file says nothing",
            at: nil,
            help: "write at least "
                + record.fields.filter(\.isRequired).map { "\($0.name):" }.joined(separator: " and ")
        )
    }
    overflow += reading.overflow
    let all = withoutRepeats(findings + reading.findings).sortedByPlace()
    return FileOutcome(model: model, findings: all.limited(besides: overflow, slot: slot))
}

/// What lies inside an anchor is read once for every alias, and would be complained about as often.
private func withoutRepeats(_ findings: [Finding]) -> [Finding] {
    guard findings.count > 1 else { return findings }
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }
}
