import Ledger
package import SlotModel

/// What an account held of one asset over time, as the checks of a slot found it.
package struct BalanceSeries: Sendable, Hashable {
    /// What was there at one moment.
    package struct Point: Sendable, Hashable {
        package var at: Timestamp
        /// Its asset is the series'.
        package var balance: Balance

        package init(at: Timestamp, balance: Balance) {
            self.at = at
            self.balance = balance
        }
    }

    package var slot: String
    package var exchange: Selector
    package var network: Network
    /// As ``SlotReport/account``; `nil` where none of its checks told one.
    package var account: String?
    package var asset: String
    /// The oldest first, at least one.
    ///
    /// An asset that was there and is no longer named has one of zero.
    package var points: [Point]

    package init(
        slot: String,
        exchange: Selector,
        network: Network,
        account: String?,
        asset: String,
        points: [Point]
    ) {
        self.slot = slot
        self.exchange = exchange
        self.network = network
        self.account = account
        self.asset = asset
        self.points = points
    }
}

extension Session {
    /// What was held over time, in the order of ``BalanceSeries/all(of:)``.
    ///
    /// - Parameters:
    ///   - slot: Its name; `nil`: all slots, those that are gone included.
    ///   - age: How far back; `nil`: as far as is kept.
    /// - Throws: a ``Finding`` where the history cannot be read.
    package func balances(of slot: String?, since age: Duration?) throws(Finding) -> [BalanceSeries] {
        BalanceSeries.all(of: try past(of: slot, since: age).map(\.report))
    }
}

extension BalanceSeries {
    /// What was held over time: by account in the order in which the reports name them, then by what bots trade with
    /// first.
    ///
    /// - Parameter reports: By slot, the oldest first. Those in which the exchange told nothing of balances say nothing.
    package static func all(of reports: [SlotReport]) -> [BalanceSeries] {
        var accounts: [HeldAccount] = []
        for report in reports where report.tellsBalances {
            guard let moment = report.checkedAt else { continue }
            let known = accounts.lastIndex { $0.isTold(by: report) }
            if known == nil { accounts.append(HeldAccount(report)) }
            accounts[known ?? accounts.count - 1].add(report, at: moment)
        }
        return accounts.flatMap(\.inOrderOfInterest)
    }
}

/// The series of one account.
private struct HeldAccount {
    let slot: String
    let exchange: Selector
    let network: Network
    var account: String?
    /// In the order in which the assets came up.
    var series: [BalanceSeries] = []
    private var indices: [String: Int] = [:]

    init(_ report: SlotReport) {
        (slot, exchange, network) = (report.slot, report.exchange, report.network)
        account = report.account
    }

    /// A check that tells no account goes with those before it.
    func isTold(by report: SlotReport) -> Bool {
        slot == report.slot && exchange == report.exchange && network == report.network
            && (account == nil || report.account == nil || account == report.account)
    }

    mutating func add(_ report: SlotReport, at moment: Timestamp) {
        account = account ?? report.account
        for balance in report.balances {
            let point = BalanceSeries.Point(at: moment, balance: balance)
            if let index = indices[balance.asset] {
                series[index].points.append(point)
                continue
            }
            indices[balance.asset] = series.count
            series.append(
                BalanceSeries(
                    slot: slot,
                    exchange: exchange,
                    network: network,
                    account: nil,
                    asset: balance.asset,
                    points: [point]
                )
            )
        }
        let named = Set(report.balances.map(\.asset))
        for index in series.indices where !named.contains(series[index].asset) {
            guard series[index].points.last?.balance.total.isZero == false else { continue }
            let nothing = Balance(asset: series[index].asset, free: .zero, locked: .zero, total: .zero)
            series[index].points.append(BalanceSeries.Point(at: moment, balance: nothing))
        }
    }

    var inOrderOfInterest: [BalanceSeries] {
        let ordered = series.compactMap { $0.points.last?.balance }.inOrderOfInterest
        return ordered.compactMap { balance in
            guard let index = indices[balance.asset] else { return nil }
            var series = series[index]
            series.account = account
            return series
        }
    }
}

extension SlotReport {
    /// Whether the exchange said what is there: then an asset that is not named is zero.
    fileprivate var tellsBalances: Bool {
        !balances.isEmpty || [.connected, .expiring, .underfunded].contains(status)
    }
}

extension BalanceSeries {
    /// The least that was there in all, free and locked together.
    package var low: ExactDecimal { points.reduce(latest) { min($0, $1.balance.total) } }
    /// The most that was there in all.
    package var high: ExactDecimal { points.reduce(latest) { max($0, $1.balance.total) } }
    /// What was there in all at last.
    package var latest: ExactDecimal { points.last?.balance.total ?? .zero }
    /// What came in all since the first point, below zero: what went; `nil` where it cannot be said exactly.
    package var change: ExactDecimal? { points.first.flatMap { latest.subtracting($0.balance.total) } }
    /// Whether it was the same at every point.
    package var isUnchanged: Bool { low == high }

    /// Its points for a drawing: moments from 0 to 1 within the span, levels from 0 for ``low`` to 1 for ``high``.
    ///
    /// The only place where amounts become binary numbers; what never changed is in the middle.
    package func line(over span: ClosedRange<Timestamp>) -> [(moment: Double, level: Double)] {
        let length = Double((span.upperBound - span.lowerBound).wholeMicroseconds)
        let (low, height) = (low, high.subtracting(low).flatMap { Double($0.description) } ?? 0)
        return points.map { point in
            let passed = Double((point.at - span.lowerBound).wholeMicroseconds)
            let above = point.balance.total.subtracting(low).flatMap { Double($0.description) } ?? 0
            return (length > 0 ? passed / length : 0, height > 0 ? above / height : 0.5)
        }
    }
}

extension [BalanceSeries] {
    /// From the first to the last moment of all of them; `nil` without any.
    package var span: ClosedRange<Timestamp>? {
        let firsts = compactMap { $0.points.first?.at }
        guard let first = firsts.min(), let last = compactMap({ $0.points.last?.at }).max(), first <= last
        else { return nil }
        return first...last
    }
}
