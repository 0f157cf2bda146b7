package import BotConfigs
package import Cryptography
import Glibc

/// The key of this workspace's fingerprints: 32 random bytes in `.slots/fingerprint.key`, mode 0600.
///
/// It never leaves the machine, so fingerprints tell nothing to others and cannot be searched for.
package enum FingerprintKey {
    private static let name = "fingerprint.key"
    private static let size = 32

    /// A fingerprinter with the workspace's key.
    package static func fingerprinter(in folder: StateFolder) throws(RevisionError) -> Fingerprinter {
        fingerprinter(key: try key(in: folder))
    }

    /// The workspace's key, which is made at the first use.
    package static func key(in folder: StateFolder) throws(RevisionError) -> Secret {
        try folder.create()
        if try folder.read(name, limit: 4096) == nil {
            var generator = SystemRandomNumberGenerator()
            let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            try folder.writeIfAbsent(folder.file(name), bytes)
        }
        guard let bytes = try folder.read(name, limit: 4096), bytes.count == size else {
            throw .brokenState(path: folder.file(name), reason: "it does not hold \(size) bytes")
        }
        return Secret(copying: bytes)
    }

    /// A fingerprinter with a given key.
    package static func fingerprinter(key: Secret) -> Fingerprinter {
        Fingerprinter { Fingerprint(text: Hex.text(KeyedDigest(of: $0, key: key).bytes.prefix(8))) }
    }
}
