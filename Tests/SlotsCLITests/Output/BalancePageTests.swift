import Operations
import SlotModel
import SlotsCLI
import Terminal
import TestSupport
import Testing

@Suite("Pages of balances")
struct BalancePageTests {
    private static let start = Timestamp(milliseconds: 1_795_168_800_000)
    private static let now = start + .seconds(30 * 86_400)

    private func series(_ slot: String, _ asset: String, _ totals: [String]) -> BalanceSeries {
        BalanceSeries(
            slot: slot,
            exchange: .bitgetFutures,
            network: slot == "real" ? .live : .sandbox,
            account: "1234",
            asset: asset,
            points: totals.enumerated().map { number, total in
                let amount = ExactDecimal(total) ?? .zero
                return BalanceSeries.Point(
                    at: Self.start + .seconds(number * 86_400 * 5),
                    balance: Balance(asset: asset, free: amount, locked: .zero, total: amount)
                )
            }
        )
    }

    private var one: [BalanceSeries] {
        [
            series("real", "USDT", ["1000", "1200.5", "900", "950", "1300.25", "1250"]),
            series("real", "BTC", ["0.5", "0.5", "0.5"]),
        ]
    }

    private var several: [BalanceSeries] {
        one + [series("mine", "USDT", ["5", "4", "3", "2"]), series("mine", "x\u{1B}[2J", ["-1", "2"])]
    }

    @Test("fit the terminal, without control characters", arguments: [20, 40, 80, 120])
    func widths(_ width: Int) throws {
        for (name, series) in [("one", one), ("several", several)] {
            let text = balancePage(series, now: Self.now, width: width, style: .plain)
            for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width, "\(line)") }
            #expect(!text.contains("\u{1B}"))
            try expectGolden(text, "balances-\(name)-\(width).txt")
        }
    }

    @Test("do without symbols where the terminal cannot show them")
    func ascii() throws {
        let text = balancePage(one, now: Self.now, width: 80, style: .ascii)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        try expectGolden(text, "balances-ascii.txt")
    }

    @Test("are plain numbers in a pipe, every one of them")
    func pipe() {
        let text = balancePage(several, now: Self.now, width: nil, style: .plain)
        #expect(text.split(separator: "\n").count == 1 + 6 + 3 + 4 + 2)
        #expect(text.contains("1300.25") && !text.contains("…"))
    }

    @Test("as CSV quote what has to be quoted, and leave a spreadsheet nothing to calculate")
    func csv() {
        let text = balanceCSV([series("mine", "=A1,\"x\"\n", ["-0.00000001"])])
        #expect(
            text == """
                at,slot,exchange,network,account,asset,free,locked,total
                2026-11-20T10:00:00.000Z,mine,bitget-futures,sandbox,1234,"'=A1,""x""\\n",-0.00000001,0,-0.00000001

                """
        )
    }
}
