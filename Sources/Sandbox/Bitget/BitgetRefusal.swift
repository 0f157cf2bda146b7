import PlainJSON
import SlotModel

/// An error answer of Bitget: its code, its text, and the HTTP status that goes with it.
///
/// Codes and statuses: reference/exchanges.md 5.7.
struct BitgetRefusal: Error, Hashable, Sendable {
    var status: Int
    var code: String
    var message: String

    init(_ code: String, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    func response(at now: Timestamp) -> ServedResponse {
        .json(
            [
                "code": .string(code), "msg": .string(message),
                "requestTime": .number(String(now.milliseconds)), "data": .null,
            ],
            status: status
        )
    }

    static let unknownPath = BitgetRefusal("40404", "Request URL NOT FOUND", status: 404)
    /// 40014 is the nearest that the exchange itself has.
    static let write = BitgetRefusal(
        "40014",
        "Incorrect permissions: this built-in exchange only answers reads; nothing was done",
        status: 403
    )
}
