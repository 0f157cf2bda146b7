package import HTTPTransport
package import SlotModel

/// A failed try: what went wrong, how far it came, and whether another try may help.
package struct Trouble: Error, Sendable {
    /// In the user's words.
    package var failure: ExchangeFailure
    /// What is known of a bad answer; by reference, because waiting functions have room for many troubles.
    private final class Answered: Sendable {
        let timings: HTTPTimings?
        let date: Timestamp?

        init(_ timings: HTTPTimings?, _ date: Timestamp?) { (self.timings, self.date) = (timings, date) }
    }

    private let answered: Answered?
    /// When the exchange's answer came, however bad it was.
    package var timings: HTTPTimings? { answered?.timings }
    /// The exchange's clock as that answer's `Date` header tells it, in whole seconds; `nil`: it does not.
    package var date: Timestamp? { answered?.date }
    /// Whether the same question may be answered a moment later.
    package var mayPass: Bool

    package init(
        _ failure: ExchangeFailure,
        timings: HTTPTimings? = nil,
        date: Timestamp? = nil,
        mayPass: Bool = false
    ) {
        self.failure = failure
        answered = timings == nil && date == nil ? nil : Answered(timings, date)
        self.mayPass = mayPass
    }

    /// The task was cancelled.
    package static let cancelled = Trouble(ExchangeFailure(.unavailable, "interrupted", request: ""))
}

extension Trouble {
    private static let strangerHelp =
        "check the slot's 'endpoint' and 'proxy': something else than the exchange may answer there"

    /// The transport's trouble in the user's words; the key is never to blame for it.
    ///
    /// - Parameter hasProxy: Whether the slot sends through a proxy: then nobody knows which of the two was silent.
    init(_ error: HTTPError, request: String, host: String, timeout: Duration, hasProxy: Bool = false) {
        var (message, help) = Self.words(error, of: host, within: timeout)
        if hasProxy, case .timedOut = error {
            message = message.replacing("did not answer", with: "did not answer through the slot's proxy")
            help =
                "see that the proxy runs and leads on (curl -x PROXY https://\(host)); else try again later"
        }
        self.init(
            ExchangeFailure(error.kind, message, help: help, request: request),
            mayPass: error.mayPass
        )
    }

    private static func words(
        _ error: HTTPError,
        of host: String,
        within timeout: Duration
    ) -> (message: String, help: String?) {
        switch error {
        case .timedOut(let phase):
            (
                "\(host) did not answer within \(timeout.inSeconds), while \(phase.rawValue)",
                "try again later; the key is not to blame"
            )
        case .nameNotFound(let name):
            (
                "no address is known for the name \(name)",
                "check this machine's network and name server ('slots doctor'); where a slot names an endpoint or a proxy, "
                    + "its spelling"
            )
        case .cannotConnect(let text):
            ("no connection to \(host): \(text)", "check this machine's network and the firewall")
        case .proxy(let text):
            (
                "the slot's proxy does not lead to \(host): \(text)",
                "see that the proxy runs, lets this slot in and allows \(host); where it wants a user and a password: slots explain slot.proxy-failed"
            )
        case .tls(let text):
            (
                "\(host) and this machine found no way to speak TLS: \(text)",
                "nothing was sent; slots wants TLS 1.2 or later: see what answers for \(host), such as a proxy or a portal on the way"
            )
        case .certificate(let text):
            (
                "the certificate of \(host) does not hold: \(text)",
                "nothing was sent; check the clock and the CA certificates of this machine, and who answers for \(host)"
            )
        case .interrupted(let text): ("the connection to \(host) broke: \(text)", nil)
        case .bodyTooLarge(let limit): ("the answer of \(host) is longer than \(limit) bytes", strangerHelp)
        case .headersTooLarge(let limit):
            ("the headers of \(host)'s answer are longer than \(limit) bytes", strangerHelp)
        case .notSendable(let text):
            ("the request cannot be sent: \(text)", "check the slot's 'endpoint' and 'proxy'")
        case .cancelled: ("interrupted", nil)
        case .transport(_, let text): ("no answer from \(host): \(text)", nil)
        }
    }
}

extension HTTPError {
    fileprivate var kind: ExchangeFailure.Kind {
        switch self {
        case .proxy: .proxyFailed
        case .bodyTooLarge, .headersTooLarge: .notUnderstood
        default: .unavailable
        }
    }

    /// Whether the same request may be answered a moment later.
    fileprivate var mayPass: Bool {
        switch self {
        case .certificate, .bodyTooLarge, .headersTooLarge, .notSendable, .cancelled: false
        default: true
        }
    }
}

extension Duration {
    /// For people: `6.7 s`, `31 s`.
    var inSeconds: String {
        let tenths = (wholeMilliseconds + 50) / 100
        return tenths % 10 == 0 || tenths >= 100 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
