import Checks
import Cryptography
import Exchanges
import Foundation
import HTTPTransport
import Locking
import PlainJSON
import Sandbox
import SlotModel
import Testing

/// An exchange that answers well, except that one text of each answer repeats what the client sent or signs with.
// One account after the other: each is asked dozens of times, and tests beside this one look at the clock.
@Suite("An exchange that repeats what it was sent", .serialized, .timeLimit(.minutes(3)))
struct EchoTests {
    /// What a lying exchange puts into its answers: everything that was sent, and what it made of it.
    static let forms: [@Sendable (String) -> String] = [
        { $0 },
        { String($0.reversed()) },
        { $0.map(String.init).joined(separator: "\u{200B}") },
    ]

    /// Where in an answer the lie stands.
    enum Channel: Sendable, CustomTestStringConvertible {
        /// The leaf of that number in every answer.
        case leaf(Int)
        case error, errorCode, redirect
        var testDescription: String { "\(self)" }
    }

    static let channels: [Channel] = [.error, .errorCode, .redirect] + (0..<12).map { .leaf($0) }
    static let accounts = SlotModel.Selector.allCases.flatMap { selector in
        SandboxAccounts.all.filter { $0.selector == selector && $0.expected == .connected }
            .reduce(into: [[CredentialField]: SandboxAccount]()) { $0[$1.credentials.keys.sorted()] = $1 }
            .sorted { $0.key.count < $1.key.count }.map(\.value)
    }

    @Test("shows no piece of it", arguments: accounts)
    func echo(_ account: SandboxAccount) async throws {
        var options = SandboxOptions()
        options.weightLimits = [.aster: 1_000_000, .asterFutures: 1_000_000, .bitget: 1_000_000]
        options.limitsRates = false
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let methods: [SignInMethod] = account.selector == .hitbtc ? [.signature, .basic] : [.signature]
        var messages: Set<String> = []
        for (index, channel) in Self.channels.enumerated() {
            let form = Self.forms[index % Self.forms.count]
            for method in methods {
                let sent = Lock<Set<String>>([])
                let http = Self.lying(account, channel, form, sent)
                let outcome = await Self.check(account, method, http, server)
                let report = try #require(outcome.reports.first)
                messages.insert(report.message)
                let told = Self.texts(report) + outcome.findings.map { "\($0.message) \($0.help ?? "")" }
                for text in told {
                    let shown = Self.shown(in: text, of: sent.withLock { $0 })
                    #expect(shown == nil, "\(channel): \(text)")
                }
            }
        }
        #expect(messages.count > 3, "the lies came through to what is told: \(messages)")
    }

    /// All that a report says.
    private static func texts(_ report: SlotReport) -> [String] {
        var texts = [report.message, report.help ?? "", report.account ?? ""]
        texts += report.balances.map(\.asset)
        for check in report.checks {
            texts += [check.message, check.help ?? "", "\(check.data.map { "\($0.name) \($0.value)" })"]
        }
        return texts
    }

    /// The secret of which eight characters in a row stand in the text, in either direction.
    private static func shown(in text: String, of secrets: Set<String>) -> String? {
        func bare(_ text: String) -> [UInt8] {
            text.lowercased().unicodeScalars.filter { $0.isASCII }.map { UInt8($0.value) }
                .filter { (48...57).contains($0) || (97...122).contains($0) }
        }
        let text = String(decoding: bare(text), as: UTF8.self)
        return secrets.first { secret in
            let secret = bare(secret)
            return (0..<max(0, secret.count - 11)).contains { start in
                let piece = secret[start..<start + 12]
                return text.contains(String(decoding: piece, as: UTF8.self))
                    || text.contains(String(decoding: piece.reversed(), as: UTF8.self))
            }
        }
    }

    private static func check(
        _ account: SandboxAccount,
        _ method: SignInMethod,
        _ http: HTTPClient,
        _ server: SandboxServer
    ) async -> CheckOutcome {
        let place = Place(file: "slots/main.yaml")
        var slot = Slot(
            name: "main",
            place: place,
            exchange: Located(account.selector, at: place),
            credentials: account.credentials.mapValues { Located(.environment(name: $0), at: place) },
            credentialsPlace: place
        )
        slot.signIn = Located(method, at: place)
        let last = Lock<Int64>(0)
        let now: @Sendable () -> Timestamp = {
            Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        }
        var settings = CheckRunner.Settings()
        settings.asksForAllFees = true
        settings.timeout = .seconds(2)
        let runner = CheckRunner(
            workspace: Workspace(network: Located(.sandbox, at: place)),
            settings: settings,
            outside: CheckRunner.Outside(
                connector: Connectors.connector,
                resolve: { reference throws(Finding) in
                    guard case .environment(let value) = reference.value else {
                        throw Finding(.error, "secret.missing", "no")
                    }
                    return Secret(copying: Array(value.utf8))
                },
                http: http,
                nonces: NonceSource { _, skew in
                    last.withLock { last in
                        last = max(last + 1, (now() + skew).microseconds)
                        return last
                    }
                },
                now: now,
                // Nothing here passes by waiting.
                sleep: { _ in },
                sandbox: { selector in
                    SandboxHost.hosts(of: selector).map {
                        ConnectorProfile.Origins($0.mapValues(server.origin))
                    }
                }
            )
        )
        return await runner.run([slot])
    }

    private static func lying(
        _ account: SandboxAccount,
        _ channel: Channel,
        _ form: @escaping @Sendable (String) -> String,
        _ sent: Lock<Set<String>>
    ) -> HTTPClient {
        let live = HTTPClient.live()
        let secrets = account.credentials.filter { $0.key != .apiWallet && $0.key != .mainWallet }.map(
            \.value
        )
        return HTTPClient { request async throws(HTTPError) in
            var response = try await live.send(request)
            let values = request.headers.map { header in
                switch header.value {
                case .open(let text): text
                case .secret(let secret): secret.withBytes { String(decoding: $0, as: UTF8.self) }
                }
            }
            let signature = request.url.split(separator: "signature=").dropFirst().map(String.init)
            let echoed = (values + signature).filter { $0.count >= 20 } + secrets
            sent.withLock { $0.formUnion(echoed) }
            let lie = form(echoed.joined(separator: " "))
            switch channel {
            case .leaf(let wanted):
                guard let body = try? JSONValue.read(response.body) else { return response }
                var number = wanted
                response.body = Array(replaced(body, &number, lie).text().utf8)
            case .error, .errorCode:
                guard !echoed.isEmpty, !request.url.hasSuffix("time") else { return response }
                response.status = 400
                let code: JSONValue =
                    channel.isCode
                    ? .string(lie)
                    : account.selector == .bitget
                        || account.selector == .bitgetFutures ? "40037" : .number("-2015")
                let error: JSONValue = ["code": code, "msg": .string(lie), "message": .string(lie)]
                response.body = Array(
                    (account.selector == .hitbtc ? ["error": error] : error).text().utf8
                )
            case .redirect:
                response.status = 302
                response.headers = [
                    HTTPResponse.Header("Location", "https://\(lie.filter { $0 != " " })/?\(lie)")
                ]
            }
            return response
        }
    }

    /// With the leaf of that number, from the top and in order, replaced by the lie.
    private static func replaced(_ value: JSONValue, _ number: inout Int, _ lie: String) -> JSONValue {
        switch value {
        case .array(let elements):
            var replacedElements: [JSONValue] = []
            for element in elements { replacedElements.append(replaced(element, &number, lie)) }
            return .array(replacedElements)
        case .object(let members):
            var replacedMembers: [JSONValue.Member] = []
            for member in members {
                replacedMembers.append(JSONValue.Member(member.name, replaced(member.value, &number, lie)))
            }
            return .object(replacedMembers)
        case .null: return value
        default:
            number -= 1
            return number == -1 ? .string(lie) : value
        }
    }
}

extension EchoTests.Channel {
    fileprivate var isCode: Bool { if case .errorCode = self { true } else { false } }
}

extension SandboxAccount: CustomTestStringConvertible {
    package var testDescription: String { "\(selector.rawValue) \(name)" }
}
