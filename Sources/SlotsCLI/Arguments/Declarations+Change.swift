import Operations

extension CommandDeclaration {
    static var remove: CommandDeclaration {
        CommandDeclaration(
            .remove,
            "remove a slot with its secrets and its entries in the bots' files",
            description: [
                "Shows what would go and asks: the slot's file, its secrets as far as no other slot names them, and its "
                    + "entries in the files of its bots, by the rules of 'slots apply'. All of it goes in one step, or nothing. "
                    + "No exchange is asked, and the key itself is deleted on the exchange's page only."
            ],
            arguments: [ArgumentDeclaration("SLOT", "the slot's name", completion: .slots)],
            options: [
                FlagKey.yes.declaration, FlagKey.prune.declaration, OptionKey<Duration>.wait.declaration,
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("one slot", "slots remove bitget"),
                Example("from a script", "slots remove bitget --yes"),
            ],
            exitCodes: changing
        )
    }

    static var rename: CommandDeclaration {
        CommandDeclaration(
            .rename,
            "give a slot another name, its secrets and entries along with it",
            description: [
                "The slot's file gets the new name, and so do its secrets where they were named after the slot and no other "
                    + "slot names them. Its entries in the bots' files stay its own; a file that bears the slot's name is made anew by the next apply. All of it changes in one step, or nothing. "
                    + "No exchange is asked."
            ],
            arguments: [
                ArgumentDeclaration("SLOT", "the slot's name", completion: .slots),
                ArgumentDeclaration("NAME", "the new name", completion: .nothing),
            ],
            options: [FlagKey.yes.declaration, OptionKey<Duration>.wait.declaration],
            common: CommonOptions.reporting,
            examples: [Example("one slot", "slots rename bitget bitget-main")],
            exitCodes: changing
        )
    }

    private static var changing: [ExitCode] {
        [
            .done, .stopped, .usage, .wrongFiles, .ourError, .cannotWrite, .hookFailed, .locked, .noSecret,
            .interrupted,
            .terminated,
        ]
    }
}
