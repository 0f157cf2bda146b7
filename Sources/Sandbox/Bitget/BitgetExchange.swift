import PlainJSON
import SlotModel

/// Bitget: spot and futures, classic and unified accounts, all on one host.
final class BitgetExchange: ServedExchange {
    static let headers = [
        "ACCESS-KEY", "ACCESS-SIGN", "ACCESS-TIMESTAMP", "ACCESS-PASSPHRASE", "paptrading",
    ]

    private let clock: ExchangeClock

    init(_ options: SandboxOptions) { clock = ExchangeClock(offset: options.clockOffset) }

    func respond(to request: ServedRequest, on _: SandboxHost) -> ServedResponse {
        let now = clock.now
        guard request.path == "/api/v2/public/time" else {
            return BitgetRefusal.unknownPath.response(at: now)
        }
        return .json(bitgetEnvelope(["serverTime": .string(String(now.milliseconds))], at: now))
    }

    func refuseWrite(_: ServedRequest) -> ServedResponse { BitgetRefusal.write.response(at: clock.now) }
}

/// What surrounds every good answer (reference/exchanges.md 5.2).
func bitgetEnvelope(_ data: JSONValue, at now: Timestamp) -> JSONValue {
    [
        "code": "00000", "msg": "success", "requestTime": .number(String(now.milliseconds)), "data": data,
    ]
}
