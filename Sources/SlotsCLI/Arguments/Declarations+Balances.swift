import Operations

extension CommandDeclaration {
    static var balances: CommandDeclaration {
        CommandDeclaration(
            .balances,
            "show what the accounts held over time",
            description: [
                "Shows what the checks found on the accounts, as it was recorded on this machine: of several slots a line for "
                    + "each asset, of one slot a drawing of each that changed. No exchange is asked.",
                "In a pipe, and as csv, json or ndjson, every balance that is kept comes in exact decimals: of the last seven "
                    + "days all, of what is older at least one an hour, after 90 days one a day. An asset that an exchange no "
                    + "longer names counts as zero from that check on.",
            ],
            arguments: [
                ArgumentDeclaration(
                    "SLOT",
                    "a slot's name; without it: all",
                    optional: true,
                    completion: .slots
                )
            ],
            options: [OptionKey<Duration>.since.declaration],
            common: CommonOptions.reporting.map {
                $0.long == CommonOptions.outputOption.long ? CommonOptions.outputOrCSVOption : $0
            },
            examples: [
                Example("all slots, the last month", "slots balances --since 30d"),
                Example("one slot, drawn", "slots balances bitget"),
                Example("for a spreadsheet", "slots balances -o csv > balances.csv"),
            ],
            exitCodes: [.done, .usage, .wrongFiles, .ourError]
        )
    }
}
