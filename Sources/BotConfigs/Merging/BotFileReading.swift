import Cryptography
import SlotModel

/// A bot's file as it is, looked into where slots may write.
struct BotFileReading: Sendable {
    let document: any Document
    /// What the document was read from.
    let content: Secret
    let fileName: String

    /// Reads the file strictly.
    ///
    /// - Parameter file: What the template says of it.
    init(_ content: Secret, _ file: BotTemplate.File, fileName: String) throws(Finding) {
        (self.content, self.fileName) = (content, fileName)
        let bytes = content.withBytes { Array($0) }
        let document: (any Document)?
        do throws(JSONFault) {
            document = try BotConfigs.document(bytes, file)
        } catch {
            if let other = Self.otherKind(bytes, file, fileName) { throw other }
            throw Finding(
                .error,
                "bot.syntax",
                "the bot's file is not \(documentType(of: file.format)?.name ?? ""): \(error.message)",
                at: JSONDocument.place(of: error.offset..<(error.offset + 1), in: bytes, file: fileName),
                help:
                    "if the bot was saving it just now, run this again; else mend it here or bring back one of the "
                    + "bot's backups; slots leaves the file as it is"
            )
        }
        guard let document else { throw unsupported(file) }
        self.document = document
    }

    /// `nil` for what may well be in the file's format, with a slip in it.
    private static func otherKind(_ bytes: [UInt8], _ file: BotTemplate.File, _ fileName: String) -> Finding?
    {
        let wanted = documentType(of: file.format)?.name ?? ""
        if file.format == .env, (try? JSONDocument(bytes)) != nil {
            let help = "name the file of variables in the template, or write its format as json"
            return otherKind("JSON", wanted, fileName, help: help)
        }
        // A file of variables may begin as a script does.
        guard let kind = OtherKind(bytes), file.format == .json || kind != .script else { return nil }
        let help =
            switch kind {
            case .utf16: "save it as UTF-8, without a byte order mark"
            case .webPage, .compressed, .richText, .program:
                "bring back the file itself: one of the bot's backups, or the one that came with the bot"
            case .script:
                "name the file that the bot saves its settings in; slots does not run a script to read them"
            }
        return otherKind(kind.words, wanted, fileName, help: help)
    }

    private static func otherKind(_ words: String, _ wanted: String, _ fileName: String, help: String)
        -> Finding
    {
        let article = wanted.hasPrefix("a ") ? "no \(wanted.dropFirst(2))" : "no \(wanted)"
        return Finding(
            .error,
            "bot.other-kind",
            "the bot's file is \(words), and \(article)",
            at: Place(file: fileName, line: 1, column: 1),
            help: help
        )
    }

    /// The object at a path, or how far the path leads.
    func locate(_ path: [String]) throws(Finding) -> BotFileObject {
        var object = BotFileObject(value: document.root, members: [], missing: [])
        guard document.root.kind == .object else { throw notAnObject(document.root, "the file") }
        object.members = document.members(of: document.root)
        for (depth, name) in path.enumerated() {
            let matches = object.members.filter { $0.name == name }
            guard let member = matches.first else {
                object.missing = Array(path[depth...])
                return object
            }
            if let second = matches.dropFirst().first { throw duplicate(second) }
            guard member.value.kind == .object else { throw notAnObject(member.value, "'\(name)'") }
            object.value = member.value
            object.members = document.members(of: member.value)
        }
        return object
    }

    /// The values at a path; several where a name stands more than once.
    func values(at path: [String]) -> [JSONMember] {
        values(at: path, in: JSONMember(name: "", nameRange: document.root.range, value: document.root))
    }

    /// The values at a path that begins in a member's value.
    func values(at path: [String], in member: JSONMember) -> [JSONMember] {
        path.reduce([member]) { values, name in
            values.flatMap { document.members(of: $0.value) }.filter { $0.name == name }
        }
    }

    /// The number that a text consists of, such as `"7"`; `nil` for other texts.
    func number(_ value: JSONSpan) -> String? {
        guard value.kind == .string, value.range.count <= 66 else { return nil }
        var text: [UInt8] = []
        document.decode(value) { text.append($0) }
        guard let first = text.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
            JSONValidator.firstError(in: text, maximumDepth: 1) == nil,
            let last = text.last, (0x30...0x39).contains(last)
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    func place(of member: JSONMember) -> Place { document.place(of: member.nameRange, in: fileName) }

    func duplicate(_ member: JSONMember) -> Finding {
        Finding(
            .error,
            "bot.duplicate-member",
            "'\(member.name)' stands here a second time",
            at: place(of: member),
            help: "remove one of the two; the bot reads the last one"
        )
    }

    func notAnObject(_ value: JSONSpan, _ what: String) -> Finding {
        Finding(
            .error,
            "bot.wrong-shape",
            "\(what) is not an object in braces",
            at: document.place(of: value.range.lowerBound..<(value.range.lowerBound + 1), in: fileName),
            help: "compare with a working file of this bot; slots leaves the file as it is"
        )
    }
}

/// An object of a bot's file, at the end of a path or as near to it as the path leads.
struct BotFileObject {
    var value: JSONSpan
    var members: [JSONMember]
    /// The rest of the path, which the file does not have.
    var missing: [String]
}
