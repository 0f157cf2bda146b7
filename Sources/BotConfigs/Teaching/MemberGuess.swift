import SlotModel

/// What a template may say about a member, from its name and from what the example's connections hold there.
struct MemberGuess: Sendable {
    var member: BotTemplate.Member
    /// What is not sure about it.
    var remark: String?

    /// - Parameter found: The member in each connection that has it.
    /// - Returns: `nil` where it says nothing that a slot could say.
    init?(_ found: [ExampleMember]) {
        guard let first = found.first else { return nil }
        let name = first.name
        if SoundsLike.isSwitch(first.path.last ?? ""), found.contains(where: { $0.flag != nil }) {
            member = .init(name, .constant(Self.flag(true, like: found)))
            member.isOnce = true
            return
        }
        if SoundsLike.isFuturesFlag(first.path.last ?? ""), found.contains(where: { $0.flag != nil }) {
            member = .init(name, .from([.market]))
            member.values = Self.values([
                ("spot", Self.flag(false, like: found)), ("futures", Self.flag(true, like: found)),
            ])
            return
        }
        let texts = found.compactMap(\.text)
        if first.source == nil || first.source == .name || first.source == .market,
            texts.contains(where: { ExchangeWord($0) != nil })
        {
            member = .init(name, .from([.exchange]))
            return
        }
        guard let source = first.source else { return nil }
        member = .init(name, .from([source]))
        switch source {
        case .credential:
            guard found.allSatisfy({ [.string, .null].contains($0.value.kind) }) else { return nil }
        case .exchange: guard !texts.isEmpty else { return nil }
        case .takerFee, .makerFee: guard guessRate(found, first.path.last ?? "") else { return nil }
        case .delay, .rateLimit: guard guessTime(found, first.path.last ?? "") else { return nil }
        case .label: guard found.contains(where: { $0.value.kind == .string }) else { return nil }
        case .name:
            // An account's own name for itself; what the connection is called says it better where there is one.
            guard found.contains(where: { $0.value.kind == .string }) else { return nil }
            member.isOnce = true
        case .id: return nil
        default: guard guessWords(source, found, texts) else { return nil }
        }
    }

    // MARK: - Numbers

    private mutating func guessRate(_ found: [ExampleMember], _ name: String) -> Bool {
        let numbers = found.compactMap(\.number)
        guard !numbers.isEmpty || found.allSatisfy({ $0.value.kind == .null }) else { return false }
        let letters = SoundsLike.letters(name)
        member.isKept = true
        if letters.contains("percent") || letters.contains("pct") {
            member.unit = .percent
        } else if letters.contains("ratio") {
            member.unit = .ratio
        } else if let most = numbers.map(\.magnitude).max(), most > .zero {
            // Nobody takes half a percent, and nobody a two-hundredth of one.
            member.unit = most > (ExactDecimal("0.005") ?? .zero) ? .percent : .ratio
            remark =
                "the unit is guessed from the example's number: 0.1% is 0.1 in percent, and 0.001 as a ratio"
        } else {
            member.unit = .percent
            remark = "the unit is guessed: 0.1% is 0.1 in percent, and 0.001 as a ratio"
        }
        return true
    }

    private mutating func guessTime(_ found: [ExampleMember], _ name: String) -> Bool {
        let numbers = found.compactMap(\.number)
        guard !numbers.isEmpty || found.allSatisfy({ $0.value.kind == .null }) else { return false }
        let letters = SoundsLike.letters(name)
        member.isKept = true
        if letters.hasSuffix("ms") || letters.contains("millis") {
            member.unit = .milliseconds
        } else if letters.contains("sec") || letters == "delays" {
            member.unit = .seconds
        } else {
            let isLong = numbers.max().map { $0 >= ExactDecimal(100) } ?? false
            member.unit =
                isLong || (numbers.isEmpty && member.sources == [.rateLimit]) ? .milliseconds : .seconds
            remark = "the unit is guessed from the example's number"
        }
        return true
    }

    // MARK: - Words

    /// What bots say for the words of a slot.
    private static let words: [BotTemplate.Source: [(word: String, spellings: [String])]] = [
        .market: [
            ("spot", ["spot", "cash"]),
            (
                "futures",
                [
                    "futures", "future", "swap", "swaps", "perpetual", "perpetuals", "perp", "linear", "usdm",
                    "usdtm",
                    "usdtfutures", "derivatives", "umcbl",
                ]
            ),
        ],
        .network: [
            ("live", ["live", "prod", "production", "mainnet", "main", "real"]),
            ("testnet", ["testnet", "test", "sandbox", "demo"]),
        ],
        .positionMode: [
            ("one-way", ["oneway", "net", "single", "onewaymode"]),
            ("hedge", ["hedge", "hedged", "dual", "hedgemode"]),
        ],
        .marginMode: [("cross", ["cross", "crossed"]), ("isolated", ["isolated", "fixed"])],
        .contract: [("usdt", ["usdt"]), ("usdc", ["usdc"]), ("coin", ["coin"])],
    ]

    private mutating func guessWords(
        _ source: BotTemplate.Source,
        _ found: [ExampleMember],
        _ texts: [String]
    ) -> Bool {
        guard let words = Self.words[source] else { return false }
        if found.contains(where: { $0.flag != nil }) {
            guard source == .network || source == .positionMode, let ours = words.first?.word,
                let other = words.last?.word
            else { return false }
            let (no, yes) = (Self.flag(false, like: found), Self.flag(true, like: found))
            member.values = Self.values(
                [(ours, no), (other, yes)] + (source == .network ? [("sandbox", yes)] : [])
            )
            member.isKept = source != .network
            return true
        }
        var values: [(String, String)] = []
        for (word, spellings) in words {
            let spelled = texts.first { spellings.contains(SoundsLike.letters($0)) }
            if let spelled { values.append((word, spelled)) }
        }
        guard let spelling = values.first?.1 else { return false }
        let missing = words.filter { word in !values.contains { $0.0 == word.word } }
        for (word, _) in missing {
            let isLoud = spelling == spelling.uppercased()
            let other =
                source == .positionMode && word == "one-way" && spelling.contains("_") ? "one_way" : word
            values.append((word, isLoud ? other.uppercased() : other))
        }
        let order = words.map(\.word)
        values.sort { (order.firstIndex(of: $0.0) ?? 0) < (order.firstIndex(of: $1.0) ?? 0) }
        if !missing.isEmpty {
            let guessed = missing.map { word in values.first { $0.0 == word.word }?.1 ?? "" }.joined(
                separator: ", "
            )
            remark = "the example does not have \(guessed): look how the bot spells it"
        }
        if source == .network, let test = values.last { values.append(("sandbox", test.1)) }
        if values.contains(where: { $0.0 != $0.1 }) {
            member.values = Self.values(values.map { ($0.0, .text($0.1)) })
        }
        member.isKept = source != .market && source != .network
        return true
    }

    private static func values(_ pairs: [(String, ExtraValue)]) -> [ExtraValue.Member] {
        pairs.map { .init(name: $0.0, value: $0.1) }
    }

    /// As the example writes it: bare, or as a text.
    private static func flag(_ flag: Bool, like found: [ExampleMember]) -> ExtraValue {
        guard !found.contains(where: \.isFlagOfJSON), let text = found.lazy.compactMap(\.text).first else {
            return .boolean(flag)
        }
        let word = flag ? "true" : "false"
        return .text(
            text == text.uppercased() ? word.uppercased() : text == text.capitalized ? word.capitalized : word
        )
    }
}

extension String {
    /// `True` of `true`.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
