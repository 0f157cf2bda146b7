import PlainJSON
import SlotModel

/// HitBTC: spot, wallet and futures behind one host.
final class HitBTCExchange: ServedExchange {
    static let headers = ["Authorization"]

    private let clock: ExchangeClock

    init(_ options: SandboxOptions) { clock = ExchangeClock(offset: options.clockOffset) }

    func respond(to request: ServedRequest, on _: SandboxHost) -> ServedResponse {
        guard request.path == "/api/3/public/symbol/BTCUSDT" else { return .page(status: 404) }
        return .json([
            "type": "spot", "base_currency": "BTC", "quote_currency": "USDT",
            "quantity_increment": "0.00001", "tick_size": "0.01", "take_rate": "0.0025", "make_rate": "0.001",
            "fee_currency": "USDT", "margin_trading": true, "max_initial_leverage": "10.00",
        ])
    }

    func refuseWrite(_ request: ServedRequest) -> ServedResponse {
        HitBTCRefusal.write.response(to: request.path, at: clock.now)
    }
}
