import Cryptography
import Exchanges
import HTTPTransport
import Locking
import SlotModel
import Testing

/// What every connector owes to its users, whatever the exchange.
@Suite("Every connector")
struct ConnectorContractTests {
    static let selectors = Connectors.all.map(\.profile.selector)

    private func connector(_ selector: Selector) -> any Connector {
        Connectors.connector(for: selector)
    }

    /// Credentials of that form, well-formed and unknown to anybody.
    private func credentials(_ form: ConnectorProfile.CredentialForm, _ selector: Selector) -> Credentials {
        let samples = ConnectorSample.of(selector).credentials
        return Credentials(samples.filter { form.fields.contains($0.key) }.mapValues { Secret($0) })
    }

    private func inquiry(_ credentials: Credentials, _ profile: ConnectorProfile) -> Inquiry {
        var wish = AccountWish()
        wish.positionMode = Located(.hedge, at: Place(file: "a"))
        wish.marginMode = Located(.cross, at: Place(file: "a"))
        return Inquiry(
            network: .live,
            credentials: credentials,
            market: profile.defaultMarket,
            wantsFees: true,
            account: wish
        )
    }

    @Test("is found by its selector, in the order of the selectors")
    func list() {
        #expect(Self.selectors == Selector.allCases)
        for selector in Selector.allCases {
            #expect(Connectors.connector(for: selector).profile.selector == selector)
        }
    }

    @Test("describes itself well enough to be used", arguments: selectors)
    func profile(selector: Selector) throws {
        let profile = connector(selector).profile
        #expect(profile.selector == selector)
        #expect(!profile.forms.isEmpty)
        let origins = [
            profile.live.spot, profile.live.futures, profile.testnet?.spot, profile.testnet?.futures,
        ]
        for text in origins.compactMap(\.self) + profile.alternatives {
            let origin = try Origin(text)
            #expect(origin.description == text)
            #expect(origin.scheme == .https)
        }
        // Without one, nobody could see whether a host can be reached.
        #expect((profile.publicPaths.spot?.hasPrefix("/") ?? false) || profile.live.spot == nil)
        #expect((profile.publicPaths.futures?.hasPrefix("/") ?? false) || profile.live.futures == nil)
        #expect(profile.needed.contains(.read))
        #expect(profile.needed.contains(selector.market == .spot ? .spot : .futures))
        #expect(profile.defaultMarket.split(separator: "/").count == 2)
        for form in profile.forms { #expect(profile.form(of: form.fields.shuffled())?.name == form.name) }
    }

    @Test("has advice for every status", arguments: selectors)
    func advice(selector: Selector) throws {
        let connector = connector(selector)
        for status in Status.allCases {
            let advice = connector.advice(for: status)
            #expect(advice.count > 20)
            #expect(!advice.contains("\n"))
        }
    }

    @Test("says how new credentials of each form are made", arguments: selectors)
    func steps(selector: Selector) throws {
        let connector = connector(selector)
        for form in connector.profile.forms {
            let steps = connector.steps(for: form)
            #expect(steps.count >= 2)
            #expect(steps.allSatisfy { $0.count > 20 && $0.hasSuffix(".") && !$0.contains("\n") })
            #expect(steps.contains { $0.contains("withdraw") })
        }
    }

    @Test("has nothing against well-formed credentials, and names what is missing", arguments: selectors)
    func inspection(selector: Selector) throws {
        let connector = connector(selector)
        for form in connector.profile.forms {
            #expect(connector.inspect(credentials(form, selector)).isEmpty)
            for field in form.fields {
                var fields = credentials(form, selector).fields
                fields[field] = nil
                #expect(connector.inspect(Credentials(fields)).contains { $0.severity == .error })
            }
        }
        #expect(connector.inspect(Credentials([:])).contains { $0.severity == .error })
    }

    @Test("gives facts when the network is down, and does not blame the key", arguments: selectors)
    func networkDown(selector: Selector) async throws {
        let connector = connector(selector)
        for form in connector.profile.forms {
            let fake = FakeExchange()
            var line = fake.line()
            line.http = HTTPClient { _ async throws(HTTPError) in throw .cannotConnect(message: "refused") }
            let facts = await connector.gather(
                inquiry(credentials(form, selector), connector.profile),
                over: line
            )
            #expect(facts.reach.failure?.kind == .unavailable)
            guard case .notAsked = facts.signIn else {
                Issue.record("\(facts.signIn)")
                continue
            }
        }
    }

    @Test("asks nobody with credentials that cannot be used", arguments: selectors)
    func unusable(selector: Selector) async throws {
        let connector = connector(selector)
        let fake = FakeExchange()
        let facts = await connector.gather(inquiry(Credentials([:]), connector.profile), over: fake.line())
        #expect(facts.signIn.failure != nil)
        #expect(fake.paths.isEmpty)
    }

    /// Answers that no exchange should give, to every question.
    static let hostile: [String] = [
        "", "null", "[]", "{}", "0", "\"\"", "[[[[[[[[", "{\"code\":", #"{"code":null}"#,
        #"{"code":[],"msg":{}}"#,
        #"{"code":1e400,"msg":""}"#, #"{"code":-99999999999999999999,"msg":""}"#,
        #"{"code":"00000","data":null}"#,
        #"{"error":{"code":1002}}"#, #"{"error":null}"#, #"{"error":"no"}"#, #"{"error":{"code":[]}}"#,
        #"{"error":{"code":"1003","message":7},"timestamp":"soon"}"#, #"{"type":"spot"}"#,
        #"{"type":"spot","base_currency":"BTC","quote_currency":"USDT","last":"0"}"#, #"[{"currency":null}]"#,
        "\u{0}\u{1}\u{FFFF}", #"{"serverTime":9223372036854775807}"#,
        #"{"serverTime":253402300799999}"#, #"{"serverTime":0,"symbols":[],"rateLimits":[{}]}"#,
        #"{"symbols":[null,1,{}],"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":-1}]}"#,
        String(repeating: "[", count: 10_000),
    ]

    @Test("survives every answer, at every status", arguments: selectors, hostile)
    func hostileAnswers(selector: Selector, body: String) async throws {
        let connector = connector(selector)
        for form in connector.profile.forms {
            for status in [200, 302, 400, 401, 403, 418, 429, 500] {
                let fake = FakeExchange()
                var line = fake.line()
                line.http = HTTPClient { _ async throws(HTTPError) in
                    HTTPResponse(
                        status: status,
                        headers: [
                            .init("Retry-After", "99999999999999999999"), .init("X-MBX-USED-WEIGHT-1M", "-5"),
                            .init("Location", "//"), .init("Date", "Fri, 31 Dec 9999 23:59:60 GMT"),
                        ],
                        body: Array(body.utf8),
                        timings: HTTPTimings(started: fake.now)
                    )
                }
                let facts = await connector.gather(
                    inquiry(credentials(form, selector), connector.profile),
                    over: line
                )
                #expect(facts.signIn.value == nil)
            }
        }
    }

    @Test("speaks to its line's origins only, and leaves no secret in its facts", arguments: selectors)
    func secrets(selector: Selector) async throws {
        let connector = connector(selector)
        let sample = ConnectorSample.of(selector)
        for form in connector.profile.forms {
            let fake = FakeExchange()
            let echo = Lock<[HTTPRequest]>([])
            var line = fake.line()
            line.http = HTTPClient { request async throws(HTTPError) in
                echo.withLock { $0.append(request) }
                return HTTPResponse(
                    status: 200,
                    body: Array(sample.answer(request.url, fake.now).utf8),
                    timings: HTTPTimings(started: fake.now)
                )
            }
            let facts = await connector.gather(
                inquiry(credentials(form, selector), connector.profile),
                over: line
            )
            let requests = echo.withLock { $0 }
            #expect(requests.contains { sample.isSigned($0) })
            let urls = requests.map(\.url)
            #expect(
                urls.allSatisfy {
                    $0.hasPrefix("https://spot.test/") || $0.hasPrefix("https://futures.test/")
                }
            )
            // What only the exchange and the user know; all of it goes into signatures, or into secret headers.
            for field in [CredentialField.key, .secret, .passphrase, .privateKey] {
                guard let hidden = sample.credentials[field] else { continue }
                #expect(!urls.contains { $0.contains(hidden) })
                #expect(!String(reflecting: facts).contains(hidden))
                for case .open(let value) in requests.flatMap(\.headers).map(\.value) {
                    #expect(!value.contains(hidden))
                }
            }
            #expect(!String(reflecting: facts).contains("signature="))
        }
    }
}
