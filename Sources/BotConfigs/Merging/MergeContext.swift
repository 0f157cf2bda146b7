import Cryptography
import SlotModel

/// What all entries of one merge have in common.
///
/// A class because thousands of entries refer to it.
final class MergeContext {
    let file: BotFileReading
    let rules: MemberRules
    let fingerprinter: Fingerprinter
    let shower: MemberShower

    init(file: BotFileReading, rules: MemberRules, fingerprinter: Fingerprinter) {
        self.file = file
        self.rules = rules
        self.fingerprinter = fingerprinter
        shower = MemberShower(rules: rules, fingerprinter: fingerprinter)
    }

    /// The file with edits.
    ///
    /// - Throws: A ``Finding`` where what came out is not what was planned; `bot.self-check`.
    func text(with edits: [JSONObjectEdit]) throws(Finding) -> SecretText {
        if let text = file.document.text(with: edits, in: file.content) { return text }
        throw Finding(
            .error,
            "bot.self-check",
            "the file did not come out as planned, so nothing is written",
            at: Place(file: file.fileName),
            help: "this is a fault of slots: please report it with the layout of this file, without its keys"
        )
    }

    // MARK: - Comparing and showing values

    /// A value of the file as a plan may show it.
    func shown(_ name: String, _ value: JSONSpan) -> MemberChange.Value {
        let tree = JSONTree(value, in: file.document)
        return shower.isSecret(name, tree) ? .secret(fingerprint(name, value)) : .json(tree.text)
    }

    func fingerprint(_ name: String, _ value: JSONSpan) -> Fingerprint {
        let canonical = canonical(name, value)
        defer { canonical.wipe() }
        return canonical.fingerprint(with: fingerprinter)
    }

    /// Whether the file holds the wanted value, however it is spelled.
    func isEqual(_ name: String, _ value: JSONSpan, _ tree: JSONTree) -> Bool {
        let (left, right) = (canonical(name, value), JSONCanonical(tree))
        defer {
            left.wipe()
            right.wipe()
        }
        return left == right
    }

    /// Bots read `"7"` as they read `7` where they want a number.
    private func canonical(_ name: String, _ value: JSONSpan) -> JSONCanonical {
        if rules.isNumber(name), value.kind == .string, let number = file.number(value) {
            return JSONCanonical(.literal(Array(number.utf8)))
        }
        return JSONCanonical(value, in: file.document)
    }

    // MARK: - Encryption by the bot

    /// The member that says whether the bot encrypted the entry's credentials.
    func flag(in members: [JSONMember]) -> JSONMember? {
        guard let name = rules.entries.encryptedFlag else { return nil }
        return members.first { $0.name == name }
    }

    func isTrue(_ member: JSONMember?) -> Bool {
        guard let member, member.value.kind == .boolean else { return false }
        return file.document.raw(member.value.range).first == UInt8(ascii: "t")
    }

    /// Whether a credential that is not the wanted one is the bot's, encrypted.
    ///
    /// Where only the flag says so, one that is as long as the wanted one stands there in plain: encrypted and written
    /// as text, it would be longer.
    func isEncrypted(_ value: JSONSpan, besides wanted: JSONTree, isFlagged: Bool) -> Bool {
        if hasEncryptedPrefix(value) { return true }
        guard isFlagged, value.kind == .string, case .string(let parts) = wanted else { return isFlagged }
        var count = 0
        file.document.decode(value) { _ in count += 1 }
        let own = parts.reduce(0) { sum, part in
            switch part {
            case .text(let text): sum + text.count
            case .secret(let secret): sum + secret.count
            }
        }
        return count > own
    }

    /// Whether a member's text begins as the bot's encrypted ones do.
    func hasEncryptedPrefix(_ value: JSONSpan) -> Bool {
        guard let prefix = rules.entries.encryptedPrefix, !prefix.isEmpty, value.kind == .string else {
            return false
        }
        var rest = Array(prefix.utf8)[...]
        var isEqual = true
        file.document.decode(value) { byte in
            guard let next = rest.popFirst() else { return }
            if byte != next { isEqual = false }
        }
        return isEqual && rest.isEmpty
    }
}

/// Decides what of a wanted member may be shown.
struct MemberShower: Sendable {
    let rules: MemberRules
    let fingerprinter: Fingerprinter

    /// A wanted value as a plan may show it.
    func shown(_ member: JSONTree.Member, _ fingerprint: Fingerprint) -> MemberChange.Value {
        isSecret(member.name, member.value) ? .secret(fingerprint) : .json(member.value.text)
    }

    func fingerprint(_ tree: JSONTree) -> Fingerprint {
        let canonical = JSONCanonical(tree)
        defer { canonical.wipe() }
        return canonical.fingerprint(with: fingerprinter)
    }

    /// Whether a member must not be shown: a credential, or one that looks like one.
    func isSecret(_ name: String, _ tree: JSONTree) -> Bool {
        if rules.isCredential(name) || tree.holdsSecret { return true }
        switch tree {
        case .literal: return false
        case .string(let parts):
            if let prefix = rules.entries.encryptedPrefix, case .text(let text)? = parts.first,
                text.starts(with: prefix.utf8)
            {
                return true
            }
            return Self.looksSecret(name)
        case .list(let elements): return elements.contains { isSecret(name, $0) }
        case .object(let members): return members.contains { isSecret($0.name, $0.value) }
        }
    }

    /// Bots have credentials that no template knows; better to hide one text too many.
    private static func looksSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["key", "secret", "pass", "token", "private", "mnemonic", "seed"].contains {
            name.contains($0)
        }
    }
}
