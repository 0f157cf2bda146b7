import SlotModel
import Testing

@Suite("Exact decimals")
struct ExactDecimalTests {
    @Test(
        "texts are read without rounding",
        arguments: [
            ("0.06", "0.06"), ("-12.50", "-12.5"), (".5", "0.5"), ("5.", "5"), ("0E-8", "0"), ("1e3", "1000"),
            ("+7", "7"), ("1.5e-3", "0.0015"),
            ("0.10000000000000000000000000000000000001", "0.10000000000000000000000000000000000001"),
            ("123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678"),
            ("0.000e400", "0"), ("-0", "0"), ("100", "100"),
        ]
    )
    func reads(text: String, expected: String) {
        #expect(ExactDecimal(text)?.description == expected)
    }

    @Test(
        "what is no number, or does not fit, is refused",
        arguments: [
            "", "-", ".", "e5", "1e", "1e+", "1e400", "1e-400", "0x10", "1_000", "12:30", "NaN", "inf", " 1",
            "1 ", "1.2.3", "1,5", "٣", "999999999999999999999999999999999999999999", "1e99999999999999999999",
        ]
    )
    func refuses(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("equality and order are by value")
    func order() throws {
        let texts = [
            "-1e30", "-2", "-0.5", "0", "0.00000000000000000000000000000000000001", "0.5", "1.49", "1.5",
            "1e30",
        ]
        let numbers = try texts.map { try #require(ExactDecimal($0)) }
        for (left, one) in numbers.enumerated() {
            for (right, other) in numbers.enumerated() {
                #expect((one < other) == (left < right), "\(one) < \(other)")
                #expect((one == other) == (left == right), "\(one) == \(other)")
            }
        }
        #expect(ExactDecimal("1.50") == ExactDecimal("1.5"))
        #expect(ExactDecimal("1.50")?.hashValue == ExactDecimal("1.5")?.hashValue)
    }

    @Test("sums, differences and products are exact, and nil where they do not fit")
    func arithmetic() throws {
        let tenth = try #require(ExactDecimal("0.1"))
        let fifth = try #require(ExactDecimal("0.2"))
        #expect(tenth.adding(fifth) == ExactDecimal("0.3"))
        #expect(tenth.subtracting(fifth) == ExactDecimal("-0.1"))
        #expect(tenth.multiplied(by: fifth) == ExactDecimal("0.02"))
        #expect(tenth.shifted(by: 3) == ExactDecimal(100))
        #expect(tenth.shifted(by: -2) == ExactDecimal("0.001"))
        let huge = try #require(ExactDecimal("1e37"))
        #expect(huge.multiplied(by: huge) == nil)
        #expect(huge.shifted(by: 10) == nil)
    }

    @Test("percentages and fractions are the same rate")
    func percentages() throws {
        let rate = try #require(ExactDecimal("0.0006").flatMap(Percentage.init(fraction:)))
        #expect(rate.description == "0.06%")
        #expect(rate.fraction == ExactDecimal("0.0006"))
        #expect(rate == Percentage(percent: try #require(ExactDecimal("0.060"))))
    }
}
