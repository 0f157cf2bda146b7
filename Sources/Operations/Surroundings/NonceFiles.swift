package import Exchanges
import Glibc
import Locking
import Secrets
package import SlotModel

/// Nonces that are unique per signer across all processes of this user.
///
/// A small file per signer holds the last number; the file's lock is held for the few microseconds of a step. A number
/// is never ahead of the exchange's clock, because the bot that uses the same signer would then be refused
/// (`docs/facts/exchanges.md` 2.5).
package struct NonceFiles: Sendable {
    /// In microseconds; a recorded number that is further ahead comes from a clock that was set back.
    private static let plausibleLead: Int64 = 1_000_000

    private let folder: String?
    private let now: @Sendable () -> Timestamp
    /// Where the folder cannot be used, numbers are unique in this process at least.
    private let inProcess = Lock<[String: Int64]>([:])

    /// - Parameters:
    ///   - folder: A private folder that all processes of the user share; `nil`: this process only.
    ///   - now: Our clock.
    package init(folder: String?, now: @escaping @Sendable () -> Timestamp) {
        self.folder = folder
        self.now = now
    }

    package var source: NonceSource {
        NonceSource { signer, skew in await next(signer: signer, skew: skew) }
    }

    /// The folder for this user: below the runtime folder, else the state folder of the user.
    static func defaultFolder(environment: (String) -> String?) -> String? {
        let candidates = [
            environment("XDG_RUNTIME_DIR").map { $0 + "/slots" },
            environment("XDG_STATE_HOME").map { $0 + "/slots" },
            homeFolder(environment("HOME")).map { $0 + "/.local/state/slots" },
            "/tmp/slots-\(getuid())",
        ]
        return candidates.compactMap(\.self).first { $0.hasPrefix("/") && isPrivateFolder($0) }
    }

    private static func isPrivateFolder(_ path: String) -> Bool {
        var parent = ""
        for part in path.split(separator: "/") {
            parent += "/" + part
            if mkdir(parent, 0o700) != 0, errno != EEXIST { return false }
        }
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
            && status.st_mode & 0o077 == 0
    }

    private func next(signer: String, skew: Duration) async -> Int64 {
        while true {
            let step = advance(signer: signer, skew: skew)
            guard step.wait > .zero else { return step.nonce }
            try? await Task.sleep(for: step.wait)
            if Task.isCancelled { return step.nonce }
        }
    }

    /// One look at the file: the number to use, or how long the clock needs to reach it.
    private func advance(signer: String, skew: Duration) -> (nonce: Int64, wait: Duration) {
        guard let folder, let descriptor = Self.openLocked(folder + "/nonce-" + Self.name(of: signer)) else {
            return inProcess.withLock { last in
                let step = Self.step(after: last[signer] ?? 0, clock: (now() + skew).microseconds)
                if step.wait == .zero { last[signer] = step.nonce }
                return step
            }
        }
        defer { close(descriptor) }
        var last: Int64 = 0
        _ = pread(descriptor, &last, MemoryLayout<Int64>.size, 0)
        let step = Self.step(after: last, clock: (now() + skew).microseconds)
        if step.wait == .zero {
            var nonce = step.nonce
            _ = pwrite(descriptor, &nonce, MemoryLayout<Int64>.size, 0)
        }
        return step
    }

    private static func step(after last: Int64, clock: Int64) -> (nonce: Int64, wait: Duration) {
        // The file may hold any number; it counts where it is the clock's or a little ahead.
        guard (clock..<clock + plausibleLead).contains(last) else { return (clock, .zero) }
        return (last + 1, .microseconds(last + 1 - clock))
    }

    private static func openLocked(_ path: String) -> CInt? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                return nil
            }
        }
        return descriptor
    }

    /// Addresses are public and plain; anything else in the name is left out.
    private static func name(of signer: String) -> String {
        String(
            decoding: signer.lowercased().utf8.filter {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }.prefix(80),
            as: UTF8.self
        )
    }
}
