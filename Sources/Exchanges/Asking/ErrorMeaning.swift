import HTTPTransport
import SlotModel

/// What a code of an exchange's error table means, in the user's words.
struct ErrorMeaning: Sendable {
    var kind: ExchangeFailure.Kind
    var message: String
    var help: String?
    /// Whether the same question may be answered a moment later.
    var mayPass = false

    /// What passes by itself.
    ///
    /// - Parameter more: Behind the message.
    static func trouble(_ exchange: String, _ more: String = "") -> ErrorMeaning {
        ErrorMeaning(
            kind: .unavailable,
            message: "\(exchange) has trouble of its own\(more)",
            help: "try again later; the key is not to blame",
            mayPass: true
        )
    }

    static func malformed(_ exchange: String) -> ErrorMeaning {
        ErrorMeaning(
            kind: .refused,
            message: "\(exchange) does not accept the form of the request",
            help: "look for a newer version of slots"
        )
    }

    static func unknownSymbol(_ exchange: String) -> ErrorMeaning {
        ErrorMeaning(
            kind: .unknownMarket,
            message: "\(exchange) does not trade the slot's market",
            help: "write 'require.market' as BASE/QUOTE, as \(exchange) lists it, such as BTC/USDT"
        )
    }

    /// A code that the table does not have.
    static func unknown(_ exchange: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        let status = heard.response.status
        return ErrorMeaning(
            kind: status >= 500 ? .unavailable : .refused,
            message: "\(exchange) refuses with a code that slots does not know, HTTP \(status)",
            help: status >= 500
                ? "try again later; the key is not to blame"
                : "\(exchange)'s own words say why; log in there and read the account's notices",
            mayPass: status >= 500
        )
    }

    func refusal(_ heard: Dialect.Heard) -> Dialect.Refusal {
        Dialect.Refusal(heard.failure(kind, message, help: help), mayPass: mayPass)
    }

    /// With the exchange's own code and words behind ours.
    ///
    /// - Parameter text: Of the answer and of any length; control characters are escaped by whoever prints. The cut leaves
    ///   room for the right, the address or the asset that some exchanges name at the end.
    func refusal(_ exchange: String, code: String, text: String, _ heard: Dialect.Heard) -> Dialect.Refusal {
        let code = String(code.prefix(40))
        let said = text.isEmpty ? "" : " " + ForeignText(ofAnswer: text).quoted(upTo: 200)
        var failure = heard.failure(kind, "\(message) (\(exchange): \(code)\(said))", help: help)
        failure.code = code
        return Dialect.Refusal(failure, mayPass: mayPass)
    }
}

extension Dialect.Heard {
    /// A failure of the question that this answers.
    func failure(_ kind: ExchangeFailure.Kind, _ message: String, help: String?) -> ExchangeFailure {
        ExchangeFailure(
            kind,
            message,
            help: help,
            request: endpoint.label,
            httpStatus: response.status
        )
    }

    /// An error that does not have the exchange's form.
    ///
    /// - Parameter flaw: `its code is not a text`.
    func isNot(_ exchange: String, _ flaw: String) -> Dialect.Refusal {
        Dialect.Refusal(
            failure(
                .notUnderstood,
                "\(endpoint.host) does not answer as \(exchange) does: \(flaw)",
                help: "check the slot's 'endpoint'"
            )
        )
    }
}

extension ExchangeFailure {
    /// Nothing was asked, because a part of the credentials is missing.
    static let incompleteCredentials = ExchangeFailure(
        .invalidCredentials(nil),
        "the credentials are not complete",
        help: "see the findings about the credentials",
        request: "none"
    )

    /// The slot's `endpoint` names some of the exchange's systems and leaves this one out.
    static let noOrigin = ExchangeFailure(
        .unavailable,
        "no address is known for this part of the exchange",
        help: "give the slot's 'endpoint' for spot and for futures, as far as the exchange has both",
        request: "none"
    )

    /// An answer whose content is strange.
    static func notUnderstood(
        _ trouble: Misunderstanding,
        _ endpoint: Endpoint,
        httpStatus: Int? = nil
    ) -> ExchangeFailure {
        ExchangeFailure(
            .notUnderstood,
            "the answer of \(endpoint.host) cannot be understood: \(trouble)",
            help: "try again later; if it stays so, look for a newer version of slots",
            request: endpoint.label,
            httpStatus: httpStatus
        )
    }
}
