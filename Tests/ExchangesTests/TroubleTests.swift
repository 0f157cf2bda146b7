import Exchanges
import HTTPTransport
import SlotModel
import Testing

@Suite("Trouble that may pass")
struct TroubleTests {
    @Test("a refusing moment is overcome inside the slot's time, each try signed anew")
    func overcome() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange[aster.account] = { _, time in
            switch time {
            case 1: .broken(.timedOut(during: .answer))
            case 2: .json("<html>", status: 502)
            default: .json(AsterFixture.futuresAccount)
            }
        }
        let facts = await aster.gather()
        #expect(facts.balances.value?.count == 2)
        let signatures = aster.exchange.asked.filter { $0.path == aster.account }.map {
            $0.query["signature"]
        }
        #expect(Set(signatures).count == 3)
        #expect(aster.exchange.waits.count == 2)
        // Two tries more are two times the weight more.
        #expect(facts.weight == 19)
    }

    @Test(
        "what does not pass is not asked twice",
        arguments: [
            HTTPError.certificate(message: "expired"), .notSendable(message: "bad proxy"),
            .bodyTooLarge(limit: 8 << 20), .cancelled,
        ]
    )
    func lasting(error: HTTPError) async {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange[aster.path("time")] = { _, _ in .broken(error) }
        let facts = await aster.gather()
        #expect(facts.reach.failure != nil)
        #expect(aster.exchange.count(aster.path("time")) == 1)
    }

    @Test(
        "every trouble of the transport has words of its own",
        arguments: [
            (HTTPError.timedOut(during: .connect), "did not answer within"),
            (.nameNotFound(host: "spot.test"), "no address is known for the name spot.test"),
            (.cannotConnect(message: "refused"), "no connection to spot.test: refused"),
            (.certificate(message: "expired"), "the certificate of spot.test does not hold"),
            (.tls(message: "wrong version number"), "found no way to speak TLS: wrong version number"),
            (.interrupted(message: "reset"), "broke: reset"),
            (.bodyTooLarge(limit: 10), "longer than 10 bytes"),
            (.headersTooLarge(limit: 10), "longer than 10 bytes"),
            (.notSendable(message: "bad"), "cannot be sent: bad"),
            (.transport(code: 99, message: "strange"), "no answer from spot.test: strange"),
        ]
    )
    func words(error: HTTPError, says: String) async throws {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange[aster.path("time")] = { _, _ in .broken(error) }
        let failure = try #require(await aster.gather().reach.failure)
        #expect(failure.message.contains(says), "\(failure.message)")
        #expect(failure.request == "GET spot.test/api/v3/time")
    }

    @Test("the tries end with the slot's time")
    func deadline() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange[aster.account] = { _, _ in .json("", status: 500) }
        let start = aster.exchange.now
        let facts = await aster.gather(patience: .milliseconds(600))
        #expect(facts.balances.failure?.kind == .unavailable)
        #expect(aster.exchange.now - start <= .milliseconds(600))
    }

    @Test("a slot without time left asks nothing")
    func noTime() async {
        let aster = AsterFixture(.futures, v3: true)
        let facts = await aster.gather(patience: .zero)
        #expect(facts.reach.failure?.kind == .unavailable)
        #expect(aster.exchange.paths.isEmpty)
    }

    @Test(
        "redirects are refused, and only their host is named",
        arguments: [
            ("https://evil.test/login?signature=abc", "a redirect to evil.test, refused"),
            ("https://user:secret@evil.test/x", "a redirect to evil.test, refused"),
            ("https://evil.test?signature=abc", "a redirect to evil.test, refused"),
            ("/other?signature=abc", "a redirect to futures.test, refused"),
            ("", "a redirect to nowhere, refused"),
        ]
    )
    func redirect(target: String, says: String) async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(aster.account, "", status: 302, headers: ["Location": target])
        let facts = await aster.gather()
        #expect(facts.balances.failure?.kind == .unavailable)
        #expect(facts.balances.failure?.message == "futures.test sends \(says)")
        #expect(aster.exchange.count(aster.account) == 1)
    }
}

@Suite("Too many requests")
struct RateLimitTests {
    @Test("Retry-After is kept, and the question asked again when there is time")
    func retryAfter() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange[aster.account] = { _, time in
            time == 1
                ? .json(
                    #"{"code":-1003,"msg":"Too many requests"}"#,
                    status: 429,
                    headers: ["Retry-After": "3"]
                )
                : .json(AsterFixture.futuresAccount)
        }
        let facts = await aster.gather(patience: .seconds(10))
        #expect(facts.balances.value != nil)
        #expect(aster.exchange.waits.contains { $0 >= .seconds(3) && $0 < .seconds(4) })
    }

    @Test("a refusal that only our repetition met hides nothing: what made us repeat is told")
    func refusedRepetition() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange[aster.account] = { _, time in
            time == 1
                ? .json("<html>", status: 502)
                : .json(
                    #"{"code":-1003,"msg":"Too many requests"}"#,
                    status: 429,
                    headers: ["Retry-After": "3600"]
                )
        }
        let facts = await aster.gather(patience: .seconds(10))
        #expect(facts.balances.failure?.kind == .unavailable)
        #expect(facts.balances.failure?.httpStatus == 502)
    }

    @Test(
        "a long wait is told, not waited for; nobody of the run asks that host before",
        arguments: [
            (429, "7200", #"{"code":-1003,"msg":"Too many requests"}"#, 7200),
            (418, "", #"{"code":-1003,"msg":"Way too many requests; IP banned until 1795000565000."}"#, 600),
            (418, "", "<html>", 120),
            (400, "", #"{"code":-1003,"msg":"IP banned until 1795000565000"}"#, 600),
            // The fake's clock stands at 5 s past the minute; the weight begins anew with the next.
            (429, "", "", 55),
        ]
    )
    func longWait(status: Int, retryAfter: String, body: String, seconds: Int) async {
        let aster = AsterFixture(.futures, v3: true)
        let shared = SharedAnswers()
        aster.exchange.answer(
            aster.account,
            body,
            status: status,
            headers: retryAfter.isEmpty ? [:] : ["Retry-After": retryAfter]
        )
        let facts = await aster.gather(shared: shared)
        guard case .rateLimited(let wait?) = facts.balances.failure?.kind else {
            Issue.record("\(facts.balances)")
            return
        }
        // The reading of the clock may be wrong by 10 ms.
        #expect(
            wait >= .seconds(seconds) - .milliseconds(20) && wait <= .seconds(seconds) + .milliseconds(20)
        )
        #expect(aster.exchange.count(aster.account) == 1)
        let before = aster.exchange.paths.count
        let next = await aster.gather(shared: shared)
        #expect(aster.exchange.paths.count == before)
        guard case .rateLimited = next.signIn.failure?.kind else {
            Issue.record("\(next.signIn)")
            return
        }
    }

    @Test("a thousand slots never push the address over its limit; who has time waits")
    func pace() async {
        let aster = AsterFixture(.futures, v3: true)
        let shared = SharedAnswers()
        let facts = await withTaskGroup(of: Facts.self) { group in
            for _ in 0..<1000 { group.addTask { await aster.gather(shared: shared) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // 2400 a minute, less a tenth for the bot, less the public questions; 6 for a slot.
        let asked = aster.exchange.count(aster.account)
        #expect((350...360).contains(asked))
        #expect(facts.count { $0.balances.value != nil } == asked)
        #expect(aster.exchange.count("/fapi/v3/agent") == asked)
        let refused = facts.compactMap(\.signIn.failure)
        #expect(refused.count == 1000 - asked)
        #expect(
            refused.allSatisfy {
                $0.message.hasPrefix(
                    "this address has used up what futures.test allows for now; next chance in 5"
                )
            }
        )

        let patient = await aster.gather(patience: .seconds(120), shared: shared)
        #expect(patient.balances.value != nil)
        #expect(aster.exchange.waits.contains { $0 > .seconds(50) })
    }
}

@Suite("The pace of a run")
struct RateGateTests {
    private let scope = RateScope(origin: "https://a.test", proxy: nil)
    private let budget = RateBudget(name: "futures", assumed: 100)
    private let start = Timestamp(milliseconds: 1_795_000_000_000 / 60_000 * 60_000)

    @Test("a tenth is left for others, and the next interval begins anew")
    func budgets() {
        let gate = RateGate()
        #expect(gate.admit(90, to: scope, from: budget, at: start) == .go)
        #expect(gate.admit(1, to: scope, from: budget, at: start) == .full(until: start + .seconds(60)))
        #expect(gate.admit(1, to: scope, from: budget, at: start + .seconds(60)) == .go)
    }

    @Test("what others use counts")
    func foreign() {
        let gate = RateGate()
        #expect(gate.admit(10, to: scope, from: budget, at: start) == .go)
        gate.note(used: 80, at: scope, of: budget, at: start)
        #expect(gate.used(at: scope, of: budget) == 80)
        #expect(gate.admit(11, to: scope, from: budget, at: start) == .full(until: start + .seconds(60)))
        #expect(gate.admit(10, to: scope, from: budget, at: start) == .go)
    }

    @Test("the announced limit replaces the assumed one")
    func announced() {
        let gate = RateGate()
        gate.announce(limit: 1000, at: scope, of: budget)
        #expect(gate.admit(900, to: scope, from: budget, at: start) == .go)
        #expect(gate.admit(1, to: scope, from: budget, at: start) == .full(until: start + .seconds(60)))
    }

    @Test("another proxy is another address, another budget another account")
    func scopes() {
        let gate = RateGate()
        let proxied = RateScope(origin: "https://a.test", proxy: "socks5h://127.0.0.1:1080")
        #expect(gate.admit(90, to: scope, from: budget, at: start) == .go)
        #expect(gate.admit(90, to: proxied, from: budget, at: start) == .go)
        #expect(gate.admit(90, to: scope, from: RateBudget(name: "spot", assumed: 100), at: start) == .go)
    }

    @Test("a refusal holds for all budgets of the origin, and the later one counts")
    func refused() {
        let gate = RateGate()
        gate.refuse(scope, until: start + .seconds(30))
        gate.refuse(scope, until: start + .seconds(10))
        #expect(
            gate.admit(1, to: scope, from: budget, at: start + .seconds(29))
                == .refused(until: start + .seconds(30))
        )
        #expect(gate.admit(1, to: scope, from: budget, at: start + .seconds(30)) == .go)
    }

    @Test("a request dearer than the budget passes alone")
    func dear() {
        let gate = RateGate()
        #expect(gate.admit(500, to: scope, from: budget, at: start) == .go)
        #expect(gate.admit(1, to: scope, from: budget, at: start) == .full(until: start + .seconds(60)))
    }
}
