package import SlotModel

/// Findings about the recorded results.
package let historyExplanations =
    [
        ("cannot-open", "the history cannot be opened", "The file or its folder belongs to another user."),
        (
            "not-a-file", "the history is not an ordinary file",
            "Something else lies in its place; move it away."
        ),
        ("damaged", "the history is damaged", "Move the file away: slots makes a new one."),
        (
            "set-aside", "a damaged history was set aside",
            "It lies in .slots/ with '.damaged-' and a number in its name, and a new one was begun. Nothing reads it any more."
        ),
        (
            "foreign", "what lies in the history's place is not from slots",
            "Move the file away: slots makes a new one."
        ),
        (
            "from-the-future", "the history was written by a newer slots",
            "Use the newer version, or move the file away."
        ),
        ("busy", "another process holds the history", "Nothing was recorded this time."),
        (
            "read-only", "the history cannot be written",
            "The file or its folder may not be written by this user."
        ),
        ("full", "the history cannot grow, because the disk is full", "Make room on the disk."),
        (
            "refused", "the history cannot be used",
            "SQLite refused, with the reason that stands in the message."
        ),
    ]
    .map { code, title, text in
        FindingExplanation(
            code: "history." + code,
            title: title,
            text: text
                + " Only past results are kept in the history (.slots/history.sqlite): checks and bot files are not "
                + "affected."
        )
    }
