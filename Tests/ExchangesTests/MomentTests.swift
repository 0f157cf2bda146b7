import Exchanges
import SlotModel
import Testing

@Suite("Moments that exchanges write as text")
struct MomentTests {
    @Test("the Date header of HTTP is read in whole seconds")
    func httpDate() {
        #expect(
            Timestamp(httpDate: "Fri, 20 Nov 2026 10:00:07 GMT")?.description == "2026-11-20T10:00:07.000Z"
        )
        #expect(Timestamp(httpDate: "Thu, 01 Jan 1970 00:00:00 GMT")?.microseconds == 0)
        #expect(
            Timestamp(httpDate: "Tue, 29 Feb 2028 23:59:59 GMT")?.description == "2028-02-29T23:59:59.000Z"
        )
    }

    @Test(
        "what is no Date header is not read",
        arguments: [
            "", "now", "Fri, 20 Nov 2026 10:00:07", "Fri, 20 Nov 2026 10:00:07 UTC",
            "Fri, 20 Nov 2026 24:00:00 GMT", "Fri, 31 Nov 2026 10:00:07 GMT", "Fri, 20 nov 2026 10:00:07 GMT",
            "Fri,  20 Nov 2026 10:00:07 GMT", "Friday, 20-Nov-26 10:00:07 GMT", "Fri Nov 20 10:00:07 2026",
            "Fri, 20 Nov 2026 1:00:07 GMT", "Fri, 20 Nov 2026 10:00:07 GMT ", "Fri, +1 Nov 2026 10:00:07 GMT",
        ]
    )
    func notHTTPDate(_ text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    @Test(
        "ISO 8601 is read down to microseconds",
        arguments: [
            ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"),
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02T03:04:05.6Z", "2026-01-02T03:04:05.600Z"),
            ("2026-01-02T03:04:05.678999999Z", "2026-01-02T03:04:05.678Z"),
        ]
    )
    func iso8601(text: String, moment: String) {
        #expect(Timestamp(iso8601: text)?.description == moment)
    }

    @Test(
        "what is no moment in UTC is not read",
        arguments: [
            "", "Z", "T", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05+01:00",
            "2026-13-02T03:04:05Z",
            "2026-01-02T03:04Z", "2026-01-02T25:04:05Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1x2Z",
            "2026-01-02T03:04:05.\(String(repeating: "1", count: 100))Z", "2026-01-02 03:04:05Z",
        ]
    )
    func notISO8601(_ text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}
