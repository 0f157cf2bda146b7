import Operations
import SlotModel

extension CommandDeclaration {
    static var replaceKey: CommandDeclaration {
        CommandDeclaration(
            .replaceKey,
            "give a slot new credentials; the old ones go when the new ones work",
            description: [
                "Says how to make a new key, asks for it, and checks it with the exchange. Only when the slot is "
                    + "connected with it, and it belongs to the same account as far as the exchange tells, the new "
                    + "values take the old ones' places: in secrets.age, in private files, in the slot for addresses "
                    + "of wallets. A secret that stands in the slot in plain moves into secrets.age. Other slots that "
                    + "take a credential from the same place change along, and are checked, too.",
                "With --form the slot gets credentials of another kind, in other fields: an exchange may issue no more of "
                    + "the old kind.",
                "Then the bots' files are planned and, if you agree, written.",
                "The old credentials are kept encrypted in secrets.age until the next replacement or --forget; "
                    + "--undo brings them back. Delete the old key at the exchange when the bots run with the new one.",
            ],
            arguments: [ArgumentDeclaration("SLOT", "the slot's name", completion: .slots)],
            options: [
                FlagKey.undo.declaration, FlagKey.forget.declaration, FlagKey.otherAccount.declaration,
                OptionKey<String>.form.declaration, FlagKey.fromEnvironment.declaration,
                OptionKey<String>.apiWallet.declaration,
                OptionKey<String>.mainWallet.declaration, OptionKey<CalendarDate>.expires.declaration,
                FlagKey.noCheckOfFormer.declaration,
                FlagKey.noApply.declaration, FlagKey.agreed.declaration,
            ],
            common: CommonOptions.checking.filter { $0.long != "jobs" },
            examples: [
                Example("a new key, step by step", "slots replace-key bitget"),
                Example(
                    "an API wallet instead of an old key of Aster's",
                    "slots replace-key aster --form V3"
                ),
                Example("from a script", "slots replace-key bitget --from-env --yes"),
                Example("back to the one before", "slots replace-key bitget --undo"),
            ],
            exitCodes: [
                .done, .stopped, .usage, .wrongFiles, .unreachable, .ourError, .cannotWrite, .hookFailed,
                .locked,
                .noSecret, .interrupted, .terminated,
            ]
        )
    }
}
