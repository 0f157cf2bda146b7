import TestSupport

/// A file of some kind of bot as people have them: other orders, spellings and members than slots would write; made from a
/// number.
///
/// What an import has to make of it is known. To find out what a failing one is about, take members out of `text` by hand.
struct MadeUpBotFile: MadeUp {
    static let kinds = ["ccxt", "dotenv", "freqtrade", "gunbot", "octobot", "passivbot"]

    let kind: String
    private(set) var text = ""
    /// Relative to the bot's folder.
    private(set) var path = ""
    /// Other files that such a bot has, by path.
    private(set) var companions: [String: String] = [:]
    /// Slot name to selector.
    private(set) var slots: [String: String] = [:]
    /// Lines that a slot's file has to have, by the slot's name.
    private(set) var lines: [String: [String]] = [:]
    /// As they stand in the file.
    private(set) var secrets: [String] = []
    var numbers: SeededNumbers

    init(_ kind: String, seed: Int) {
        self.kind = kind
        numbers = SeededNumbers(
            seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(kind.utf8.reduce(7) { $0 &* 31 &+ Int($1) })
        )
        switch kind {
        case "dotenv": makeVariables()
        case "freqtrade": makeFreqtrade()
        case "gunbot": makeGunbot()
        case "octobot": makeOctoBot()
        default: makeAccounts()
        }
    }

    // MARK: - Kinds

    private mutating func makeAccounts() {
        let isPassivbot = kind == "passivbot"
        path = isPassivbot ? "api-keys.json" : "ccxt.json"
        var entries = isPassivbot ? [#""referrals": {"bitget": "R"}"#, #""_comment1": "mine""#] : []
        for number in 1...(2 + Int(next() % 4)) {
            let isFutures = isPassivbot || isTrue(1, of: 2)
            let isHitBTC = !isPassivbot && isTrue(1, of: 3)
            let id = pick(["Main_\(number)", "acc-\(number)", "x_\(number)_y"])
            let name = id.lowercased().replacing("_", with: "-")
            slots[name] = isHitBTC ? "hitbtc" : isFutures ? "bitget-futures" : "bitget"
            var members = [
                member("exchange", quoted(isHitBTC ? "hitbtc" : "bitget")),
                member(isPassivbot ? "key" : "apiKey", secret()), member("secret", secret()),
                member("quote", quoted("USDT")),
            ]
            if !isHitBTC { members.append(member(isPassivbot ? "passphrase" : "password", secret())) }
            if !isPassivbot {
                let type = isFutures && !isHitBTC ? "swap" : "spot"
                members.append(member("options", "{\"defaultType\": \(quoted(type)), \"x\": [1, 0.50]}"))
                if isTrue(1, of: 2) {
                    members.append(member("rateLimit", pick(["250", "250.0", "2.5e2", quoted("250")])))
                    lines[name] = ["rate-limit: 0.25s"]
                }
            }
            entries.append(member(id, object(members)))
        }
        entries.append(member("hl", #"{"exchange": "hyperliquid", "wallet": "0x1"}"#))
        text = object(entries, isTop: true)
    }

    private mutating func makeVariables() {
        path = ".env"
        var blocks: [[String]] = [["# mine", "export PATH_TO=\"a b\" # c"], ["LAST=$HOME"]]
        for name in ["main", "second-one", "x1"].prefix(1 + Int(next() % 3)) {
            let prefix = name.uppercased().replacing("-", with: "_") + "_"
            let isFutures = isTrue(1, of: 2)
            slots[name] = isFutures ? "bitget-futures" : "bitget"
            var block = [
                variable(prefix + "EXCHANGE", "bitget"),
                variable(prefix + "MARKET", isFutures ? "futures" : "spot"),
                variable(prefix + "API_KEY", plainSecret()), variable(prefix + "API_SECRET", plainSecret()),
                variable(prefix + "PASSPHRASE", plainSecret()), "\(prefix)LEVERAGE=3",
            ]
            if isTrue(1, of: 2) {
                block.append(variable(prefix + "FEE_PERCENT", pick(["0.06", "0.060", "6e-2"])))
                lines[name, default: []].append("fees: 0.06%")
            }
            if isTrue(1, of: 2) {
                block.append(variable(prefix + "DELAY_SECONDS", pick(["2.5", "2.50"])))
                lines[name, default: []].append("delay: 2.5s")
            }
            blocks.append(shuffled(block))
        }
        text = shuffled(blocks).map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private mutating func makeFreqtrade() {
        let name = pick(["mine", "bitget", "a-b-c", "x1"])
        path = "exchange.\(name).json"
        let isHitBTC = isTrue(1, of: 3)
        let isFutures = !isHitBTC && isTrue(1, of: 2)
        slots[name] = isHitBTC ? "hitbtc" : isFutures ? "bitget-futures" : "bitget"
        var inner = [
            member("name", quoted(isHitBTC ? "hitbtc" : "bitget")),
            member(pick(["api_key", "api_key", "key"]), secret()),
            member("secret", secret()), member("pair_whitelist", "[\"BTC/USDT\"]"),
        ]
        // freqtrade reads 'key' as well, and slots writes 'api_key'.
        if inner[1].contains("\"key\"") {
            inner.append(member("api_key", inner[1].drop { $0 != ":" }.dropFirst().description))
        }
        if !isHitBTC { inner.append(member("password", secret())) }
        if isTrue(1, of: 2) {
            inner.append(
                member("ccxt_config", "{\"enableRateLimit\": true, \"rateLimit\": \(pick(["250", "250.0"]))}")
            )
            lines[name, default: []].append("rate-limit: 0.25s")
        }
        var outer = [
            member("trading_mode", quoted(isFutures ? "futures" : "spot")),
            member("exchange", object(shuffled(inner))),
            member("dry_run", "true"), member("stake_amount", pick(["50", "50.0"])),
        ]
        if isFutures { outer.append(member("margin_mode", quoted("isolated"))) }
        if isTrue(1, of: 2) {
            outer.append(member("fee", pick(["0.001", "1e-3", "0.0010"])))
            lines[name, default: []].append("fees: 0.1%")
        }
        text = object(shuffled(outer), isTop: true)
    }

    private mutating func makeGunbot() {
        path = "config.js"
        var entries = [member("binance", object([member("key", secret()), member("secret", secret())]))]
        for (id, name) in [
            ("bitget", "bitget"), ("bitget#2", "bitget-2"), ("hitbtc", "hitbtc"), ("asterdex", "aster"),
        ]
        where slots.isEmpty || isTrue(1, of: 2) {
            let isFutures = id.hasPrefix("bitget") && isTrue(1, of: 2)
            slots[name] = id.hasPrefix("bitget") ? (isFutures ? "bitget-futures" : "bitget") : name
            let (key, signing) = (secret(), secret())
            var members = [
                member("masterkey", key), member("mastersecret", signing), member("key", key),
                member("secret", signing),
                member("isEncrypted", "false"),
            ]
            if id.hasPrefix("bitget") {
                members.append(member("passphrase", secret()))
                members.append(member("market", quoted(isFutures ? "futures" : "spot")))
            }
            if isTrue(1, of: 2) {
                members.append(member("delay", pick(["5", "5.0", quoted("5")])))
                lines[name, default: []].append("delay: 5s")
            }
            if isTrue(1, of: 2) {
                members.append(member("TRADING_FEES", pick(["0.1", "0.10", quoted("0.1"), "1e-1"])))
                lines[name, default: []].append("fees: 0.1%")
            }
            entries.append(member(id, object(shuffled(members))))
        }
        // A slot bears its selector's name, with its number where it has one.
        for (name, selector) in slots where selector == "bitget-futures" {
            let other = name == "bitget" ? "bitget-futures" : "bitget-futures-2"
            (slots[name], slots[other]) = (nil, selector)
            (lines[name], lines[other]) = (nil, lines[name])
        }
        let sections = [
            member("exchanges", object(shuffled(entries))),
            member("pairs", "{\"bitget\": {\"USDT-BTC\": {}}}"),
            member("bot", "{\"GAIN\": 0.50, \"chat_id\": -1001234567890123456}"),
        ]
        text = object(shuffled(sections), isTop: true)
    }

    private mutating func makeOctoBot() {
        path = "user/config.json"
        var entries = [
            member(
                "binance",
                object([member("api-key", quoted("gAAAAx")), member("api-secret", quoted("gAAAAy"))])
            )
        ]
        for id in ["bitget", "hitbtc"] where slots.isEmpty || isTrue(1, of: 2) {
            let isFutures = id == "bitget" && isTrue(1, of: 2)
            slots[isFutures ? "bitget-futures" : id] = isFutures ? "bitget-futures" : id
            var members = [
                member("api-key", secret()), member("api-secret", secret()),
                member("exchange-type", quoted(isFutures ? "future" : "spot")), member("sandboxed", "false"),
                member("enabled", pick(["true", "false"])),
            ]
            if id == "bitget" { members.append(member("api-password", secret())) }
            entries.append(member(id, object(shuffled(members))))
        }
        let types = slots.values.sorted().map { selector in
            let (id, type) = selector == "bitget-futures" ? ("bitget", "future") : (selector, "spot")
            return member(id, object([member("exchange-type", quoted(type)), member("enabled", "true")]))
        }
        let configuration = [member("trader", "{\"enabled\": false}"), member("exchanges", object(types))]
        companions["user/profiles/default/profile.json"] = object(
            [member("profile", "{\"id\": \"default\"}"), member("config", object(configuration))],
            isTop: true
        )
        let sections = [
            member("exchanges", object(shuffled(entries))), member("backtesting", "{\"files\": []}"),
            member("services", "{\"telegram\": {\"token\": \"x\"}}"),
        ]
        text = object(shuffled(sections), isTop: true)
    }

    // MARK: - Spellings

    private mutating func member(_ name: String, _ value: String) -> String {
        quoted(name) + pick([":", ": ", " : "]) + value
    }

    private mutating func object(_ members: [String], isTop: Bool = false) -> String {
        let line = isTop ? "\n  " : pick(["", " ", "\n    "])
        return "{\(line)\(members.joined(separator: "," + (line.isEmpty ? "" : line)))\(isTop ? "\n" : "")}"
            + (isTop ? "\n" : "")
    }

    private mutating func variable(_ name: String, _ value: String) -> String {
        let isBare = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }
        let quotes = isBare ? ["", "'", "\""] : ["'"]
        let quote = pick(quotes)
        return pick(["", "", "export "]) + name + "=" + quote + value + quote + pick(["", " # note"])
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    /// A text as JSON has it, which stands nowhere else.
    private mutating func secret() -> String {
        let awkward = ["\\\"", "\\\\", "'", "$HOME", "#", " ", "\\u00e4", "=", "`x`", "{{k}}", "\\/"]
        let text = "canary\(next() % 100_000)" + pick(awkward) + "m\(next() % 1000)" + pick(awkward) + "Z"
        secrets.append(text)
        return quoted(text)
    }

    private mutating func plainSecret() -> String {
        let awkward = ["\"", "$HOME", "#", " #", " ", "=", "`x`", "{{k}}", "ä", "*", "!", "&", ";"]
        let text = "canary\(next() % 100_000)" + pick(awkward) + "m\(next() % 1000)" + pick(awkward) + "Z"
        secrets.append(text)
        return text
    }

    // MARK: - Chance

    private mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for index in elements.indices.dropFirst().reversed() {
            elements.swapAt(index, Int(next() % UInt64(index + 1)))
        }
        return elements
    }
}
