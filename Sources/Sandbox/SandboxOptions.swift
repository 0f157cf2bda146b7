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
    package var guests: [Guest] = []
    /// Off for benchmarks that measure somebody else: signatures are then looked at for their form only.
    package var checksSignatures = true

    package init() {}

    package enum Guest: Sendable {
        /// The key and its secret, as texts.
        case asterV1(key: String, secret: Secret)
        /// Addresses; the main wallet may be a Solana address.
        case asterV3(mainWallet: String, apiWallet: EthereumAddress)
        /// With every right to trade, none to withdraw.
        case bitget(key: String, secret: Secret, passphrase: String, mode: BitgetMode)
        case hitbtc(key: String, secret: Secret)
    }

    /// What kind of account a guest of Bitget has.
    package enum BitgetMode: Sendable {
        case classic, unified
        /// Classic, with a key for demo trading.
        case demo
    }
}

/// Why the built-in exchange does not start.
package enum SandboxError: Error, Hashable, Sendable {
    case portOutOfRange(Int)
    case portInUse(Int)
    case system(operation: String, errno: Int32)
    case cannotStart(String)
}
