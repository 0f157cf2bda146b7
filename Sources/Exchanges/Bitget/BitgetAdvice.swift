import SlotModel

/// What to click on Bitget's pages, by status: docs/facts/exchanges.md, sections 5.1 to 5.7, 7 and 8.
struct BitgetAdvice {
    var market: Selector.Market

    func text(for status: Status) -> String {
        switch status {
        case .invalidCredentials:
            """
            Open Bitget's API key page and look whether the key is still there: a deleted one is refused like a wrong one. \
            Secret and passphrase cannot be read again. If in doubt make a new key (at most 10 per user) with a passphrase of your \
            own: \(Self.tick(right)), leave withdrawals and transfers off, and copy three values: key, secret, passphrase. \
            A key that was made in demo mode needs 'network: testnet'.
            """
        case .expired, .expiring:
            """
            Bitget does not tell when a key ends. If you gave it an end ('expires' in the slot), make a new key on Bitget's API \
            key page, \(Self.tick(right)), leave withdrawals off, and take it over with 'slots replace-key'; delete the old one when \
            the new one works.
            """
        case .ipNotAllowed:
            """
            On Bitget's API key page, edit the key and add the address that the finding names to its IP list; an empty list \
            allows every address. Behind a changing address use a proxy with a fixed one.
            """
        case .clockSkew:
            "Bitget refuses requests whose time is off: \(clockHelp)."
        case .missingPermission:
            """
            On Bitget's API key page, edit the key and \(Self.tick(right)). If that is on, log in and read the account's notices: \
            Bitget may want an identity check or two-factor login, or may have restricted the account.
            """
        case .excessPermission:
            """
            On Bitget's API key page, edit the key and turn withdrawals and transfers off, or make a new key without them: a bot \
            needs neither.
            """
        case .wrongAccount:
            market == .spot
                ? "For a lead trader's account Bitget does not answer what slots asks: make the key on another, such as a sub-account."
                : """
                For a lead trader's account, make the key on another, such as a sub-account. Else, on Bitget's futures trading page, set position mode and margin mode as the slot names them, or change the slot to \
                what the account has. The contract (USDT, USDC or coin) is the slot's own choice.
                """
        case .underfunded:
            market == .spot
                ? "Deposit into Bitget, or transfer funds to the spot account; a unified account has one wallet for everything."
                : """
                Transfer funds to the futures account of the slot's contract: on classic accounts USDT-M, USDC-M and each coin of \
                COIN-M have one of their own; a unified account has one wallet for everything.
                """
        case .rateLimited:
            """
            Bitget limits each call per second and all calls of an address to 6000 a minute; all keys of one user share the \
            limits of signed calls. Wait a moment and check again, with fewer slots at once if it stays.
            """
        case .unavailable:
            """
            Nothing is wrong with the key. Try again later; Bitget's announcements tell of maintenance. While Bitget moves an \
            account from classic to unified, its keys cannot be checked.
            """
        case .wrongMarket, .refused, .connected, .unchecked:
            status.commonAdvice(at: "Bitget")
        }
    }

    /// Making a key.
    static func keySteps(allowing rights: [Permission]) -> [String] {
        let ticks = rights.filter { $0 == .spot || $0 == .futures }.map(tick)
        return [
            "Open Bitget's API key page and make a new key (at most 10 per user) with a passphrase of your own.",
            "On that page \(ticks.joined(separator: ", and ")). Leave withdrawals and transfers off: a bot needs neither.",
            "Copy three values: key, secret and passphrase. Secret and passphrase cannot be read again later.",
            "A key that is made in demo mode works with 'network: testnet' only.",
        ]
    }

    private var right: Permission { market == .spot ? .spot : .futures }

    /// What the page calls the rights, in short.
    static let ticks: [Permission: String] = [
        .read: "reading", .spot: "spot trade", .futures: "futures orders and positions",
        .withdraw: "withdrawals", .transfer: "transfers",
    ]

    /// The right in words: classic keys know spot trade, and futures orders and positions; unified ones one for both.
    static func tick(_ right: Permission) -> String {
        right == .spot
            ? "turn on reading and writing for spot trade (on a unified account: for trade and management)"
            : "turn on reading and writing for futures orders and futures positions (on a unified account: for trade and "
                + "management)"
    }
}
