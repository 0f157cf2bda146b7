import Cryptography
import Locking
import SlotModel

extension MergeOutcome {
    /// With nothing in its changes that may be a secret: what slots did not write may be anything, under a harmless name as
    /// well, and what it did write may repeat a credential.
    ///
    /// - Parameter former: The file as it was at other times, which may hold other credentials.
    func masked(_ input: MergeInput, _ former: () -> [ExistingFile] = { [] }) -> MergeOutcome {
        var outcome = self
        let (changes, owned) = (changes, owned)
        let masked = sideBySide(changes.count) { range in
            range.map { number in
                var change = changes[number]
                change.maskForeign(input, owned)
                change.maskUserInfo(input.fingerprinter)
                return change
            }
        }
        outcome.changes = Array(masked.joined())
        let longest = outcome.changes.map(\.longestText).max() ?? 0
        guard longest >= Self.shortest else { return outcome }
        var credentials = input.slots.flatMap(\.credentials.values)
        for file in [input.existing].compactMap(\.self) + former() { credentials += file.credentials }
        // Of thousands of slots hardly any is as short as a fee is long.
        credentials.removeAll { !(Self.shortest...longest).contains($0.count) }
        guard !credentials.isEmpty else { return outcome }
        for index in outcome.changes.indices { outcome.changes[index].mask(credentials, input.fingerprinter) }
        return outcome
    }

    /// A shorter text may stand anywhere.
    private static let shortest = 6
}

extension ExistingFile {
    /// What stands in it as a credential.
    var credentials: [Secret] {
        guard let reading = try? reading(), let declared else { return [] }
        let rules = MemberRules(declared)
        let root = reading.document.root
        let entries =
            declared.isSingle
            ? [JSONMember(name: "", nameRange: root.range, value: root)] : self.entries?.members ?? []
        return entries.flatMap { entry in
            rules.credentials.flatMap { reading.values(at: rules.path(of: $0), in: entry) }
                .filter { $0.value.kind == .string }
                .map { member in
                    var bytes: [UInt8] = []
                    reading.document.decode(member.value) { bytes.append($0) }
                    defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
                    return Secret(copying: bytes)
                }
        }
    }
}

extension MemberChange {
    /// Hides texts in members that the template does not declare: nobody knows what they are, and what is kept must not hold a
    /// credential of yesterday either.
    package mutating func maskUndeclared(in input: MergeInput) {
        guard let entries = input.file.entries else { return }
        let inner = path.dropFirst(entries.isSingle ? 0 : entries.path.count + 1)
        guard !entries.members.contains(where: { $0.path.elementsEqual(inner) }) else { return }
        mask(&old, input.fingerprinter, where: Self.isText)
        mask(&new, input.fingerprinter, where: Self.isText)
    }

    fileprivate mutating func maskForeign(_ input: MergeInput, _ after: OwnedMembers) {
        let isSingle = input.file.entries?.isSingle ?? true
        let depth = input.file.entries?.path.count ?? 0
        let id = isSingle ? "" : path.dropFirst(depth).first ?? ""
        let name = path.dropFirst(isSingle ? 0 : depth + 1).joined(separator: ".")
        let fingerprinter = input.fingerprinter
        let (isOurs, staysOurs) = (
            input.owned.entries[id]?.members[name] != nil, after.entries[id]?.members[name] != nil
        )
        guard isOurs || staysOurs else {
            mask(&old, fingerprinter) { $0 != "true" && $0 != "false" && $0 != "null" }
            mask(&new, fingerprinter) { $0 != "true" && $0 != "false" && $0 != "null" }
            return
        }
        // A number in a place of ours is what somebody wants to see before it goes; a text may be anything.
        if !isOurs || consent == .drift { mask(&old, fingerprinter, where: Self.isText) }
        if !staysOurs { mask(&new, fingerprinter, where: Self.isText) }
    }

    /// Hides addresses with a password in them, such as a proxy's.
    fileprivate mutating func maskUserInfo(_ fingerprinter: Fingerprinter) {
        let holdsUserInfo = { (json: String) in
            json.firstRange(of: "://").map { json[$0.upperBound...].prefix { $0 != "/" }.contains("@") }
                ?? false
        }
        mask(&old, fingerprinter, where: holdsUserInfo)
        mask(&new, fingerprinter, where: holdsUserInfo)
    }

    /// Whether more than a number or a word shows.
    private static func isText(_ json: String) -> Bool { json.contains { "\"{[".contains($0) } }

    /// How many bytes are shown of a value at most.
    fileprivate var longestText: Int {
        [old, new].map { value in
            if case .json(let text) = value { text.utf8.count } else { 0 }
        }.max() ?? 0
    }

    fileprivate mutating func mask(_ credentials: [Secret], _ fingerprinter: Fingerprinter) {
        let isSecret = { (text: String) in credentials.contains { $0.stands(in: text) } }
        mask(&old, fingerprinter, where: isSecret)
        mask(&new, fingerprinter, where: isSecret)
    }

    private func mask(_ value: inout Value?, _ fingerprinter: Fingerprinter, where isSecret: (String) -> Bool)
    {
        guard case .json(let text) = value, isSecret(text) else { return }
        // As ownership has it: by what the text says, however it is spelled.
        guard let document = try? JSONDocument(Array(text.utf8)) else {
            value = .secret(Array(text.utf8).withUnsafeBytes { fingerprinter.fingerprint($0) })
            return
        }
        let canonical = JSONCanonical(document.root, in: document)
        defer { canonical.wipe() }
        value = .secret(canonical.fingerprint(with: fingerprinter))
    }
}

extension [MemberChange] {
    /// Without values that repeat a credential, and without addresses that have a password in them.
    func masking(_ credentials: [Secret], _ fingerprinter: Fingerprinter) -> [MemberChange] {
        map { change in
            var change = change
            change.maskUserInfo(fingerprinter)
            change.mask(credentials, fingerprinter)
            return change
        }
    }
}

extension Secret {
    /// Whether the whole of it is a part of a JSON text, with or without what JSON puts a backslash before.
    fileprivate func stands(in text: String) -> Bool {
        let bytes = Array(text.utf8)
        if isPart(of: bytes) { return true }
        guard bytes.contains(UInt8(ascii: "\\")) else { return false }
        var decoded: [UInt8] = []
        JSONString.decode(bytes) { decoded.append($0) }
        return isPart(of: decoded)
    }

    /// Whether the whole of it stands somewhere in a text.
    func isPart(of text: [UInt8]) -> Bool {
        withBytes { secret in
            guard let first = secret.first, secret.count <= text.count else { return false }
            return (0...(text.count - secret.count)).contains { start in
                text[start] == first && text[start..<start + secret.count].elementsEqual(secret)
            }
        }
    }
}
