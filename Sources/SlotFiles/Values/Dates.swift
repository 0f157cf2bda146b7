import PlainJSON
import SlotModel

extension Shape where Value == CalendarDate {
    static var date: Shape {
        scalar(
            "a date",
            example: "2027-11-20",
            schema: [
                .init("type", "string"), .init("format", "date"),
                .init("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            ]
        ) { text, node, reading in
            if let date = CalendarDate(text) { return date }
            let isDateLike = text.utf8.count == 10 && text.utf8.count { $0 == UInt8(ascii: "-") } == 2
            reading.complain(
                "wrong-value",
                isDateLike
                    ? "\(reading.quoted(node)) is no day of the calendar"
                    : "\(reading.key) takes a date, not \(reading.quoted(node))",
                at: node,
                help: mended(text).map { "write \($0)" }
                    ?? "write year, month and day as YYYY-MM-DD"
            )
            return nil
        }
    }
}

extension Shape where Value == CalendarDate {
    /// The day of `24.12.2027`, `12/24/2027`, `2027/12/24` or `2027-12-24T00:00:00Z`; `nil` where month and day could
    /// change places.
    private static func mended(_ text: String) -> CalendarDate? {
        let numbers = text.prefix { $0 != "T" && $0 != " " }.split { !$0.isNumber }.map(String.init)
        guard numbers.count == 3, text.utf8.count <= 40, let first = numbers.first, let last = numbers.last
        else {
            return nil
        }
        func day(_ year: String, _ month: String, _ day: String) -> CalendarDate? {
            let padded = [month, day].map { $0.utf8.count == 1 ? "0" + $0 : $0 }
            return CalendarDate("\(year)-\(padded[0])-\(padded[1])")
        }
        if first.utf8.count == 4 { return day(first, numbers[1], last) }
        guard last.utf8.count == 4 else { return nil }
        let both = [day(last, numbers[1], first), day(last, first, numbers[1])].compactMap(\.self)
        // With points the day comes first.
        return both.count == 1 || text.contains(".") || both.first == both.last ? both.first : nil
    }
}

extension Shape where Value == String {
    /// What prices are told in, the more usual ones first.
    private static let quotes = ["USDT", "USDC", "USD", "EUR", "BTC", "ETH", "BNB"]

    /// Base and quote of a pair that may be written the other way round, as Gunbot writes `USDT-BTC` for BTC/USDT
    /// (docs/facts/gunbot.md, "A connection").
    private static func inOrder(_ pair: [String]) -> [String] {
        guard pair.count >= 2 else { return pair }
        let ranks = pair.prefix(2).map { quotes.firstIndex(of: $0) ?? quotes.count }
        return ranks[0] < ranks[1] ? [pair[1], pair[0]] : pair
    }

    /// Base and quote of a pair that is written in one word, as exchanges write it.
    private static func parted(_ words: [String]) -> [String] {
        guard words.count == 1, let word = words.first,
            let quote = quotes.first(where: { word.hasSuffix($0) && word != $0 })
        else { return words }
        return [String(word.dropLast(quote.count)), quote]
    }

    /// `BASE/QUOTE`.
    static var market: Shape {
        scalar(
            "a market as BASE/QUOTE",
            example: "BTC/USDT",
            schema: [.init("type", "string"), .init("pattern", "^[^\\s/:,a-z]{1,32}/[^\\s/:,a-z]{1,32}$")]
        ) { text, node, reading in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let hasSmall = text.utf8.contains { (0x61...0x7A).contains($0) }
            if parts.count == 2, parts.allSatisfy(NameRule.asset.allows), !hasSmall { return text }
            let upper = text.uppercased()
            let near = parted(upper.split(whereSeparator: { "-_/: ".contains($0) }).map(String.init))
            let pair = Self.inOrder(near)
            let fits = near.count >= 2 && near.prefix(2).allSatisfy(NameRule.asset.allows)
            reading.complain(
                "wrong-value",
                "\(reading.key) takes a market as BASE/QUOTE, not \(reading.quoted(node))",
                at: node,
                help: fits && !reading.quoted(node).contains(SecretLook.mask)
                    ? "did you mean \(pair[0])/\(pair[1])?"
                    : "write it like this: BTC/USDT"
            )
            return nil
        }
    }
}
