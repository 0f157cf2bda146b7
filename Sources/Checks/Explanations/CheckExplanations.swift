package import SlotModel

/// What `slots explain` tells about every status and every finding of this room.
package let checkExplanations: [FindingExplanation] =
    statusExplanations + exchangeExplanations + judgementExplanations + ruleExplanations
    + policyExplanations

private let statusExplanations: [FindingExplanation] = [
    told(
        .connected,
        "signed in, rights as wanted, funded",
        "Every question that decides was answered as the slot wants it: the sign-in, the key's rights where the exchange "
            + "tells them, the balance, the account's modes and the market where the slot names them. Warnings may remain; "
            + "they do not stop a bot."
    ),
    told(
        .expiring,
        "connected, but the key ends soon",
        "The key ends within the workspace's expiry-warning (30 days by default). Everything works until then. Make a new "
            + "key in time and take it over with 'slots replace-key SLOT'.",
        example: "policy:\n  expiry-warning: 30d"
    ),
    told(
        .underfunded,
        "signed in, but less is free than the slot requires, or nothing at all",
        "The slot's require.balance names the free amount of each asset, require.total what is free and in orders together; "
            + "without both, anything free above zero will do. What open orders and positions hold is not free. Deposit, move funds between the spot and the futures account, or "
            + "lower the amount. A new Aster wallet has to deposit once before the exchange shows it any balance.",
        example: "require:\n  balance: {USDT: 150}"
    ),
    told(
        .invalidCredentials,
        "the key, its secret, the passphrase or a wallet is refused",
        "Either the credentials cannot be right (a wrong length, a wrong letter, two fields swapped), or the exchange does "
            + "not know them. Copy them again, without blanks, from the exchange's page; look whether the key was deleted, "
            + "and whether it belongs to this exchange and network."
    ),
    told(
        .missingPermission,
        "a right that the slot needs is off",
        "A spot slot needs reading and spot trading, a futures slot reading and futures trading. Turn the right on at the "
            + "exchange's page. The same status is given when the exchange has blocked trading on the account."
    ),
    told(
        .excessPermission,
        "the key can withdraw or transfer",
        "A bot never needs to withdraw; a key that can is worth stealing. Turn the right off at the exchange's page. If it "
            + "has to stay, waive the policy in this one slot, or change it for all in slots.yaml.",
        example: "allow: [withdraw]"
    ),
    told(
        .ipNotAllowed,
        "our address is not on the key's list",
        "The key may be used from certain addresses only, and this machine's is not among them. Add it to the list at the "
            + "exchange's page, or use the proxy that has the listed address."
    ),
    told(
        .expired,
        "the key has ended",
        "Make a new key at the exchange's page and take it over with 'slots replace-key SLOT'. Where the exchange does not tell, the slot's own "
            + "'expires' decides: change it when the key was renewed.",
        example: "expires: 2027-11-20"
    ),
    told(
        .wrongAccount,
        "contract, position mode, margin mode or the kind of account do not fit the slot",
        "The slot's 'account' says which modes the bot was set up for, and the account has others. Change them on the "
            + "exchange while no position is open, or change the slot. Or the exchange does not serve accounts of this kind.",
        example: "account:\n  position-mode: one-way\n  margin-mode: cross"
    ),
    told(
        .wrongMarket,
        "the exchange does not trade the slot's market",
        "The slot's require.market names a pair that the exchange does not list on this market: spot and futures differ, and "
            + "so do the contracts of a futures account. Write it as BASE/QUOTE, as the exchange lists it.",
        example: "require:\n  market: BTC/USDT"
    ),
    told(
        .refused,
        "the exchange refuses, for a reason that slots does not know",
        "The report shows the exchange's own code and words. The same question gets the same answer until something changes: "
            + "log in to the exchange and read the account's notices. The exit code is 1: trying again does not help."
    ),
    told(
        .clockSkew,
        "refused because of the clock, or the bot's requests will be",
        "Signed requests carry the time, and the exchange refuses what is too old or from the future. slots corrects a "
            + "wrong clock by the measured difference, the bot may not: set the machine's clock.",
        example: "sudo timedatectl set-ntp true"
    ),
    told(
        .unavailable,
        "the exchange cannot be asked at present",
        "A timeout, trouble or maintenance at the exchange, no network here, or an answer that cannot be understood. The key "
            + "is not to blame. A slot is also unavailable when one of the questions that decide stayed without an answer: "
            + "slots never calls a slot connected on a guess. The exit code is 69, try again later."
    ),
    told(
        .rateLimited,
        "the exchange wants fewer requests from this address",
        "Wait as long as it says; going on makes the wait longer. Slots and bots on one address share its limit. Check fewer "
            + "slots at once (--jobs), give them more time (--timeout), or spread them over more addresses (proxy)."
    ),
    told(
        .unchecked,
        "not asked",
        "The slot is disabled, nobody wanted the network to be used (--offline), the command was interrupted, or a secret "
            + "could not be had. It says nothing about the key."
    ),
]

private let exchangeExplanations: [FindingExplanation] = [
    FindingExplanation(
        code: "exchange.invalid-credentials",
        title: "the exchange refuses the credentials",
        text:
            "The exchange does not know the key or wallet, or its signature does not fit. The finding stands at the field "
            + "that the exchange names, or else at the slot's credentials. Copy them again from the exchange's page; make "
            + "new ones if they were deleted."
    ),
    FindingExplanation(
        code: "exchange.key-expired",
        title: "the exchange says that the key has ended",
        text: "Make a new key at the exchange's page and take it over with 'slots replace-key SLOT'."
    ),
    FindingExplanation(
        code: "exchange.address-not-allowed",
        title: "the exchange refuses this machine's address",
        text:
            "The key is restricted to other addresses, or the exchange does not serve this one. Add the address to the "
            + "key's list, or set the slot's proxy.",
        example: "proxy: socks5h://127.0.0.1:1080"
    ),
    FindingExplanation(
        code: "exchange.clock-skew",
        title: "the exchange refuses the time of the request",
        text:
            "This machine's clock is wrong, or another program uses the same wallet with times of the future. Set the "
            + "clock; if it is right, stop the other program and check again.",
        example: "sudo timedatectl set-ntp true"
    ),
    FindingExplanation(
        code: "exchange.missing-permission",
        title: "the exchange refuses a request for lack of a right",
        text: "Turn the right on for this key at the exchange's page, and check again."
    ),
    FindingExplanation(
        code: "exchange.no-deposit",
        title: "the account that the slot trades on is empty",
        text:
            "The credentials work as far as can be told. Either nothing was ever deposited, and the exchange answers "
            + "nothing more before: deposit. Or the money lies in another account of yours at the exchange, which the "
            + "message then names: transfer it there. Then check again."
    ),
    FindingExplanation(
        code: "exchange.wrong-account",
        title: "the account is of another type than the slot needs",
        text:
            "Change the account's type or mode on the exchange, or use the selector for this type of account."
    ),
    FindingExplanation(
        code: "exchange.unknown-market",
        title: "the exchange does not know the pair",
        text:
            "Write require.market as BASE/QUOTE and see whether the exchange trades this pair on this market; spot and "
            + "futures differ.",
        example: "require:\n  market: BTC/USDT"
    ),
    FindingExplanation(
        code: "exchange.refused",
        title: "the exchange refuses, for a reason that slots does not know",
        text:
            "Its own code and words stand in the finding. Log in to the exchange and read the account's notices."
    ),
    FindingExplanation(
        code: "exchange.rate-limited",
        title: "the exchange wants fewer requests from this address",
        text: "Wait as long as the finding says. Slots and bots on one address share its limit."
    ),
    FindingExplanation(
        code: "exchange.unavailable",
        title: "the exchange could not be asked",
        text:
            "A timeout, trouble at the exchange or no network here. The key is not to blame. Check again later."
    ),
    FindingExplanation(
        code: "slot.proxy-failed",
        title: "the slot's proxy does not let it through",
        text:
            "The proxy is not there, wants a user and a password, or does not allow the exchange. With a password the URL "
            + "is kept like a secret: store it with 'slots secret set proxy.url', and write 'secret:proxy.url' in the slot."
    ),
    FindingExplanation(
        code: "exchange.not-understood",
        title: "the exchange's answer cannot be understood",
        text:
            "The answer was not what the exchange documents: a page of a firewall or of maintenance, or a changed "
            + "interface. Check again later; if it stays, look for a newer release of slots."
    ),
]

private func told(_ status: Status, _ title: String, _ text: String, example: String? = nil)
    -> FindingExplanation
{
    FindingExplanation(code: status.rawValue, title: title, text: text, example: example)
}
