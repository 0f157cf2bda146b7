import PlainJSON
import SlotModel

/// An error answer of Aster: its code, its text, and the HTTP status that goes with it.
///
/// Codes and statuses: docs/facts/exchanges.md 2.8.
struct AsterRefusal: Error, Hashable, Sendable {
    var status: Int
    var code: Int
    var message: String
    /// Seconds, for the header of the same name.
    var retryAfter: Int?

    init(_ code: Int, _ message: String, status: Int = 400, retryAfter: Int? = nil) {
        (self.code, self.message, self.status) = (code, message, status)
        self.retryAfter = retryAfter
    }

    var response: ServedResponse {
        var response = ServedResponse.json(
            ["code": .number(String(code)), "msg": .string(message)],
            status: status
        )
        if let wait = retryAfter { response.headers.append(("Retry-After", String(wait))) }
        return response
    }

    static let noAgent = AsterRefusal(-1000, "No agent found")
    static let noUser = AsterRefusal(-1000, "No aster user found")
    static let wrongAddress = AsterRefusal(
        -1011,
        "This IP cannot access this route."
    )
    static let closing = AsterRefusal(-1016, "This service is no longer available.", status: 503)
    static let timestampAhead = AsterRefusal(
        -1021,
        "Timestamp for this request was 1000ms ahead of the server's time."
    )
    static let timestampBehind = AsterRefusal(
        -1021,
        "Timestamp for this request is outside of the recvWindow."
    )
    static let wrongSignature = AsterRefusal(-1022, "Signature for this request is not valid.")
    static let illegalCharacters = AsterRefusal(-1100, "Illegal characters found in a parameter.")
    static let duplicateParameter = AsterRefusal(-1101, "Duplicate values for a parameter detected.")
    static let unknownSymbol = AsterRefusal(-1121, "Invalid symbol.")
    static let malformedKey = AsterRefusal(-2014, "API-key format invalid.", status: 401)
    static let keyAddressOrRight = AsterRefusal(
        -2015,
        "Invalid API-key, IP, or permissions for action.",
        status: 401
    )
    static let nonceExpired = AsterRefusal(-4225, "Nonce Expired")
    static let noDeposit = AsterRefusal(-5050, "This function can only be used after deposit")

    static func missing(_ parameter: String) -> AsterRefusal {
        AsterRefusal(
            -1102,
            "Mandatory parameter '\(parameter)' was not sent, was empty/null, or malformed."
        )
    }

    static func invalid(_ parameter: String) -> AsterRefusal {
        AsterRefusal(-1130, "Data sent for parameter '\(parameter)' is not valid.")
    }

    static func tooMuch(limit: Int, peer: String, wait: Duration) -> AsterRefusal {
        AsterRefusal(
            -1003,
            "Too many requests; current limit of IP(\(peer)) is \(limit) request weight per minute.",
            status: 429,
            retryAfter: wait.secondsRoundedUp
        )
    }

    static func banned(until end: Timestamp, peer: String, wait: Duration) -> AsterRefusal {
        AsterRefusal(
            -1003,
            "Way too many requests; IP(\(peer)) banned until \(end.milliseconds).",
            status: 418,
            retryAfter: wait.secondsRoundedUp
        )
    }
}

extension Duration {
    fileprivate var secondsRoundedUp: Int { Int(clamping: (wholeMilliseconds + 999) / 1000) }
}
