import Cryptography
import Exchanges
import HTTPTransport
import SlotModel
import Testing

private typealias Bitget = BitgetFixture

/// An answer of the rights call, and what must come of it.
struct BitgetErrorRow: CustomTestStringConvertible, Sendable {
    var code: String
    var text = "no"
    var status = 400
    var network = Network.live
    var kind: ExchangeFailure.Kind
    /// How often the call is made.
    var tries = 1
    /// A word of the message or the help.
    var says: String

    var testDescription: String { "\(code) '\(text)', HTTP \(status), \(network)" }

    /// The table of docs/facts/exchanges.md, section 5.7; the two mode codes have tests of their own.
    static let all: [BitgetErrorRow] =
        ["40001", "40002", "40003", "40011"].map {
            BitgetErrorRow(code: $0, kind: .refused, says: "proxy")
        }
        + ["40004", "40008", "40005"].map {
            BitgetErrorRow(code: $0, kind: .clockSkew, says: "too long on its way")
        }
        + [
            BitgetErrorRow(code: "40006", kind: .invalidCredentials(.key), says: "key"),
            BitgetErrorRow(
                code: "40009",
                text: "sign signature error",
                kind: .invalidCredentials(.secret),
                says: "secret"
            ),
            BitgetErrorRow(code: "40036", kind: .invalidCredentials(.passphrase), says: "passphrase"),
            BitgetErrorRow(
                code: "40037",
                text: "Apikey does not exist",
                kind: .invalidCredentials(.key),
                says: "deleted"
            ),
            BitgetErrorRow(code: "40041", kind: .invalidCredentials(.key), says: "deleted"),
            BitgetErrorRow(code: "40031", kind: .invalidCredentials(nil), says: "closed"),
            BitgetErrorRow(code: "40099", kind: .invalidCredentials(nil), says: "network: testnet"),
            BitgetErrorRow(
                code: "40099",
                network: .testnet,
                kind: .invalidCredentials(nil),
                says: "network: live"
            ),
            BitgetErrorRow(
                code: "40018",
                text: "Invalid IP, your address is 203.0.113.77",
                kind: .addressNotAllowed(ours: "203.0.113.77"),
                says: "add 203.0.113.77"
            ),
            BitgetErrorRow(
                code: "40018",
                text: "Invalid IP",
                kind: .addressNotAllowed(ours: nil),
                says: "provider"
            ),
            BitgetErrorRow(
                code: "40038",
                text: "The request ip 2001:db8::7 is not in the whitelist.",
                kind: .addressNotAllowed(ours: "2001:db8::7"),
                says: "2001:db8::7"
            ),
        ]
        + ["40013", "40022", "40023", "40024", "40025", "40026"].map {
            BitgetErrorRow(code: $0, kind: .missingPermission(.futures), says: "notices")
        }
        + ["40016", "40111", "40027", "40035", "40100", "40101"].map {
            BitgetErrorRow(code: $0, kind: .missingPermission(.futures), says: "log in")
        }
        + ["40010", "40015", "40725", "45001"].map {
            BitgetErrorRow(code: $0, status: 500, kind: .unavailable, tries: 4, says: "later")
        }
        + [
            BitgetErrorRow(code: "40200", kind: .unavailable, tries: 4, says: "upgrading"),
            BitgetErrorRow(
                code: "429",
                text: "Too Many Requests",
                kind: .rateLimited(wait: .seconds(1)),
                tries: 4,
                says: "too often"
            ),
            BitgetErrorRow(
                code: "25004",
                status: 429,
                kind: .rateLimited(wait: .seconds(1)),
                tries: 4,
                says: "too often"
            ),
        ]
        + ["40000", "40103", "40104"].map {
            BitgetErrorRow(code: $0, kind: .addressNotAllowed(ours: nil), says: "countr")
        }
        + ["40007", "40017", "400172", "40019", "40020", "40034"].map {
            BitgetErrorRow(code: $0, kind: .refused, says: "newer version")
        }
        + ["40404", "30032"].map {
            BitgetErrorRow(code: $0, status: 404, kind: .refused, says: "endpoint")
        }
        + [
            BitgetErrorRow(code: "49999", kind: .refused, says: "does not know"),
            BitgetErrorRow(code: "49999", status: 500, kind: .unavailable, tries: 4, says: "does not know"),
        ]
}

@Suite("Bitget's errors")
struct BitgetErrorTests {
    @Test("every code of the table leads to its kind and to something to do", arguments: BitgetErrorRow.all)
    func table(_ row: BitgetErrorRow) async throws {
        let bitget = Bitget(.futures)
        bitget.refuse(Bitget.info, row.code, row.text, status: row.status)
        let facts = await bitget.gather(network: row.network, patience: .seconds(60))
        let failure = try #require(facts.signIn.failure)
        #expect(failure.kind == row.kind)
        #expect("\(failure.message) \(failure.help ?? "")".contains(row.says), "\(failure)")
        #expect(failure.help?.isEmpty == false)
        #expect(failure.httpStatus == row.status)
        #expect(failure.request == "GET futures.test/api/v2/spot/account/info")
        #expect(bitget.exchange.count(Bitget.info) == row.tries)
        if row.status != 429 {
            #expect(failure.code == row.code)
            #expect(failure.message.contains("(Bitget: \(row.code) '\(row.text)')"))
        }
    }

    @Test(
        "a missing right and a barred sub-account leave the balance to be asked",
        arguments: ["40014", "40040", "40068", "40029"]
    )
    func rights(code: String) async {
        let bitget = Bitget(.spot)
        bitget.refuse(Bitget.info, code)
        #expect(await bitget.gather().balances.value != nil)
        bitget.refuse(Bitget.spotAssets, code)
        guard case .missingPermission = await bitget.gather().signIn.failure?.kind else {
            Issue.record("\(code)")
            return
        }
    }

    @Test("parameters that a market call refuses are about the market", arguments: ["40019", "40034"])
    func market(code: String) async {
        let bitget = Bitget(.spot)
        bitget.refuse(Bitget.spotTickers, code)
        bitget.refuse(Bitget.tradeRate, code)
        let facts = await bitget.gather(fees: true)
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.fees.failure?.kind == .unknownMarket)
        #expect(facts.balances.value != nil)
    }

    @Test("older answers say message instead of msg")
    func message() async {
        let bitget = Bitget(.spot)
        bitget.exchange.answer(Bitget.info, #"{"code":"40006","message":"Invalid ACCESS_KEY"}"#, status: 400)
        #expect(await bitget.gather().signIn.failure?.message.contains("'Invalid ACCESS_KEY'") == true)
    }

    @Test("Retry-After is obeyed where it is told")
    func retryAfter() async {
        let bitget = Bitget(.spot)
        bitget.exchange[Bitget.spotAssets] = { _, time in
            time == 1
                ? .json(Bitget.bad("429"), status: 429, headers: ["Retry-After": "3"])
                : .json(Bitget.good(Bitget.spotRows))
        }
        let start = bitget.exchange.now
        #expect(await bitget.gather().balances.value != nil)
        #expect(bitget.exchange.now - start >= .seconds(3))
    }

    @Test("a user who asked too often does not hold up the others at the address, a public call does")
    func otherUsers() async {
        let bitget = Bitget(.spot)
        let shared = SharedAnswers()
        bitget.refuse(Bitget.spotAssets, "429", status: 429)
        let busy = await bitget.gather(patience: .seconds(2), shared: shared)
        guard case .rateLimited = busy.balances.failure?.kind else {
            Issue.record("\(busy.balances)")
            return
        }
        bitget.serve(Bitget.spotAssets, Bitget.spotRows)
        var other = bitget.credentials
        other.fields[.key] = Secret("bg_00000000000000000000000000000000")
        let before = bitget.exchange.waits.count
        #expect(await bitget.gather(credentials: other, shared: shared).balances.value != nil)
        #expect(bitget.exchange.waits.count == before)

        let address = Bitget(.spot)
        address.refuse(Bitget.symbols, "429", status: 429)
        let fresh = SharedAnswers()
        _ = await address.gather(patience: .milliseconds(500), shared: fresh)
        let held = await address.gather(patience: .milliseconds(500), shared: fresh)
        guard case .rateLimited = held.balances.failure?.kind ?? held.signIn.failure?.kind else {
            Issue.record("\(held.balances)")
            return
        }
    }

    @Test(
        "another exchange's error shape is not understood, and blames nobody",
        arguments: [
            #"{"code":-1022,"msg":"Signature for this request is not valid."}"#,
            #"{"error":{"code":1002,"message":"Authorization failed"}}"#, #"{"code":null,"msg":"x"}"#,
            #"{"code":40012,"msg":"apikey/password is incorrect"}"#, "<html>",
        ],
        [200, 400]
    )
    func otherShape(body: String, status: Int) async {
        let bitget = Bitget(.spot)
        bitget.exchange.answer(Bitget.info, body, status: status)
        #expect(await bitget.gather().signIn.failure?.kind == .notUnderstood)
    }

    /// Answers to each of the calls that would be wrong to believe.
    static let hostile: [(path: String, data: String)] = [
        (Bitget.info, "null"), (Bitget.info, "{}"), (Bitget.info, #"{"authorities":null}"#),
        (Bitget.info, #"{"authorities":[1]}"#), (Bitget.info, #"{"authorities":["stow"],"ips":7}"#),
        (Bitget.spotAssets, "null"), (Bitget.spotAssets, "{}"), (Bitget.spotAssets, "[1]"),
        (Bitget.spotAssets, #"[{"coin":"USDT","available":"1e400"}]"#),
        (Bitget.spotAssets, #"[{"coin":"","available":"1"}]"#),
        (Bitget.spotAssets, #"[{"coin":"USDT","available":"","frozen":"5"}]"#),
        (Bitget.spotAssets, #"[{"coin":"USDT","available":{}}]"#),
        (Bitget.spotAssets, #"[{"coin":"USDT","available":null,"frozen":null,"locked":null}]"#),
        (Bitget.spotAssets, #"[{"coin":"USDT","available":"-1","frozen":"","locked":"0"}]"#),
        (
            Bitget.spotAssets,
            #"[{"coin":"A","available":"99999999999999999999999999999999999999","frozen":"99999999999999999999999999999999999999"}]"#
        ),
        (Bitget.symbols, "null"), (Bitget.symbols, #"[{"baseCoin":"BTC","quoteCoin":"USDT"}]"#),
        (Bitget.spotTickers, "[]"), (Bitget.spotTickers, #"[{"symbol":"BTCUSDT"}]"#),
        (Bitget.spotTickers, #"[{"symbol":"BTCUSDT","lastPr":"0"}]"#),
        (Bitget.spotTickers, #"[{"symbol":"BTCUSDT","lastPr":"-1"}]"#),
        (Bitget.spotTickers, #"[{"symbol":"ETHUSDT","lastPr":"1"}]"#),
    ]

    @Test("hostile answers are not believed", arguments: hostile)
    func disbelief(path: String, data: String) async {
        let bitget = Bitget(.spot)
        bitget.serve(path, data)
        let facts = await bitget.gather()
        let failure = facts.signIn.failure ?? facts.balances.failure ?? facts.market.failure
        #expect(failure?.kind == .notUnderstood)
    }
}

@Suite("Bitget's credentials")
struct BitgetInspectionTests {
    private func findings(_ changes: [CredentialField: String?]) -> [String] {
        let bitget = Bitget(.spot)
        var fields = bitget.credentials.fields
        for (field, text) in changes { fields[field] = text.map { Secret($0) } }
        return bitget.connector.inspect(Credentials(fields)).map {
            "\($0.severity.rawValue) \($0.code) \($0.field?.rawValue ?? "")"
        }
    }

    @Test("a key of HitBTC is called one")
    func hitbtc() throws {
        let bitget = Bitget(.spot)
        var fields = bitget.credentials.fields
        fields[.key] = Secret("YzYMOe7COu-f6hSRyQEb8xKVHWaA3ldk")
        let finding = try #require(bitget.connector.inspect(Credentials(fields)).first)
        #expect(finding.message.contains("like a key of HitBTC"), "\(finding)")
        #expect(finding.help?.contains("'exchange: hitbtc'") == true, "\(finding)")
    }

    @Test(
        "each mistake is named at its field",
        arguments: [
            ([:], []), ([.key: nil], ["error credentials.missing key"]),
            ([.passphrase: nil], ["error credentials.missing passphrase"]),
            ([.passphrase: ""], ["error credentials.missing passphrase"]),
            ([.key: "mykey-1"], ["warning credentials.unusual key"]),
            ([.secret: " " + Bitget.secret], ["error credentials.blanks secret"]),
            ([.secret: Bitget.secret + "\n"], ["error credentials.blanks secret"]),
            ([.passphrase: "with blanks inside"], []),
            ([.passphrase: "at the end "], ["error credentials.blanks passphrase"]),
            ([.passphrase: "two\nlines"], ["error credentials.blanks passphrase"]),
            ([.passphrase: "pässword"], ["error credentials.alphabet passphrase"]),
            (
                [.secret: "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"],
                ["error credentials.pem secret"]
            ),
            (
                [.key: Bitget.secret, .secret: Bitget.key],
                ["error credentials.swapped secret"]
            ),
            (
                [.key: "abcd", .passphrase: Bitget.key],
                ["error credentials.swapped passphrase"]
            ),
            (
                [.secret: "mine-4711", .passphrase: String(repeating: "0f", count: 32)],
                ["warning credentials.swapped passphrase"]
            ),
            ([.key: "YzYMOe7COu-f6hSRyQEb8xKVHWaA3ldk"], ["warning credentials.unusual key"]),
            ([.secret: Bitget.key], ["error credentials.equal secret"]),
            ([.passphrase: Bitget.secret], ["error credentials.equal passphrase"]),
            (
                [.key: "0x98a9c91b9823c994008217D6B89019ed3B975802"], ["error credentials.swapped key"]
            ),
            (
                [.mainWallet: "0x98a9c91b9823c994008217D6B89019ed3B975802"],
                ["error credentials.not-wanted main-wallet"]
            ),
        ] as [([CredentialField: String?], [String])]
    )
    func mistakes(changes: [CredentialField: String?], expected: [String]) {
        #expect(findings(changes) == expected)
    }

    @Test("an RSA key is told what to make instead, and no value shows in any message")
    func words() {
        let bitget = Bitget(.spot)
        let pem = Secret("-----BEGIN PRIVATE KEY-----\nMIIE")
        let found = bitget.connector.inspect(
            Credentials([.key: Secret(Bitget.key), .secret: pem, .passphrase: Secret("hidden-word")])
        )
        #expect(found.first?.message.contains("RSA") == true)
        #expect(found.first?.help?.contains("HMAC") == true)
        for text in found.flatMap({ [$0.message, $0.help ?? ""] }) {
            #expect(!text.contains("MIIE") && !text.contains("hidden-word"))
        }
    }
}
