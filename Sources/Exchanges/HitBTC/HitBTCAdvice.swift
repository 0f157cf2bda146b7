import SlotModel

/// What to click on HitBTC's pages, by status: docs/facts/exchanges.md, sections 6.3, 7 and 8.
enum HitBTCAdvice {
    static func text(for status: Status) -> String {
        switch status {
        case .invalidCredentials:
            """
            Open HitBTC's page of API keys. A new key works only after you have confirmed it by the link in HitBTC's e-mail: \
            look for that mail first. If the key is listed and confirmed, copy key and secret again as a whole; if it is not, \
            make a new one: \(rights).
            """
        case .expired, .expiring:
            """
            HitBTC does not tell when a key ends: the day is the one that the slot names in 'expires'. Make a new key on \
            HitBTC's page of API keys: \(rights). Then confirm it by e-mail, and take it over with 'slots replace-key', which asks for the day.
            """
        case .ipNotAllowed:
            """
            On HitBTC's page of API keys, look at the key's IP list and add the address that this machine goes out with. \
            HitBTC gives the same answer when the account itself may not do this: log in and read its notices. Behind a \
            changing address use a proxy with a fixed one.
            """
        case .clockSkew:
            """
            HitBTC refuses requests whose time is more than 10 seconds off, with the same answer as for a wrong key: \
            \(clockHelp). Then check again.
            """
        case .missingPermission:
            """
            On HitBTC's page of API keys, edit the key: \(rights). If 'Place/cancel orders' is off, the bot cannot trade; if \
            'Orderbook, History, Trading balance' is off, nobody sees the balance.
            """
        case .excessPermission:
            """
            On HitBTC's page of API keys, turn the withdrawal of funds off for this key, or make a new key without it: a bot \
            never needs to withdraw. HitBTC does not tell programs whether the right is on.
            """
        case .underfunded:
            """
            Trading uses the spot account. A deposit arrives in the wallet: on HitBTC, transfer it from the wallet to the spot \
            account, or deposit first.
            """
        case .rateLimited:
            """
            HitBTC counts requests per address, for all slots and bots together: about 20 a second. Wait a little, check fewer \
            slots at once, or give the bots longer delays.
            """
        case .connected:
            """
            Signed in, may place orders, funded. HitBTC does not tell the rest: look by hand whether withdrawing is off, and \
            which addresses the key is restricted to.
            """
        case .wrongAccount, .wrongMarket, .refused, .unavailable, .unchecked:
            status.commonAdvice(at: "HitBTC")
        }
    }

    /// Making a key.
    static let keySteps = [
        "Open HitBTC's page of API keys and make a new key.",
        "There, \(rights): a bot never needs to withdraw. HitBTC does not tell programs whether withdrawing is on.",
        "Confirm the key by the link in HitBTC's e-mail: it works only after that.",
        "Copy two values: the API key and the secret key.",
        "Trading uses the spot account: transfer what you deposited from the wallet to it.",
    ]

    private static let rights =
        "turn 'Orderbook, History, Trading balance', 'Place/cancel orders' and 'Payment information' on, and leave withdrawing off"
}
