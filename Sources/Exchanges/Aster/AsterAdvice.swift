import SlotModel

/// What to click on Aster's pages, by status: docs/facts/exchanges.md, sections 2.1, 2.6, 7 and 8.
struct AsterAdvice {
    var market: Selector.Market

    func text(for status: Status) -> String {
        switch status {
        case .invalidCredentials:
            """
            Open Aster's API wallet page, tab 'Pro API'. If the API wallet is still listed, compare its address with \
            api-wallet; if it is not, make a new one: tick Read and \(tick), leave Withdraw off, choose the days (at most 365), \
            and copy three values: the API wallet's address (api-wallet), its private key (private-key) and the \
            address you log in with (main-wallet). Old V1 keys go on working, but Aster issues no new ones.
            """
        case .expired, .expiring:
            """
            Open Aster's API wallet page, tab 'Pro API', and make a new API wallet (it lives 365 days at most): tick Read and \
            \(tick), leave Withdraw off. Then take it over with 'slots replace-key'. The old one can be removed when the new one works.
            """
        case .ipNotAllowed:
            """
            On Aster's API wallet page, tab 'Pro API', look at the wallet's IP list and add the address that this machine goes \
            out with; an empty list allows every address. Behind a changing address use a proxy with a fixed one.
            """
        case .clockSkew:
            """
            Aster refuses requests whose time is off: \(clockHelp). If the clock is right, look whether a bot uses the same API \
            wallet with numbers from the future.
            """
        case .missingPermission:
            """
            On Aster's API wallet page, tab 'Pro API', tick Read and \(tick) for this wallet. If both are on, log in and read \
            the account's notices: Aster may have restricted the account.
            """
        case .excessPermission:
            """
            On Aster's API wallet page, tab 'Pro API', turn Withdraw off for this wallet, or make a new one without it: a bot \
            never needs to withdraw.
            """
        case .wrongAccount:
            market == .spot
                ? status.commonAdvice(at: "Aster")
                : """
                Set position mode and margin mode in Aster's futures trading as the slot names them, or change the slot to what \
                the account has.
                """
        case .underfunded:
            market == .spot
                ? "Deposit into Aster, or move funds to the spot account. API wallets answer only after the first deposit."
                : "Deposit into Aster, or move funds to the futures account. API wallets answer only after the first deposit."
        case .rateLimited:
            """
            Aster counts requests per address, for all slots and bots together. Wait for the time that was told: asking on \
            leads to a ban of two minutes up to three days.
            """
        case .wrongMarket, .refused, .unavailable, .connected, .unchecked:
            status.commonAdvice(at: "Aster")
        }
    }

    /// Making an API wallet; the deposit comes first, because nothing answers before it.
    static func walletSteps(allowing rights: [Permission]) -> [String] {
        [
            "Deposit into Aster first: an API wallet answers only after the account's first deposit.",
            "Open Aster's API wallet page, tab 'Pro API', and make a new API wallet.",
            "Tick \(listed(rights.map { ticks[$0] ?? $0.rawValue })). Leave Withdraw off: a bot never needs to withdraw.",
            "Choose how many days it lives: 365 at most.",
            """
            Copy three values: the API wallet's address, its private key, and the address that you log in with (the main \
            wallet). Never the main wallet's own private key: that one controls the funds.
            """,
        ]
    }

    /// Using a V1 key that is there already.
    static let oldKeySteps = [
        "Aster has issued no new V1 keys since 25 March 2026; one that you have goes on working.",
        "Nobody tells programs what a V1 key may do: use one of which you know that it cannot withdraw.",
        "Have its two values ready: the API key and its secret.",
    ]

    /// The ticks of the page: docs/facts/exchanges.md, section 7.
    static let ticks: [Permission: String] = [
        .read: "Read", .spot: "Spot", .futures: "Perps", .withdraw: "Withdraw",
    ]

    private var tick: String { Self.ticks[market == .spot ? .spot : .futures] ?? "" }
}
