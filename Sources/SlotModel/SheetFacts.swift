/// What the sheet of a connection tells besides what the slot says: of the exchange, of the bot, and of the last check.
package struct SheetFacts: Sendable {
    /// The exchange's page where keys are made.
    package var keyPage: String
    /// What to do there, in order.
    package var steps: [String]
    /// What the exchange's page calls a right, where the name is not the plain one.
    package var ticks: [Permission: String]
    /// Rights that a slot of the selector needs.
    package var needed: [Permission]
    /// Rights that the workspace wants off for the slot.
    package var unwanted: [Permission]
    /// What the slot's bot asks for.
    package var rules: [BotTemplate.Rule]
    /// Of the last check; `nil`: there was none.
    package var report: SlotReport?

    package init(
        keyPage: String,
        steps: [String],
        ticks: [Permission: String],
        needed: [Permission],
        unwanted: [Permission],
        rules: [BotTemplate.Rule],
        report: SlotReport?
    ) {
        (self.keyPage, self.steps, self.ticks, self.needed) = (keyPage, steps, ticks, needed)
        (self.unwanted, self.rules, self.report) = (unwanted, rules, report)
    }

    /// As the exchange's page calls a right.
    package func words(for right: Permission) -> String { ticks[right] ?? right.rawValue }
}
