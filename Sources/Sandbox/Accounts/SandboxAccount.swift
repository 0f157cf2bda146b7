package import SlotModel

/// An account of the built-in exchange, with its documented fake credentials.
///
/// The credentials are made by rule from the account's name (see ``SandboxAccounts``). They exist on no exchange, and
/// everybody knows them: never use one for anything real.
package struct SandboxAccount: Sendable, Hashable {
    /// Aster's two kinds of credentials.
    package enum Generation: String, CaseIterable, Sendable {
        case v1 = "V1"
        case v3 = "V3"
    }

    /// Unique, and fit to name a slot: `aster-futures-v1-connected`.
    package var name: String
    package var selector: Selector
    package var generation: Generation
    /// Fakes, as a slot file would hold them.
    package var credentials: [CredentialField: String]
    /// What a check of the account says.
    package var expected: Status
    /// What is special about it, in one line; no capital, no full stop.
    package var explanation: String
    /// Lines that a slot needs besides `exchange` and `credentials` to show the status; empty for most.
    package var slotLines: [String]
    /// The private key of the main wallet itself, another fake, for clients that sign with it (ccxt).
    ///
    /// `nil` for V1 and for Solana wallets.
    package var mainWalletPrivateKey: String?
}
