package import Cryptography
package import Files
package import HTTPTransport
package import Ledger
package import Processes
import Secrets
package import SlotModel

/// What operations take from outside; a test replaces it.
package struct Surroundings: Sendable {
    package var http: HTTPClient
    /// The way to a bot that runs on this machine, which no exchange's credential goes.
    package var loopback: @Sendable (HTTPLimits) -> LoopbackClient = { .live(limits: $0) }
    package var now: @Sendable () -> Timestamp
    package var sleep: @Sendable (Duration) async -> Void
    /// The value of a variable; `nil` when it is not set.
    package var environment: @Sendable (String) -> String?
    /// The same for a secret, which is moved into guarded memory; every later call gives it again.
    package var secretVariable: @Sendable (String) -> Secret?
    /// Where age asks for passphrases.
    package var terminal: TerminalUse
    /// What was checked, applied and owned, of the workspace with this state.
    package var ledger: @Sendable (StateFolder) -> Ledger = Ledger.sqlite(in:)
    /// Hears of a change that was cut off, once it was finished or taken back.
    package var recovered: @Sendable (Recovered) -> Void = { _ in }

    package init(
        http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async -> Void,
        environment: @escaping @Sendable (String) -> String?,
        secretVariable: @escaping @Sendable (String) -> Secret?,
        terminal: TerminalUse
    ) {
        self.http = http
        self.now = now
        self.sleep = sleep
        self.environment = environment
        self.secretVariable = secretVariable
        self.terminal = terminal
    }

    /// The network, the clock and the environment of this process.
    ///
    /// - Parameter terminal: Where age asks for passphrases; ``TerminalUse/none``: nobody is asked.
    package static func live(terminal: TerminalUse = .none) -> Surroundings {
        Surroundings(
            http: .live(),
            now: wallClock,
            sleep: { duration in try? await Task.sleep(for: duration) },
            environment: environmentVariable,
            secretVariable: ProcessEnvironment.secret(named:),
            terminal: terminal
        )
    }
}
