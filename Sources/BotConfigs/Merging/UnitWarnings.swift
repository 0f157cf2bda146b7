import SlotModel

/// Values of a slot that look like a slip in the unit, or that a bot needs and the slot does not name.
enum UnitWarnings {
    /// - Parameter names: All names that the template asks for.
    static func warnings(about slot: BotSlot, names: Set<String>, isNew: Bool) -> [Finding] {
        var findings: [Finding] = []
        let warn = { (code: String, message: String, place: Place, help: String) in
            findings.append(Finding(.warning, code, message, at: place, slot: slot.slot.name, help: help))
        }
        if let delay = slot.slot.delay, names.contains("delay.seconds") {
            if delay.value > .seconds(120) {
                warn(
                    "bot.long-delay",
                    "a delay of \(text(delay.value)) between two pairs is very long",
                    delay.place,
                    "10s is usual; milliseconds are written 'ms'"
                )
            } else if delay.value < .seconds(1) {
                warn(
                    "bot.short-delay",
                    "a delay of \(text(delay.value)) between two pairs is very short",
                    delay.place,
                    "10s is usual; the exchange may refuse requests that come too fast"
                )
            }
        }
        let usesFees = names.contains { $0 == "fee" || $0.hasPrefix("fee.") }
        guard usesFees else { return findings }
        if let fees = slot.slot.fees {
            let highest = max(fees.value.maker, fees.value.taker)
            if highest.percent > ExactDecimal(1) {
                warn(
                    "bot.high-fee",
                    "a fee of \(highest) of every trade is very high",
                    fees.place,
                    "exchanges take about 0.1%; the bot believes in this rate when it decides to sell"
                )
            }
        } else if isNew {
            warn(
                "bot.no-fee",
                "the slot names no fee, so the bot takes its own default",
                slot.slot.exchange.place,
                "name what the account pays, such as 'fees: 0.1%'; with a wrong fee a bot sells at a loss"
            )
        }
        return findings
    }

    private static func text(_ duration: Duration) -> String {
        guard let seconds = duration.decimalSeconds else { return "\(duration)" }
        return "\(seconds)s"
    }
}
