extension BotTemplate.File {
    /// What stands for a slot's name in a path.
    package static let nameMark = "{name}"

    /// Whether every slot has a file of its own: `exchange.{name}.json`.
    package var isPerSlot: Bool { slot == nil && parts != nil }

    /// The slot's own file; this one where all slots share it.
    package func file(of slot: String) -> BotTemplate.File {
        guard self.slot == nil, let parts else { return self }
        var file = self
        file.path.value = parts.before + slot + parts.after
        file.slot = slot
        return file
    }

    /// The file at a path inside the bot's directory; `nil` where that is another one.
    package func file(at path: String) -> BotTemplate.File? {
        guard slot == nil, let parts else { return self.path.value == path ? self : nil }
        guard path.utf8.count > parts.before.utf8.count + parts.after.utf8.count,
            path.utf8.starts(with: parts.before.utf8),
            path.utf8.suffix(parts.after.utf8.count).elementsEqual(parts.after.utf8)
        else { return nil }
        let name = path.utf8.dropFirst(parts.before.utf8.count).dropLast(parts.after.utf8.count)
        // What no slot is called is another file.
        let isName = name.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isName ? file(of: String(decoding: name, as: UTF8.self)) : nil
    }

    /// Whether what the file holds concerns a slot.
    package func isFor(_ name: String) -> Bool { slot.map { $0 == name } ?? true }

    /// What stands around the mark; `nil` where there is none.
    private var parts: (before: String, after: String)? {
        let (text, mark) = (Array(path.value.utf8), Array(Self.nameMark.utf8))
        guard let start = text.indices.first(where: { text[$0...].starts(with: mark) }) else { return nil }
        return (
            String(decoding: text[..<start], as: UTF8.self),
            String(decoding: text[(start + mark.count)...], as: UTF8.self)
        )
    }
}

extension BotTemplate {
    /// The files of a bot with these slots, in the order of the template.
    ///
    /// - Parameters:
    ///   - slots: Their names.
    ///   - known: Paths of files that were written before; those of slots that are gone are among the files.
    package func files(of slots: [String], known: [String] = []) -> [File] {
        let shared = Set(files.lazy.filter { !$0.isPerSlot }.map(\.path.value))
        return files.flatMap { file -> [File] in
            guard file.isPerSlot else { return [file] }
            let former = known.filter { !shared.contains($0) }.compactMap { file.file(at: $0)?.slot }
            return Set(slots + former).sorted().map(file.file(of:))
        }
    }

    /// What is declared of the file at a path inside the bot's directory.
    package func file(at path: String) -> File? { files.lazy.compactMap { $0.file(at: path) }.first }
}
