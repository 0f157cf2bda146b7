import HTTPTransport
import PlainJSON
import SlotModel

extension Conversation {
    /// The body decides first, then the status.
    func read<Value>(_ response: HTTPResponse, _ question: Question<Value>) throws(Trouble) -> Value {
        let endpoint = question.endpoint
        let heard = Dialect.Heard(response, endpoint, now: exchangeTime, without: traces)
        let refused = refusal(of: heard)
        if let time = dialect.serverTime(heard) {
            takeNote(of: ClockReading(time, response.timings), because: refused?.failure)
        }
        if var refusal = refused {
            if case .rateLimited(let told) = refusal.failure.kind {
                let wait = told ?? dialect.pause(response.status, heard.now)
                refusal.failure.kind = .rateLimited(wait: wait)
                line.shared.gate.refuse(
                    scope(to: endpoint.origin),
                    of: endpoint.isPerUser ? endpoint.budget : nil,
                    // By the clock that this answer may have told.
                    until: exchangeTime + wait
                )
            }
            throw Trouble(
                refusal.failure,
                timings: response.timings,
                date: response.date,
                mayPass: refusal.mayPass
            )
        }
        do throws(Misunderstanding) {
            guard let body = heard.body else { throw Misunderstanding("it is not JSON: \(heard.flaw ?? "")") }
            return try question.decode(AnswerNode(body))
        } catch {
            throw Trouble(
                .notUnderstood(error, endpoint, httpStatus: response.status),
                timings: response.timings,
                date: response.date
            )
        }
    }

    /// The exchange's own words where there are any, or else what the status says.
    private func refusal(of heard: Dialect.Heard) -> Dialect.Refusal? {
        // These are about the address, whatever the body says.
        switch heard.response.status {
        case 418, 429: return tooMany(heard).refusal(heard)
        case 451: return Self.meaning(of: 451, heard)?.refusal(heard)
        default: break
        }
        return dialect.refusal(heard) ?? Self.meaning(of: heard.response.status, heard)?.refusal(heard)
    }

    private func tooMany(_ heard: Dialect.Heard) -> ErrorMeaning {
        let (status, host) = (heard.response.status, heard.endpoint.host)
        let wait =
            heard.retryAfter ?? dialect.refusal(heard)?.failure.wait ?? dialect.pause(status, heard.now)
        return ErrorMeaning(
            kind: .rateLimited(wait: wait),
            message: status == 418
                ? "\(host) has banned this address for asking too often, for \(wait.inSeconds)"
                : "\(host) refuses this address for asking too often, for \(wait.inSeconds)",
            help: "wait; asking on makes it longer. Slots and bots on one address share its limit",
            mayPass: true
        )
    }

    /// What a status says by itself; `nil`: nothing against the answer.
    private static func meaning(of status: Int, _ heard: Dialect.Heard) -> ErrorMeaning? {
        let host = heard.endpoint.host
        return switch status {
        case 200..<300: nil
        case 300..<400: ErrorMeaning(kind: .unavailable, message: redirect(heard), help: endpointHelp)
        case 403:
            ErrorMeaning(
                kind: .unavailable,
                message:
                    "a firewall before \(host) refuses this address (HTTP 403); the key was not looked at",
                help: "check whether the exchange serves this machine's country and provider, or use a proxy"
            )
        case 451:
            ErrorMeaning(
                kind: .addressNotAllowed(ours: nil),
                message:
                    "\(host) does not serve the place where this machine's address is (HTTP 451); the key was not looked at",
                help: "see which countries the exchange serves, or set 'proxy' where that is allowed"
            )
        case 500...: .trouble(host, " (HTTP \(status))")
        default:
            ErrorMeaning(
                kind: .notUnderstood,
                message: "\(host) answers HTTP \(status) in a form that slots does not know",
                help: endpointHelp
            )
        }
    }

    private static let endpointHelp =
        "check the slot's 'endpoint'; if there is none, look for a newer version of slots"

    /// Names the host only: the rest of a redirect may repeat the signed query.
    private static func redirect(_ heard: Dialect.Heard) -> String {
        let target = heard.response.header("location") ?? ""
        if target == ForeignText.withheld {
            return
                "\(heard.endpoint.host) sends a redirect, refused; its target is not shown, it repeats a credential"
        }
        let parts = target.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let host =
            target.hasPrefix("/") && !target.hasPrefix("//")
            ? heard.endpoint.host
            : parts.dropFirst(2).first.flatMap { $0.split(separator: "/").first }.map(String.init)
        let bare = host?.split(separator: "@").last?.prefix { $0 != "?" && $0 != "#" }
        return
            "\(heard.endpoint.host) sends a redirect to \(bare.map { String($0.prefix(100)) } ?? "nowhere"), refused"
    }
}

extension Dialect.Heard {
    /// `Retry-After` in whole seconds, at most a week.
    package var retryAfter: Duration? {
        guard let text = response.header("retry-after"), let seconds = Int(text), seconds >= 0 else {
            return nil
        }
        return .seconds(min(seconds, 604_800))
    }
}

extension HTTPResponse {
    /// The server's clock in whole seconds.
    ///
    /// A cache in between repeats the `Date` of the answer that it keeps, and tells in `Age` how many seconds ago that was
    /// (RFC 9111, section 5.1).
    var date: Timestamp? {
        guard let date = header("date").flatMap({ Timestamp(httpDate: $0) }) else { return nil }
        let age = header("age").flatMap { Int($0) } ?? 0
        return (0...604_800).contains(age) ? date + .seconds(age) : nil
    }
}

extension ExchangeFailure {
    fileprivate var wait: Duration? {
        if case .rateLimited(let wait) = self.kind { wait } else { nil }
    }
}
