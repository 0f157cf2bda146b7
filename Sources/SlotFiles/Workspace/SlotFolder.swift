import SlotModel

/// One file of the folder `slots/`.
struct SlotFileEntry: Sendable {
    /// The file's name with its ending, in the system's bytes.
    var fileName: [UInt8]
    /// Without the ending, as it can be printed.
    var name: String
    var hasGoodName: Bool

    /// As the user knows it: `slots/bitget.yaml`.
    var file: String { "slots/" + String(decoding: fileName, as: UTF8.self) }
}

/// The slot files of a workspace by name, and complaints about what lies beside them.
///
/// Hidden files, and the copies that editors leave behind (`x.yaml~`, `#x.yaml#`, `x.yaml.swp`), are passed over.
func slotFiles(in directory: String) -> (files: [SlotFileEntry], findings: [Finding]) {
    let entries: [FolderEntry]
    do throws(FileTrouble) {
        entries = try Folder.entries(of: "\(directory)/slots")
    } catch {
        return ([], [folderFinding(error)])
    }
    guard entries.count <= Folder.maximumEntries else {
        let message = "this folder has more than \(Folder.maximumEntries) files"
        return (
            [],
            [
                Finding(
                    .error,
                    "file.too-many",
                    message,
                    at: Place(file: "slots"),
                    help: "is it the right folder?"
                )
            ]
        )
    }
    var files: [SlotFileEntry] = []
    var findings: [Finding] = []
    var namesInSmall: [String: String] = [:]
    for entry in entries where entry.name.first != UInt8(ascii: ".") {
        if entry.hasEnding(".yml") || (entry.hasEnding(".yaml") && !entry.text.hasSuffix(".yaml")) {
            findings.append(wrongEnding(entry))
            continue
        }
        guard entry.hasEnding(".yaml") else {
            if let unseen = UnseenFiles.finding(about: entry, in: directory) { findings.append(unseen) }
            continue
        }
        let name = String(decoding: entry.name.dropLast(5), as: UTF8.self)
        let file = SlotFileEntry(fileName: entry.name, name: name, hasGoodName: NameRule.slot.allows(name))
        if let oddity = entry.oddity {
            findings.append(FileTrouble.notRegular(what: oddity).finding(file: file.file, slot: name))
            continue
        }
        if !file.hasGoodName { findings.append(badName(file)) }
        if let other = namesInSmall.updateValue(name, forKey: name.lowercased()) {
            findings.append(sameName(file, as: other))
        }
        files.append(file)
    }
    return (files, findings)
}

private func folderFinding(_ trouble: FileTrouble) -> Finding {
    let place = Place(file: "slots")
    switch trouble {
    case .missing:
        return Finding(
            .warning,
            "workspace.no-slots",
            "there is no folder slots/ here",
            at: place,
            help: "'slots add' makes the first slot"
        )
    case .notRegular:
        return Finding(
            .error,
            "file.not-regular",
            "slots is no folder",
            at: place,
            help: "rename or remove it"
        )
    default:
        var finding = trouble.finding(file: "slots")
        finding.message = finding.message.replacingFirst("this file", with: "this folder")
        return finding
    }
}

private func wrongEnding(_ entry: FolderEntry) -> Finding {
    let stem = entry.text.lastIndex(of: ".").map { String(entry.text[..<$0]) } ?? entry.text
    return Finding(
        .error,
        "file.wrong-ending",
        "this file is not read: the names of slot files end in .yaml",
        at: Place(file: "slots/" + entry.text),
        help: "rename it to \(stem).yaml"
    )
}

private func badName(_ file: SlotFileEntry) -> Finding {
    Finding(
        .error,
        "slot.bad-name",
        "\(shown(file.name)) is no slot name",
        at: Place(file: file.file),
        slot: file.name,
        help: NameRule.slot.help(for: file.name)
    )
}

private func sameName(_ file: SlotFileEntry, as other: String) -> Finding {
    Finding(
        .error,
        "slot.same-name",
        "this slot and \(shown(other)) have names that differ in capitals only",
        at: Place(file: file.file),
        slot: file.name,
        help: "rename one of the two"
    )
}

extension String {
    fileprivate func replacingFirst(_ text: String, with other: String) -> String {
        hasPrefix(text) ? other + dropFirst(text.count) : self
    }
}
