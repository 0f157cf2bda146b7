import SlotModel
import Testing

@Suite("Moments, days and durations")
struct TimeTests {
    @Test(
        "a moment is written as ISO 8601 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_168_800_000, "2026-11-20T10:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_868_799_000, "2000-02-29T23:59:59.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        ] as [(Int64, String)]
    )
    func moments(milliseconds: Int64, expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == expected)
    }

    @Test(
        "days that do not exist are refused",
        arguments: [
            "2027-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "27-01-01", "2027-11-31", "2027-11-20T00",
            "", "２０２７-01-01",
        ]
    )
    func badDays(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("every day of four centuries comes back from its moment")
    func days() throws {
        var moment = try #require(CalendarDate("1900-01-01")).start
        var previous: CalendarDate?
        for _ in 0..<146_097 {
            let day = CalendarDate(moment)
            #expect(day.start == moment)
            if let previous { #expect(previous < day) }
            #expect(CalendarDate(day.description) == day)
            previous = day
            moment = moment + .seconds(86_400)
        }
        #expect(CalendarDate(moment).description == "2300-01-01")
    }

    @Test("durations are exact decimals of seconds")
    func durations() throws {
        #expect(Duration.milliseconds(250).exactSeconds.description == "0.25")
        #expect(Duration(exactSeconds: try #require(ExactDecimal("0.1"))) == .milliseconds(100))
        #expect(Duration(exactSeconds: try #require(ExactDecimal("1e-19"))) == nil)
    }

    @Test("moments at the ends of the range do not overflow")
    func extremes() {
        #expect(Timestamp(milliseconds: .max).microseconds == .max)
        #expect((Timestamp(milliseconds: .max) + .seconds(5)).microseconds == .max)
        #expect(Timestamp(microseconds: .max) - Timestamp(microseconds: .min) > .zero)
    }
}
