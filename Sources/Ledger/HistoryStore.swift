package import SlotModel

/// What was checked and applied on this machine: `.slots/history.sqlite`.
///
/// Holds no secret. Several processes may use it at once; who cannot get it within three seconds, in which
/// nobody else recorded, gets ``HistoryError/busy(path:)``. Times are microseconds since the Unix epoch, amounts exact decimals as text. A store
/// belongs to the task that opened it.
package final class HistoryStore {
    /// Applies that are kept.
    package static let kept = 1000

    private let database: Database
    private let hasTables: Bool
    /// No words of an exchange in it that were not cleaned of credentials.
    let isClean: Bool
    /// Whether results can be recorded.
    package let isWritable: Bool

    private init(_ path: String, isWritable: Bool) throws(HistoryError) {
        database = try Database(
            path: path,
            mode: isWritable ? .readWrite : .readOnly,
            patience: .seconds(3)
        )
        let opened = database
        hasTables = try opened.patiently { () throws(HistoryError) in
            try Schema.settle(opened, creating: isWritable)
        }
        self.isWritable = isWritable
        if hasTables, isWritable {
            // A folder that cannot be written is found out when something is written: an earlier version's tables are read as
            // they are.
            do throws(HistoryError) { try Schema.update(database) } catch {
                guard case .readOnly = error else { throw error }
            }
        }
        isClean = try Schema.found(in: database) >= Schema.firstClean
    }

    /// Opens the history, and makes it (mode 0600, its folder 0700) where it is missing.
    ///
    /// Where it cannot be written, it is opened for reading.
    package static func open(_ path: String) throws(HistoryError) -> HistoryStore {
        let (target, standing) = try HistoryFile.prepare(path, creating: true)
        return try opened(target, isWritable: standing == .writable)
    }

    /// Opens a history that is there; `nil` when there is none yet.
    package static func openExisting(_ path: String) throws(HistoryError) -> HistoryStore? {
        let (target, standing) = try HistoryFile.prepare(path, creating: false)
        if standing == .absent { return nil }
        return try opened(target, isWritable: standing == .writable)
    }

    private static func opened(_ path: String, isWritable: Bool) throws(HistoryError) -> HistoryStore {
        do throws(HistoryError) { return try HistoryStore(path, isWritable: isWritable) } catch {
            // Only now that the database is closed: closing any descriptor of it gives this process's locks away.
            guard case .damaged = error, !SettingAside.isOurs(path) else { throw error }
            throw .foreign(path: path)
        }
    }

    /// Moves a damaged history out of the way; `nil` when there is none, or another process was faster.
    ///
    /// - Throws: ``HistoryError/foreign(path:)`` for a file that was not ours: it stays.
    package static func setAside(_ path: String) throws(HistoryError) -> DamagedHistory? {
        let (target, standing) = try HistoryFile.prepare(path, creating: false)
        guard standing != .absent else { return nil }
        return try SettingAside.move(target).map { DamagedHistory(path: path, kept: $0) }
    }
}

// MARK: - Writing

extension HistoryStore {
    /// Records results in one transaction; of a slot's older ones stay what ``Thinning`` says, with their checks' outcomes.
    ///
    /// Reports without a time (`unchecked`) say nothing about an exchange and are passed over.
    package func record(_ reports: [RecordedReport]) throws(HistoryError) {
        let told = reports.filter { $0.report.checkedAt != nil && $0.report.status != .unchecked }
        guard !told.isEmpty else { return }
        guard isWritable else { throw .readOnly(path: database.path) }
        try database.transaction { () throws(HistoryError) in
            let insert = try database.prepare(
                """
                INSERT INTO checks (slot, exchange, network, status, message, help, checked_at, duration, weight,
                                    permissions, balances, inputs, account, results, outcomes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """
            )
            let point = try database.prepare(
                "INSERT INTO latest (slot, id) VALUES (?, ?) ON CONFLICT (slot) DO UPDATE SET id = excluded.id"
            )
            let shorten = try database.prepare(
                "UPDATE checks SET results = NULL WHERE id = (SELECT id FROM latest WHERE slot = ?)"
            )
            for recorded in told {
                let report = recorded.report
                try shorten.run(.text(report.slot))
                try insert.bind(values(recorded))
                guard try insert.step() else {
                    throw .refused(path: database.path, code: 0, message: "no row was written")
                }
                let id = insert.integer(0)
                _ = try insert.step()
                try point.run(.text(report.slot), .integer(id))
                try Thinning.thin(
                    report.slot,
                    at: report.checkedAt ?? Timestamp(microseconds: 0),
                    in: database
                )
            }
        }
    }

    private func values(_ recorded: RecordedReport) -> [Statement.Value] {
        let report = recorded.report
        return [
            .text(report.slot), .text(report.exchange.rawValue), .text(report.network.rawValue),
            .text(report.status.rawValue), .text(report.message), report.help.map { .text($0) } ?? .null,
            .integer(report.checkedAt?.microseconds ?? 0),
            report.duration.map { .integer($0.wholeMicroseconds) } ?? .null, .integer(Int64(report.weight)),
            .text(ReportCoding.text(of: report.permissions)), .text(ReportCoding.text(of: report.balances)),
            .text(recorded.inputs), report.account.map { .text($0) } ?? .null,
            .text(ReportCoding.text(of: report.checks)), .text(ReportCoding.outcomes(of: report.checks)),
        ]
    }

    /// Records a plan that was applied; the latest ``kept`` stay.
    package func record(_ apply: RecordedApply) throws(HistoryError) {
        guard isWritable else { throw .readOnly(path: database.path) }
        try database.transaction { () throws(HistoryError) in
            try database.prepare("INSERT INTO applies (applied_at, bots, changes) VALUES (?, ?, ?)")
                .run(
                    .integer(apply.time.microseconds),
                    .text(ReportCoding.text(of: apply.bots)),
                    .integer(Int64(apply.changes))
                )
            try database.prepare(
                "DELETE FROM applies WHERE id <= (SELECT id FROM applies ORDER BY id DESC LIMIT 1 OFFSET ?)"
            )
            .run(.integer(Int64(Self.kept)))
        }
    }
}

extension HistoryStore {
    /// Gives a slot's results to one of another name, instead of those of a former slot of that name.
    package func rename(_ slot: String, to name: String) throws(HistoryError) {
        guard isWritable else { throw .readOnly(path: database.path) }
        try database.transaction { () throws(HistoryError) in
            try database.prepare("DELETE FROM checks WHERE slot = ?").run(.text(name))
            try database.prepare("UPDATE checks SET slot = ? WHERE slot = ?").run(.text(name), .text(slot))
            try database.prepare("UPDATE OR REPLACE latest SET slot = ? WHERE slot = ?")
                .run(.text(name), .text(slot))
        }
    }
}

// MARK: - Reading

extension HistoryStore {
    /// The latest result of a slot.
    package func latest(_ slot: String) throws(HistoryError) -> RecordedReport? {
        guard hasTables else { return nil }
        let statement = try database.prepare(
            "SELECT * FROM checks WHERE id = (SELECT id FROM latest WHERE slot = ?)"
        )
        try statement.bind([.text(slot)])
        return try statement.step() ? recorded(statement) : nil
    }

    /// The latest result of every slot, by the slot's name.
    package func latestAll() throws(HistoryError) -> [String: RecordedReport] {
        guard hasTables else { return [:] }
        let statement = try database.prepare(
            "SELECT checks.* FROM latest JOIN checks ON checks.id = latest.id"
        )
        var reports: [String: RecordedReport] = [:]
        while try statement.step() {
            if let recorded = recorded(statement) { reports[recorded.report.slot] = recorded }
        }
        return reports
    }

    /// The kept applies, the oldest first.
    package func applies() throws(HistoryError) -> [RecordedApply] {
        guard hasTables else { return [] }
        let statement = try database.prepare("SELECT applied_at, bots, changes FROM applies ORDER BY id")
        var applies: [RecordedApply] = []
        while try statement.step() {
            guard let bots = statement.text(1).flatMap(ReportCoding.names) else { continue }
            applies.append(
                RecordedApply(
                    time: Timestamp(microseconds: statement.integer(0)),
                    bots: bots,
                    changes: Int(statement.integer(2))
                )
            )
        }
        return applies
    }

    /// Kept results, by slot, the oldest first; their checks have only their outcomes.
    ///
    /// - Parameters:
    ///   - slot: Its name; `nil`: those of all slots.
    ///   - start: What is older is left out; `nil`: all that is kept.
    package func past(_ slot: String?, since start: Timestamp?) throws(HistoryError) -> [RecordedReport] {
        guard hasTables else { return [] }
        let moment = Statement.Value.integer(start?.microseconds ?? .min)
        let statement: Statement
        if let slot {
            statement = try database.prepare(
                "SELECT * FROM checks WHERE slot = ? AND checked_at >= ? ORDER BY id"
            )
            try statement.bind([.text(slot), moment])
        } else {
            statement = try database.prepare("SELECT * FROM checks WHERE checked_at >= ? ORDER BY slot, id")
            try statement.bind([moment])
        }
        var reports: [RecordedReport] = []
        var decoder = RowDecoder(isPast: true)
        while try statement.step() {
            if let recorded = recorded(statement, &decoder) { reports.append(recorded) }
        }
        return reports
    }

    /// The account that the exchange named when it last named one to the slot.
    ///
    /// - Parameters:
    ///   - exchange: Results of its other market count too: the same accounts stand behind both.
    ///   - network: Another network's accounts are others.
    /// - Returns: As ``SlotReport/account``; `nil` when none was ever told. Only a sign-in that worked tells one, so
    ///   results of every status count, and those that tell none (an exchange out of reach, a key that ended) say
    ///   nothing against it.
    package func lastAccount(
        of slot: String,
        on exchange: Selector,
        network: Network
    ) throws(HistoryError) -> String? {
        guard hasTables, isClean else { return nil }
        let statement = try database.prepare(
            """
            SELECT account, exchange FROM checks
            WHERE slot = ? AND network = ? AND account IS NOT NULL ORDER BY id DESC
            """
        )
        try statement.bind([.text(slot), .text(network.rawValue)])
        while try statement.step() {
            guard let told = statement.text(1).flatMap(Selector.init(rawValue:)) else { continue }
            if exchange.ofSameExchange.contains(told) { return statement.text(0) }
        }
        return nil
    }
}
