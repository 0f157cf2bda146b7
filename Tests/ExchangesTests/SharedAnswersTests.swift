import Exchanges
import HTTPTransport
import Locking
import SlotModel
import Testing

/// Opens once; whoever comes before waits.
private actor Door {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}

@Suite("Answers that slots share")
struct SharedAnswersTests {
    private let failure = ExchangeFailure(.unavailable, "down", request: "GET a.test/b")

    @Test("many who ask at once are one question")
    func coalesced() async throws {
        let shared = SharedAnswers()
        let count = Lock(0)
        let values = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try? await shared.answer("a") { () async throws(Trouble) in
                        let number = count.withLock { count -> Int in
                            count += 1
                            return count
                        }
                        await Task.yield()
                        return number
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values.count == 200)
        #expect(values.allSatisfy { $0 == 1 })
    }

    @Test("a failure is told to those who wait, and the next one asks anew")
    func failed() async throws {
        let shared = SharedAnswers()
        await #expect(throws: Trouble.self) {
            try await shared.answer("a") { () async throws(Trouble) -> Int in throw Trouble(self.failure) }
        }
        #expect(try await shared.answer("a") { () async throws(Trouble) in 7 } == 7)
        #expect(try await shared.answer("a") { () async throws(Trouble) in 8 } == 7)
    }

    @Test("when the one who asks is cancelled, one who waits takes over")
    func successor() async throws {
        let shared = SharedAnswers()
        let (started, never) = (Door(), Door())
        let first = Task {
            try await shared.answer("a") { () async throws(Trouble) -> Int in
                await started.open()
                await withTaskCancellationHandler {
                    await never.pass()
                } onCancel: {
                    Task { await never.open() }
                }
                throw .cancelled
            }
        }
        await started.pass()
        let second = Task { try await shared.answer("a") { () async throws(Trouble) in 2 } }
        // Both orders must work: waiting already, or coming after.
        for _ in 0..<20 { await Task.yield() }
        first.cancel()
        #expect(try await second.value == 2)
        await #expect(throws: Trouble.self) { try await first.value }
    }

    @Test("one who waits and is cancelled leaves at once; the others get their answer")
    func leaver() async throws {
        let shared = SharedAnswers()
        let (started, finish) = (Door(), Door())
        let first = Task {
            try await shared.answer("a") { () async throws(Trouble) -> Int in
                await started.open()
                await finish.pass()
                return 1
            }
        }
        await started.pass()
        let leaver = Task { try await shared.answer("a") { () async throws(Trouble) in 2 } }
        let stayer = Task { try await shared.answer("a") { () async throws(Trouble) in 3 } }
        leaver.cancel()
        await #expect(throws: Trouble.self) { try await leaver.value }
        await finish.open()
        #expect(try await first.value == 1)
        #expect(try await stayer.value == 1)
    }
}
