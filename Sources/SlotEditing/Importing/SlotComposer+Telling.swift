package import BotConfigs
package import SlotModel

/// What became of each entry, in words.
extension SlotComposer {
    package mutating func tell(
        _ severity: Finding.Severity,
        _ code: String,
        _ message: String,
        _ entry: ImportedEntry,
        slot: String? = nil,
        help: String? = nil
    ) {
        findings.append(Finding(severity, code, message, at: entry.place, slot: slot, help: help))
    }

    mutating func tellChoices(
        _ entry: ImportedEntry,
        _ selector: Selector,
        _ name: String,
        isWallet: Bool
    ) {
        let shown = entry.id
        let others = known(entry.base).filter { $0 != selector }
        let isTold = entry.said[.market] == selector.market.rawValue
        if selectors[entry.id] == nil, !isTold, let other = others.first {
            tell(
                .note,
                "import.market",
                "'\(shown)' may be spot or futures, which the file does not tell; it was taken for spot",
                entry,
                slot: name,
                help: "if it is futures, say so: --selector '\(shown)=\(other.rawValue)'; "
                    + "afterwards by 'exchange: \(other.rawValue)' in slots/\(name).yaml"
            )
        }
        if isWallet {
            tell(
                .warning,
                "import.no-main-wallet",
                "'\(shown)' has an API wallet, and the file does not tell its main wallet; the slot is disabled",
                entry,
                slot: name,
                help: "add main-wallet to slots/\(name).yaml and remove 'enabled: false'"
            )
        }
    }

    /// Numbers that mostly come from another unit, with what they would mean.
    ///
    /// - Returns: The members that were told.
    mutating func tellOddNumbers(_ entry: ImportedEntry, _ name: String) -> Set<String> {
        let shown = entry.id
        var told: Set<String> = []
        if let delay = entry.said[.delay].flatMap({ ExactDecimal($0) }), delay > ExactDecimal(600),
            let thousandth = delay.shifted(by: -3), let member = entry.names[.delay]
        {
            told.insert(member)
            tell(
                .warning,
                "import.odd-value",
                "'\(member)' of '\(shown)' means \(Self.minutes(delay)) between two pairs",
                entry,
                slot: name,
                help:
                    "the slot names no delay, so the bot keeps it; if milliseconds were meant, write 'delay: \(thousandth)s' in slots/\(name).yaml"
            )
        }
        if let fee = entry.said[.takerFee].flatMap({ ExactDecimal($0) }), fee > ExactDecimal(2),
            let hundredth = fee.shifted(by: -2), let member = entry.names[.takerFee]
        {
            told.insert(member)
            tell(
                .warning,
                "import.odd-value",
                "'\(member)' of '\(shown)' means \(fee)% of every trade, which no exchange takes",
                entry,
                slot: name,
                help:
                    "the slot names no fee, so the bot keeps it; write what the account pays in slots/\(name).yaml, such as 'fees: \(hundredth)%'"
            )
        }
        return told
    }

    /// Whole minutes, rounded; from 600 seconds on.
    private static func minutes(_ seconds: ExactDecimal) -> String {
        let whole = seconds.coefficient / (0..<seconds.scale).reduce(Int128(1)) { power, _ in power * 10 }
        return whole >= 172_800 ? "\((whole + 43_200) / 86_400) days" : "\((whole + 30) / 60) minutes"
    }

    mutating func tellShared(_ entry: ImportedEntry, _ name: String, _ twin: TradingKey) {
        tell(
            .warning,
            "import.shared-key",
            "'\(entry.id)' trades with the same key as the slot '\(twin.slot)'",
            entry,
            slot: name,
            help: "it works; a key of its own can be replaced or revoked alone: slots replace-key \(name)"
        )
    }

    mutating func tellLeft(_ entry: ImportedEntry, _ unreadable: [String], _ name: String) {
        for left in entry.left {
            let member = left.name
            let (message, help): (String, String?) =
                switch left.reason {
                case .licenceKey:
                    (
                        "'\(member)' differs from the key that trades, and stays with the bot",
                        "nothing to do: it is the licence's"
                    )
                case .secret:
                    (
                        "'\(member)' may be a secret, which has no place in a slot file; it stays with the bot",
                        "nothing to do: slots leaves it as it is"
                    )
                case .unusual:
                    (
                        "'\(member)' holds something unusual, and stays with the bot as it is",
                        "look whether the bot reads it as you mean it"
                    )
                }
            findings.append(
                Finding(.note, "import.left", message, at: entry.place(of: left), slot: name, help: help)
            )
        }
        for member in unreadable {
            tell(
                .note,
                "import.left",
                "'\(member)' cannot stand in a slot file as it is, and stays with the bot",
                entry,
                slot: name,
                help: "nothing to do: what a slot does not name stays as it is"
            )
        }
    }
}
