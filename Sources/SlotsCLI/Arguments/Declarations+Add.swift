import Operations
import SlotEditing
import SlotModel

extension CommandDeclaration {
    static var add: CommandDeclaration {
        CommandDeclaration(
            .add,
            "make a new slot: what to do at the exchange, credentials, check, file",
            description: [
                "Says what to open on the exchange's site and which rights to tick, asks for the credentials (what is "
                    + "secret is not shown), checks their form at once and the slot with the exchange, shows status, "
                    + "rights and balance, and only then writes slots/NAME.yaml. An end before that leaves nothing "
                    + "behind.",
                "Where the exchange tells what the account pays, and there is no --fees, the slot gets those fees.",
                "Secrets go into secrets.age as NAME.FIELD; the slot file only names them. With --secrets file each "
                    + "is a private file below secrets/, which git ignores; with --secrets env nothing is stored, and "
                    + "the slot names variables.",
                "For scripts: --from-env reads the credentials from variables named after selector and field "
                    + "(ASTER_FUTURES_PRIVATE_KEY). There are no options for secrets, because every user of the "
                    + "machine can read a command line.",
            ],
            arguments: [
                ArgumentDeclaration(
                    "SELECTOR",
                    "the selector: the exchange, spot and futures apart",
                    completion: .fixed(Selector.allCases.map(\.rawValue))
                ),
                ArgumentDeclaration(
                    "NAME",
                    "the slot's name; without it: the selector",
                    optional: true,
                    completion: .nothing
                ),
            ],
            options: [
                OptionKey<String>.form.declaration, OptionKey<Network>.network.declaration,
                OptionKey<SecretPlace>.secrets.declaration, FlagKey.fromEnvironment.declaration,
                FlagKey.noCheck.declaration, FlagKey.force.declaration,
                OptionKey<String>.apiWallet.declaration, OptionKey<String>.mainWallet.declaration,
                OptionKey<String>.label.declaration, OptionKey<String>.fees.declaration,
                OptionKey<String>.delay.declaration, OptionKey<CalendarDate>.expires.declaration,
            ],
            common: CommonOptions.checking.filter { $0.long != "jobs" },
            examples: [
                Example("step by step", "slots add aster-futures"),
                Example("a second one, with an old key", "slots add aster old-account --form V1"),
                Example("from a script", "slots add bitget main --from-env --network live --fees 0.1%"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .cannotWrite, .locked,
                .noSecret,
                .interrupted, .terminated,
            ]
        )
    }
}
