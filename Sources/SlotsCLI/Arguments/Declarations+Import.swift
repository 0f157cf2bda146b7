import Operations
import SlotEditing

extension CommandDeclaration {
    static var importing: CommandDeclaration {
        CommandDeclaration(
            .importing,
            "turn the connections of a bot's own config into slots",
            description: [
                "Reads the connections in a bot's own file (Gunbot's config.js, passivbot's api-keys.json and so on, as the bot's "
                    + "template says) and writes a slot file for each to an exchange that slots knows. Keys go into secrets.age or into private files, never into a slot "
                    + "file; fees and delays are taken over exactly, where they make sense. The bot's own file is not touched, and "
                    + "'slots plan' afterwards has nothing to change.",
                "Entries whose keys the bot encrypted, those of other exchanges, and those in which something stands "
                    + "twice are reported and left alone. What a slot cannot hold stays with the bot.",
                "Slots that are there already are overwritten only when you agree, or with --yes. Everything is "
                    + "written or nothing.",
            ],
            arguments: [ArgumentDeclaration("FILE", "the bot's file, such as config.js", completion: .files)],
            options: [
                OptionKey<String>.bot.declaration, FlagKey.dryRun.declaration,
                OptionKey<SecretKeeping>.secrets.declaration, OptionKey<String>.selector.declaration,
                FlagKey.yes.declaration,
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("look first", "slots import bots/gunbot/config.js --dry-run"),
                Example(
                    "a second Bitget key that trades futures",
                    "slots import config.js --bot main --selector 'bitget#2=bitget-futures'"
                ),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .cannotWrite, .locked, .noSecret, .interrupted,
                .terminated,
            ]
        )
    }
}
