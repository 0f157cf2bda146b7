import Operations

extension CommandDeclaration {
    static var register: CommandDeclaration {
        CommandDeclaration(
            .register,
            "make new keys known to a running Gunbot, and see whether it sees the balance",
            description: [
                "For a bot whose kind wants to be told of new keys: Gunbot. The slots are checked, and the bot's file has to hold "
                    + "them as they are. Then the running bot is asked, at the port that its own file names on this machine, or at "
                    + "'api: {url: …}' of slots.yaml, what it has and whose balances it shows. Keys of connections whose balance it does "
                    + "not show are sent to it, after a question; named slots' are sent in any case.",
                "Afterwards it waits until the bot shows each balance, and says where bot and exchange differ. What is sent are "
                    + "pieces of the bot's own file; no answer of the bot changes anything of slots, and a file from which the bot "
                    + "lost something is kept as it was before.",
                "A bot that gives no answer makes the exit code 69. Its interface wants a token: 'api: {token: secret:NAME}' of slots.yaml ('slots explain register.no-token'). "
                    + "What its maker has not confirmed is declared in templates/gunbot, where a copy in the workspace can change it.",
            ],
            arguments: [
                ArgumentDeclaration("BOT", "a bot's name in slots.yaml", completion: .bots),
                ArgumentDeclaration(
                    "SLOT",
                    "a slot of the bot, whose key is sent in any case; without any: those whose balance the bot does not show",
                    optional: true,
                    repeated: true,
                    completion: .slots
                ),
            ],
            options: [
                FlagKey.yes.declaration, OptionKey<Duration>.within.declaration,
                OptionKey<String>.through.declaration, OptionKey<Duration>.wait.declaration,
            ],
            common: CommonOptions.checking,
            examples: [
                Example("after a new key was applied", "slots register main"),
                Example("from a script", "slots register main --yes --within 5m -o json"),
                Example("one key once more", "slots register main bitget"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .locked, .noSecret,
                .interrupted,
                .terminated,
            ]
        )
    }
}
