import SlotModel

/// What came of one slot file.
struct SlotOutcome: Sendable {
    var name: String
    var slot: Slot?
    var findings: [Finding]
}

/// Slot files that one task reads after another.
///
/// Enough that a task is worth its start, few enough that the last one does not keep the others waiting.
private let chunkSize = 64

/// Reads slot files side by side; the outcomes keep the order of the files.
///
/// - Parameter workspace: What the slots may refer to; `nil` where it could not be read.
func readSlotFiles(
    _ files: [SlotFileEntry],
    in directory: String,
    of workspace: Workspace?,
    _ sources: inout SourceBudget
) async -> [SlotOutcome] {
    guard files.count > chunkSize else {
        let chunk = readChunk(files[...], in: directory, of: workspace)
        sources.keepAll(of: chunk)
        return chunk.outcomes
    }
    let starts = Array(stride(from: 0, to: files.count, by: chunkSize))
    var chunks = [SlotChunk?](repeating: nil, count: starts.count)
    // Bounded, so that a folder of huge files is not in memory all at once.
    let width = 8
    await withTaskGroup(of: (Int, SlotChunk).self) { group in
        func add(_ number: Int) {
            let slice = files[starts[number]..<min(starts[number] + chunkSize, files.count)]
            group.addTask { (number, readChunk(slice, in: directory, of: workspace)) }
        }
        for number in starts.indices.prefix(width) { add(number) }
        var next = width
        while let (number, chunk) = await group.next() {
            chunks[number] = chunk
            if next < starts.count { add(next) }
            next += 1
        }
    }
    var outcomes: [SlotOutcome] = []
    outcomes.reserveCapacity(files.count)
    for chunk in chunks {
        guard let chunk else { continue }
        sources.keepAll(of: chunk)
        outcomes += chunk.outcomes
    }
    return outcomes
}

private struct SlotChunk: Sendable {
    var outcomes: [SlotOutcome] = []
    var texts: [(file: String, bytes: [UInt8])] = []
}

extension SourceBudget {
    fileprivate mutating func keepAll(of chunk: SlotChunk) {
        for text in chunk.texts { keep(text.bytes, as: text.file) }
    }
}

private func readChunk(
    _ files: ArraySlice<SlotFileEntry>,
    in directory: String,
    of workspace: Workspace?
) -> SlotChunk {
    var chunk = SlotChunk()
    var bytesLeft = 2 << 20
    let folder = Array("\(directory)/slots/".utf8)
    let crossCheck = workspace.map { CrossCheck(workspace: $0) }
    for file in files {
        let path = (folder + file.fileName + [0]).map { CChar(bitPattern: $0) }
        do throws(FileTrouble) {
            let bytes = try BoundedFile.read(path)
            chunk.outcomes.append(read(bytes, of: file, crossCheck))
            if bytes.count <= bytesLeft {
                bytesLeft -= bytes.count
                chunk.texts.append((file.file, bytes))
            }
        } catch {
            let finding = error.finding(file: file.file, slot: file.name)
            chunk.outcomes.append(SlotOutcome(name: file.name, slot: nil, findings: [finding]))
        }
    }
    return chunk
}

/// A file whose name is wrong gives no slot, but its complaints.
private func read(_ bytes: [UInt8], of file: SlotFileEntry, _ crossCheck: CrossCheck?) -> SlotOutcome {
    let name = file.file
    let outcome = readFile(
        bytes,
        as: SlotDeclaration.record,
        startingWith: SlotDraft(name: file.name, file: name),
        file: name,
        kind: .slot,
        slot: file.name
    )
    guard let draft = outcome.model, file.hasGoodName else {
        return SlotOutcome(name: file.name, slot: nil, findings: outcome.findings)
    }
    let strays = crossCheck?.findings(about: draft) ?? []
    return SlotOutcome(
        name: file.name,
        slot: outcome.isGood && !strays.containErrors ? draft.slot : nil,
        findings: outcome.findings + strays
    )
}
