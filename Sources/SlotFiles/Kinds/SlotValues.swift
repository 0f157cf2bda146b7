import PlainJSON
import SlotModel

extension Shape where Value == Located<Duration> {
    /// More than zero, at most ten minutes: a bot that waits longer between two pairs or requests trades no more, and
    /// milliseconds were taken for seconds.
    ///
    /// What a bot makes of it is judged where its units are known.
    static func pause(example: String) -> Shape {
        Shape<Duration>.duration(upTo: .seconds(600), shownAs: "10m", example: example).located
    }
}

extension Shape where Value == [NamedEntry<Located<ExactDecimal>>] {
    static var balance: Shape {
        let balance = Shape.dictionary(
            of: .asset,
            to: Shape<ExactDecimal>.amount.located,
            words: "a map from assets to amounts",
            example: "{USDT: 150}",
            mended: { text in
                // `77 USDC`, `USDC 77`, `77`
                let words = text.split { " :=".contains($0) }.map(String.init)
                guard let amount = words.first(where: { Quantity($0)?.unit.isEmpty == true }) else {
                    return nil
                }
                guard let asset = words.first(where: { $0 != amount }) else { return "{ASSET: \(amount)}" }
                return words.count == 2 ? "{\(asset.uppercased()): \(amount)}" : nil
            }
        )
        return Shape(words: balance.words, example: balance.example, schema: balance.schema) {
            node,
            reading in
            guard let entries = balance.read(node, &reading) else { return nil }
            return entries.filter { entry in
                // `asBNB` is an asset, `usdt` is a slip: nothing is ever found under it.
                let text = entry.name.value
                let isSmall = text.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                }
                guard isSmall, text.uppercased() != text else { return true }
                let key = reading.tree.members(of: node).first { reading.string(of: $0.key) == text }?.key
                reading.complain(
                    "wrong-value",
                    "'\(text)' is no asset: they are written in capitals",
                    at: key,
                    help: "did you mean '\(text.uppercased())'?"
                )
                return false
            }
        }
    }
}

extension Shape where Value == Located<FeeRates> {
    /// `0.06%`, `{maker: 0.02%, taker: 0.06%}`, or the same in short: `0.02%/0.06%`, as `slots add` takes it.
    static var fees: Shape {
        let single = Shape<FeeRates>.scalar(
            "a percentage with its % sign",
            example: "0.06%",
            schema: [
                .init("type", "string"),
                .init("pattern", .string("^-?\(Quantity.numberPattern)%(/-?\(Quantity.numberPattern)%)?$")),
            ]
        ) { text, node, reading in
            // A list of two, as it is written elsewhere, is mended to one with a '/'.
            let mark: Character = text.contains("/") ? "/" : text.contains(";") ? ";" : ","
            let parts = text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, mark == "/" || parts.allSatisfy({ $0.contains("%") }) else {
                return feeRate(text, at: node, &reading).map { FeeRates(both: $0) }
            }
            let mended = parts.compactMap { Mended.percentage($0) ?? Mended.percentage($0 + "%") }
            if mended.count == 2, mark != "/" || mended != parts {
                reading.complain(
                    "wrong-type",
                    "\(reading.key) takes two percentages, not \(reading.quoted(node))",
                    at: node,
                    help: "write \(mended.joined(separator: "/"))"
                )
                return nil
            }
            let rates = parts.compactMap { feeRate($0, at: node, &reading) }
            guard rates.count == 2, let maker = rates.first, let taker = rates.last else { return nil }
            return FeeRates(maker: maker, taker: taker)
        }
        let rate = Shape<Percentage>.scalar(
            "a percentage with its % sign",
            example: "0.06%",
            schema: [.init("type", "string"), .init("pattern", .string("^-?\(Quantity.numberPattern)%$"))]
        ) { text, node, reading in feeRate(text, at: node, &reading) }
        let pair = Record<(maker: Percentage?, taker: Percentage?)>(
            "a map of fees",
            example: "{maker: 0.02%, taker: 0.06%}",
            fields: [
                Field(
                    "maker",
                    "For orders that wait in the book",
                    rate,
                    isRequired: true,
                    example: "0.02%"
                ) {
                    $0.maker = $1
                },
                Field("taker", "For orders that trade at once", rate, isRequired: true, example: "0.06%") {
                    $0.taker = $1
                },
            ]
        )
        let both = pair.shape(startingWith: (nil, nil))
        return Shape<FeeRates>(
            words: "a percentage, or a map with maker and taker",
            example: "0.06%",
            schema: { [.init("anyOf", [.object(single.schema()), .object(both.schema())])] }
        ) { node, reading in
            guard node.kind == .map else { return single.read(node, &reading) }
            if reading.complain(halfOf: node) || reading.complain(cutIn: node) { return nil }
            guard let rates = both.read(node, &reading), let maker = rates.maker, let taker = rates.taker
            else { return nil }
            return FeeRates(maker: maker, taker: taker)
        }
        .located
    }

    /// From -1% (a rebate) to 2%; above 1% with a warning, because no exchange here takes that much.
    private static func feeRate(
        _ text: String,
        at node: YAMLTree.Node,
        _ reading: inout Reading
    ) -> Percentage? {
        guard let value = Shape<Percentage>.percentage(text, from: -1, to: 2, at: node, &reading) else {
            return nil
        }
        if value.percent > ExactDecimal(1), let hundredth = value.percent.shifted(by: -2) {
            reading.complain(
                "high-fee",
                "\(value) is more than exchanges take for a trade",
                at: node,
                help: "did you mean \(hundredth)%? 'slots check' tells what the account pays",
                as: .warning
            )
        }
        return value
    }
}

extension Shape where Value == EndpointOverride {
    /// `https://…`, or `{spot: https://…, futures: https://…}`.
    static var endpoint: Shape {
        let origin = Shape<String>.origin("an address such as https://api.bitget.com").located
        let pair = Record<EndpointOverride>(
            "a map of addresses",
            example: "{spot: https://sapi.asterdex.com, futures: https://fapi.asterdex.com}",
            needsOne: true,
            fields: HostName.all.map { host in
                Field(host.rawValue, "The address of the \(host.rawValue) system", origin) { $0[host] = $1 }
            }
        )
        let both = pair.shape(startingWith: EndpointOverride())
        return Shape(
            words: "an address, or a map with \(HostName.all.map(\.rawValue).joined(separator: " and "))",
            example: origin.example,
            schema: { [.init("anyOf", [.object(origin.schema()), .object(both.schema())])] }
        ) { node, reading in
            guard node.kind != .map else { return both.read(node, &reading) }
            return origin.read(node, &reading).map { EndpointOverride(everywhere: $0) }
        }
    }
}

extension Reading {
    /// Whether commas inside the numbers parted them, so that their ends look like keys: `{maker: 0,02%, taker: 0,06%}`.
    fileprivate mutating func complain(cutIn fees: YAMLTree.Node) -> Bool {
        var rates: [(name: String, text: String)] = []
        var isCut = false
        for (key, value) in tree.members(of: fees) {
            let name = string(of: key)
            if name == "maker" || name == "taker" {
                rates.append((name, string(of: value)))
            } else if tree.isEmpty(value), let last = rates.indices.last,
                name.utf8.first.map({ (0x30...0x39).contains($0) }) == true
            {
                rates[last].text += "," + name
                isCut = true
            } else {
                return false
            }
        }
        let mended = rates.compactMap { rate in
            Mended.percentage(rate.text).map { "\(rate.name): \($0)" }
        }
        guard isCut, mended.count == rates.count else { return false }
        complain(
            "wrong-value",
            "a ',' in a number begins another entry here",
            at: fees,
            help: "write {\(mended.joined(separator: ", "))}"
        )
        return true
    }

    /// Whether only one of maker and taker is named; nobody else knows the other.
    fileprivate mutating func complain(halfOf fees: YAMLTree.Node) -> Bool {
        let members = tree.members(of: fees).map { (name: string(of: $0.key), value: $0.value) }
        guard members.count == 1, let only = members.first, ["maker", "taker"].contains(only.name),
            let rate = Mended.percentage(string(of: only.value))
        else { return false }
        let other = only.name == "maker" ? "taker" : "maker"
        complain(
            "missing-key",
            "'\(other)' is missing under \(key)",
            at: fees,
            help: "add \(other): with its rate; or write 'fees: \(rate)', where it is the same"
        )
        return true
    }
}
