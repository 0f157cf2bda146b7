/// How long to wait before the next try: twice as long each time, with jitter.
///
/// Jitter keeps a thousand slots that failed together from coming back together.
package struct Backoff: Sendable, Hashable {
    /// The upper end of the first wait.
    package var first: Duration
    /// No wait is longer.
    package var longest: Duration

    package init(first: Duration = .milliseconds(250), longest: Duration = .seconds(5)) {
        self.first = first
        self.longest = longest
    }

    /// The wait before a try: between half of the upper end and all of it.
    ///
    /// - Parameters:
    ///   - attempt: Which try failed, from 1; each one doubles the upper end.
    ///   - random: Where in the range, from 0 to `UInt32.max`; a random number but for tests.
    package func delay(attempt: Int, random: UInt32) -> Duration {
        let doublings = min(max(attempt, 1) - 1, 20)
        let upper = min(first * (1 << doublings), longest)
        let half = upper / 2
        return half + half * Int(random) / Int(UInt32.max)
    }

    /// The same, with the system's random numbers.
    package func delay(attempt: Int) -> Duration {
        delay(attempt: attempt, random: .random(in: 0...UInt32.max))
    }
}
