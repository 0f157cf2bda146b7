import PlainJSON
import SlotModel

/// Permissions and balances as the JSON text that a row holds; decimals as text, exactly.
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

    static func text(of names: [String]) -> String { JSONValue.array(names.map { .string($0) }).text() }

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

    static func names(_ text: String) -> [String]? {
        (try? JSONValue.read(Array(text.utf8)))?.array?.compactMap(\.string)
    }
}
