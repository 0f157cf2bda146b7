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
                help: "write year, month and day like this: 2027-11-20"
            )
            return nil
        }
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
            let near = upper.split(whereSeparator: { "-_/:".contains($0) }).map(String.init)
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
