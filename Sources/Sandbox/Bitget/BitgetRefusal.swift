import PlainJSON
import SlotModel

/// An error answer of Bitget: its code, its text, and the HTTP status that goes with it.
///
/// Codes and statuses: docs/facts/exchanges.md 5.1, 5.2 and 5.7.
struct BitgetRefusal: Error, Hashable, Sendable {
    var status: Int
    var code: String
    var message: String

    init(_ code: String, _ message: String, status: Int = 400) {
        (self.code, self.message, self.status) = (code, message, status)
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

    static let noKey = BitgetRefusal("40001", "ACCESS_KEY cannot be empty")
    static let noSignature = BitgetRefusal("40003", "Signature cannot be empty")
    static let malformedTimestamp = BitgetRefusal("40005", "Invalid ACCESS_TIMESTAMP")
    static let invalidKey = BitgetRefusal("40006", "Invalid ACCESS_KEY")
    static let expiredTimestamp = BitgetRefusal("40008", "Request timestamp expired")
    static let wrongSignature = BitgetRefusal("40009", "sign signature error")
    static let noPassphrase = BitgetRefusal("40011", "ACCESS_PASSPHRASE cannot be empty")
    static let wrongKeyOrPassphrase = BitgetRefusal("40012", "apikey/password is incorrect")
    static let abnormal = BitgetRefusal("40015", "System is abnormal, please try again later")
    static let wrongPassphrase = BitgetRefusal("40036", "passphrase is error")
    static let unknownKey = BitgetRefusal("40037", "Apikey does not exist")
    static let refusedAddress = BitgetRefusal("40038", "The request ip is not in the whitelist")
    static let classicOnly = BitgetRefusal(
        "40084",
        "You are in Classic Account mode, and the Unified Account API is not supported at this time"
    )
    static let unifiedOnly = BitgetRefusal(
        "40085",
        "You are in Unified Account mode, and the Classic Account API is not supported at this time"
    )
    static let wrongEnvironment = BitgetRefusal("40099", "exchange environment is incorrect")
    static let upgrade = BitgetRefusal("40200", "Server upgrade, please try again later")
    static let unknownPath = BitgetRefusal("40404", "Request URL NOT FOUND", status: 404)
    static let systemTrouble = BitgetRefusal("40725", "service return an error", status: 500)
    static let tooMany = BitgetRefusal("429", "Too Many Requests", status: 429)
    static let tooFrequent = BitgetRefusal("25004", "The request is too frequent", status: 429)
    /// 40014 is the nearest that the exchange itself has.
    static let write = BitgetRefusal(
        "40014",
        "Incorrect permissions: this built-in exchange only answers reads; nothing was done",
        status: 403
    )

    static func missingRight(_ name: String) -> BitgetRefusal {
        BitgetRefusal("40014", "Incorrect permissions, need \(name) permissions")
    }

    /// Names the address from which the request came.
    static func wrongAddress(_ peer: String) -> BitgetRefusal {
        BitgetRefusal("40018", "Invalid IP [\(peer)]")
    }

    static func missing(_ parameter: String) -> BitgetRefusal {
        BitgetRefusal("40019", "Parameter \(parameter) cannot be empty")
    }

    static func unknownSymbol(_ symbol: String) -> BitgetRefusal {
        BitgetRefusal("40034", "Parameter \(symbol) does not exist")
    }

    /// The v3 paths say it with a code of their own.
    static func invalid(_ parameter: String, isUnified: Bool) -> BitgetRefusal {
        BitgetRefusal(isUnified ? "400172" : "40017", "Parameter verification failed \(parameter)")
    }
}
