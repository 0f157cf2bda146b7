import SlotModel

/// What an account is there to show, before it has credentials.
struct SandboxRole<Traits: Sendable>: Sendable {
    var name: String
    var expected: Status
    var explanation: String
    var selectors: [Selector]
    var slotLines: [String]
    /// Days from today that the slot's `expires:` line has to name; `nil`: no such line.
    var endsAfterDays: Int?
    var traits: Traits

    /// - Parameter accountName: `nil`: the exchange tells none.
    func account(
        _ selector: Selector,
        _ credentials: [CredentialField: String],
        accountName: String? = nil
    ) -> SandboxAccount {
        SandboxAccount(
            name: "\(selector.rawValue)-\(name)",
            selector: selector,
            generation: nil,
            credentials: credentials,
            accountName: accountName,
            expected: expected,
            explanation: explanation,
            fixedSlotLines: slotLines,
            endsAfterDays: endsAfterDays,
            mainWalletPrivateKey: nil
        )
    }
}
