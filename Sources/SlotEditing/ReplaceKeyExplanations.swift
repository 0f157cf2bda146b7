package import SlotModel

/// Findings of 'slots replace-key'.
package let replaceKeyExplanations: [FindingExplanation] = replacementTexts + keptTexts

private let replacementTexts = [
    FindingExplanation(
        code: "replace-key.elsewhere",
        title: "a credential comes from where slots cannot write",
        text: """
            A variable (env:), a systemd credential (systemd:) or a command (cmd:) belongs to whoever provides it, such \
            as a secret manager. Change the value there. Or let slots keep it: store it with 'slots secret set' and name \
            it in the slot as secret:NAME.
            """,
        example: "slots secret set bitget.secret\ncredentials:\n  secret: secret:bitget.secret"
    ),
    FindingExplanation(
        code: "replace-key.same",
        title: "the new credentials are the old ones",
        text: "Nothing would change. Make a new key at the exchange first, and leave the old one as it is."
    ),
    FindingExplanation(
        code: "replace-key.not-connected",
        title: "the new credentials do not work as they should",
        text: """
            The old credentials stay until the slot is 'connected' with the new ones. Other slots that take a credential \
            from the same place are checked along, and may not come off worse than before. What stands above says what \
            the exchange answered; a missing right or address can usually be mended on the exchange's site, without \
            making another key.
            """
    ),
    FindingExplanation(
        code: "replace-key.other-account",
        title: "the new credentials belong to another account",
        text: """
            The bot would trade with another account's money, and its open orders and positions would stay behind with \
            nobody looking after them. Make the key in the account of the old one. If the other account is what you \
            want, say so with --other-account.
            """,
        example: "slots replace-key bitget --other-account"
    ),
    FindingExplanation(
        code: "replace-key.account-unknown",
        title: "nobody can tell whose account the new credentials belong to",
        text: """
            The exchange does not name the account behind a key (HitBTC, old keys of Aster), or the old key does not work \
            any more and none was recorded earlier. At a terminal you are shown the balances and asked; in a script add \
            --yes when you know that it is the same account.
            """,
        example: "slots replace-key hitbtc --from-env --yes"
    ),
    FindingExplanation(
        code: "replace-key.not-plain",
        title: "an address has characters that no address has",
        text:
            "What stands in the slot file itself is letters and digits only. Paste the address of the wallet once more."
    ),
    FindingExplanation(
        code: "replace-key.stopped",
        title: "the dialogue ended before anything was replaced",
        text: "The slot has the credentials that it had. Start again when you have new ones."
    ),
    FindingExplanation(
        code: "replace-key.changed",
        title: "somebody else changed the slot or its secrets meanwhile",
        text:
            "Between the question and the answer something changed, so slots wrote nothing over it. Start again."
    ),
    FindingExplanation(
        code: "replace-key.cannot-write",
        title: "the new credentials cannot be written",
        text: """
            The disk is full, the file system is read-only, or the user who runs slots may not write there. Everything is \
            as it was: all files take their places, or none.
            """
    ),
]

private let keptTexts = [
    FindingExplanation(
        code: "replace-key.nothing-kept",
        title: "there are no former credentials to bring back or to forget",
        text: """
            'slots replace-key' keeps the credentials before the last replacement, encrypted in secrets.age under names \
            that begin with 'replaced:'. For this slot there are none.
            """,
        example: "slots secret list"
    ),
    FindingExplanation(
        code: "replace-key.other-form",
        title: "the kept credentials are of another kind than those of the slot",
        text: """
            The slot signs in another way by now, and what is kept is a part of what the former way needs, so it cannot \
            take the place of the slot's fields. Give the slot its former fields, or forget what is kept with --forget.
            """
    ),
    FindingExplanation(
        code: "replace-key.former-refused",
        title: "the former credentials will not do",
        text: """
            They were checked like new ones, and the slot would not be connected with them: the old key was deleted or ended, or \
            is not as the slot wants it. The slot keeps those that it has. --undo --no-check brings the former ones back all the same.
            """
    ),
]
