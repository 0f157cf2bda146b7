import Operations

/// Commands that stand around a bot's process.
extension CommandDeclaration {
    static var run: CommandDeclaration {
        CommandDeclaration(
            .run,
            "verify a bot's slots, then become the bot",
            description: [
                "Asks what 'slots verify' asks, about the slots that are written for this bot and about its files alone. When "
                    + "all is well, the bot takes the place of slots: the same process, terminal and signals, and its exit "
                    + "code. It is started in its directory, with the limits and descriptors that slots was started with.",
                "Its command stands behind '--', else in slots.yaml under 'start:' of the bot, else in the bot's template. "
                    + "Programs are looked for as a shell does in that directory; no shell reads the command.",
                "The bot gets the environment without what slots alone needed: variables that a slot names with env:, those "
                    + "that begin with SLOTS_, CREDENTIALS_DIRECTORY where all in it is for slots, and for cmd: those that "
                    + "lead to password stores. --keep leaves it one that it reads itself.",
                "When the gate stays closed, each slot that stops the bot is told on one line of stderr with its cure, and the "
                    + "exit code is that of 'slots verify'. With -o json the report is printed then, and only then.",
            ],
            arguments: [
                bot, command,
            ],
            options: [
                OptionKey<Duration>.maximumAge.declaration, OptionKey<Duration>.patience.declaration,
                OptionKey<String>.keep.declaration,
            ],
            common: CommonOptions.checking,
            examples: [
                Example("start the bot as its template says", "slots run main"),
                Example("with a command of your own", "slots -C /srv/trading run main -- ./bot --flag"),
                Example("as a service does it", "slots run main --max-age 10m --patience 6h"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .noSecret, .interrupted,
                .terminated,
            ]
        )
    }

    static var systemd: CommandDeclaration {
        CommandDeclaration(
            .systemd,
            "print a systemd unit that starts a bot behind its gate",
            description: [
                "Prints a service that starts 'slots run BOT' as the workspace's owner in the bot's directory. It loads the "
                    + "credentials that the bot's slots name with systemd: (from /etc/credstore, readable by root alone) and "
                    + "the key file that opens secrets.age, sees everything read-only but the bot's directory, and gives up "
                    + "after five starts in a quarter of an hour.",
                "Nothing is written and no exchange is asked. What a service does not have, such as a shell's variables, is "
                    + "warned about.",
            ],
            arguments: [bot, command],
            common: CommonOptions.reporting,
            examples: [
                Example("look at it", "slots systemd main"),
                Example(
                    "install it, as root",
                    "slots systemd main > /etc/systemd/system/slots-main.service && systemctl enable --now slots-main"
                ),
            ],
            exitCodes: [.done, .usage, .wrongFiles]
        )
    }

    private static var bot: ArgumentDeclaration {
        ArgumentDeclaration("BOT", "a bot's name in slots.yaml", completion: .bots)
    }

    private static var command: ArgumentDeclaration {
        ArgumentDeclaration(
            "CMD",
            "the program and its arguments, instead of the bot's 'start:'",
            optional: true,
            repeated: true,
            verbatim: true,
            completion: .files
        )
    }
}
