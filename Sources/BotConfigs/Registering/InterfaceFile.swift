package import Cryptography
package import SlotModel

/// What a bot's own file says for the interface of the bot that runs.
///
/// Holds what the file holds: to be let go of before anybody is waited for.
package struct InterfaceFile: Sendable {
    private let reading: BotFileReading
    private let file: ExistingFile
    private let entries: BotTemplate.Entries

    /// - Throws: A ``Finding`` for a file that cannot be read, or has no connections.
    package init(_ file: ExistingFile) throws(Finding) {
        reading = try file.reading()
        guard let entries = file.declared else { throw unsupported(file.file) }
        (self.file, self.entries) = (file, entries)
    }

    // MARK: - What stands there

    /// A whole number, also one that stands there as a text.
    package func number(at path: [String]?) -> Int? { text(at: path).flatMap { Int($0) } }

    /// - Returns: `nil` where there is neither true nor false.
    package func flag(at path: [String]?) -> Bool? {
        switch text(at: path) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// A text, or a number or a word as it is spelled; `nil` for anything else, and for what is not there.
    package func text(at path: [String]?) -> String? {
        guard let path, let member = reading.values(at: path).last else { return nil }
        switch member.value.kind {
        case .object, .list, .null: return nil
        case .number, .boolean:
            return String(decoding: reading.document.raw(member.value.range), as: UTF8.self)
        case .string:
            var bytes: [UInt8] = []
            reading.document.decode(member.value) { bytes.append($0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The ids of the connections.
    package var ids: Set<String> { file.entryIDs }

    /// All of it.
    package var whole: Secret { file.content }

    /// Every credential in it, also of connections that are nobody's slot.
    package var secrets: [Secret] { file.credentials }

    // MARK: - What is sent

    /// The JSON object that makes keys known to the bot: pieces of its own file, as they are spelled there.
    ///
    /// - Parameters:
    ///   - ids: Of the connections that are new; each says by the template's flag that it is not encrypted, unless it says
    ///     something already.
    ///   - proof: The id of a connection that works already; left out where the template does not want one.
    /// - Returns: Holds secrets of the bot's file.
    /// - Throws: A ``Finding`` where the file lacks what the template names.
    package func content(
        of sending: BotTemplate.Interface.Sending,
        for ids: Set<String>,
        proof: String?
    ) throws(Finding) -> Secret {
        var marked = try marked(ids)
        defer { marked.withUnsafeMutableBytes { wipeBytes($0) } }
        let whole: JSONDocument
        do throws(JSONFault) { whole = try JSONDocument(marked) } catch { throw lacking("exchanges") }
        var bytes: [UInt8] = []
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        bytes.reserveCapacity(marked.count + 4_096)
        for (name, path) in sending.body {
            let root = JSONMember(name: "", nameRange: whole.root.range, value: whole.root)
            let found = path.reduce([root]) { values, name in
                values.flatMap { whole.members(of: $0.value) }.filter { $0.name == name }
            }
            guard let value = found.last?.value else { throw lacking(path.joined(separator: ".")) }
            bytes += (bytes.isEmpty ? "{" : ",").utf8
            bytes += Self.quoted(name).utf8
            bytes.append(UInt8(ascii: ":"))
            bytes += whole.raw(value.range)
        }
        if let name = sending.proof, let proof {
            bytes += "\(bytes.isEmpty ? "{" : ",")\(Self.quoted(name)):\(Self.quoted(proof))".utf8
        }
        bytes += (bytes.isEmpty ? "{}" : "}").utf8
        return Secret(copying: bytes)
    }

    private static func quoted(_ text: String) -> String { JSONTree.string([.text(Array(text.utf8))]).text }

    /// The file, with the flag in connections that do not have it.
    private func marked(_ ids: Set<String>) throws(Finding) -> [UInt8] {
        guard let document = reading.document as? JSONDocument else { throw lacking("exchanges") }
        guard let flag = entries.encryptedFlag else { return document.bytes }
        let edits = (file.entries?.members ?? []).filter { ids.contains($0.name) }.map { entry in
            let members = document.members(of: entry.value)
            var edit = JSONObjectEdit(entry.value, members: members)
            if entry.value.kind == .object, !members.contains(where: { $0.name == flag }) {
                edit.added.append(.init(name: flag, value: .literal(Array("false".utf8))))
            }
            return edit
        }
        guard let text = document.text(with: edits, in: reading.content) else { throw lacking("exchanges") }
        return text.withBytes { Array($0) }
    }

    private func lacking(_ what: String) -> Finding {
        Finding(
            .error,
            "register.lacking",
            "\(reading.fileName) has no '\(what)', which the bot wants to be told",
            at: Place(file: reading.fileName),
            help:
                "start the bot once, and register a first connection in its own pages; or correct 'register' in a copy "
                + "of the template"
        )
    }

    // MARK: - What was lost

    /// What was there before and is not now: names of members at the top, connections with their members, and what the bot
    /// trades on them; empty: nothing.
    package func lost(since before: InterfaceFile) -> [String] {
        var lost: [String] = []
        let root = { (file: InterfaceFile) in file.reading.document.root }
        let top = Set(reading.document.members(of: root(self)).map(\.name))
        for member in before.reading.document.members(of: root(before)) where !top.contains(member.name) {
            lost.append(member.name)
        }
        guard lost.isEmpty else { return lost }
        let now = Dictionary((file.entries?.members ?? []).map { ($0.name, $0) }) { _, last in last }
        for entry in before.file.entries?.members ?? [] {
            let path = (entries.path + [entry.name]).joined(separator: ".")
            guard let entryNow = now[entry.name] else {
                lost.append(path)
                continue
            }
            let names = Set(reading.document.members(of: entryNow.value).map(\.name))
            lost += before.reading.document.members(of: entry.value).map(\.name).filter {
                !names.contains($0)
            }
            .map { "\(path).\($0)" }
        }
        let (pairs, pairsNow) = (before.file.pairCounts, file.pairCounts)
        lost += pairs.filter { $0.value > 0 && pairsNow[$0.key] == nil }.keys.sorted()
            .map { "the pairs of '\($0)'" }
        return lost
    }
}
