import Cryptography

/// The open part of an age file: to how many recipients of which sort it is encrypted.
///
/// age-encryption.org/v1: after the first line each recipient has a line that begins with `-> ` and its sort; the
/// header ends with a line that begins with `---`.
struct AgeFile {
    /// `X25519`, `ssh-ed25519`, `ssh-rsa`, `scrypt` and those of plug-ins; `nil` when the file is armored or no age file.
    let recipientKinds: [String]?

    private static let maximumHeader = 64 << 10

    init(_ encrypted: Secret) {
        recipientKinds = encrypted.withBytes { bytes in
            let lines = bytes.prefix(Self.maximumHeader).split(separator: UInt8(ascii: "\n"))
            guard lines.first.map({ $0.starts(with: "age-encryption.org/v1".utf8) }) == true else {
                return nil
            }
            var kinds: [String] = []
            for line in lines.dropFirst() {
                if line.starts(with: "---".utf8) { break }
                guard line.starts(with: "-> ".utf8) else { continue }
                let kind = line.dropFirst(3).prefix { $0 != UInt8(ascii: " ") }
                // Implementations add stanzas that mean nothing, so that nobody counts on their shape.
                if !kind.hasSuffix("-grease".utf8) { kinds.append(String(decoding: kind, as: UTF8.self)) }
            }
            return kinds
        }
    }

    /// Whether a passphrase opens it.
    var isPassphrase: Bool { recipientKinds == ["scrypt"] }
}

extension Collection where Element == UInt8 {
    fileprivate func hasSuffix(_ suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
