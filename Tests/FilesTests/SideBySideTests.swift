import Glibc
import Locking
import Testing

@Suite("work on several threads")
struct SideBySideTests {
    @Test("every number once, and the results in their order", arguments: [1, 2, 5, 64], [0, 1, 3, 100])
    func order(_ threads: Int, _ count: Int) {
        for size in [1, 7, 200] {
            let parts = sideBySide(count, inChunksOf: size, threads: threads) { range in Array(range) }
            #expect(parts.flatMap { $0 } == Array(0..<count))
            #expect(parts.count == (count + size - 1) / size)
        }
    }

    @Test("one thread works in the order of the numbers")
    func alone() {
        let seen = Lock<[Int]>([])
        _ = sideBySide(20, inChunksOf: 3, threads: 1) { range in
            for number in range { seen.withLock { $0.append(number) } }
        }
        #expect(seen.withLock { $0 } == Array(0..<20))
    }

    @Test("several are at work at the same time")
    func together() {
        let (inside, most) = (Lock(0), Lock(0))
        _ = sideBySide(8, inChunksOf: 1, threads: 8) { _ in
            let now = inside.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, now) }
            // As work that waits for a disk.
            for _ in 0..<1_000 where inside.withLock({ $0 }) < 2 && most.withLock({ $0 }) < 2 {
                usleep(1_000)
            }
            inside.withLock { $0 -= 1 }
        }
        #expect(most.withLock { $0 } > 1)
    }
}
