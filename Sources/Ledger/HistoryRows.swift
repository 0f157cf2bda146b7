import SlotModel

// Results as they stand in rows of the table `checks`.

extension HistoryStore {
    /// Decodes only once what row after row says the same.
    struct RowDecoder {
        /// Whether checks have only their outcomes.
        let isPast: Bool
        private var permissions: (text: String, value: [Permission: Grant]?) = ("", nil)
        private var outcomes: (text: String, value: [CheckResult]) = ("", [])

        init(isPast: Bool) { self.isPast = isPast }

        mutating func permissions(_ text: String) -> [Permission: Grant]? {
            if permissions.text != text { permissions = (text, ReportCoding.permissions(text)) }
            return permissions.value
        }

        mutating func checks(of text: (Column) -> String?) -> [CheckResult] {
            guard isPast else { return text(.results).flatMap(ReportCoding.checks) ?? [] }
            let found = text(.outcomes) ?? ""
            if outcomes.text != found { outcomes = (found, ReportCoding.outcomes(found)) }
            return outcomes.value
        }
    }

    /// The columns of `checks` in their order; ``account`` is missing in version 1, ``results``
    /// before version 4, ``outcomes`` and ``times`` before version 5.
    enum Column: Int32 {
        case id, slot, exchange, network, status, message, help, checkedAt
        case duration, weight, permissions, balances, inputs, account, results, outcomes, times
    }

    /// `nil` for a row that says something which this release does not know: then it counts as not recorded.
    func recorded(_ row: Statement) -> RecordedReport? {
        var decoder = RowDecoder(isPast: false)
        return recorded(row, &decoder)
    }

    func recorded(_ row: Statement, _ decoder: inout RowDecoder) -> RecordedReport? {
        func text(_ column: Column) -> String? { row.text(column.rawValue) }
        guard let slot = text(.slot), let exchange = text(.exchange).flatMap(Selector.init(rawValue:)),
            let network = text(.network).flatMap(Network.init(rawValue:)),
            let status = text(.status).flatMap(Status.init(rawValue:)), let message = text(.message),
            let permissions = text(.permissions).flatMap({ decoder.permissions($0) }),
            let balances = text(.balances).flatMap(ReportCoding.balances), let inputs = text(.inputs)
        else { return nil }
        var report = SlotReport(
            slot: slot,
            exchange: exchange,
            network: network,
            status: status,
            message: message
        )
        report.help = text(.help)
        report.checkedAt = Timestamp(microseconds: row.integer(Column.checkedAt.rawValue))
        report.duration = row.optionalInteger(Column.duration.rawValue).map { .microseconds($0) }
        report.weight = Int(row.integer(Column.weight.rawValue))
        report.permissions = permissions
        report.balances = balances
        report.account = text(.account)
        report.checks = decoder.checks(of: text)
        // It cannot be written, so it is as an earlier version left it: ``Schema/update(_:)``.
        if !isClean {
            (report.message, report.help, report.account) = (Schema.droppedText, nil, nil)
            if !balances.allSatisfy(\.isPlain) { report.balances = [] }
        }
        var recorded = RecordedReport(report: report, inputs: inputs)
        recorded.times = max(1, Int(row.integer(Column.times.rawValue)))
        return recorded
    }
}

extension Balance {
    /// Its name is plainly an asset's.
    fileprivate var isPlain: Bool {
        asset.utf8.count <= 10 && asset.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }
}
