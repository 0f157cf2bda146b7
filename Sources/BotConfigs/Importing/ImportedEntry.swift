package import Cryptography
package import SlotModel

/// One connection of a bot's own file, ready to become a slot.
package struct ImportedEntry: Sendable {
    /// Why a member stays with the bot alone and does not come into the slot's file.
    package enum Reason: Hashable, Sendable {
        /// The licence's key is another one than the key that trades.
        case licenceKey
        /// It may be a secret, which has no place in a slot file.
        case secret
        /// Not of the kind that slots knows under this name.
        case unusual
    }

    package struct Left: Sendable {
        package var name: String
        package var reason: Reason
        fileprivate var range: Range<Int>
    }

    /// The entry's name in the file: `bitget#2`.
    package var id: String
    /// The bot's word for the exchange: without the number, `bitget`; or what the entry says.
    package var base: String
    /// What stands behind the separator: `2`; `nil` for the first connection.
    package var number: String?
    fileprivate var range: Range<Int>
    fileprivate var file: BotFileReading
    /// Why the entry cannot be read, at the place; then nothing else was looked at.
    package var fault: Finding?
    /// Whether the bot encrypted the credentials; then nothing else was looked at.
    package var isEncrypted = false
    /// As far as the bot's file holds text there that a credential can be; where a member may be one of several, each
    /// of them.
    package var credentials: [CredentialField: Secret] = [:]
    /// What a slot would say: percent, seconds, or one of its words.
    package var said: [BotTemplate.Source: String] = [:]
    /// The members that these came from.
    package var names: [BotTemplate.Source: String] = [:]
    /// Members that no rule of the template names.
    package var others: [ExtraValue.Member] = []
    package var left: [Left] = []

    /// The entry's name in the file; looked for when asked, which goes over the file.
    package var place: Place { file.document.place(of: range, in: file.fileName) }

    /// The member's name in the file.
    package func place(of left: Left) -> Place { file.document.place(of: left.range, in: file.fileName) }
}

/// Reads the connections of a bot's file: the template's table of members, backwards.
///
/// - Returns: The entries in the order of the file; one whose name stands there twice comes once, with a fault.
/// - Throws: a ``Finding`` at its place when the file is no JSON, or has another shape down to the object of entries.
package func readEntries(of existing: ExistingFile, _ template: BotTemplate) throws(Finding)
    -> [ImportedEntry]
{
    let file = try existing.reading()
    guard let entries = existing.declared else { throw unsupported(existing.file) }
    let rules = MemberRules(entries)
    let object = try file.locate(entries.path)
    guard object.missing.isEmpty else {
        throw Finding(
            .error,
            "import.no-entries",
            "this file has no '\(entries.path.joined(separator: "."))', where the connections stand",
            at: Place(file: file.fileName),
            help: "name the bot's own file, called \(existing.file.path.value)"
        )
    }
    guard !entries.isSingle else {
        let root = JSONMember(name: "", nameRange: file.document.root.range, value: file.document.root)
        return [EntryReader(file, rules, root, separator: "").entry]
    }
    var places: [String: Int] = [:]
    var found: [ImportedEntry] = []
    for member in object.members where !entries.isOther(member.name) {
        if let first = places[member.name] {
            found[first].fault = file.duplicate(member)
            continue
        }
        places[member.name] = found.count
        found.append(EntryReader(file, rules, member, separator: template.numberSeparator).entry)
    }
    return found
}

/// Reads one entry.
private struct EntryReader {
    /// Longer texts are no credentials: what a slot file accepts, too.
    private static let maximumSize = 4096
    private let file: BotFileReading
    private let rules: MemberRules
    private(set) var entry: ImportedEntry

    init(
        _ file: BotFileReading,
        _ rules: MemberRules,
        _ member: JSONMember,
        separator: String
    ) {
        self.file = file
        self.rules = rules
        let (base, number) =
            rules.entries.areNamedBySlot || rules.entries.isSingle
            ? ("", nil) : Self.split(member.name, at: separator)
        entry = ImportedEntry(
            id: member.name,
            base: base,
            number: number,
            range: member.nameRange,
            file: file
        )
        guard member.value.kind == .object else {
            entry.fault = file.notAnObject(member.value, "'\(member.name)'")
            return
        }
        let members = file.document.members(of: member.value)
        var names: Set<String> = []
        if let second = members.first(where: { !names.insert($0.name).inserted }) {
            entry.fault = file.duplicate(second)
            return
        }
        let context = MergeContext(
            file: file,
            rules: rules,
            fingerprinter: Fingerprinter { _ in .init(text: "") }
        )
        entry.isEncrypted =
            context.isTrue(context.flag(in: members))
            || members.contains { rules.isCredential($0.name) && context.hasEncryptedPrefix($0.value) }
        let (own, rest) = (rules.entries.members.filter { $0.sources == [.exchange] }, rules.entries.members)
        for declared in entry.isEncrypted ? own : rest { read(declared, among: members) }
        if rules.entries.areNamedBySlot || rules.entries.isSingle { entry.base = entry.said[.exchange] ?? "" }
        if rules.entries.isSingle { entry.id = entry.base }
        // The rest of a file with one connection is about other things.
        guard !entry.isEncrypted, !rules.entries.isSingle else { return }
        let outer = Set(rules.entries.members.compactMap(\.path.first))
        for member in members where !outer.contains(member.name) { read(other: member, context.shower) }
        compareLicenceKeys(members)
    }

    private static func split(_ id: String, at separator: String) -> (base: String, number: String?) {
        let (text, separator) = (Array(id.utf8), Array(separator.utf8))
        guard !separator.isEmpty, text.count >= separator.count else { return (id, nil) }
        let starts = 0...(text.count - separator.count)
        guard let end = starts.first(where: { text[$0...].starts(with: separator) }) else { return (id, nil) }
        return (
            String(decoding: text[..<end], as: UTF8.self),
            String(decoding: text[(end + separator.count)...], as: UTF8.self)
        )
    }

    /// Reads a member that the template names.
    private mutating func read(_ declared: BotTemplate.Member, among members: [JSONMember]) {
        guard !declared.isOnce, let first = declared.path.first,
            let outer = members.first(where: { $0.name == first }),
            let member = file.values(at: Array(declared.path.dropFirst()), in: outer).last
        else { return }
        if declared.sources.isEmpty {
            if declared.isCredential, !isEmpty(member.value) { leave(member, .secret) }
        } else if declared.isCredential {
            guard let secret = secret(member.value) else {
                if !isEmpty(member.value) { leave(member, .unusual) }
                return
            }
            for field in declared.sources.compactMap(\.credential) { entry.credentials[field] = secret }
            for source in declared.sources { entry.names[source] = declared.name }
        } else if let source = declared.sources.first, let text = said(member.value, declared) {
            entry.said[source] = text
            entry.names[source] = declared.name
        } else if !isEmpty(member.value) {
            leave(member, .unusual)
        }
    }

    /// What a slot would say for a value; `nil` for one that the template does not explain.
    private func said(_ value: JSONSpan, _ declared: BotTemplate.Member) -> String? {
        if let unit = declared.unit {
            let text = value.kind == .number ? raw(value) : file.number(value)
            guard let text, let number = ExactDecimal(text) else { return text }
            return number.shifted(by: -unit.shift)?.description
        }
        let extra = ExtraValue(JSONTree(value, in: file.document))
        if !declared.values.isEmpty { return declared.values.first { $0.value == extra }?.name }
        guard case .text(let text)? = extra else { return nil }
        return text
    }

    private func raw(_ value: JSONSpan) -> String {
        String(decoding: file.document.raw(value.range), as: UTF8.self)
    }

    /// Reads a member that the template does not name.
    private mutating func read(other member: JSONMember, _ shower: MemberShower) {
        if member.name == rules.entries.encryptedFlag { return }
        let tree = JSONTree(member.value, in: file.document)
        guard !shower.isSecret(member.name, tree), !shower.holdsLongWord(tree) else {
            return leave(member, .secret)
        }
        guard let extra = ExtraValue(tree) else { return leave(member, .unusual) }
        entry.others.append(.init(name: member.name, value: extra))
    }

    private mutating func leave(_ member: JSONMember, _ reason: ImportedEntry.Reason) {
        entry.left.append(.init(name: member.name, reason: reason, range: member.nameRange))
    }

    private func isEmpty(_ value: JSONSpan) -> Bool {
        value.kind == .null || (value.kind == .string && value.range.count == 2)
    }

    /// A text's bytes, without a copy outside guarded memory; `nil` for what no credential can be.
    ///
    /// Control characters and halves of surrogate pairs are in no key of an exchange, and cannot be kept in every
    /// place where a secret may be kept.
    private func secret(_ value: JSONSpan) -> Secret? {
        guard value.kind == .string, value.range.count > 2, value.range.count <= Self.maximumSize * 6 else {
            return nil
        }
        var isUsable = true
        var previous: UInt8 = 0
        let secret = Secret(capacity: value.range.count) { buffer in
            var count = 0
            file.document.decode(value) { byte in
                if byte < 0x20 || byte == 0x7F || (previous == 0xED && byte >= 0xA0) { isUsable = false }
                previous = byte
                guard count < buffer.count else { return }
                buffer[count] = byte
                count += 1
            }
            return count
        }
        return isUsable && !secret.isEmpty && secret.count <= Self.maximumSize ? secret : nil
    }

    /// Keys that were written once stay the bot's; worth a word only where they are others than those that trade.
    private mutating func compareLicenceKeys(_ members: [JSONMember]) {
        for declared in rules.entries.members where declared.isOnce && declared.isCredential {
            guard let member = members.first(where: { $0.name == declared.name }), !isEmpty(member.value)
            else { continue }
            let fields = declared.sources.compactMap(\.credential)
            let trading = fields.first { entry.credentials[$0] != nil }.flatMap { entry.credentials[$0] }
            if let trading, let own = secret(member.value), own.isEqual(to: trading) { continue }
            leave(member, .licenceKey)
        }
    }
}

extension MemberShower {
    /// Whether some text in it is one long word, as keys and tokens are under whatever name.
    fileprivate func holdsLongWord(_ tree: JSONTree) -> Bool {
        switch tree {
        case .literal: false
        case .string(let parts):
            parts.contains { part in
                guard case .text(let text) = part else { return true }
                return text.count >= 32 && !text.contains(UInt8(ascii: " "))
            }
        case .list(let elements): elements.contains { holdsLongWord($0) }
        case .object(let members): members.contains { holdsLongWord($0.value) }
        }
    }
}

extension ExtraValue {
    /// A value of a bot's file as a slot file can hold it; `nil` when it cannot.
    fileprivate init?(_ tree: JSONTree, levels: Int = 20) {
        guard levels > 0 else { return nil }
        switch tree {
        case .literal(let text):
            switch String(decoding: text, as: UTF8.self) {
            case "null": self = .null
            case "true": self = .boolean(true)
            case "false": self = .boolean(false)
            case let number: self = .number(number)
            }
        case .string(let parts):
            guard parts.count <= 1 else { return nil }
            guard case .text(let text)? = parts.first else {
                guard parts.isEmpty else { return nil }
                self = .text("")
                return
            }
            // A half of a surrogate pair has no place in UTF-8.
            let string = String(decoding: text, as: UTF8.self)
            guard string.utf8.elementsEqual(text) else { return nil }
            self = .text(string)
        case .list(let elements):
            var values: [ExtraValue] = []
            for element in elements {
                guard let value = ExtraValue(element, levels: levels - 1) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case .object(let members):
            var values: [Member] = []
            for member in members {
                guard let value = ExtraValue(member.value, levels: levels - 1) else { return nil }
                values.append(Member(name: member.name, value: value))
            }
            self = .map(values)
        }
    }
}
