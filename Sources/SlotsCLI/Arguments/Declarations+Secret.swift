import Operations
extension CommandDeclaration {
    /// The first argument says what to do, so that parser, help and completions need no commands within commands.
    static var secret: CommandDeclaration {
        CommandDeclaration(
            .secret,
            "keep secrets encrypted in secrets.age",
            description: [
                "'set' asks for a value without showing it, or takes it from standard input, and stores it under NAME; "
                    + "a slot then names it as secret:NAME. The first one makes an identity, the key file that opens "
                    + "secrets.age on this machine.",
                "'list' shows names, which slots use them, and since when they are stored. 'get' writes a value to "
                    + "standard output, with --reveal only. 'remove' refuses while a slot uses the secret.",
                "'rekey' encrypts secrets.age to other recipients: those given, or those in secrets.recipients. The "
                    + "version before each change stays as secrets.age.previous.",
            ],
            arguments: [
                ArgumentDeclaration(
                    "ACTION",
                    "what to do",
                    completion: .fixed(SecretAction.allCases.map(\.rawValue))
                ),
                ArgumentDeclaration(
                    "NAME",
                    "the secret's name, for set, get and remove",
                    optional: true,
                    completion: .secrets
                ),
            ],
            options: [
                FlagKey.reveal.declaration, OptionKey<String>.recipient.declaration,
                OptionKey<String>.recipientsFile.declaration,
            ],
            common: CommonOptions.reporting,
            examples: [
                Example("type a value", "slots secret set aster.private-key"),
                Example("which are there, and who uses them", "slots secret list"),
                Example(
                    "let a second machine in, beside your own",
                    "slots secret rekey --recipients-file machines.txt"
                ),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .cannotWrite, .locked, .noSecret, .interrupted,
                .terminated,
            ]
        )
    }
}

/// What `slots secret` can be asked to do.
enum SecretAction: String, CaseIterable {
    case set, get, list, remove, rekey

    var takesName: Bool {
        switch self {
        case .set, .get, .remove: true
        case .list, .rekey: false
        }
    }
}
