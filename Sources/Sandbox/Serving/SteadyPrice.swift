import SlotModel

/// A made-up price that does not move.
struct SteadyPrice: Sendable {
    var last: ExactDecimal
    var tick: ExactDecimal
    /// Since the last transaction.
    var age: Duration

    init(_ last: String, tick: String, age: Duration = .milliseconds(800)) {
        self.last = ExactDecimal(last) ?? .zero
        self.tick = ExactDecimal(tick) ?? .zero
        self.age = age
    }

    /// The price so many ticks away.
    func text(plus ticks: Int = 0) -> String {
        (tick.multiplied(by: ExactDecimal(ticks)).flatMap(last.adding) ?? last).description
    }
}
