import Operations

extension CommandDeclaration {
    static var history: CommandDeclaration {
        CommandDeclaration(
            .history,
            "show what was applied, or a slot's statuses over time",
            description: [
                "Without SLOT: the revisions, the newest first. Each apply that changes a bot's file makes one, and keeps what "
                    + "was there before; policy.keep-revisions in slots.yaml says how many stay. 'slots diff' shows what one "
                    + "changed, 'slots rollback' takes it back.",
                "With SLOT: what its checks came to, as they were recorded on this machine: one line for as long as nothing "
                    + "changed, the latest last; with -v one for each kept result, and how long it took. A slot that is gone has a history, too.",
                "Every result of the last seven days is kept; of what is older every change, and between changes one result an "
                    + "hour, after 90 days one a day; of one slot at most 20,000.",
            ],
            arguments: [ArgumentDeclaration("SLOT", "a slot's name", optional: true, completion: .slots)],
            options: [OptionKey<Duration>.since.declaration, OptionKey<Int>.limit.declaration],
            common: CommonOptions.reporting,
            examples: [
                Example("what was applied", "slots history"),
                Example("one slot", "slots history bitget"),
                Example("the last week, as data", "slots history bitget --since 7d -o json"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .ourError]
        )
    }

    static var diff: CommandDeclaration {
        CommandDeclaration(
            .diff,
            "show what a revision changed in the bots' files",
            description: [
                "Without REV what the latest revision changed; with one, what that one did. With two: what changed from the "
                    + "state after the first to the state after the second, either way round; 0 is the state before the first "
                    + "revision. Entry by entry, with -v member by member; secrets show as a short fingerprint, by which same "
                    + "and changed can be told apart. What the bot or somebody else wrote meanwhile is not part of it: 'slots "
                    + "plan' shows that.",
                "Opens no secret and asks no exchange.",
            ],
            arguments: [revision, revision],
            common: CommonOptions.reporting,
            examples: [
                Example("what the last apply changed", "slots diff"),
                Example("what revision 12 changed", "slots diff 12 -v"),
                Example("all that changed since revision 9", "slots diff 9 12"),
            ],
            exitCodes: [.done, .stopped, .usage, .wrongFiles, .ourError]
        )
    }

    static var rollback: CommandDeclaration {
        CommandDeclaration(
            .rollback,
            "bring back what was in the bots' files before a revision",
            description: [
                "Takes back what revision REV and all later ones changed (without REV: the latest alone), after showing it and "
                    + "a question: members get the values that they had, entries that were added go, unless the bot still has "
                    + "pairs on them, and removed ones come back. What the bot wrote since stays, byte for byte, unless it stands "
                    + "in an entry that goes, which is told first. A file that was not there goes if nothing of anybody else's "
                    + "is in it.",
                "The keys of then come back, too, whether the exchange still accepts them or not. slots.yaml, slots/ and "
                    + "secrets.age stay as they are, so the next 'slots apply' wants the slots' state again: bring these back as "
                    + "well, from git for example, or take the bot out of the slots. A rollback is a revision itself, and can be "
                    + "taken back. No exchange is asked.",
            ],
            arguments: [revision],
            options: [
                FlagKey.yes.declaration, FlagKey.dryRun.declaration, OptionKey<Duration>.wait.declaration,
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("take back the last apply", "slots rollback"),
                Example("look first", "slots rollback 12 --dry-run"),
                Example("back to before the first apply", "slots rollback 1"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .ourError, .cannotWrite, .hookFailed, .locked,
                .noSecret,
                .interrupted, .terminated,
            ]
        )
    }

    private static var revision: ArgumentDeclaration {
        ArgumentDeclaration(
            "REV",
            "a revision's number, as 'slots history' shows it",
            optional: true,
            completion: .revisions
        )
    }
}
