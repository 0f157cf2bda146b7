import SlotModel

/// How the results of a slot become fewer with age, so that a service that checks all day long fills no disk.
///
/// Of the last seven days everything stays. Of what is older stays each change (of status, account or a check's outcome) with
/// the results right before and after it, and in between one result an hour, and one a day where it is older than 90 days.
/// At 15 minutes between two checks that is about 3,000 rows for a slot and year; more than ``most`` are never kept.
enum Thinning {
    /// More of one slot are not kept in any case: the oldest go.
    static let most = 20_000
    /// Between two times that a slot's results are looked through.
    private static let interval = Duration.seconds(86_400)

    /// Thins out a slot's results, at most once a day; a part of the transaction that recorded one.
    ///
    /// - Parameter now: When the latest one was recorded. What a clock that is ahead makes look old is thinned out too early, and
    ///   no change is lost.
    static func thin(_ slot: String, at now: Timestamp, in database: Database) throws(HistoryError) {
        let known = try database.prepare("SELECT thinned_at FROM latest WHERE slot = ?")
        try known.bind([.text(slot)])
        if try known.step(), let before = known.optionalInteger(0).map({ Timestamp(microseconds: $0) }),
            before - now < interval, now - before < interval
        {
            return
        }
        try fold(rows(of: slot, before: now - .seconds(7 * 86_400), in: database), at: now, in: database)
        try database.prepare(
            """
            DELETE FROM checks WHERE slot = ?1 AND id <=
            (SELECT id FROM checks WHERE slot = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """
        )
        .run(.text(slot), .integer(Int64(most)))
        try database.prepare("UPDATE latest SET thinned_at = ? WHERE slot = ?")
            .run(.integer(now.microseconds), .text(slot))
    }

    private struct Row {
        var id: Int64
        var at: Int64
        var times: Int64
        /// Status, exchange, network, account and outcomes.
        var result: [String?]
    }

    private static func rows(
        of slot: String,
        before moment: Timestamp,
        in database: Database
    ) throws(HistoryError) -> [Row] {
        let statement = try database.prepare(
            """
            SELECT id, checked_at, times, status, exchange, network, account, outcomes FROM checks
            WHERE slot = ? AND checked_at < ? ORDER BY id
            """
        )
        try statement.bind([.text(slot), .integer(moment.microseconds)])
        var rows: [Row] = []
        while try statement.step() {
            rows.append(
                Row(
                    id: statement.integer(0),
                    at: statement.integer(1),
                    times: statement.integer(2),
                    result: (3..<8).map { statement.text($0) }
                )
            )
        }
        return rows
    }

    /// Lets one row stand for those after it in the same hour or day that say the same, and removes them.
    private static func fold(_ rows: [Row], at now: Timestamp, in database: Database) throws(HistoryError) {
        let quarter = (now - .seconds(90 * 86_400)).microseconds
        let remove = try database.prepare("DELETE FROM checks WHERE id = ?")
        let count = try database.prepare("UPDATE checks SET times = ? WHERE id = ?")
        var kept = rows.first
        var isCounted = true
        for (before, (row, after)) in zip(rows, zip(rows.dropFirst(), rows.dropFirst(2))) {
            let part: Int64 = row.at < quarter ? 86_400_000_000 : 3_600_000_000
            if row.result == before.result, row.result == after.result, row.at / part == before.at / part {
                try remove.run(.integer(row.id))
                kept?.times += row.times
                isCounted = false
                continue
            }
            if let kept, !isCounted { try count.run(.integer(kept.times), .integer(kept.id)) }
            (kept, isCounted) = (row, true)
        }
        if let kept, !isCounted { try count.run(.integer(kept.times), .integer(kept.id)) }
    }
}
