package import Cryptography

/// How the built-in exchange behaves.
package struct SandboxOptions: Sendable {
    package enum Ports: Sendable {
        /// Any free ports.
        case automatic
        /// This one for the first ``SandboxHost``, the next for the second, and so on.
        case from(Int)
    }

    package var ports: Ports = .automatic
    /// The exchange's clock minus this machine's.
    package var clockOffset: Duration = .zero
    /// Waited before every answer.
    package var latency: Duration = .zero
    /// Weight per minute and address; what is absent is as the exchange publishes it (6000 on spot, 2400 on futures).
    package var weightLimits: [SandboxHost: Int] = [:]
    /// Threads per host; one serves thousands of connections.
    package var threads = 1
    /// How many of the numbered accounts (``SandboxAccounts/numbered(_:selector:generation:)``) exist, from 0 on.
    package var numberedAccounts = 0
    /// Further accounts with credentials of the caller's own, connected on every host.
    package var guests: [Guest] = []
    /// Off for benchmarks that measure somebody else: signatures are then looked at for their form only.
    package var checksSignatures = true

    package init() {}

    package enum Guest: Sendable {
        /// The key and its secret, as texts.
        case asterV1(key: String, secret: Secret)
        /// Addresses; the main wallet may be a Solana address.
        case asterV3(mainWallet: String, apiWallet: EthereumAddress)
    }
}

/// Why the built-in exchange does not start.
package enum SandboxError: Error, Hashable, Sendable {
    case portOutOfRange(Int)
    case portInUse(Int)
    case system(operation: String, errno: Int32)
    case cannotStart(String)
}
