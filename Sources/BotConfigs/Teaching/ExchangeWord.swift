import SlotModel

/// A bot's word for an exchange that slots knows: `bitget`, `asterFutures`, `bitget_perpetual#2`.
struct ExchangeWord: Hashable, Sendable {
    /// Without a number.
    var word: String
    /// As the exchange writes itself.
    var exchange: String
    /// `nil` where the word does not tell.
    var market: Selector.Market?
    /// What stands before the number of a further connection; `nil` where there is no number.
    var separator: String?

    /// - Returns: `nil` for what is not plainly the name of one of the exchanges.
    init?(_ text: String) {
        guard text.utf8.count <= 40 else { return nil }
        let digits = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count
        let head = text.utf8.dropLast(digits)
        let marks = head.reversed().prefix { !(0x61...0x7A).contains($0 | 0x20) }.count
        let isNumbered = (1...3).contains(digits) && (1...8).contains(marks)
        word = isNumbered ? String(decoding: head.dropLast(marks), as: UTF8.self) : text
        separator = isNumbered ? String(decoding: head.suffix(marks), as: UTF8.self) : nil
        let letters = SoundsLike.letters(word)
        let names = Set(Selector.allCases.map(\.descriptor.exchange)).sorted {
            ($1.utf8.count, $0) < ($0.utf8.count, $1)
        }
        guard let exchange = names.first(where: { letters.hasPrefix(SoundsLike.letters($0)) }) else {
            return nil
        }
        self.exchange = exchange
        let ending = String(letters.dropFirst(SoundsLike.letters(exchange).count))
        market = Self.futures.contains(ending) ? .futures : Self.saysSpot(ending) ? .spot : nil
        guard market != nil || ending.isEmpty || ending == "dex" else { return nil }
    }

    /// What stands behind an exchange's name where it says futures; `dex` belongs to the name.
    private static let futures: Set<String> = {
        let words = [
            "futures", "future", "perp", "perps", "perpetual", "perpetuals", "swap", "usdm", "usdtm",
            "usdtfutures",
            "linear", "derivatives", "fut",
        ]
        return Set(words + words.map { "dex" + $0 })
    }()

    private static func saysSpot(_ ending: String) -> Bool { ["spot", "dexspot"].contains(ending) }
}
