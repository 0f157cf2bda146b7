package import SlotModel

/// Findings about a slot that is added.
package let addingExplanations = [
    FindingExplanation(
        code: "add.exists",
        title: "something of that name is there already",
        text: """
            'slots add' overwrites nothing: not a slot's file, not a file below secrets/, not a secret in secrets.age. \
            Choose another name for the slot, or remove what is there if you are sure that nobody needs it.
            """,
        example: "slots add aster aster-2"
    ),
    FindingExplanation(
        code: "add.cannot-write",
        title: "the new slot cannot be written",
        text: """
            The disk is full, the file system is read-only, or the user who runs slots may not write there. Nothing was \
            left behind: no file and no secret.
            """
    ),
    FindingExplanation(
        code: "credentials.no-variable",
        title: "a variable that --from-env needs is missing",
        text: """
            'slots add --from-env' and 'slots replace-key SLOT --from-env' take each credential from a variable named after selector and field: \
            ASTER_FUTURES_PRIVATE_KEY. Have it set by what starts the command, such as a secret manager or systemd; a value in a \
            command line could be read by every user of the machine. Addresses of wallets may come as options instead.
            """,
        example: "slots add aster-futures --from-env"
    ),
    FindingExplanation(
        code: "add.stopped",
        title: "the dialogue ended before the slot was written",
        text:
            "Nothing was left behind: no file and no secret. Start again with 'slots add' when you have the credentials."
    ),
]
