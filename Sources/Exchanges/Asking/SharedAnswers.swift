import Locking

/// Public answers that several slots want: the first one asks, the others wait for its answer.
///
/// Good answers are kept as long as this value lives, which is one run. A failure is given to those who wait, and the
/// next who wants the answer asks again. Whoever is cancelled leaves without harm to the others: if it was the one who
/// asked, one of those who wait takes over.
package final class SharedAnswers: Sendable {
    /// The pace of the run, which its slots share as well.
    package let gate = RateGate()
    /// What the run's slots sign in with, so that no answer of any of them shows it.
    package let traces = CredentialTraces()

    private enum Outcome: Sendable {
        case known(any Sendable)
        case failed(Trouble)
        /// The one who asked has gone: ask in its place.
        case yourTurn
        case cancelled
    }

    private typealias Waiter = CheckedContinuation<Outcome, Never>

    private enum Entry {
        case asking(waiters: [Int: Waiter])
        case known(any Sendable)
    }

    private struct Table {
        var entries: [String: Entry] = [:]
        var lastTicket = 0
        /// Cancelled before they began to wait.
        var gone: Set<Int> = []
    }

    private let table = Lock(Table())

    package init() {}

    /// The answer of that name, asked by `question` when nobody has it yet.
    ///
    /// - Parameter name: The URL and the way to it; one name always has values of one type.
    @inline(never)
    package func answer<Value: Sendable>(
        _ name: String,
        asking question: () async throws(Trouble) -> Value
    ) async throws(Trouble) -> Value {
        while true {
            switch await enter(name) {
            case .known(let value):
                guard let value = value as? Value else { preconditionFailure("one name, one type") }
                return value
            case .failed(let trouble): throw trouble
            case .cancelled: throw .cancelled
            case .yourTurn: return try await ask(name, question)
            }
        }
    }

    private func ask<Value: Sendable>(
        _ name: String,
        _ question: () async throws(Trouble) -> Value
    ) async throws(Trouble) -> Value {
        do throws(Trouble) {
            let value = try await question()
            settle(name, keeping: .known(value), telling: .known(value))
            return value
        } catch {
            if Task.isCancelled { passOn(name) } else { settle(name, keeping: nil, telling: .failed(error)) }
            throw error
        }
    }

    /// Waits for the answer; `.yourTurn` for the first who comes.
    private func enter(_ name: String) async -> Outcome {
        let (ready, ticket) = table.withLock { table -> (Outcome?, Int) in
            table.lastTicket += 1
            let ticket = table.lastTicket
            switch table.entries[name] {
            case .known(let value): return (.known(value), ticket)
            case .asking: return (nil, ticket)
            case nil:
                table.entries[name] = .asking(waiters: [:])
                return (.yourTurn, ticket)
            }
        }
        if let ready { return ready }
        defer { table.withLock { _ = $0.gone.remove(ticket) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in self.wait(name, ticket, waiter) }
        } onCancel: {
            self.leave(name, ticket)
        }
    }

    /// Puts the waiter on the list, unless the answer came, or the task was cancelled, in between.
    private func wait(_ name: String, _ ticket: Int, _ waiter: Waiter) {
        let outcome: Outcome? = table.withLock { table in
            if table.gone.remove(ticket) != nil { return .cancelled }
            switch table.entries[name] {
            case .known(let value): return .known(value)
            case .asking(var waiters):
                // Taken out meanwhile: a thousand slots would otherwise copy the list a thousand times.
                table.entries[name] = nil
                waiters[ticket] = waiter
                table.entries[name] = .asking(waiters: waiters)
                return nil
            case nil:
                table.entries[name] = .asking(waiters: [:])
                return .yourTurn
            }
        }
        if let outcome { waiter.resume(returning: outcome) }
    }

    private func leave(_ name: String, _ ticket: Int) {
        let waiter: Waiter? = table.withLock { table in
            guard case .asking(var waiters) = table.entries[name],
                let waiter = waiters.removeValue(forKey: ticket)
            else {
                table.gone.insert(ticket)
                return nil
            }
            table.entries[name] = .asking(waiters: waiters)
            return waiter
        }
        waiter?.resume(returning: .cancelled)
    }

    private func settle(_ name: String, keeping entry: Entry?, telling outcome: Outcome) {
        let waiters: [Waiter] = table.withLock { table in
            defer { table.entries[name] = entry }
            guard case .asking(let waiters) = table.entries[name] else { return [] }
            return Array(waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    /// Makes one of those who wait the one who asks.
    private func passOn(_ name: String) {
        let successor: Waiter? = table.withLock { table in
            guard case .asking(var waiters) = table.entries[name], let ticket = waiters.keys.min() else {
                table.entries[name] = nil
                return nil
            }
            let successor = waiters.removeValue(forKey: ticket)
            table.entries[name] = .asking(waiters: waiters)
            return successor
        }
        successor?.resume(returning: .yourTurn)
    }
}
