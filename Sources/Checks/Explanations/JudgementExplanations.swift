import SlotModel

/// Findings of the judge.
let judgementExplanations: [FindingExplanation] = [
    FindingExplanation(
        code: "clock.skew",
        title: "this machine's clock differs from the exchange's",
        text:
            "slots corrects its own requests by the measured difference, but the bot signs with this machine's clock and "
            + "may be refused. Set the clock. The tolerated difference is policy.clock-skew.",
        example: "sudo timedatectl set-ntp true"
    ),
    FindingExplanation(
        code: "permissions.missing",
        title: "the key lacks a right that the slot needs",
        text:
            "Turn the right on for this key at the exchange's page: reading and spot trading for a spot slot, reading and "
            + "futures trading for a futures slot."
    ),
    FindingExplanation(
        code: "permissions.bot-needs",
        title: "the bot wants a right that the slot does not need",
        text:
            "The key is good for what the slot is for, and the bot asks the exchange for more, such as spot data on an "
            + "account for futures. Its template says so under needs, where it is a warning, or under rules. Turn the right "
            + "on, unless the bot works without."
    ),
    FindingExplanation(
        code: "permissions.withdraw",
        title: "the key can withdraw",
        text:
            "A bot never needs it, and a stolen key with this right empties the account. Turn it off at the exchange's "
            + "page. policy.withdraw says whether it stops a slot (deny), warns or is allowed; one slot can waive it.",
        example: "allow: [withdraw]"
    ),
    FindingExplanation(
        code: "permissions.transfer",
        title: "the key can transfer between accounts",
        text:
            "A bot rarely needs it. Turn it off at the exchange's page. policy.transfer says whether it stops a slot "
            + "(deny), warns or is allowed; one slot can waive it.",
        example: "allow: [transfer]"
    ),
    FindingExplanation(
        code: "permissions.unknown",
        title: "the exchange does not tell a right of this key",
        text:
            "slots never assumes a right. Look at the key on the exchange's page yourself: reading and trading on, "
            + "withdrawing off. It does not stop the slot. Once you looked, 'seen-by-hand' says so and ends the reminder; it "
            + "waives nothing.",
        example: "seen-by-hand: [withdraw]"
    ),
    FindingExplanation(
        code: "permissions.strange",
        title: "the exchange names a right that slots does not know",
        text: """
            It may be a new one, and it may be good for withdrawing. Look at the key on the exchange's page, and turn off what \
            the bot does not need. It does not stop the slot.
            """
    ),
    FindingExplanation(
        code: "addresses.not-allowed",
        title: "our address is not on the key's list",
        text: "Add this machine's address, as the finding names it, to the key's list at the exchange's page."
    ),
    FindingExplanation(
        code: "addresses.open",
        title: "any address may use a key that can withdraw",
        text: "Restrict the key to this machine's address at the exchange's page, or turn withdrawing off."
    ),
    FindingExplanation(
        code: "addresses.differ",
        title: "the key's list of addresses is not the slot's ip-allowlist",
        text:
            "ip-allowlist records what the key should be restricted to, so that a change at the exchange is noticed. "
            + "Correct the one that is wrong. Addresses and CIDR ranges of IPv4 and IPv6 are compared by what they contain.",
        example: "ip-allowlist: [203.0.113.7, 2001:db8::/64]"
    ),
    FindingExplanation(
        code: "expiry.expired",
        title: "the key has ended",
        text:
            "Make a new key at the exchange's page and take it over with 'slots replace-key SLOT'. If the slot's own "
            + "'expires' is out of date, change it.",
        example: "expires: 2027-11-20"
    ),
    FindingExplanation(
        code: "expiry.soon",
        title: "the key ends soon",
        text:
            "Bots stop in the middle of a trade when their key ends. Make a new key before that day and take it over "
            + "with 'slots replace-key SLOT'. If the slot's own 'expires' is out of date, change it. policy.expiry-warning "
            + "says how early to warn."
    ),
    FindingExplanation(
        code: "expiry.differs",
        title: "the exchange and the slot name different last days",
        text:
            "The exchange's day counts. Remove 'expires' from the slot: it is for exchanges that do not tell."
    ),
    FindingExplanation(
        code: "account.blocked",
        title: "the exchange has blocked trading on this account",
        text: "No right of the key helps. Sign in on the exchange's site and see what it asks for."
    ),
    FindingExplanation(
        code: "account.contract",
        title: "the account's contract type is not the slot's",
        text: "Change the account on the exchange, or account.contract in the slot.",
        example: "account:\n  contract: usdt"
    ),
    FindingExplanation(
        code: "account.position-mode",
        title: "the account's position mode is not the slot's",
        text:
            "A bot that was set up for one-way mode sends orders that hedge mode refuses, and the other way round. Change "
            + "the mode on the exchange while no position and no order is open, or change the slot.",
        example: "account:\n  position-mode: one-way"
    ),
    FindingExplanation(
        code: "account.margin-mode",
        title: "the account's margin mode is not the slot's",
        text:
            "Change the mode for the slot's pair on the exchange while no position is open, or change the slot.",
        example: "account:\n  margin-mode: cross"
    ),
    FindingExplanation(
        code: "account.not-told",
        title: "the exchange does not tell a mode that the slot names",
        text:
            "slots cannot say whether the account is as the slot wants it. Check again; if it stays, look at the account on "
            + "the exchange's site and remove the mode from the slot."
    ),
    FindingExplanation(
        code: "balance.empty",
        title: "the account is empty",
        text:
            "Deposit, or move funds to the account that the slot trades on: spot and futures have separate ones."
    ),
    FindingExplanation(
        code: "balance.short",
        title: "less is free than the slot requires",
        text: "What open orders and positions hold is not free. Deposit, or lower require.balance.",
        example: "require:\n  balance: {USDT: 150}"
    ),
    FindingExplanation(
        code: "market.not-trading",
        title: "the pair does not trade at present",
        text:
            "The exchange has stopped it for a while or for good. It stops the slot only when require.market names it."
    ),
    FindingExplanation(
        code: "market.no-price",
        title: "the pair has no price",
        text:
            "The exchange answers, but with a price of zero or less. It stops the slot only when require.market names the "
            + "pair."
    ),
    FindingExplanation(
        code: "market.stale",
        title: "the pair has not traded for more than a day",
        text: "A bot would work with old prices. It stops the slot only when require.market names the pair."
    ),
    FindingExplanation(
        code: "fees.differ",
        title: "the configured fee is not what the account pays",
        text:
            "A bot puts the fee into its break-even price: when it believes in one that is too low, it sells at a loss. A "
            + "round trip pays the fee twice. A bot with one rate gets the taker's. policy.fee-tolerance says how far the "
            + "two may be apart.",
        example: "fees: {maker: 0.02%, taker: 0.07%}"
    ),
    FindingExplanation(
        code: "limits.near",
        title: "most of the exchange's limit is used",
        text:
            "The limit is counted for this machine's address: bots, slots and other programs share it. Above it the "
            + "exchange refuses, and then bans the address for a while."
    ),
    FindingExplanation(
        code: "limits.delay",
        title: "the delay is too short for the exchange's limit",
        text:
            "Each slot looks at one pair, waits for the delay, and goes on. All slots on one address together must stay "
            + "below the limit; the finding shows the arithmetic. It is the least that the limit allows: leave room for "
            + "orders.",
        example: "delay: 10s"
    ),
]

/// Findings of the policies that need no network.
let policyExplanations: [FindingExplanation] = [
    FindingExplanation(
        code: "slot.plaintext-secret",
        title: "a secret stands in the slot file in plain",
        text:
            "Slot files are made to be committed and shown. Keep the value elsewhere and name the place. If the file was "
            + "ever committed or sent, make a new key. policy.plaintext-secret says whether it is refused (deny), warned "
            + "about or allowed; where git keeps the file, or every user of the machine can read it, it is refused "
            + "unless allowed.",
        example: "slots secret set aster.secret\ncredentials:\n  secret: secret:aster.secret"
    ),
    FindingExplanation(
        code: "slot.shared-key",
        title: "two slots use the same key",
        text:
            "Replacing or revoking the key of one slot stops the other, and two programs that sign with one wallet may "
            + "refuse each other's requests. Make a key for each slot. policy.shared-key says whether it is refused (deny), "
            + "warned about or allowed; one of the two slots can waive it. Written in plain, the public fake keys of the built-in exchange may "
            + "stand in as many slots as you like.",
        example: "allow: [shared-key]"
    ),
    FindingExplanation(
        code: "slot.credentials-incomplete",
        title: "the slot does not name the credentials that its exchange takes",
        text:
            "An exchange may have several kinds of keys; a slot says which by the fields that it names, all of one kind and "
            + "none of another. Aster's V3 keys have three parts, its older V1 keys two.",
        example:
            "credentials:\n  main-wallet: \"0x…\"\n  api-wallet: \"0x…\"\n  private-key: env:ASTER_PRIVATE_KEY"
    ),
    FindingExplanation(
        code: "slot.proxy-unusable",
        title: "the slot's proxy refers to something that is no proxy's URL",
        text:
            "A proxy with a password is kept like a secret, and the slot names the place. What is kept there has to be one "
            + "whole URL. The slot was not asked: without its proxy it would show another address than it should.",
        example: "slots secret set proxy.url\nproxy: secret:proxy.url"
    ),
    FindingExplanation(
        code: "slot.public-credentials",
        title: "credentials that everybody knows, in a slot for a real network",
        text:
            "'slots init' writes example slots with fake keys of the built-in exchange. They open nothing anywhere else. Put "
            + "your own into the slot, delete its file, or keep it on the built-in exchange.",
        example: "network: sandbox"
    ),
    FindingExplanation(
        code: "slot.wish-without-meaning",
        title: "a mode of futures accounts in a spot slot",
        text:
            "Spot accounts have no contract type, position mode or margin mode. Remove the line, or use the futures "
            + "selector."
    ),
    FindingExplanation(
        code: "slot.sign-in",
        title: "a way to sign in that is not offered, or lets the secret travel",
        text: """
            Requests are signed: the secret itself stays on this machine. HitBTC also takes 'sign-in: basic', which sends \
            key and secret with every request, inside TLS. Use it only while signatures are refused. Other exchanges \
            have no such way.
            """
    ),
    FindingExplanation(
        code: "slot.odd-delay",
        title: "an unusual delay between two pairs",
        text:
            "Below a second most exchanges refuse sooner or later; above two minutes a bot looks at each pair too rarely to "
            + "trade, and somebody probably meant milliseconds.",
        example: "delay: 10s"
    ),
    FindingExplanation(
        code: "slot.plain-endpoint",
        title: "a live slot speaks to this machine without TLS",
        text:
            "Plain http is for programs on this machine only, such as a proxy of your own or a test. Nothing proves that the "
            + "program is what you think; whoever can listen on that port sees the slot's requests, and what it answers "
            + "passes for the exchange's word.",
        example: "endpoint: http://127.0.0.1:8080"
    ),
]
