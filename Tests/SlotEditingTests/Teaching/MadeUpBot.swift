import TestSupport
import SlotModel

/// A file of a bot that nobody knows, and what a template of it has to find; made from a number.
struct MadeUpBot: MadeUp {
    private(set) var text = ""
    private(set) var isVariables = false
    /// Values of credentials and of whatever else may be one.
    private(set) var secrets: [String] = []
    /// Whether the file tells spot from futures, and which exchange a connection is for.
    private(set) var tellsAll = false
    var numbers: SeededNumbers

    init(seed: Int) {
        numbers = SeededNumbers(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        isVariables = isTrue(1, of: 3)
        if isVariables { makeVariables() } else { makeJSON() }
    }

    // MARK: - JSON

    private mutating func makeJSON() {
        let naming = Int(next() % 3)
        let words = self.words()
        let isNested = isTrue(1, of: 4)
        let market = isTrue(1, of: 2) ? pick(["market", "type", "accountType", "trading_mode"]) : nil
        let futures = pick(["futures", "swap", "FUTURES", "perp"])
        func connection(_ exchange: String?, _ isFutures: Bool) -> String {
            var keys = words.credentials.map { "\(quoted($0)): \(secret())" }
            if isNested { keys = ["\"credentials\": {\(keys.joined(separator: ", "))}"] }
            var members = keys
            if let exchange { members.append("\"exchange\": \(quoted(exchange))") }
            if let market {
                let spot = futures == futures.uppercased() ? "SPOT" : "spot"
                members.append("\(quoted(market)): \(quoted(isFutures ? futures : spot))")
            }
            if let fee = words.fee {
                members.append("\(quoted(fee)): \(pick(["0.1", "0.001", "\"0.06\"", "null"]))")
            }
            if let delay = words.delay { members.append("\(quoted(delay)): \(pick(["5", "2500", "1.5"]))") }
            members.append("\"leverage\": 3")
            if isTrue(1, of: 2) { members.append("\"webhook_token\": \(secret())") }
            if isTrue(1, of: 2) { members.append("\"enabled\": true") }
            return "{\(members.joined(separator: ", "))}"
        }
        let rest = "\"version\": 2, \"telegram\": {\"token\": \(secret())}"
        switch naming {
        case 0:
            tellsAll = market != nil
            let entries = [("bitget", false), ("hitbtc", false)].map {
                "\(quoted($0.0)): \(connection(nil, $0.1))"
            }
            text = "{\(rest), \"exchanges\": {\(entries.joined(separator: ", "))}}"
        case 1:
            tellsAll = market != nil
            let entries = [("main", false), ("Second_One", true), ("x-3", true)].map {
                "\(quoted($0.0)): \(connection("bitget", $0.1))"
            }
            text = "{\"accounts\": {\(entries.joined(separator: ",\n  "))}, \(rest)}"
        default:
            tellsAll = market != nil
            var members = connection("bitget", true)
            members.removeLast()
            text = "\(members), \(rest)}\n"
        }
    }

    // MARK: - Variables

    private mutating func makeVariables() {
        let isNamed = isTrue(2, of: 3)
        let (key, signing) = (pick(["API_KEY", "KEY"]), pick(["API_SECRET", "SECRET"]))
        let exchange = isTrue(1, of: 2)
        let market = isTrue(1, of: 2)
        tellsAll = exchange && market
        var lines = ["# mine", "TELEGRAM_TOKEN=\(plainSecret())", ""]
        for (prefix, isFutures) in isNamed ? [("BITGET_", false), ("MY_FUTURES_", true)] : [("", true)] {
            lines += ["\(prefix)\(key)=\(plainSecret())", "\(prefix)\(signing)='\(plainSecret())'"]
            lines.append("export \(prefix)PASSPHRASE=\"\(plainSecret())\" # chosen by me")
            if exchange { lines.append("\(prefix)EXCHANGE=bitget") }
            if market { lines.append("\(prefix)MARKET_TYPE=\(isFutures ? "swap" : "spot")") }
            if isTrue(1, of: 2) { lines.append("\(prefix)DELAY_MS=2500") }
            if isTrue(1, of: 2) { lines.append("\(prefix)TAKER_FEE=0.06") }
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Words

    private mutating func words() -> (credentials: [String], fee: String?, delay: String?) {
        let credentials = [
            ["key", "secret", "passphrase"], ["apiKey", "apiSecret", "password"],
            ["api_key", "secret_key", "passphrase"],
            ["API-Key", "API-Secret", "API-Passphrase"], ["accessKey", "secretKey", "pass"],
        ][Int(next() % 5)]
        return (
            credentials, isTrue(1, of: 2) ? pick(["fee", "takerFee", "fee_percent", "feeRatio"]) : nil,
            isTrue(1, of: 2) ? pick(["delay", "pollIntervalMs", "pause_seconds", "loopDelay"]) : nil
        )
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    /// As JSON has it.
    private mutating func secret() -> String { "\"\(plainSecret())\"" }

    private mutating func plainSecret() -> String {
        let text =
            pick(["canary", "bitget-", "spot", "Zm9v"]) + String(next() | 1 << 50, radix: 36)
            + pick(["", "=", "#x", "/+"])
        secrets.append(text)
        return text
    }
}
