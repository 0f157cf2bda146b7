import PlainJSON
import SlotModel

/// Permissions, balances and checks as the JSON text that a row holds; decimals as text, exactly.
enum ReportCoding {
    static func text(of permissions: [Permission: Grant]) -> String {
        let members = permissions.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { JSONValue.Member($0.key.rawValue, .string($0.value.rawValue)) }
        return JSONValue.object(members).text()
    }

    static func text(of balances: [Balance]) -> String {
        JSONValue.array(
            balances.map { balance in
                [
                    "asset": .string(balance.asset),
                    "free": .string(balance.free.description),
                    "locked": .string(balance.locked.description),
                    "total": .string(balance.total.description),
                ]
            }
        )
        .text()
    }

    static func text(of checks: [CheckResult]) -> String {
        JSONValue.array(
            checks.map { result in
                var members: [JSONValue.Member] = [
                    .init("check", .string(result.check.rawValue)),
                    .init("outcome", .string(result.outcome.rawValue)),
                    .init("message", .string(result.message)),
                ]
                if let help = result.help { members.append(.init("help", .string(help))) }
                let data = result.data.map { JSONValue.Member($0.name, value($0.value)) }
                if !data.isEmpty { members.append(.init("data", .object(data))) }
                return .object(members)
            }
        )
        .text()
    }

    /// The outcomes alone: `clock pass,reach pass,sign-in fail`.
    static func outcomes(of checks: [CheckResult]) -> String {
        checks.map { "\($0.check.rawValue) \($0.outcome.rawValue)" }.joined(separator: ",")
    }

    /// Checks without their messages; what this release does not know is left out.
    static func outcomes(_ text: String) -> [CheckResult] {
        text.split(separator: ",").compactMap { pair in
            let words = pair.split(separator: " ")
            guard words.count == 2, let check = Check(rawValue: String(words[0])),
                let outcome = CheckResult.Outcome(rawValue: String(words[1]))
            else { return nil }
            return CheckResult(check, outcome, "")
        }
    }

    private static func value(_ value: CheckResult.DataItem.Value) -> JSONValue {
        switch value {
        case .text(let text): .string(text)
        case .integer(let number): .number(String(number))
        case .boolean(let value): .boolean(value)
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }

    static func text(of names: [String]) -> String { JSONValue.array(names.map { .string($0) }).text() }

    /// `nil` when the text is not what we write.
    static func names(_ text: String) -> [String]? {
        (try? JSONValue.read(Array(text.utf8)))?.array?.compactMap(\.string)
    }

    /// `nil` when the text is not what we write.
    static func permissions(_ text: String) -> [Permission: Grant]? {
        guard let members = (try? JSONValue.read(Array(text.utf8)))?.object else { return nil }
        var permissions: [Permission: Grant] = [:]
        for member in members {
            guard let permission = Permission(rawValue: member.name),
                let grant = member.value.string.flatMap(Grant.init)
            else { return nil }
            permissions[permission] = grant
        }
        return permissions
    }

    static func balances(_ text: String) -> [Balance]? {
        guard let rows = (try? JSONValue.read(Array(text.utf8)))?.array else { return nil }
        var balances: [Balance] = []
        for row in rows {
            func amount(_ name: String) -> ExactDecimal? { row[name]?.string.flatMap { ExactDecimal($0) } }
            guard let asset = row["asset"]?.string, let free = amount("free"), let locked = amount("locked"),
                let total = amount("total")
            else { return nil }
            balances.append(Balance(asset: asset, free: free, locked: locked, total: total))
        }
        return balances
    }

    /// `nil` when the text is not what we write; checks that this release does not know are left out.
    static func checks(_ text: String) -> [CheckResult]? {
        guard let rows = (try? JSONValue.read(Array(text.utf8)))?.array else { return nil }
        return rows.compactMap { row in
            guard let check = row["check"]?.string.flatMap(Check.init(rawValue:)),
                let outcome = row["outcome"]?.string.flatMap(CheckResult.Outcome.init(rawValue:)),
                let message = row["message"]?.string
            else { return nil }
            let data = (row["data"]?.object ?? []).compactMap { member in
                item(member.value).map { CheckResult.DataItem(member.name, $0) }
            }
            return CheckResult(check, outcome, message, help: row["help"]?.string, data: data)
        }
    }

    private static func item(_ value: JSONValue) -> CheckResult.DataItem.Value? {
        switch value {
        case .string(let text): .text(text)
        case .number(let text): Int64(text).map { .integer($0) }
        case .boolean(let value): .boolean(value)
        case .array(let elements): .list(elements.compactMap(\.string))
        case .null, .object: nil
        }
    }
}
