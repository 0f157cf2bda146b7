import SlotModel

/// Files that were probably meant as slots and lie where nobody reads them: a bot would run without their slots.
enum UnseenFiles {
    private static let kept = ["bak", "old", "orig", "save", "txt", "off", "disabled", "backup"]
    /// A folder with more files of YAML beside `slots.yaml` is not looked through.
    private static let mostFiles = 64

    /// What is to be said about an entry of `slots/` that is no slot file.
    static func finding(about entry: FolderEntry, in directory: String) -> Finding? {
        if entry.oddity == "a folder" { return folderFinding(entry.text, in: directory) }
        guard entry.oddity == nil, isKept(entry.text) || holdsSlot(entry, in: "\(directory)/slots") else {
            return nil
        }
        return unseen(
            "slots/" + entry.text,
            "this file is not read: its name does not end in .yaml",
            help: "give it a name that ends in .yaml if it is a slot; if not, move it out of slots/"
        )
    }

    /// `bitget.yaml.bak`, whatever stands in it.
    private static func isKept(_ name: String) -> Bool {
        let parts = name.lowercased().split(separator: ".")
        return parts.last.map { kept.contains(String($0)) } == true
            && (parts.contains("yaml") || parts.contains("yml"))
    }

    private static func holdsSlot(_ entry: FolderEntry, in directory: String) -> Bool {
        let path =
            Array("\(directory)/".utf8CString.dropLast()) + entry.name.map { CChar(bitPattern: $0) } + [0]
        return (try? BoundedFile.read(path)).map(isSlot) == true
    }

    /// A folder that cannot be listed has nothing to tell: nobody reads it.
    private static func folderFinding(_ name: String, in directory: String) -> Finding? {
        guard
            let slots = try? Folder.entries(of: "\(directory)/slots/\(name)").filter({ $0.hasEnding(".yaml") }
            ),
            !slots.isEmpty
        else { return nil }
        return unseen(
            "slots/" + name,
            "the \(slots.count == 1 ? "slot file" : "\(slots.count) slot files") in this folder "
                + "\(slots.count == 1 ? "is" : "are") not read",
            help: "move what is a slot into slots/ itself, and the rest out of it"
        )
    }

    /// Slots that lie beside `slots.yaml` instead of in `slots/`.
    static func besideWorkspace(_ directory: String) -> [Finding] {
        let entries = (try? Folder.entries(of: directory)) ?? []
        let candidates = entries.filter { entry in
            entry.oddity == nil && entry.text != "slots.yaml" && entry.name.first != UInt8(ascii: ".")
                && (entry.hasEnding(".yaml") || entry.hasEnding(".yml"))
        }
        guard candidates.count <= mostFiles else { return [] }
        return candidates.compactMap { entry in
            guard holdsSlot(entry, in: directory) else { return nil }
            return unseen(
                entry.text,
                "this file looks like a slot and is not read: slots lie in the folder slots/",
                help: "move it to slots/"
            )
        }
    }

    /// Whether the two keys that every slot has stand at the start of lines.
    private static func isSlot(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(separator: 0x0A).map { $0.drop { " \t\"{".utf8.contains($0) } }
        return ["exchange", "credentials"].allSatisfy { key in
            lines.contains { line in
                line.starts(with: key.utf8)
                    && line.dropFirst(key.utf8.count).first.map { ":\"".utf8.contains($0) } == true
            }
        }
    }

    private static func unseen(_ file: String, _ message: String, help: String) -> Finding {
        Finding(.warning, "file.unseen", message, at: Place(file: file), help: help)
    }
}
