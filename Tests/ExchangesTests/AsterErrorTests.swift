import Exchanges
import HTTPTransport
import SlotModel
import Testing

/// An answer of the account call, and what must come of it.
struct ErrorRow: CustomTestStringConvertible, Sendable {
    var code: Int
    var text: String
    var status = 400
    var v3 = true
    var kind: ExchangeFailure.Kind
    /// How often the call is made.
    var tries = 1

    var testDescription: String { "\(code) \(text), HTTP \(status), \(v3 ? "V3" : "V1")" }

    /// The table of docs/facts/exchanges.md, section 2.8.
    static let all: [ErrorRow] = [
        ErrorRow(code: -1000, text: "No agent found", kind: .invalidCredentials(.apiWallet)),
        ErrorRow(code: -1000, text: "No aster user found", kind: .invalidCredentials(.mainWallet)),
        ErrorRow(code: -1000, text: "An unknown error occurred", kind: .unavailable, tries: 4),
        ErrorRow(code: -1001, text: "Internal error", status: 500, kind: .unavailable, tries: 4),
        ErrorRow(code: -1006, text: "Unexpected response", kind: .unavailable, tries: 4),
        ErrorRow(code: -1007, text: "Timeout waiting for response", kind: .unavailable, tries: 4),
        ErrorRow(code: -1002, text: "You are not authorized", kind: .invalidCredentials(nil)),
        ErrorRow(code: -1011, text: "This IP cannot access this route", kind: .addressNotAllowed(ours: nil)),
        ErrorRow(
            code: -1016,
            text: "This service is no longer available",
            status: 503,
            kind: .unavailable,
            tries: 4
        ),
        ErrorRow(
            code: -1021,
            text: "Timestamp for this request was 1000ms ahead of the server's time.",
            v3: false,
            kind: .clockSkew
        ),
        ErrorRow(
            code: -1021,
            text: "Timestamp for this request is outside of the recvWindow.",
            v3: false,
            kind: .clockSkew
        ),
        ErrorRow(
            code: -1022,
            text: "Signature for this request is not valid.",
            v3: false,
            kind: .invalidCredentials(.secret)
        ),
        ErrorRow(
            code: -1022,
            text: "Signature for this request is not valid.",
            kind: .invalidCredentials(.privateKey)
        ),
        ErrorRow(code: -1100, text: "Illegal characters found in a parameter.", kind: .refused),
        ErrorRow(code: -1102, text: "Mandatory parameter was not sent.", kind: .refused),
        ErrorRow(code: -1106, text: "Parameter sent when not required.", kind: .refused),
        ErrorRow(code: -1130, text: "Data sent for parameter is not valid.", kind: .refused),
        ErrorRow(code: -1121, text: "Invalid symbol.", kind: .unknownMarket),
        ErrorRow(
            code: -2014,
            text: "API-key format invalid.",
            status: 401,
            v3: false,
            kind: .invalidCredentials(.key)
        ),
        ErrorRow(
            code: -2015,
            text: "Invalid API-key, IP, or permissions for action.",
            status: 401,
            v3: false,
            kind: .invalidCredentials(nil)
        ),
        ErrorRow(
            code: -4087,
            text: "User can only place reduce only order",
            kind: .missingPermission(.futures)
        ),
        ErrorRow(code: -4088, text: "User can not place order currently", kind: .missingPermission(.futures)),
        ErrorRow(code: -4225, text: "Nonce Expired", kind: .clockSkew, tries: 4),
        ErrorRow(code: -5050, text: "This function can only be used after deposit", kind: .underfunded),
        ErrorRow(code: -9999, text: "A new code", kind: .refused),
        ErrorRow(code: -9999, text: "A new code", status: 500, kind: .unavailable, tries: 4),
    ]
}

@Suite("Aster's errors")
struct AsterErrorTests {
    @Test("every code of the table leads to its kind and to something to do", arguments: ErrorRow.all)
    func table(_ row: ErrorRow) async throws {
        let aster = AsterFixture(.futures, v3: row.v3)
        let body = #"{"code":\#(row.code),"msg":"\#(row.text)"}"#
        aster.exchange.answer(aster.account, body, status: row.status)
        aster.exchange.answer("/fapi/v3/agent", body, status: row.status)
        let facts = await aster.gather(patience: .seconds(60))
        let failure = try #require(facts.signIn.failure)
        #expect(failure.kind == row.kind)
        #expect(failure.code == String(row.code))
        #expect(failure.httpStatus == row.status)
        #expect(failure.message.contains("(Aster: \(row.code) '\(row.text.prefix(40))"))
        #expect(failure.help?.isEmpty == false)
        #expect(failure.request == "GET futures.test\(aster.account)")
        #expect(aster.exchange.count(aster.account) == row.tries)
    }

    @Test(
        "a refused time is told for a clock that is right: a late request is slow, an early one met another clock",
        arguments: [
            ("Timestamp for this request was 1000ms ahead of the server's time.", "another clock"),
            ("Timestamp for this request is outside of the recvWindow.", "too long on its way"),
        ]
    )
    func refusedTime(text: String, says: String) async throws {
        let aster = AsterFixture(.futures, v3: false)
        aster.exchange.answer(aster.account, #"{"code":-1021,"msg":"\#(text)"}"#, status: 400)
        let help = try #require(await aster.gather().signIn.failure?.help)
        #expect(help.contains(says) && !help.contains("timedatectl"), "\(help)")
    }

    @Test("-2015 names all three reasons, and is the right once another signed call worked")
    func ambiguous() async throws {
        let aster = AsterFixture(.spot, v3: false)
        let body = #"{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}"#
        aster.exchange.answer(aster.account, body, status: 401)
        let unsure = try #require(await aster.gather().signIn.failure)
        for word in ["key is wrong", "IP list", "lacks the right"] { #expect(unsure.message.contains(word)) }

        let facts = await aster.gather(fees: true)
        #expect(facts.signIn.value == "GET spot.test/api/v1/commissionRate")
        #expect(facts.balances.failure?.kind == .missingPermission(.spot))
        #expect(facts.account.failure?.kind == .missingPermission(.spot))
    }

    @Test("-2015 next to a list of API wallets: the right that is off, or else the IP list")
    func ambiguousWallet() async throws {
        let cases: [(agents: String, kind: ExchangeFailure.Kind)] = [
            (AsterFixture.agents(spot: false), .missingPermission(.spot)),
            (AsterFixture.agents(list: "203.0.113.7"), .addressNotAllowed(ours: nil)),
            (AsterFixture.agents(list: "203.0.113.7", spot: false), .missingPermission(.spot)),
            (AsterFixture.agents(), .missingPermission(.spot)),
        ]
        for (agents, kind) in cases {
            let aster = AsterFixture(.spot, v3: true)
            aster.exchange.answer(
                aster.account,
                #"{"code":-2015,"msg":"Invalid API-key, IP, or permissions"}"#
            )
            aster.exchange.answer("/fapi/v3/agent", agents)
            let failure = try #require(await aster.gather().balances.failure)
            #expect(failure.kind == kind)
        }
    }

    @Test("an API wallet that its list calls ended is expired, not unknown")
    func ended() async throws {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange.answer(aster.account, #"{"code":-1000,"msg":"No agent found"}"#, status: 400)
        aster.exchange.answer("/fapi/v3/agent", AsterFixture.agents(end: "1794000000000"))
        let facts = await aster.gather()
        #expect(facts.balances.failure?.kind == .expired)
        #expect(facts.balances.failure?.message == "the API wallet ended at 2026-11-06T21:20:00.000Z")
        #expect(facts.expiry.value == Timestamp(milliseconds: 1_794_000_000_000))
    }

    @Test("-5050 with a list of API wallets that answers: signed in, rights told, not funded")
    func noDeposit() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(
            aster.account,
            #"{"code":-5050,"msg":"This function can only be used after deposit"}"#,
            status: 400
        )
        let facts = await aster.gather()
        #expect(facts.signIn.value == "GET futures.test/fapi/v3/agent")
        #expect(facts.permissions.value?[.spot] == .yes)
        #expect(facts.balances.failure?.kind == .underfunded)
    }

    @Test("an API wallet that is not on the list is said to be missing, not guessed at")
    func missingAgent() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(
            "/fapi/v3/agent",
            AsterFixture.agents("0x0000000000000000000000000000000000000002")
        )
        let facts = await aster.gather()
        for case .notDisclosed(let reason) in [facts.permissions] {
            #expect(reason.contains("does not list the wallet"))
        }
        #expect(facts.permissions.value == nil)
        #expect(facts.permissions.failure == nil)
        #expect(facts.signIn.value != nil)
    }

    @Test("the own API wallet is found whatever the case of its letters; lists part at blanks and commas")
    func agentRow() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(
            "/fapi/v3/agent",
            AsterFixture.agents(
                AsterFixture.signer.lowercased(),
                list: "203.0.113.7, 198.51.100.0/24 192.0.2.1",
                withdraw: true
            )
        )
        let facts = await aster.gather()
        #expect(facts.addresses.value?.allowlist == ["203.0.113.7", "198.51.100.0/24", "192.0.2.1"])
        #expect(facts.permissions.value?[.withdraw] == .yes)
    }

    @Test("the list failing for a while does not hide the sign-in, nor the other way round")
    func partialTrouble() async {
        let agentDown = AsterFixture(.spot, v3: true)
        agentDown.exchange.answer("/fapi/v3/agent", "<html>", status: 502)
        let first = await agentDown.gather(patience: .seconds(60))
        #expect(first.signIn.value == "GET spot.test/api/v3/account")
        #expect(first.permissions.failure?.kind == .unavailable)
        #expect(first.balances.value != nil)

        // Spot V3 answered so for weeks.
        let accountDown = AsterFixture(.spot, v3: true)
        accountDown.exchange.answer("/api/v3/account", "<html>Internal Server Error</html>", status: 500)
        let second = await accountDown.gather(patience: .seconds(60))
        #expect(second.signIn.value == "GET spot.test/fapi/v3/agent" || second.signIn.value != nil)
        #expect(second.permissions.value?[.spot] == .yes)
        #expect(second.balances.failure?.kind == .unavailable)
        #expect(second.account.failure?.kind == .unavailable)
    }

    @Test("a refused key speaks for everything that needs one")
    func refused() async {
        let aster = AsterFixture(.futures, v3: true)
        let body = #"{"code":-1000,"msg":"No agent found"}"#
        aster.exchange.answer(aster.account, body, status: 400)
        aster.exchange.answer("/fapi/v3/agent", body, status: 400)
        let facts = await aster.gather()
        guard case .notAsked("the sign-in failed") = facts.permissions,
            case .notAsked("the sign-in failed") = facts.balances,
            case .notAsked("the sign-in failed") = facts.account
        else {
            Issue.record("\(facts)")
            return
        }
        #expect(facts.market.value != nil)
    }
}

/// An answer that is not what the reference describes.
struct OddAnswer: CustomTestStringConvertible, Sendable {
    var body: String
    var status = 200
    var kind: ExchangeFailure.Kind
    /// Part of the message.
    var says: String

    var testDescription: String { "HTTP \(status) \(body.prefix(60))" }

    static let accounts: [OddAnswer] = [
        OddAnswer(body: "", kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: #"{"canTrade": true, "balances": [{"asset"#, kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: "<html>hello</html>", kind: .notUnderstood, says: "not JSON"),
        OddAnswer(body: "null", kind: .notUnderstood, says: "an object is wanted, this is null"),
        OddAnswer(body: "[]", kind: .notUnderstood, says: "an object is wanted, this is a list"),
        OddAnswer(body: "{}", kind: .notUnderstood, says: "canTrade: missing"),
        OddAnswer(body: #"{"code":200,"msg":"success"}"#, kind: .notUnderstood, says: "canTrade: missing"),
        OddAnswer(
            body: #"{"canTrade":"yes","balances":[]}"#,
            kind: .notUnderstood,
            says: "canTrade: true or false is wanted, this is a text"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"balances":{}}"#,
            kind: .notUnderstood,
            says: "balances: a list is wanted, this is an object"
        ),
        OddAnswer(
            body:
                #"{"canTrade":true,"balances":[{"asset":"A","free":"0","locked":"0"},{"asset":"B","free":"1e400","locked":"0"}]}"#,
            kind: .notUnderstood,
            says: "balances[1].free: '1e400' is not a number that we can hold"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"balances":[{"asset":"A","free":1e400,"locked":"0"}]}"#,
            kind: .notUnderstood,
            says: "balances[0].free: '1e400' is not a number that we can hold"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"balances":[{"asset":"A","free":null,"locked":"0"}]}"#,
            kind: .notUnderstood,
            says: "balances[0].free: a number is wanted, this is null"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"balances":[{"asset":"A","free":"NaN","locked":"0"}]}"#,
            kind: .notUnderstood,
            says: "'NaN' is not a number"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"balances":[{"asset":"","free":"1","locked":"0"}]}"#,
            kind: .notUnderstood,
            says: "balances[0].asset: empty"
        ),
        OddAnswer(
            body: #"{"canTrade":true,"canTrade":false,"balances":[]}"#,
            kind: .notUnderstood,
            says: "not JSON"
        ),
        OddAnswer(
            body: #"{"code":"40037","msg":"Apikey does not exist"}"#,
            status: 400,
            kind: .notUnderstood,
            says: "does not answer as Aster does"
        ),
        OddAnswer(body: #"{"error":{"code":1002}}"#, status: 401, kind: .notUnderstood, says: "HTTP 401"),
        OddAnswer(body: "<html>blocked</html>", status: 403, kind: .unavailable, says: "firewall"),
        OddAnswer(body: "<html>oops</html>", status: 502, kind: .unavailable, says: "HTTP 502"),
        OddAnswer(body: "", status: 503, kind: .unavailable, says: "HTTP 503"),
        OddAnswer(body: "not found", status: 404, kind: .notUnderstood, says: "HTTP 404"),
    ]
}

@Suite("Answers that cannot be understood")
struct OddAnswerTests {
    @Test("say what was wrong, and never crash", arguments: OddAnswer.accounts)
    func accounts(_ odd: OddAnswer) async throws {
        let aster = AsterFixture(.spot, v3: false)
        aster.exchange.answer(aster.account, odd.body, status: odd.status)
        let failure = try #require(await aster.gather(patience: .seconds(60)).signIn.failure)
        #expect(failure.kind == odd.kind)
        #expect(failure.message.contains(odd.says), "\(failure.message)")
        #expect(failure.help?.isEmpty == false)
    }

    @Test(
        "of the other calls are told in their place",
        arguments: [
            ("ticker/price", #"{"price":"-1"}"#, "price: -1 is negative"),
            ("ticker/price", #"{"price":"0"}"#, "price: a price above zero is wanted"),
            (
                "ticker/price", #"{"price":"1","time":1e30}"#,
                "time: 1000000000000000000000000000000 is not a whole"
            ),
            ("ticker/price", #"{"price":"1","time":-1}"#, "time: -1 is not a moment"),
            ("commissionRate", #"{"makerCommissionRate":"0.1"}"#, "takerCommissionRate: missing"),
            (
                "commissionRate", #"{"makerCommissionRate":"3","takerCommissionRate":"0"}"#,
                "3 is not a share of a trade"
            ),
            ("exchangeInfo", #"{"symbols":5}"#, "symbols: a list is wanted"),
        ]
    )
    func others(path: String, body: String, says: String) async {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange.answer(aster.path(path), body)
        let facts = await aster.gather(fees: true)
        let failures = [facts.market.failure, facts.fees.failure].compactMap(\.self)
        #expect(failures.contains { $0.kind == .notUnderstood && $0.message.contains(says) }, "\(failures)")
        #expect(facts.signIn.value != nil)
    }

    @Test(
        "of the list of API wallets leave the rights unknown",
        arguments: [
            (#"{"agents":[]}"#, "a list is wanted"), (#"[{"agentName":"x"}]"#, "[0].agentAddress: missing"),
            (AsterFixture.agents(end: "null"), "[1].expired: a number is wanted, this is null"),
            (AsterFixture.agents(end: "1e400"), "[1].expired: '1e400' is not a number"),
            (AsterFixture.agents(end: "-5"), "[1].expired: -5 is not a moment"),
        ]
    )
    func agents(body: String, says: String) async {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange.answer("/fapi/v3/agent", body)
        let facts = await aster.gather()
        #expect(facts.permissions.failure?.kind == .notUnderstood)
        #expect(facts.expiry.failure?.message.contains(says) == true, "\(facts.expiry)")
        #expect(facts.signIn.value != nil)
    }

    @Test(
        "a clock that cannot be read stops the rest",
        arguments: [
            #"{}"#, #"{"serverTime":"soon"}"#, #"{"serverTime":-1}"#, #"{"serverTime":1e400}"#, "<html>",
        ]
    )
    func clock(body: String) async {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange.answer(aster.path("time"), body)
        let facts = await aster.gather()
        #expect(facts.reach.value != nil)
        #expect(facts.clock.failure?.kind == .notUnderstood)
        guard case .notAsked = facts.signIn else {
            Issue.record("asked on")
            return
        }
        #expect(Set(aster.exchange.paths) == ["/api/v3/time", "/api/v3/exchangeInfo"])
    }

    @Test("unknown values of an enumeration are named")
    func unknownMode() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(aster.positionRisk, #"[{"symbol":"BTCUSDT","marginType":"portfolio"}]"#)
        var wish = AccountWish()
        wish.marginMode = Located(.cross, at: Place(file: "a"))
        let facts = await aster.gather(account: wish)
        #expect(
            facts.account.failure?.message.contains("[0].marginType: 'portfolio' is not a margin mode")
                == true
        )
    }
}
