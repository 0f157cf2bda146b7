package import Cryptography
package import SlotModel

/// A bot's file as it was found, parsed once for all who look into it.
///
/// Holds what the file holds: to be let go of before anybody is waited for.
package struct ExistingFile: Sendable {
    package let content: Secret
    /// What the template says of it.
    let file: BotTemplate.File
    /// `nil`: in a format that is not merged.
    private let parsed: Result<BotFileReading, Finding>?

    /// - Parameters:
    ///   - file: What the template says of it.
    ///   - name: As the user names it.
    package init(_ content: Secret, _ file: BotTemplate.File, name: String) {
        (self.content, self.file) = (content, file)
        parsed =
            documentType(of: file.format) == nil
            ? nil : Result { () throws(Finding) in try BotFileReading(content, file, fileName: name) }
    }

    /// - Throws: A ``Finding`` for a file that is not in its format, or in one that is not merged.
    func reading() throws(Finding) -> BotFileReading {
        guard let parsed else { throw unsupported(file) }
        return try parsed.get()
    }

    /// Whether it parses; one that is not merged always does.
    package var isWhole: Bool { parsed == nil || (try? reading()) != nil }

    /// What the template says of its connections.
    var declared: BotTemplate.Entries? { file.entries }

    /// The connections in it; `nil` where there are none, it does not parse or holds a single one.
    var entries: BotFileObject? {
        guard let entries = file.entries, !entries.isSingle,
            let object = try? reading().locate(entries.path)
        else { return nil }
        return object.missing.isEmpty ? object : nil
    }

    /// The ids of the connections.
    package var entryIDs: Set<String> { Set((entries?.members ?? []).map(\.name)) }

    /// Whether somebody changed what slots wrote into an entry, as far as it shows without the slot's secrets: what the bot
    /// marks as encrypted is not compared.
    ///
    /// - Parameter owned: What slots wrote into the entry.
    package func isChanged(_ id: String, since owned: OwnedMembers.Entry, _ fingerprinter: Fingerprinter)
        -> Bool
    {
        guard let file = try? reading(), let declared = self.file.entries else { return false }
        let rules = MemberRules(declared)
        let context = MergeContext(file: file, rules: rules, fingerprinter: fingerprinter)
        guard let entry = file.values(at: declared.path + (declared.isSingle ? [] : [id])).first else {
            return false
        }
        let isFlagged =
            declared.encryptedFlag.map { context.isTrue(file.values(at: [$0], in: entry).first) } ?? false
        return owned.members.contains { name, wrote in
            guard !rules.isOnce(name), name != declared.encryptedFlag else { return false }
            guard let member = file.values(at: rules.path(of: name), in: entry).last else { return true }
            let isHidden = isFlagged || context.hasEncryptedPrefix(member.value)
            if rules.isCredential(name), isHidden { return false }
            return context.fingerprint(name, member.value) != wrote
        }
    }

    /// How many pairs the bot trades on each connection, by the entry's id, for the delay advice; empty where the
    /// template names no pairs.
    package var pairCounts: [String: Int] {
        guard let path = file.entries?.pairs, let reading = try? reading() else { return [:] }
        return KeyedObjects(path, in: reading).members.mapValues { holders in
            holders.reduce(0) { $0 + reading.document.members(of: $1.value).count }
        }
    }
}
