import Locking
package import SlotModel

/// Something that requests use up per address and interval, as an exchange counts it.
package struct RateBudget: Hashable, Sendable {
    /// Budgets of one name at one origin are one: `futures`.
    package var name: String
    /// Per ``interval``, until the exchange announces its own.
    package var assumed: Int
    /// How long the exchange counts before it begins anew.
    package var interval: Duration
    /// Counted over the interval that has just passed, at any moment, instead of from one full minute to the next.
    ///
    /// For short intervals whose beginning nobody tells: two of them could be used up within a moment otherwise.
    package var isSliding: Bool

    package init(
        name: String,
        assumed: Int,
        interval: Duration = .seconds(60),
        isSliding: Bool = false
    ) {
        (self.name, self.assumed, self.interval) = (name, assumed, interval)
        self.isSliding = isSliding
    }
}

/// An origin as one outgoing address sees it: a proxy is another address, with limits of its own.
package struct RateScope: Hashable, Sendable {
    /// `https://fapi.asterdex.com`.
    package var origin: String
    /// The way to it; `nil`: straight.
    package var proxy: String?

    package init(origin: String, proxy: String?) {
        self.origin = origin
        self.proxy = proxy
    }
}

/// Holds the requests of a whole run below what one address may ask of an exchange.
///
/// Counts what the run reserved in the exchange's current interval, and what others on this address used, which the
/// answers tell. A tenth of the limit is left alone for the bot that shares the address. After a refusal for too many
/// requests nobody asks before its time, because going on turns a refusal into a ban.
package final class RateGate: Sendable {
    /// What a request may do now.
    package enum Verdict: Hashable, Sendable {
        case go
        /// The interval's budget is used up until then.
        case full(until: Timestamp)
        /// The exchange refused to be asked before then.
        case refused(until: Timestamp)
    }

    private struct Account {
        var window: Int64 = 0
        /// By this run, requests under way included.
        var spent = 0
        /// By others on this address, in this interval.
        var foreign = 0
        var announced: Int?
        /// As the latest answer told.
        var told: Int?
        /// When each unit of weight was reserved, for budgets that slide.
        var reserved: [Timestamp] = []
        /// Nobody asks from this budget before then.
        var refusedUntil: Timestamp?
    }

    private struct Key: Hashable {
        var scope: RateScope
        var budget: String
    }

    private struct Books {
        var accounts: [Key: Account] = [:]
        var refusedUntil: [RateScope: Timestamp] = [:]

        mutating func change<Result>(
            _ scope: RateScope,
            _ budget: RateBudget,
            _ change: (inout Account) -> Result
        ) -> Result {
            change(&accounts[Key(scope: scope, budget: budget.name), default: Account()])
        }
    }

    private let books = Lock(Books())

    package init() {}

    /// Reserves `weight`, or says when to come again.
    ///
    /// - Parameter clock: Tells the exchange's time, as well as it is known: its intervals begin with its minutes. Read
    ///   while nobody else books: who read it earlier would book a place in the past, which counts for nothing.
    package func admit(
        _ weight: Int,
        to scope: RateScope,
        from budget: RateBudget,
        at clock: @autoclosure () -> Timestamp
    )
        -> Verdict
    {
        books.withLock { books in
            let now = clock()
            if let until = books.refusedUntil[scope] {
                if now < until { return .refused(until: until) }
                books.refusedUntil[scope] = nil
            }
            return books.change(scope, budget) { account in
                if let until = account.refusedUntil, now < until { return .refused(until: until) }
                let limit = account.announced ?? budget.assumed
                let usable = max(limit - limit / 10, 1)
                if budget.isSliding { return Self.slide(&account, weight, of: usable, at: now, budget) }
                Self.turn(&account, to: now, budget)
                // A request dearer than the whole budget passes alone: it would wait for ever otherwise.
                let used = account.spent + account.foreign
                guard used == 0 || used + weight <= usable else {
                    return .full(until: Self.end(of: account.window, budget))
                }
                account.spent += weight
                return .go
            }
        }
    }

    /// Gives back what was reserved and will not be asked.
    func release(_ weight: Int, to scope: RateScope, from budget: RateBudget) {
        books.withLock { books in
            books.change(scope, budget) { account in
                account.spent = max(0, account.spent - weight)
                account.reserved.removeLast(min(max(weight, 0), account.reserved.count))
            }
        }
    }

    /// Takes note of what the exchange says is used in its current interval.
    package func note(used: Int, at scope: RateScope, of budget: RateBudget, at now: Timestamp) {
        guard used >= 0 else { return }
        books.withLock { books in
            books.change(scope, budget) { account in
                Self.turn(&account, to: now, budget)
                account.told = used
                // Our requests under way may or may not be in `used`; those that are not make this too small, never
                // too large, and the next answer corrects it.
                account.foreign = max(account.foreign, used - account.spent)
            }
        }
    }

    /// Takes note of the limit that the exchange announces.
    package func announce(limit: Int, at scope: RateScope, of budget: RateBudget) {
        guard limit > 0 else { return }
        books.withLock { books in books.change(scope, budget) { $0.announced = limit } }
    }

    /// Nobody of the run asks that origin before then, or only nobody from that budget.
    package func refuse(_ scope: RateScope, of budget: RateBudget? = nil, until: Timestamp) {
        books.withLock { books in
            if let budget {
                books.change(scope, budget) { $0.refusedUntil = max(until, $0.refusedUntil ?? until) }
            } else {
                books.refusedUntil[scope] = max(until, books.refusedUntil[scope] ?? until)
            }
        }
    }

    /// What is used in the current interval: as the latest answer told; `nil` when none did.
    package func used(at scope: RateScope, of budget: RateBudget) -> Int? {
        books.withLock { books in books.change(scope, budget) { $0.told } }
    }

    private static func slide(
        _ account: inout Account,
        _ weight: Int,
        of usable: Int,
        at now: Timestamp,
        _ budget: RateBudget
    ) -> Verdict {
        // What lies far ahead was reserved before the exchange's clock was read. A little ahead is somebody who looked at
        // the clock after us and came here first: that place is taken.
        account.reserved.removeAll { now - $0 >= budget.interval || $0 - now >= budget.interval * 3 }
        let excess = account.reserved.count + weight - usable
        if excess > 0, !account.reserved.isEmpty {
            let last = account.reserved.sorted().prefix(excess).last ?? now
            return .full(until: last + budget.interval)
        }
        account.reserved += Array(repeating: now, count: weight)
        return .go
    }

    private static func turn(_ account: inout Account, to now: Timestamp, _ budget: RateBudget) {
        let window = now.microseconds / max(budget.interval.wholeMicroseconds, 1)
        // Slots may see the turn of the interval in any order, so it only goes forward; unless it was far ahead because
        // our clock was, before the exchange's was read.
        guard window > account.window || window < account.window - 1 else { return }
        account.window = window
        account.spent = 0
        account.foreign = 0
    }

    private static func end(of window: Int64, _ budget: RateBudget) -> Timestamp {
        let (end, overflow) = (window + 1).multipliedReportingOverflow(by: budget.interval.wholeMicroseconds)
        return Timestamp(microseconds: overflow ? .max : end)
    }
}
