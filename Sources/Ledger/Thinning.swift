import SlotModel

/// How the results of a slot become fewer with age, so that a service that checks all day long fills no disk.
///
/// Of the last seven days everything stays. Of what is older stays each change (of status, account or a check's outcome) with
/// the results right before and after it, and in between one result an hour, and one a day where it is older than 90 days.
/// At 15 minutes between two checks that is about 3,000 rows for a slot and year.
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
        let week = now - .seconds(7 * 86_400)
        let quarter = now - .seconds(90 * 86_400)
        try database.prepare(
            """
            DELETE FROM checks WHERE id IN (
                SELECT id FROM (
                    SELECT id, status, exchange, network, account, outcomes,
                        checked_at / CASE WHEN checked_at < ?3 THEN 86400000000 ELSE 3600000000 END AS part,
                        lag(checked_at) OVER rows / CASE WHEN checked_at < ?3 THEN 86400000000 ELSE 3600000000 END
                            AS part_before,
                        (status, exchange, network) = (lag(status) OVER rows, lag(exchange) OVER rows, lag(network) OVER rows)
                            AND account IS lag(account) OVER rows AND outcomes IS lag(outcomes) OVER rows AS goes_on,
                        (status, exchange, network) = (lead(status) OVER rows, lead(exchange) OVER rows, lead(network) OVER rows)
                            AND account IS lead(account) OVER rows AND outcomes IS lead(outcomes) OVER rows AS stays
                    FROM checks WHERE slot = ?1 AND checked_at < ?2
                    WINDOW rows AS (ORDER BY id)
                ) WHERE goes_on AND stays AND part = part_before
            )
            """
        )
        .run(.text(slot), .integer(week.microseconds), .integer(quarter.microseconds))
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
}
