import Exchanges
package import SlotModel

/// What to click on an exchange's own pages when a slot has a status.
package struct ExchangeAdvice: Equatable {
    /// The exchanges that the text holds for: `Aster, Aster Futures`.
    package var exchanges: String
    package var text: String

    /// In the order of the connectors; the same text stands once.
    package static func all(for status: Status) -> [ExchangeAdvice] {
        var all: [ExchangeAdvice] = []
        for connector in Connectors.all {
            let text = connector.advice(for: status)
            guard !text.isEmpty else { continue }
            let name = connector.profile.selector.displayName
            if let index = all.firstIndex(where: { $0.text == text }) {
                all[index].exchanges += ", " + name
            } else {
                all.append(ExchangeAdvice(exchanges: name, text: text))
            }
        }
        return all
    }
}
