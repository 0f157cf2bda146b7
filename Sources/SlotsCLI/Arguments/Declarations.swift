import Operations
extension CommandDeclaration {
    /// The command's declaration, built when asked for: only the command that runs pays for its own.
    package static func of(_ name: CommandName) -> CommandDeclaration {
        switch name {
        case .initialize: initialize
        case .add: add
        case .importing: importing
        case .replaceKey: replaceKey
        case .remove: remove
        case .rename: rename
        case .validate: validate
        case .list: list
        case .show: show
        case .history: history
        case .balances: balances
        case .check: check
        case .plan: plan
        case .apply: apply
        case .diff: diff
        case .rollback: rollback
        case .verify: verify
        case .run: run
        case .systemd: systemd
        case .register: register
        case .secret: secret
        case .template: template
        case .sandbox: sandbox
        case .explain: explain
        case .doctor: doctor
        case .schema: schema
        case .completions: completions
        case .help: help
        }
    }

    private static var validate: CommandDeclaration {
        CommandDeclaration(
            .validate,
            "read all files and say what is wrong in them",
            description: [
                "Reads slots.yaml, every slot and the templates that the bots use, and applies the policies that "
                    + "need no network. Every complaint has its file, line and column, and says what to do; all of "
                    + "them come in one run, those beyond the first twenty with -o json. No exchange is asked and nothing is written.",
                "Secrets are not read, and need not be there. A file of a secret that is there and open to other "
                    + "users is an error (exit 78).",
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("look at the workspace in this folder", "slots validate"),
                Example("give an editor or a pipeline the findings as data", "slots validate -o json"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .noSecret]
        )
    }

    private static var list: CommandDeclaration {
        CommandDeclaration(
            .list,
            "show the slots with their last known status and balance",
            description: [
                "Shows what the files declare and what was recorded when the slots were last checked. No exchange "
                    + "is asked: 'slots check' brings fresh results."
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("all slots", "slots list"),
                Example("their names, for a script", "slots list -o ndjson"),
            ],
            exitCodes: [.done, .usage, .wrongFiles]
        )
    }

    private static var show: CommandDeclaration {
        CommandDeclaration(
            .show,
            "show one slot whole: its checks, its secrets' places, its entry in each bot",
            description: [
                "Shows everything that is known of a slot without asking an exchange or opening a secret: the last "
                    + "status with all its checks, the rights of its key and the day on which it ends, where each "
                    + "credential stands, and where the slot stands in the files of its bots.",
                "With --sheet it shows what a hosted platform's form asks for, in the form's own words and order, and what has "
                    + "to be true before, each line with what the last check found. The values themselves show with "
                    + "--reveal, on a terminal only.",
            ],
            arguments: [ArgumentDeclaration("SLOT", "a slot's name", completion: .slots)],
            options: [FlagKey.sheet.declaration, FlagKey.revealSheet.declaration],
            common: CommonOptions.reporting,
            examples: [
                Example("one slot", "slots show bitget-futures"),
                Example("what to type into a platform's form", "slots show bitget-futures --sheet --reveal"),
                Example("as data", "slots show bitget-futures -o json"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .noSecret]
        )
    }

    private static var check: CommandDeclaration {
        CommandDeclaration(
            .check,
            "ask the exchanges whether the slots work",
            description: [
                "Signs in with every slot's credentials and asks twelve questions, from the clock to the fees. Every "
                    + "request only reads. Slots are checked side by side, within the exchanges' rate limits.",
                "Without SLOT all enabled slots are checked. A slot that is not connected makes the exit code 1, or "
                    + "69 where the exchange cannot be asked at present, or 78 where a secret is missing. What to do stands "
                    + "above and below the table.",
            ],
            arguments: [slots],
            common: CommonOptions.checking,
            examples: [
                Example("all slots", "slots check"),
                Example("two of them, with more patience", "slots check aster aster-futures --timeout 30s"),
                Example("as data", "slots check -o json"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .noSecret, .interrupted,
                .terminated,
            ]
        )
    }

    private static var plan: CommandDeclaration {
        CommandDeclaration(
            .plan,
            "check, then show what apply would change",
            description: [
                "Shows what would be added, changed or removed in the bots' files: entry by entry, with -v member by "
                    + "member. Secrets show as a short fingerprint, by which same and changed can be told apart. Nothing is "
                    + "written."
            ],
            arguments: [bots],
            options: [
                OptionKey<String>.only.declaration, FlagKey.skipFailed.declaration,
                FlagKey.offline.declaration, FlagKey.prune.declaration, OptionKey<String>.out.declaration,
                FlagKey.detailedExitCode.declaration,
            ],
            common: CommonOptions.checking,
            examples: [
                Example("all bots", "slots plan"),
                Example("one bot, without asking the exchanges", "slots plan main --offline"),
                Example(
                    "what was looked at, and nothing else",
                    "slots plan --out new.plan && slots apply new.plan"
                ),
                Example("is there anything to do?", "slots plan --detailed-exitcode --quiet"),
            ],
            exitCodes: [
                .done, .stopped, .changes, .usage, .wrongFiles, .unreachable, .ourError, .noSecret,
                .interrupted,
                .terminated,
            ]
        )
    }

    private static var apply: CommandDeclaration {
        CommandDeclaration(
            .apply,
            "check, plan and write the bots' files",
            description: [
                "Writes what 'slots plan' shows, in all files or in none, and only when every slot is connected. "
                    + "What a slot does not name stays as it is, byte for byte.",
                "Where something of yours would go (the credentials of an entry that slots neither wrote nor imported, an edit of "
                    + "yours in what slots wrote, a removal) and for an implausible fee or delay it asks first, and needs --yes where nobody can be asked.",
                "With the file of a saved plan ('slots plan --out FILE') it carries out exactly that one, once, after checking the "
                    + "slots anew; where anything moved since, nothing is written. Choosing it is the consent to what it shows.",
            ],
            arguments: [botsOrPlan],
            options: [
                FlagKey.yes.declaration, OptionKey<String>.only.declaration, FlagKey.skipFailed.declaration,
                FlagKey.offline.declaration, FlagKey.prune.declaration, OptionKey<Duration>.wait.declaration,
            ],
            common: CommonOptions.checking,
            examples: [
                Example("all bots", "slots apply"),
                Example("one bot, from a script", "slots apply main --yes --wait 1m"),
                Example("one slot, whatever else waits", "slots apply --only bitget"),
                Example("write although no exchange can be asked", "slots apply --offline"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .cannotWrite,
                .hookFailed, .locked, .noSecret, .interrupted, .terminated,
            ]
        )
    }

    private static var verify: CommandDeclaration {
        CommandDeclaration(
            .verify,
            "succeed only when every slot is connected and funded",
            description: [
                "The gate in front of a bot's start: the same checks as 'slots check', made for scripts and for "
                    + "systemd's ExecCondition=. With --max-age a result that was recorded recently is enough, so "
                    + "that a bot which restarts often does not use up the exchange's rate limit.",
                "What the bots' files hold is compared too: with another key there than in the slot it fails, because the "
                    + "bot would trade with a key that nobody looked at. 'slots apply' writes the slot's.",
            ],
            arguments: [slots],
            options: [OptionKey<Duration>.maximumAge.declaration],
            common: CommonOptions.checking,
            examples: [
                Example("start the bot only when all is well", "slots verify && ./start-bot"),
                Example(
                    "in a systemd unit",
                    "ExecCondition=/usr/local/bin/slots -C /srv/bot verify --max-age 10m"
                ),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .noSecret, .interrupted,
                .terminated,
            ]
        )
    }

    static var slots: ArgumentDeclaration {
        ArgumentDeclaration(
            "SLOT",
            "a slot's name; without any: all enabled slots",
            optional: true,
            repeated: true,
            completion: .slots
        )
    }

    private static var botsOrPlan: ArgumentDeclaration {
        ArgumentDeclaration(
            "BOT|FILE",
            "a bot's name in slots.yaml, or the file of a saved plan; without any: all bots",
            optional: true,
            repeated: true,
            completion: .bots
        )
    }

    static var bots: ArgumentDeclaration {
        ArgumentDeclaration(
            "BOT",
            "a bot's name in slots.yaml; without any: all bots",
            optional: true,
            repeated: true,
            completion: .bots
        )
    }
}
