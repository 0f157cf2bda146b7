/// Where a credential's value is to be had; a slot file names the place, not the value.
package enum SecretReference: Hashable, Sendable {
    /// `secret:NAME`, an entry of `secrets.age`.
    case store(name: String)
    /// `env:NAME`, a variable of the environment.
    case environment(name: String)
    /// `file:PATH`, a file of mode 0600 or stricter; relative to the workspace.
    case file(path: String)
    /// `systemd:NAME`, a file below `$CREDENTIALS_DIRECTORY`.
    case systemd(name: String)
    /// `cmd:NAME`, a command that the workspace names.
    case command(name: String)
    /// The value itself, accepted so that trying is easy.
    case plain(Concealed)

    /// Whether the value itself stands in the file.
    package var isPlain: Bool {
        if case .plain = self { true } else { false }
    }

    /// Whether a name may be shown: somebody may have put the value itself in its place.
    ///
    /// Keys of exchanges have 32 characters and more; a path has a `/`, a `.` or a blank in it.
    package static func isShowable(name: String) -> Bool {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isName && (1..<32).contains(name.utf8.count)
    }

    /// ``isShowable(name:)`` of a path: base64 may hold a `/`, but no part of a path is one long word.
    package static func isShowable(path: String) -> Bool {
        path.utf8.count < 32
            || path.utf8.contains { "/. ".utf8.contains($0) }
                && path.utf8.split(separator: UInt8(ascii: "/")).allSatisfy(isShownPart)
    }

    private static func isShownPart(_ part: Substring.UTF8View) -> Bool {
        if part.count < 16 || part.contains(where: { "._- ".utf8.contains($0) }) { return true }
        let isMixed =
            part.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && part.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return part.count < 32 && !isMixed
    }
}

/// Text that stood in a file in plain and must never be shown: it prints, reflects and interpolates as `•••`.
///
/// A stage on the way to `Secret`, which owns locked memory.
package struct Concealed: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isEmpty: Bool { bytes.isEmpty }

    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Hands the bytes to `body`, which must not keep, print or log them.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try bytes.withUnsafeBufferPointer { buffer throws(E) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}

/// A part of a slot's credentials, as the slot file names it.
package enum CredentialField: String, CaseIterable, Sendable, Comparable {
    case key
    case secret
    case passphrase
    case apiWallet = "api-wallet"
    case privateKey = "private-key"
    case mainWallet = "main-wallet"

    /// Wallet addresses are public and stand in slot files; keys, secrets and passphrases never do.
    package var isPublic: Bool { self == .apiWallet || self == .mainWallet }

    package static func < (left: CredentialField, right: CredentialField) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
