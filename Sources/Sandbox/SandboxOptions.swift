/// How the built-in exchange behaves.
package struct SandboxOptions: Sendable {
    /// On which ports of 127.0.0.1 the hosts listen.
    package enum Ports: Sendable {
        /// Any free ports.
        case automatic
        /// This one for the first ``SandboxHost``, the next for the second, and so on.
        case from(Int)
    }

    /// Free ones unless somebody wants to know them beforehand.
    package var ports: Ports = .automatic
    /// The exchange's clock minus this machine's.
    package var clockOffset: Duration = .zero
    /// Waited before every answer.
    package var latency: Duration = .zero
    /// Weight per minute and address; what is absent is as the exchange publishes it.
    ///
    /// That is 6000 on Aster spot, 2400 on Aster futures, 6000 calls on Bitget; HitBTC counts by the second only.
    package var weightLimits: [SandboxHost: Int] = [:]
    /// Off: calls are not limited by the second, as Bitget (per call) and HitBTC (per group of calls) do.
    package var limitsRates = true
    /// Threads per host; one serves thousands of connections.
    package var threads = 1
    /// How many of the numbered accounts (``SandboxAccounts/numbered(_:selector:generation:)``) exist, from 0 on.
    package var numberedAccounts = 0
    /// Further accounts with credentials of the caller's own, connected on every host.
    package var guests: [any SandboxGuest] = []
    /// Off for benchmarks that measure somebody else: signatures are then looked at for their form only.
    package var checksSignatures = true

    package init() {}
}

/// Credentials of the caller's own: each exchange has a type of them, and passes over the others'.
package protocol SandboxGuest: Sendable {}

/// Why the built-in exchange does not start.
package enum SandboxError: Error, Hashable, Sendable {
    case portOutOfRange(Int)
    case portInUse(Int)
    case system(operation: String, errno: Int32)
    case cannotStart(String)
}
