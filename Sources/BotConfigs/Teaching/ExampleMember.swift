import SlotModel

/// One value of a connection in an example file; what it holds is looked at only where that is no credential.
struct ExampleMember: Sendable {
    /// Inside the connection.
    var path: [String]
    var value: JSONSpan
    /// What a slot would say for it, by its name.
    let source: BotTemplate.Source?
    private let document: any Document

    /// - Parameter source: Where it shows by something else than the last name of the path.
    init(_ path: [String], _ value: JSONSpan, in document: any Document, as source: BotTemplate.Source? = nil)
    {
        (self.path, self.value, self.document) = (path, value, document)
        self.source = source ?? path.last.flatMap(SoundsLike.source)
    }

    var name: String { path.joined(separator: ".") }

    /// A short text; `nil` for anything else.
    var text: String? {
        guard value.kind == .string, value.range.count <= 66 else { return nil }
        var bytes: [UInt8] = []
        document.decode(value) { bytes.append($0) }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.utf8.elementsEqual(bytes) ? text : nil
    }

    /// A number, also one that stands there as a text; `nil` for anything else.
    var number: ExactDecimal? {
        guard value.kind != .number else {
            return ExactDecimal(String(decoding: document.raw(value.range), as: UTF8.self))
        }
        return text.flatMap { ExactDecimal($0) }
    }

    /// `nil` for anything but true and false, also as texts.
    var flag: Bool? {
        if value.kind == .boolean { return document.raw(value.range).first == UInt8(ascii: "t") }
        return ["true": true, "false": false][text?.lowercased() ?? ""]
    }

    /// True or false in the file's own spelling, for a template.
    var isFlagOfJSON: Bool { value.kind == .boolean }
}

/// The values of an object and of the objects in it, as far as a template can name them.
func exampleMembers(of object: JSONSpan, in document: any Document, levels: Int = 4) -> [ExampleMember] {
    document.members(of: object).flatMap { member -> [ExampleMember] in
        guard SoundsLike.isShowable(member.name) else { return [] }
        guard member.value.kind == .object else {
            return [ExampleMember([member.name], member.value, in: document)]
        }
        guard levels > 1 else { return [] }
        return exampleMembers(of: member.value, in: document, levels: levels - 1).map {
            ExampleMember([member.name] + $0.path, $0.value, in: document)
        }
    }
}
