import Exchanges
import HTTPTransport
import PlainJSON
import SlotModel
import Testing

/// A question that is asked by a `POST`: no exchange has one yet.
@Suite("Questions that are a POST")
struct PostedQuestionTests {
    private static let budget = RateBudget(name: "key", assumed: 10)
    private static let dialect = Dialect(
        refusal: { _ in nil },
        used: { _ in nil },
        pause: { _, _ in .seconds(1) }
    )

    private func question(_ nonces: @escaping @Sendable () -> Int) -> Question<String> {
        Question(
            Endpoint(.krakenBalances, at: "https://spot.test", weight: 3, budget: Self.budget),
            prepare: { PreparedQuery("nonce=\(nonces())", headers: [.init("API-Sign", .open("x"))]) },
            decode: { answer throws(Misunderstanding) in try answer.member("result").text() }
        )
    }

    @Test("each try has a body of its own, and counts against the weight and the pace")
    func tries() async throws {
        let fake = FakeExchange()
        fake["/0/private/BalanceEx"] = { _, time in
            time < 3 ? .json("", status: 502) : .json(#"{"result":"fine"}"#)
        }
        let line = fake.line()
        let conversation = Conversation(over: line, in: Self.dialect)
        let question = question { fake.asked.count + 1 }
        #expect(try await conversation.ask(question).value == "fine")
        #expect(fake.asked.map(\.body) == ["nonce=1", "nonce=2", "nonce=3"])
        #expect(fake.asked.map(\.url) == .init(repeating: "https://spot.test/0/private/BalanceEx", count: 3))
        #expect(conversation.weight == 9)
        // Nine of ten are the pace's share, and they are used up.
        let scope = RateScope(origin: "https://spot.test", proxy: nil)
        #expect(line.shared.gate.admit(1, to: scope, from: Self.budget, at: fake.now) != .go)
    }

    @Test("a failure names it as what it is")
    func label() async {
        let fake = FakeExchange()
        fake["/0/private/BalanceEx"] = { _, _ in .json("[", status: 200) }
        do throws(ExchangeFailure) {
            _ = try await Conversation(over: fake.line(), in: Self.dialect).ask(question { 1 })
            Issue.record("it was understood")
        } catch {
            #expect(error.request == "POST spot.test/0/private/BalanceEx")
        }
    }
}
