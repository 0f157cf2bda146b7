import Operations

extension CommandDeclaration {
    static var template: CommandDeclaration {
        CommandDeclaration(
            .template,
            "teach slots a new kind of bot: list, new, check",
            description: [
                "'list' shows the kinds of bots that there are templates for: where each one lies, its files, and the "
                    + "exchanges that it knows. A template in the workspace's templates/ comes before the one of the same name "
                    + "that comes with slots.",
                "'new' reads a file that such a bot has, JSON or variables, and writes templates/KIND/template.yaml: which object "
                    + "holds the connections, and which members hold key, secret, passphrase, fee, delay and so on. What is "
                    + "guessed is marked with 'Look'. No value of a key comes into it.",
                "'check' reads the template as 'slots validate' does, and tries it with example slots of each exchange: what "
                    + "they look like in the bot's file, what changes in FILE (nothing is written), and whether 'slots import' "
                    + "reads the same slots back and a plan after it has nothing to change.",
            ],
            arguments: [
                ArgumentDeclaration(
                    "ACTION",
                    "what to do",
                    completion: .fixed(TemplateAction.allCases.map(\.rawValue))
                ),
                ArgumentDeclaration(
                    "KIND",
                    "the kind of bot, for new and check",
                    optional: true,
                    completion: .nothing
                ),
                ArgumentDeclaration(
                    "FILE",
                    "with check: a file of such a bot",
                    optional: true,
                    completion: .files
                ),
            ],
            options: [OptionKey<String>.from.declaration, FlagKey.dryRun.declaration],
            common: CommonOptions.reporting,
            examples: [
                Example("which kinds there are", "slots template list"),
                Example(
                    "propose one for a bot with such a file",
                    "slots template new mybot --from ~/mybot/config.json"
                ),
                Example("try it", "slots template check mybot ~/mybot/config.json"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .cannotWrite, .locked, .interrupted, .terminated]
        )
    }
}

/// What `slots template` can be asked to do.
enum TemplateAction: String, CaseIterable {
    case list, new, check
}
