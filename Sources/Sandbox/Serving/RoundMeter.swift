import Locking

/// How many times in a row clients waited for an answer.
///
/// A request that comes after an answer of the present round went out begins the next round. A request that needs
/// another one's answer therefore never counts into the same round, so that the longest chain of such requests is at
/// most this long: what happens to come late makes the count larger, nothing makes it smaller.
final class RoundMeter: Sendable {
    private struct State {
        var rounds = 0
        var isOpen = false
    }

    private let state = Lock(State())

    var rounds: Int { state.withLock { $0.rounds } }

    /// A request came in; answers which round it is of.
    func arrived() -> Int {
        state.withLock { state in
            if !state.isOpen { state = State(rounds: state.rounds + 1, isOpen: true) }
            return state.rounds
        }
    }

    /// The answer to a request of that round is about to go out.
    func answered(_ round: Int) {
        state.withLock { state in
            if state.rounds == round { state.isOpen = false }
        }
    }
}
