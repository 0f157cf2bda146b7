import SlotModel

/// The codes of rules that kinds of bots have for the keys and accounts that they are given.
let ruleExplanations = [
    FindingExplanation(
        code: "permissions.bot-refuses",
        title: "the bot takes no key with this right",
        text: """
            The template of one of the slot's bots says under rules that the right must be off. Turn it off at the exchange's page. It is \
            the bot's own rule: neither the slot's allow: nor the workspace's policy waives it. Who wants the right for another bot makes a \
            key of its own for this one.
            """
    ),
    FindingExplanation(
        code: "balance.bot-needs",
        title: "there is less than the bot asks for",
        text: """
            The template of one of the slot's bots says under rules how much has to be in the account, free and in orders together. \
            Deposit, or move funds to the account that the slot is for.
            """
    ),
    FindingExplanation(
        code: "expiry.bot-limit",
        title: "the key lives longer than the bot says",
        text: """
            The template of one of the slot's bots says under rules how long a key may live. Make one that ends sooner, unless the bot \
            takes this one.
            """
    ),
    FindingExplanation(
        code: "account.bot-needs",
        title: "the exchange does not tell what the bot asks for",
        text: """
            The bot's form wants to know a mode of the account, and the exchange did not tell it. Look at the exchange's trading page, and \
            type what stands there.
            """
    ),
    FindingExplanation(
        code: "addresses.bot-missing",
        title: "the bot's address is not on the key's list",
        text: """
            slots.yaml names the addresses from which a hosted bot signs in, and the key's list does not have all of them: the exchange \
            would refuse the bot. Add them to the key's list, beside this machine's own.
            """,
        example: "bots: {platform: {template: bitsgap, directory: platforms, addresses: [203.0.113.7]}}"
    ),
]
