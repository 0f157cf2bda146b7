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
    /// Whose slots it is for.
    package var selector: Selector
    /// `nil` where the exchange has one kind of credentials only.
    package var generation: Generation?
    /// Fakes, as a slot file would hold them.
    package var credentials: [CredentialField: String]
    /// The exchange's own name of the account, the same for all of its keys, as a check that signs in tells it.
    ///
    /// `nil`: the exchange tells none.
    package var accountName: String?
    /// What a check of the account says.
    package var expected: Status
    /// What is special about it, in one line; no capital, no full stop.
    package var explanation: String
    /// ``slotLines`` without the one that depends on the day.
    package var fixedSlotLines: [String]
    /// Days from today that the slot's `expires:` line has to name, for exchanges that do not tell; `nil`: no line.
    package var endsAfterDays: Int?
    /// The private key of the main wallet itself, another fake, for clients that sign with it (ccxt).
    ///
    /// `nil` for everything but EVM wallets of Aster's V3.
    package var mainWalletPrivateKey: String?

    /// Lines that a slot needs today besides `exchange` and `credentials` to show the status; empty for most.
    package var slotLines: [String] {
        guard let endsAfterDays else { return fixedSlotLines }
        let end = ExchangeClock().now + .seconds(endsAfterDays * 86_400)
        return fixedSlotLines + ["expires: \(CalendarDate(end))"]
    }
}
