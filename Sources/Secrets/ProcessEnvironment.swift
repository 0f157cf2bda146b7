package import Cryptography
package import Glibc
import Locking

/// The environment that the process was started with.
package enum ProcessEnvironment {
    /// What was taken out of the environment, by name.
    private static let taken = Lock<[String: Secret]>([:])

    /// Whether a variable is set, without a copy of its value.
    package static func isSet(_ name: String) -> Bool { getenv(name) != nil }

    /// The value of a variable, moved from where the kernel left it into locked memory, past any `String`.
    ///
    /// The variable is empty from then on, also for who reads `/proc/PID/environ`; the next call gives the same secret.
    /// Not to be called while another thread changes the environment; nothing in this package does.
    ///
    /// - Returns: `nil` when the variable is not set.
    package static func secret(named name: String) -> Secret? {
        // A NUL would cut the name short, and lead to another variable.
        guard !name.utf8.contains(0) else { return nil }
        return taken.withLock { taken in
            guard let value = getenv(name) else { return nil }
            let count = strlen(value)
            if count == 0, let secret = taken[name] { return secret }
            let secret = Secret(copying: UnsafeRawBufferPointer(start: value, count: count))
            taken[name] = secret
            explicit_bzero(value, count)
            return secret
        }
    }
}

/// The user's own folder: what `HOME` says, and where it says nothing useful, the system's list of users.
///
/// Services of the system are started without `HOME`.
///
/// - Parameter variable: The value of `HOME`.
/// - Returns: An absolute path; `nil` for a user whom the system does not know.
package func homeFolder(_ variable: String?) -> String? {
    if let variable, variable.hasPrefix("/") { return variable }
    return userHome(of: geteuid())
}

/// A user's own folder, as the system's list of users says; absolute, `nil` for a user whom it does not name.
package func userHome(of user: uid_t) -> String? {
    guard let path = userEntry(user, { $0.pw_dir }), path.hasPrefix("/") else { return nil }
    return path
}

/// A user's name in the system's list of users.
package func userName(of user: uid_t) -> String? { userEntry(user) { $0.pw_name } }

/// Whose process this is, as the system's list of users names it; where it names nobody, the number.
package func userName() -> String { userName(of: geteuid()) ?? "user \(geteuid())" }

/// A text of an entry in the system's list of users; getpwuid_r(3).
private func userEntry(_ user: uid_t, _ text: (passwd) -> UnsafeMutablePointer<CChar>?) -> String? {
    var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    // The texts stand in the buffer, which has to live until they are copied.
    return withExtendedLifetime(buffer) { text(entry).map { String(cString: $0) } }
}
