import Operations
import SlotModel
import Testing

@Suite("Balances over time")
struct BalanceHistoryTests {
    private func report(
        _ slot: String = "mine",
        at minute: Int64,
        _ held: [String: String],
        _ status: Status = .connected,
        account: String? = nil
    ) -> SlotReport {
        var report = SlotReport(slot: slot, exchange: .bitget, network: .live, status: status, message: "")
        report.checkedAt = Timestamp(milliseconds: minute * 60_000)
        report.account = account
        report.balances = held.sorted { $0.key < $1.key }.map { asset, total in
            let amount = ExactDecimal(total) ?? .zero
            return Balance(asset: asset, free: amount, locked: .zero, total: amount)
        }
        return report
    }

    private func told(_ reports: [SlotReport]) -> [String] {
        BalanceSeries.all(of: reports).map { series in
            let amounts = series.points.map(\.balance.total.description).joined(separator: " ")
            return "\(series.slot) \(series.account ?? "-") \(series.asset): \(amounts)"
        }
    }

    @Test("are series by asset, exact, what bots trade with first")
    func series() {
        let series = BalanceSeries.all(of: [
            report(at: 0, ["BTC": "0.00000001", "USDT": "12345678901234567890.123456789012345678"]),
            report(at: 1, ["BTC": "0.3", "USDT": "12345678901234567890.023456789012345678"]),
        ])
        #expect(series.map(\.asset) == ["USDT", "BTC"])
        #expect(series.first?.change == ExactDecimal("-0.1"))
        #expect(series.last?.low == ExactDecimal("0.00000001") && series.last?.high == ExactDecimal("0.3"))
    }

    @Test("count an asset that is no longer named as zero, once, and a check that told nothing not at all")
    func gone() {
        let reports = [
            report(at: 0, ["BNB": "1", "USDT": "5"]), report(at: 1, [:], .unavailable),
            report(at: 2, ["USDT": "5"]),
            report(at: 3, ["USDT": "6"]), report(at: 4, [:], .underfunded), report(at: 5, ["BNB": "2"]),
        ]
        #expect(told(reports) == ["mine - USDT: 5 5 6 0", "mine - BNB: 1 0 2"])
    }

    @Test("of another account are another series; a check that names none goes with those before it")
    func accounts() {
        let reports = [
            report(at: 0, ["USDT": "5"]), report(at: 1, ["USDT": "6"], account: "1"),
            report(at: 2, ["USDT": "7"]),
            report(at: 3, ["USDT": "100"], account: "2"), report(at: 4, ["USDT": "8"], account: "1"),
            report("other", at: 0, ["USDT": "9"]),
        ]
        #expect(told(reports) == ["mine 1 USDT: 5 6 7 8", "mine 2 USDT: 100", "other - USDT: 9"])
    }

    @Test("are drawn between their least and their most")
    func line() throws {
        let series = BalanceSeries.all(of: [
            report(at: 0, ["BTC": "1", "USDT": "-5"]), report(at: 2, ["BTC": "1", "USDT": "5"]),
            report(at: 4, ["BTC": "1", "USDT": "0"]),
        ])
        let span = try #require(series.span)
        #expect(series.first?.line(over: span).map(\.level) == [0, 1, 0.5])
        #expect(series.first?.line(over: span).map(\.moment) == [0, 0.5, 1])
        #expect(series.last?.line(over: span).map(\.level) == [0.5, 0.5, 0.5])
        #expect(series.last?.isUnchanged == true)
    }
}
