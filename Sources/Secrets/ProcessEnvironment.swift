package import Cryptography
import Glibc

/// The environment that the process was started with.
package enum ProcessEnvironment {
    /// The value of a variable, copied from where the kernel left it into locked memory, past any `String`.
    ///
    /// Not to be called while another thread changes the environment; nothing in this package does.
    ///
    /// - Returns: `nil` when the variable is not set.
    package static func secret(named name: String) -> Secret? {
        // A NUL would cut the name short, and lead to another variable.
        guard !name.utf8.contains(0), let value = getenv(name) else { return nil }
        return Secret(copying: UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }
}
