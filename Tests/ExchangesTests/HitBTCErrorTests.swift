import Exchanges
import HTTPTransport
import SlotModel
import Testing

/// An answer of the balance and the fee call, and what must come of it.
struct HitBTCErrorRow: CustomTestStringConvertible, Sendable {
    /// As it stands in the JSON: a number or a text.
    var code: String
    var status: Int
    var kind: ExchangeFailure.Kind
    /// How often the call is made.
    var tries = 1
    /// Part of the message.
    var says: String

    var testDescription: String { "\(code), HTTP \(status)" }

    /// The table of docs/facts/exchanges.md, section 6.4.
    static let all: [HitBTCErrorRow] = [
        HitBTCErrorRow(
            code: "403",
            status: 403,
            kind: .addressNotAllowed(ours: nil),
            says: "does not say which"
        ),
        HitBTCErrorRow(code: "403", status: 401, kind: .addressNotAllowed(ours: nil), says: "IP list"),
        HitBTCErrorRow(
            code: "429",
            status: 429,
            kind: .rateLimited(wait: .seconds(1)),
            tries: 4,
            says: "too often"
        ),
        HitBTCErrorRow(code: "500", status: 500, kind: .unavailable, tries: 4, says: "trouble of its own"),
        HitBTCErrorRow(code: "503", status: 503, kind: .unavailable, tries: 4, says: "trouble of its own"),
        HitBTCErrorRow(code: "504", status: 504, kind: .unavailable, tries: 4, says: "trouble of its own"),
        HitBTCErrorRow(code: "600", status: 400, kind: .missingPermission(nil), says: "does not allow"),
        HitBTCErrorRow(
            code: "1001",
            status: 401,
            kind: .invalidCredentials(nil),
            says: "the clock is not to blame"
        ),
        HitBTCErrorRow(
            code: "1002",
            status: 401,
            kind: .invalidCredentials(nil),
            says: "the clock is not to blame"
        ),
        HitBTCErrorRow(
            code: #""1002""#,
            status: 401,
            kind: .invalidCredentials(nil),
            says: "key or its secret"
        ),
        HitBTCErrorRow(code: "1003", status: 403, kind: .missingPermission(.read), says: "Trading balance"),
        HitBTCErrorRow(
            code: #""1003""#,
            status: 403,
            kind: .missingPermission(.read),
            says: "Trading balance"
        ),
        HitBTCErrorRow(
            code: "1004",
            status: 401,
            kind: .invalidCredentials(nil),
            says: "cannot read the sign-in"
        ),
        HitBTCErrorRow(code: "2001", status: 400, kind: .unknownMarket, says: "does not trade"),
        HitBTCErrorRow(code: "2002", status: 400, kind: .unknownMarket, says: "does not trade"),
        HitBTCErrorRow(code: "10001", status: 400, kind: .refused, says: "form of the request"),
        HitBTCErrorRow(
            code: "10021",
            status: 400,
            kind: .missingPermission(nil),
            says: "disabled this account"
        ),
        HitBTCErrorRow(code: "20010", status: 400, kind: .unavailable, says: "closed for now"),
        HitBTCErrorRow(code: "77777", status: 400, kind: .refused, says: "does not know"),
        HitBTCErrorRow(code: "77777", status: 502, kind: .unavailable, tries: 4, says: "does not know"),
        HitBTCErrorRow(code: #""NO_SUCH""#, status: 400, kind: .refused, says: "HitBTC: NO_SUCH"),
    ]
}

@Suite("HitBTC's errors")
struct HitBTCErrorTests {
    @Test("every code of the table leads to its kind and to something to do", arguments: HitBTCErrorRow.all)
    func table(_ row: HitBTCErrorRow) async throws {
        let hitbtc = HitBTCFixture()
        for path in [HitBTCFixture.balancePath, HitBTCFixture.feePath] {
            hitbtc.exchange.answer(path, HitBTCFixture.error(row.code, "their text"), status: row.status)
        }
        let facts = await hitbtc.gather(patience: .seconds(60))
        let failure = try #require(facts.signIn.failure)
        #expect(failure.kind == row.kind)
        #expect(failure.httpStatus == row.status)
        #expect(failure.message.contains(row.says), "\(failure.message)")
        #expect(failure.help?.isEmpty == false)
        #expect(failure.request == "GET spot.test/api/3/spot/balance")
        #expect(hitbtc.exchange.count(HitBTCFixture.balancePath) == row.tries)
        if row.status != 429 {
            #expect(failure.code == row.code.filter { $0 != "\"" })
            #expect(failure.message.contains("'their text'"))
        }
    }

    @Test("the description is told too, and nothing of it is needed")
    func description() async throws {
        let hitbtc = HitBTCFixture()
        let bodies = [
            (
                #"{"error":{"code":1003,"message":"Forbidden","description":"Check the key"}}"#,
                "(HitBTC: 1003 'Forbidden: Check the key')"
            ),
            (#"{"error":{"code":1003,"description":null}}"#, "(HitBTC: 1003)"),
        ]
        for (body, says) in bodies {
            hitbtc.exchange.answer(HitBTCFixture.balancePath, body, status: 403)
            let failure = try #require(await hitbtc.gather().balances.failure)
            #expect(failure.message.hasSuffix(says), "\(failure.message)")
        }
    }

    @Test("a missing right is told apart from a wrong key, each by the call that needs it")
    func rights() async {
        let orders = HitBTCFixture()
        orders.refuse(HitBTCFixture.feePath, 1003)
        let first = await orders.gather(fees: true)
        #expect(first.signIn.value == "GET spot.test/api/3/spot/balance")
        #expect(first.permissions.value?[.read] == .yes)
        #expect(first.permissions.value?[.spot] == .no)
        #expect(first.balances.value != nil)
        #expect(first.fees.failure?.message.contains("'Place/cancel orders'") == true)
        // A slot that names no fee hears of the right alone.
        guard case .notAsked = await orders.gather().fees else {
            Issue.record("the fee is told about")
            return
        }

        let reading = HitBTCFixture()
        reading.refuse(HitBTCFixture.balancePath, 1003)
        let second = await reading.gather()
        #expect(second.signIn.value == "GET spot.test/api/3/spot/fee/BTCUSDT")
        #expect(second.permissions.value?[.read] == .no)
        #expect(second.permissions.value?[.spot] == .yes)
        #expect(second.balances.failure?.kind == .missingPermission(.read))

        let both = HitBTCFixture()
        both.refuse(HitBTCFixture.balancePath, 1003)
        both.refuse(HitBTCFixture.feePath, 1003)
        let third = await both.gather()
        #expect(third.signIn.failure?.kind == .missingPermission(.read))
        #expect(third.permissions.value?[.read] == .no)
        #expect(third.permissions.value?[.spot] == .no)
    }

    @Test("a right that passing trouble kept from being read is not told as off, nor as on")
    func unsure() async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(HitBTCFixture.feePath, "<html>", status: 502)
        let facts = await hitbtc.gather(patience: .seconds(60))
        #expect(facts.signIn.value != nil)
        #expect(facts.permissions.failure?.kind == .unavailable)
        #expect(facts.balances.value != nil)

        // But one that is known to be missing decides, whatever the other call met.
        hitbtc.refuse(HitBTCFixture.balancePath, 1003)
        #expect(await hitbtc.gather(patience: .seconds(60)).permissions.value?[.read] == .no)
    }

    @Test(
        "1002 is the clock's as long as the answer's own time says so",
        arguments: [
            (#","timestamp":"2026-11-18T12:06:05.000Z""#, true),
            (#","timestamp":"2026-11-18T10:06:05.000Z""#, true),
            (#","timestamp":"2026-11-18T11:06:06.000Z""#, false), (#","timestamp":"soon""#, false),
            ("", false),
        ]
    )
    func clock(rest: String, isClock: Bool) async throws {
        let hitbtc = HitBTCFixture()
        for path in [HitBTCFixture.balancePath, HitBTCFixture.feePath] {
            hitbtc.exchange.answer(path, HitBTCFixture.error("1002", "no", rest), status: 401)
        }
        let failure = try #require(await hitbtc.gather().signIn.failure)
        #expect(failure.kind == (isClock ? .clockSkew : .invalidCredentials(nil)), "\(failure.message)")
        #expect(
            failure.message.contains("1 h") || failure.message.contains("3600 s") || !isClock,
            "\(failure.message)"
        )
    }

    @Test(
        "1002 with a clock that is further off than the window is the clock's, until that is mended",
        arguments: [(-60, true), (-8, false), (0, false), (8, false), (60, true)]
    )
    func measured(seconds: Int, isClock: Bool) async throws {
        let hitbtc = HitBTCFixture(skew: .seconds(seconds))
        hitbtc.refuse(HitBTCFixture.balancePath, 1002, status: 401)
        hitbtc.refuse(HitBTCFixture.feePath, 1002, status: 401)
        let failure = try #require(await hitbtc.gather().signIn.failure)
        #expect(failure.kind == (isClock ? .clockSkew : .invalidCredentials(nil)), "\(failure.message)")
    }

    @Test("1002 of an exchange that never tells its time does not acquit the clock")
    func unknownClock() async throws {
        let hitbtc = HitBTCFixture(tellsDate: false)
        hitbtc.refuse(HitBTCFixture.balancePath, 1002, status: 401)
        hitbtc.refuse(HitBTCFixture.feePath, 1002, status: 401)
        let failure = try #require(await hitbtc.gather().signIn.failure)
        #expect(failure.kind == .invalidCredentials(nil))
        #expect(failure.message.contains("or the time of the request"))
    }

    @Test("a refusal next to a call that worked is neither the key nor the address")
    func settled() async {
        let hitbtc = HitBTCFixture()
        hitbtc.refuse(HitBTCFixture.balancePath, 1002, status: 401)
        let first = await hitbtc.gather()
        #expect(first.signIn.value == "GET spot.test/api/3/spot/fee/BTCUSDT")
        #expect(first.balances.failure?.kind == .unavailable)
        hitbtc.refuse(HitBTCFixture.balancePath, 403)
        let second = await hitbtc.gather()
        #expect(second.balances.failure?.kind == .missingPermission(nil))
        #expect(
            second.balances.failure?.message.contains("another signed call of the same key worked") == true
        )
    }

    @Test("a refused key speaks for everything that needs one, and the market is told all the same")
    func refused() async {
        let hitbtc = HitBTCFixture()
        hitbtc.refuse(HitBTCFixture.balancePath, 1002, status: 401)
        hitbtc.refuse(HitBTCFixture.feePath, 1002, status: 401)
        let facts = await hitbtc.gather(fees: true)
        guard case .notAsked("the sign-in failed") = facts.permissions,
            case .notAsked("the sign-in failed") = facts.balances,
            case .notAsked("the sign-in failed") = facts.fees
        else {
            Issue.record("\(facts)")
            return
        }
        #expect(facts.market.value != nil)
        #expect(hitbtc.exchange.count(HitBTCFixture.walletPath) == 0)
    }

    @Test("a refusal for too many requests is obeyed by all, and what the exchange tells counts")
    func tooMany() async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange[HitBTCFixture.balancePath] = { _, time in
            time == 1
                ? .json(
                    HitBTCFixture.error("429", "Too many requests"),
                    status: 429,
                    headers: ["Retry-After": "3"]
                )
                : .json(HitBTCFixture.balances)
        }
        let facts = await hitbtc.gather(patience: .seconds(30))
        #expect(facts.balances.value != nil)
        #expect(hitbtc.exchange.waits.contains { $0 >= .seconds(3) })
    }
}

@Suite("HitBTC's answers that cannot be understood")
struct HitBTCOddAnswerTests {
    static let rows: [OddAnswer] = [
        OddAnswer(body: "", kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: "<html>hello</html>", kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: #"[{"currency"#, kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: "{}", kind: .notUnderstood, says: "a list is wanted, this is an object"),
        OddAnswer(body: "[7]", kind: .notUnderstood, says: "[0]"),
        OddAnswer(
            body: #"[{"currency":"USDT","available":"1"}]"#,
            kind: .notUnderstood,
            says: "[0].reserved: missing"
        ),
        OddAnswer(
            body: #"[{"currency":"USDT","available":null,"reserved":"0"}]"#,
            kind: .notUnderstood,
            says: "[0].available: a number is wanted, this is null"
        ),
        OddAnswer(
            body: #"[{"currency":"USDT","available":"1e400","reserved":"0"}]"#,
            kind: .notUnderstood,
            says: "'1e400' is not a number that we can hold"
        ),
        OddAnswer(
            body: #"[{"currency":"","available":"1","reserved":"0"}]"#,
            kind: .notUnderstood,
            says: "[0].currency: empty"
        ),
        // Other exchanges' shapes.
        OddAnswer(
            body: #"{"code":"40037","msg":"Apikey does not exist"}"#,
            status: 400,
            kind: .notUnderstood,
            says: "HTTP 400"
        ),
        OddAnswer(
            body: #"{"code":-2015,"msg":"Invalid API-key"}"#,
            status: 401,
            kind: .notUnderstood,
            says: "HTTP 401"
        ),
        OddAnswer(
            body: #"{"code":-2015,"msg":"Invalid API-key"}"#,
            kind: .notUnderstood,
            says: "a list is wanted"
        ),
        OddAnswer(
            body: #"{"error":"no"}"#,
            status: 400,
            kind: .notUnderstood,
            says: "does not answer as HitBTC does"
        ),
        OddAnswer(
            body: #"{"error":{"code":[]}}"#,
            status: 400,
            kind: .notUnderstood,
            says: "its error has no code"
        ),
        OddAnswer(body: "<html>blocked</html>", status: 403, kind: .unavailable, says: "firewall"),
        OddAnswer(body: "<html>oops</html>", status: 502, kind: .unavailable, says: "HTTP 502"),
        OddAnswer(body: "", status: 503, kind: .unavailable, says: "HTTP 503"),
        OddAnswer(body: "", status: 302, kind: .unavailable, says: "redirect"),
    ]

    @Test("say what was wrong, and never crash", arguments: rows)
    func balances(_ odd: OddAnswer) async throws {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(HitBTCFixture.balancePath, odd.body, status: odd.status)
        let failure = try #require(await hitbtc.gather(patience: .seconds(60)).balances.failure)
        #expect(failure.kind == odd.kind)
        #expect(failure.message.contains(odd.says), "\(failure.message)")
        #expect(failure.help?.isEmpty == false)
    }

    @Test(
        "of the other calls are told in their place",
        arguments: [
            (
                HitBTCFixture.tickerPath, #"{"last":null,"timestamp":"2026-01-02T03:04:05Z"}"#,
                "last: a number is wanted"
            ),
            (
                HitBTCFixture.tickerPath, #"{"last":"0","timestamp":"2026-01-02T03:04:05Z"}"#,
                "a price above zero"
            ),
            (
                HitBTCFixture.tickerPath, #"{"last":"1","timestamp":1767323045678}"#,
                "timestamp: a text is wanted"
            ),
            (HitBTCFixture.tickerPath, #"{"last":"1","timestamp":"soon"}"#, "timestamp: a moment such as"),
            (HitBTCFixture.feePath, #"{"take_rate":"0.1"}"#, "make_rate: missing"),
            (HitBTCFixture.feePath, #"{"take_rate":"0.1","make_rate":"3"}"#, "3 is not a share of a trade"),
        ]
    )
    func others(path: String, body: String, says: String) async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(path, body)
        let facts = await hitbtc.gather(fees: true)
        let failures = [facts.market.failure, facts.fees.failure].compactMap(\.self)
        #expect(failures.contains { $0.kind == .notUnderstood && $0.message.contains(says) }, "\(failures)")
        #expect(facts.signIn.value != nil)
    }
}
