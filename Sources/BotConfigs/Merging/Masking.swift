import Cryptography
import SlotModel

extension MergeOutcome {
    /// With nothing in its changes that may be a secret: what slots did not write may be anything, under a harmless name as
    /// well, and what it did write may repeat a credential.
    ///
    /// - Parameter former: The file as it was at other times.
    func masked(_ input: MergeInput, _ former: [ExistingFile] = []) -> MergeOutcome {
        var outcome = self
        for index in changes.indices { outcome.changes[index].maskForeign(input, owned) }
        let own = outcome.changes.indices.filter { outcome.changes[$0].holdsText(of: Self.shortest) }
        guard !own.isEmpty else { return outcome }
        var credentials = input.slots.flatMap(\.credentials.values)
        for file in [input.existing].compactMap(\.self) + former { credentials += file.credentials }
        credentials.removeAll { $0.count < Self.shortest }
        for index in own { outcome.changes[index].mask(credentials, input.fingerprinter) }
        return outcome
    }

    /// A shorter text may stand anywhere.
    private static let shortest = 6
}

extension ExistingFile {
    /// What stands in it as a credential.
    fileprivate var credentials: [Secret] {
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
    fileprivate mutating func maskForeign(_ input: MergeInput, _ after: OwnedMembers) {
        let isSingle = input.file.entries?.isSingle ?? true
        let depth = input.file.entries?.path.count ?? 0
        let id = isSingle ? "" : path.dropFirst(depth).first ?? ""
        let name = path.dropFirst(isSingle ? 0 : depth + 1).joined(separator: ".")
        guard ![input.owned, after].contains(where: { $0.entries[id]?.members[name] != nil }) else { return }
        mask(input.fingerprinter) { !["true", "false", "null"].contains($0) }
    }

    /// Whether a text of a length stands in what is shown of it.
    fileprivate func holdsText(of length: Int) -> Bool {
        [old, new].contains { value in
            if case .json(let text) = value { text.utf8.count > length && text.contains("\"") } else { false }
        }
    }

    fileprivate mutating func mask(_ credentials: [Secret], _ fingerprinter: Fingerprinter) {
        mask(fingerprinter) { text in credentials.contains { $0.stands(in: text) } }
    }

    private mutating func mask(_ fingerprinter: Fingerprinter, where isSecret: (String) -> Bool) {
        func masked(_ value: Value?) -> Value? {
            guard case .json(let text) = value, isSecret(text) else { return value }
            return .secret(Array(text.utf8).withUnsafeBytes { fingerprinter.fingerprint($0) })
        }
        (old, new) = (masked(old), masked(new))
    }
}

extension Secret {
    /// Whether the whole of it is a part of a text.
    fileprivate func stands(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            withBytes { secret in
                guard let first = secret.first, secret.count <= text.count else { return false }
                return (0...(text.count - secret.count)).contains { start in
                    text[start] == first
                        && UnsafeRawBufferPointer(text)[start..<start + secret.count].elementsEqual(secret)
                }
            }
        }
    }
}
