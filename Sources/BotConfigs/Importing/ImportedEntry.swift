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
    /// Without the number: `bitget`.
    package var base: String
    /// What stands behind the separator: `2`; `nil` for the first connection.
    package var number: String?
    fileprivate var range: Range<Int>
    fileprivate var file: BotFileReading
    /// Why the entry cannot be read, at the place; then nothing else was looked at.
    package var fault: Finding?
    /// Whether the bot encrypted the credentials; then nothing else was looked at.
    package var isEncrypted = false
    /// By the member's name, as far as the bot's file holds text there that a credential can be.
    package var credentials: [String: Secret] = [:]
    /// Seconds between two pairs, as the file spells the number.
    package var delay: String?
    /// Percent of a trade, as the file spells the number.
    package var fee: String?
    /// Members that no rule of the template names.
    package var others: [ExtraValue.Member] = []
    package var left: [Left] = []

    /// The entry's name in the file; looked for when asked, which goes over the file.
    package var place: Place { file.document.place(of: range, in: file.fileName) }

    /// The member's name in the file.
    package func place(of left: Left) -> Place { file.document.place(of: left.range, in: file.fileName) }
}

/// Reads the connections of a Gunbot `config.js`: the object `exchanges`.
///
/// The members' names and units are those of `gunbot.md`, section 3.
///
/// - Parameters:
///   - bytes: The file, as it is.
///   - fileName: As the user names it.
/// - Returns: The entries in the order of the file; one whose name stands there twice comes once, with a fault.
/// - Throws: a ``Finding`` at its place when the file is no JSON, or has another shape down to the object of entries.
package func readEntries(
    _ bytes: [UInt8],
    fileName: String,
    separator: String,
    rules: BotTemplate.Entries
) throws(Finding) -> [ImportedEntry] {
    let file = try BotFileReading(bytes, fileName: fileName)
    let object = try file.locate(rules.path)
    guard object.missing.isEmpty else {
        throw Finding(
            .error,
            "import.no-entries",
            "this file has no '\(rules.path.joined(separator: "."))', where the connections stand",
            at: Place(file: fileName),
            help: "name the bot's own configuration: slots import bots/gunbot/config.js"
        )
    }
    var places: [String: Int] = [:]
    var entries: [ImportedEntry] = []
    for member in object.members {
        if let first = places[member.name] {
            entries[first].fault = file.duplicate(member)
            continue
        }
        places[member.name] = entries.count
        entries.append(EntryReader(file, rules, member, separator: separator).entry)
    }
    return entries
}

/// Reads one entry.
private struct EntryReader {
    /// Longer texts are no credentials: what a slot file accepts, too.
    private static let maximumSize = 4096
    private static let trading = ["key", "secret", "passphrase"]

    private let file: BotFileReading
    private let rules: BotTemplate.Entries
    private(set) var entry: ImportedEntry

    init(
        _ file: BotFileReading,
        _ rules: BotTemplate.Entries,
        _ member: JSONMember,
        separator: String
    ) {
        self.file = file
        self.rules = rules
        let (base, number) = Self.split(member.name, at: separator)
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
            || members.contains { rules.credentials.contains($0.name) && context.hasEncryptedPrefix($0) }
        guard !entry.isEncrypted else { return }
        for member in members { read(member, context.shower) }
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

    private mutating func read(_ member: JSONMember, _ shower: MemberShower) {
        let value = member.value
        if rules.createOnly.contains(member.name) || member.name == rules.encryptedFlag { return }
        if Self.trading.contains(member.name) {
            guard let secret = secret(value) else {
                if !isEmpty(value) { leave(member, .unusual) }
                return
            }
            entry.credentials[member.name] = secret
        } else if member.name == "delay" || member.name == "TRADING_FEES" {
            guard value.kind == .number else { return leave(member, .unusual) }
            let text = String(decoding: file.document.raw(value.range), as: UTF8.self)
            if member.name == "delay" { entry.delay = text } else { entry.fee = text }
        } else {
            let tree = JSONTree(value, in: file.document)
            guard !shower.isSecret(member.name, tree), !shower.holdsLongWord(tree) else {
                return leave(member, .secret)
            }
            guard let extra = ExtraValue(tree) else { return leave(member, .unusual) }
            entry.others.append(.init(name: member.name, value: extra))
        }
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

    /// The licence's keys stay the bot's; worth a word only where they are others than the keys that trade.
    private mutating func compareLicenceKeys(_ members: [JSONMember]) {
        for member in members where rules.createOnly.contains(member.name) {
            let name = member.name.hasPrefix("master") ? String(member.name.dropFirst(6)) : member.name
            guard !isEmpty(member.value) else { continue }
            if let trading = entry.credentials[name], let own = secret(member.value), own.isEqual(to: trading)
            {
                continue
            }
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
