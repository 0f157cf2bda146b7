import SlotModel

/// Findings about an example file that a template is to be made of.
let exampleExplanations = [
    FindingExplanation(
        code: "template.unknown-format",
        title: "an example file is in a format that slots does not merge",
        text: """
            A template is proposed from a file that slots could write: JSON without comments, or lines of NAME=VALUE. What \
            reads other formats can mostly take one of these, too.
            """,
        example: "slots template new mybot --from mybot/config.json"
    ),
    FindingExplanation(
        code: "template.no-connection",
        title: "an example file has no connection in it",
        text: """
            A connection is known by its members: one that is called like a key, and one that is called like a secret. Enter \
            a connection in the bot, with any values, and name the file that it saves.
            """
    ),
    FindingExplanation(
        code: "template.list",
        title: "an example file keeps its connections in a list",
        text: """
            slots finds a connection by its name, and an element of a list has none. Where the bot takes variables, or \
            an object with a name for each connection, teach it that.
            """
    ),
]
