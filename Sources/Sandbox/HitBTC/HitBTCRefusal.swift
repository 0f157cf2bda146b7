import PlainJSON
import SlotModel

/// An error answer of HitBTC: its code, its text, and the HTTP status that goes with it.
///
/// Codes and statuses: docs/facts/exchanges.md 6.4.
struct HitBTCRefusal: Error, Hashable, Sendable {
    var status: Int
    var code: Int
    var message: String
    var description: String?

    init(_ code: Int, _ message: String, status: Int, _ description: String? = nil) {
        (self.code, self.message, self.status) = (code, message, status)
        self.description = description
    }

    /// - Parameter hasTextCode: Whether the code comes as a text: both were seen.
    func response(to path: String, at now: Timestamp, hasTextCode: Bool = false) -> ServedResponse {
        var error: JSONValue = [
            "code": hasTextCode ? .string(String(code)) : .number(String(code)), "message": .string(message),
        ]
        if let description { error = error + ["description": .string(description)] }
        return .json(
            [
                "timestamp": .string(now.description), "path": .string(path), "error": error,
                "requestId": .string("sandbox-\(now.microseconds)"),
            ],
            status: status
        )
    }

    static let forbidden = HitBTCRefusal(403, "Action is forbidden for account", status: 403)
    static let tooMany = HitBTCRefusal(429, "Too many requests", status: 429, "Action is being rate limited")
    static let serverError = HitBTCRefusal(500, "Internal Server Error", status: 500)
    static let unavailable = HitBTCRefusal(503, "Service Unavailable", status: 503, "Try it again later")
    static let timeout = HitBTCRefusal(504, "Gateway Timeout", status: 504)
    static let unauthorized = HitBTCRefusal(
        1002,
        "Authorization is required or has been failed",
        status: 401
    )
    static let missingRight = HitBTCRefusal(1003, "Action is forbidden for this API key", status: 403)
    static let unsupported = HitBTCRefusal(1004, "Unsupported authorization method", status: 401)
    static let unknownCurrency = HitBTCRefusal(2002, "Currency not found", status: 400)
    /// 403, "action forbidden for the account", is the nearest that the exchange itself has.
    static let write = HitBTCRefusal(
        403,
        "Action is forbidden for account",
        status: 403,
        "This built-in exchange only answers reads; nothing was done."
    )

    static func unknownSymbol(_ symbol: String) -> HitBTCRefusal {
        HitBTCRefusal(
            2001,
            "No such symbol: \(symbol)",
            status: 400,
            "Try get /public/symbol, to get list of all available symbols."
        )
    }

    static func invalid(_ parameter: String) -> HitBTCRefusal {
        HitBTCRefusal(10001, "Validation error", status: 400, parameter)
    }
}
