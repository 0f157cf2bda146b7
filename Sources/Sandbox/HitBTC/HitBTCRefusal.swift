import PlainJSON
import SlotModel

/// An error answer of HitBTC: its code, its text, and the HTTP status that goes with it.
///
/// Codes and statuses: reference/exchanges.md 6.4.
struct HitBTCRefusal: Error, Hashable, Sendable {
    var status: Int
    var code: Int
    var message: String
    var description: String?

    init(_ code: Int, _ message: String, status: Int, _ description: String? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.description = description
    }

    func response(to path: String, at now: Timestamp) -> ServedResponse {
        var error: [JSONValue.Member] = [
            .init("code", .number(String(code))), .init("message", .string(message)),
        ]
        if let description { error.append(.init("description", .string(description))) }
        return .json(
            [
                "timestamp": .string(now.description), "path": .string(path), "error": .object(error),
                "requestId": .string("sandbox-\(now.microseconds)"),
            ],
            status: status
        )
    }

    /// 403, "action is forbidden for the account", is the nearest that the exchange itself has.
    static let write = HitBTCRefusal(
        403,
        "Action is forbidden for account",
        status: 403,
        "This built-in exchange only answers reads; nothing was done."
    )
}
