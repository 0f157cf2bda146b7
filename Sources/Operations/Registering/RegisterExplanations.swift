package import SlotModel

/// Findings of `register`.
package let registerExplanations = [
    FindingExplanation(
        code: "register.unsupported",
        title: "this kind of bot has no interface that keys are registered at",
        text: """
            'slots register' speaks to the interface that a template declares under 'register'. Of the kinds that come with \
            slots only Gunbot wants to be told of new keys. What others want after an apply, 'slots apply' says.
            """
    ),
    FindingExplanation(
        code: "register.nothing",
        title: "the bot has no slot that could be registered",
        text: "None of the enabled slots, or of those that were named, is written for this bot."
    ),
    FindingExplanation(
        code: "register.not-ready",
        title: "the running bot was not asked yet",
        text: """
            Only keys that the exchange accepts, and that stand in the bot's file as the slot has them, are made known to a \
            running bot. Mend what is said of the slots, run 'slots apply', and try again.
            """
    ),
    FindingExplanation(
        code: "register.not-agreed",
        title: "nobody agreed to what would be sent to the running bot",
        text: """
            Nothing was sent. Making a key known changes what the running bot does, so it wants a yes at the terminal; where \
            nobody can be asked, --yes says it.
            """
    ),
    FindingExplanation(
        code: "register.no-address",
        title: "nobody says where the running bot listens",
        text: """
            The bot's own file says the port of its pages where the template looks for it. Where it does not, or where the \
            bot is reached otherwise, slots.yaml says it: an address of this machine.
            """,
        example:
            "bots:\n  main:\n    template: gunbot\n    directory: bots/gunbot\n    api: {url: \"http://127.0.0.1:3000\"}"
    ),
    FindingExplanation(
        code: "register.no-token",
        title: "no token for the running bot's interface",
        text: """
            The bot's interface wants to know who asks. Gunbot makes a token when somebody signs in to its own pages: open them \
            in a browser, sign in, and copy the value of jwtToken from the browser's local storage (developer tools, \
            Storage). It may do everything that you may do there, so keep it as you keep a key. It ends after a time that \
            Gunbot decides. That slots signs in itself is not built: how that goes with a second factor is not known.
            """,
        example: "slots secret set gunbot.token   # then in slots.yaml: api: {token: secret:gunbot.token}"
    ),
    FindingExplanation(
        code: "register.token",
        title: "the running bot does not accept the token",
        text: """
            Tokens end, and a bot that starts anew may forget them. Sign in to the bot's own pages and store the new one. The \
            header in which it goes is declared in the template and not confirmed by the bot's maker: a copy of the template \
            can name another.
            """,
        example: "slots secret set gunbot.token"
    ),
    FindingExplanation(
        code: "register.not-running",
        title: "the bot does not run, or listens elsewhere",
        text: """
            Nothing takes connections at that address of this machine. Start the bot. Where its pages have another port than its \
            file says (in a container, for example), name it in slots.yaml under the bot: api: {url: …}.
            """
    ),
    FindingExplanation(
        code: "register.no-answer",
        title: "the running bot gave no answer that counts",
        text: """
            It took too long, broke off in the middle, said far too much, or something that is no JSON. Whether keys that were \
            sent are known to it then, nobody can tell from that: run it again, which begins with what the bot shows.
            """
    ),
    FindingExplanation(
        code: "register.other-program",
        title: "something else listens where the bot should",
        text: """
            The first question goes without the token, and its answer is not that of the bot as the template knows it. The \
            program there got neither the token nor a key. Another version of the bot may answer otherwise: a copy of the \
            template can say how.
            """
    ),
    FindingExplanation(
        code: "register.stranger",
        title: "a program of another user listens where the bot should",
        text: """
            Every user of this machine may listen at a port that nobody uses. So a program at the bot's port gets neither token nor \
            keys unless it belongs to root, to whoever runs slots, or to the owner of the bot's file.
            """
    ),
    FindingExplanation(
        code: "register.refused",
        title: "the running bot refused",
        text: """
            What it said is shown, without anything secret. The paths and members in the template's 'register' are from the \
            documents of the bot's maker, and nobody has confirmed them for every version: a copy of the template can change \
            them. Keys can always be registered in the bot's own pages.
            """
    ),
    FindingExplanation(
        code: "register.no-proof",
        title: "the bot wants a connection that works already",
        text: """
            Gunbot takes new keys only together with the name of a connection that is registered and works. slots names one \
            whose balance the bot shows. Where it shows none, register the first key in the bot's own pages, or name the \
            connection yourself.
            """,
        example: "slots register main --through bitget"
    ),
    FindingExplanation(
        code: "register.lacking",
        title: "the bot's file does not have what the bot wants to be told",
        text: """
            What is sent are pieces of the bot's own file: the template's 'register' says which. One of them is missing there. \
            A bot that was never started has no wallet of its licence in its file, for example.
            """
    ),
    FindingExplanation(
        code: "register.not-seen",
        title: "the bot does not show a slot's balance",
        text: """
            The keys were sent, and the bot does not show what the slot requires, or any asset that the exchange tells. It may \
            need to be restarted, or its licence does not take the key. A run without anything to send waits, too.
            """
    ),
    FindingExplanation(
        code: "register.other-key",
        title: "the bot goes on with another key than the slot's",
        text: """
            The key was sent, and the bot still tells another one for this connection. The balances that it shows are of \
            that one's account. It may need to be restarted, or its licence does not take the key.
            """
    ),
    FindingExplanation(
        code: "register.other-balance",
        title: "the bot and the exchange show different balances",
        text: """
            Both were asked within minutes: orders in between, and rounding beyond the digits that the bot shows, make small \
            differences. Large ones, or other assets, mean that the bot looks at another account or market.
            """
    ),
    FindingExplanation(
        code: "register.lost",
        title: "the bot's file lost something when keys were registered",
        text: """
            The bot writes its file itself when it is told of keys. What stood there before and does not any more was kept in \
            a file beside it, of mode 0600. Stop the bot, compare the two, and bring back what is missing.
            """
    ),
]
