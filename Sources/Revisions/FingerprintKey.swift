package import BotConfigs
package import Cryptography
package import Files
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
    ///
    /// A workspace without any state that may only be read gets one that nobody keeps: there is nothing to compare.
    package static func key(in folder: StateFolder) throws(RevisionError) -> Secret {
        do throws(FileError) {
            do throws(FileError) {
                try folder.create().writeIfAbsent(name, newKey())
            } catch {
                guard case .cannotWrite(_, let code) = error, code == EACCES || code == EROFS else {
                    throw error
                }
                guard let folder = try folder.open() else { return newKey() }
                guard try folder.read(name, limit: 4096) != nil else { throw error }
            }
            if let key = try folder.read(name, limit: 4096)?.content, key.count == size { return key }
            throw .brokenState(path: folder.file(name), reason: "it does not hold \(size) bytes")
        } catch {
            throw .file(error)
        }
    }

    /// A fingerprinter with the workspace's key where there is one, for whoever only reads; `nil`: nothing was compared yet.
    package static func existing(in folder: StateFolder) -> Fingerprinter? {
        guard let key = try? folder.read(name, limit: 4096)?.content, key.count == size else { return nil }
        return fingerprinter(key: key)
    }

    private static func newKey() -> Secret { .random(count: size) }

    /// A fingerprinter with a given key.
    package static func fingerprinter(key: Secret) -> Fingerprinter {
        Fingerprinter(ofFile: { Fingerprint(KeyedDigest(ofLong: $0, key: key)) }) {
            Fingerprint(KeyedDigest(of: $0, key: key))
        }
    }
}

extension Fingerprint {
    fileprivate init(_ digest: KeyedDigest) { self.init(text: Hex.text(digest.bytes.prefix(8))) }
}
