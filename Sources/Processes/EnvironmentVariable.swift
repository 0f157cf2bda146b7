import Glibc

/// The value of a variable of this process's environment; `nil` when it is not set.
@Sendable package func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}
