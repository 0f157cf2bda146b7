import Exchanges
import SlotModel
import Terminal
import Testing

import SlotsCLI

@Suite("What to click on each exchange")
struct ExchangeAdviceTests {
    @Test(
        "every status has advice for every exchange, and the same text stands once",
        arguments: Status.allCases
    )
    func complete(status: Status) {
        let advice = ExchangeAdvice.all(for: status)
        let named = advice.flatMap { $0.exchanges.split(separator: ", ").map(String.init) }
        let wanted = status == .unchecked ? named : Connectors.all.map(\.profile.selector.displayName)
        #expect(named.sorted() == wanted.sorted())
        #expect(Set(advice.map(\.text)).count == advice.count)
    }

    @Test("slots explain tells it")
    func explained() throws {
        let text = try Catalogue(rooms: explanationTables)
            .explanation(of: "missing-permission", width: 80, style: .plain)
        #expect(text.contains("\nAster:\n") && text.contains("tick Read and Spot"))
    }
}
