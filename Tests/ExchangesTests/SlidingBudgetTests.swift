import Exchanges
import SlotModel
import Testing

@Suite("Budgets that slide")
struct SlidingBudgetTests {
    private let scope = RateScope(origin: "https://a.test", proxy: nil)
    private let start = Timestamp(milliseconds: 1_794_999_965_990)

    private func budget(_ limit: Int) -> RateBudget {
        RateBudget(name: "call", assumed: limit, interval: .seconds(1), isSliding: true)
    }

    @Test("the turn of a second brings nothing back")
    func turn() {
        let gate = RateGate()
        for _ in 0..<9 { #expect(gate.admit(1, to: scope, from: budget(10), at: start) == .go) }
        let soon = start + .milliseconds(20)
        #expect(gate.admit(1, to: scope, from: budget(10), at: soon) == .full(until: start + .seconds(1)))
        #expect(gate.admit(1, to: scope, from: budget(10), at: start + .seconds(1)) == .go)
    }

    @Test("one a second leaves a second between two")
    func one() {
        let gate = RateGate()
        var now = start
        for _ in 0..<5 {
            #expect(gate.admit(1, to: scope, from: budget(1), at: now) == .go)
            let next = now + .seconds(1)
            #expect(
                gate.admit(1, to: scope, from: budget(1), at: now + .milliseconds(999)) == .full(until: next)
            )
            now = next
        }
    }

    @Test("a dear call waits until enough has passed, and passes alone if it must")
    func dear() {
        let gate = RateGate()
        #expect(gate.admit(50, to: scope, from: budget(10), at: start) == .go)
        #expect(gate.admit(50, to: scope, from: budget(10), at: start) == .full(until: start + .seconds(1)))
        #expect(gate.admit(4, to: scope, from: budget(10), at: start + .seconds(1)) == .go)
        let later = start + .milliseconds(1500)
        #expect(gate.admit(4, to: scope, from: budget(10), at: later) == .go)
        #expect(gate.admit(5, to: scope, from: budget(10), at: later) == .full(until: start + .seconds(2)))
    }

    @Test("a clock that was far ahead before it was read does not hold the others up")
    func correctedClock() {
        let gate = RateGate()
        #expect(gate.admit(1, to: scope, from: budget(1), at: start + .seconds(600)) == .go)
        #expect(gate.admit(1, to: scope, from: budget(1), at: start) == .go)
    }
}
