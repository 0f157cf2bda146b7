import Locking
import SlotModel

/// Buckets of tokens that fill up again with time: so many calls a second, after a burst of so many.
final class RateMeter: Sendable {
    /// A limit, as exchanges that count calls publish it.
    struct Limit: Hashable, Sendable {
        var perSecond: Int
        /// At most so many at once.
        var burst: Int

        init(perSecond: Int, burst: Int? = nil) {
            self.perSecond = perSecond
            self.burst = burst ?? perSecond
        }
    }

    private struct Key: Hashable {
        var name: String
        var caller: String
    }

    private struct Bucket {
        /// In millionths of a call.
        var filling: Int64
        var last: Timestamp
    }

    private let buckets = Lock<[Key: Bucket]>([:])

    /// Takes one call out of a caller's bucket; `false` when it is empty.
    ///
    /// - Parameter name: What is limited: a path, or a group of them.
    func take(_ name: String, for caller: String, _ limit: Limit, at now: Timestamp) -> Bool {
        let full = Int64(limit.burst) * 1_000_000
        return buckets.withLock { buckets in
            let key = Key(name: name, caller: caller)
            var bucket = buckets[key] ?? Bucket(filling: full, last: now)
            let passed = min(max(0, (now - bucket.last).wholeMicroseconds), 3_600_000_000)
            bucket.filling = min(full, bucket.filling + passed * Int64(limit.perSecond))
            bucket.last = max(bucket.last, now)
            defer { buckets[key] = bucket }
            guard bucket.filling >= 1_000_000 else { return false }
            bucket.filling -= 1_000_000
            return true
        }
    }
}
