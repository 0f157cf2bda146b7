import SlotModel

/// What a key may do and from where: the answers of `account/info`, docs/facts/exchanges.md, sections 5.3 and 5.6.
struct BitgetRights: Sendable {
    /// As Bitget writes them, unknown ones included.
    var codes: Set<String>
    /// `read-only` or `read-and-write`; unified accounts only.
    var kind: String?
    /// Empty: any address; `nil`: not told.
    var allowlist: [String]?
    var mode: BitgetMode
    /// The user's id, the same for all keys of an account; `nil`: not told.
    ///
    /// A sub-account has its own.
    var user: String?

    init(_ data: AnswerNode, _ mode: BitgetMode) throws(Misunderstanding) {
        let name = mode == .classic ? "authorities" : "permissions"
        guard let codes = try data.words(name) else { throw data.wrong("'\(name)' is missing") }
        self.codes = Set(codes)
        self.mode = mode
        kind = mode == .classic ? nil : try data.member("permType").text()
        allowlist = try data.words("ips")
        user = data.bitgetName("userId")
    }

    func grants(for product: BitgetProduct) -> [Permission: Grant] {
        mode == .classic ? classicGrants(product) : unifiedGrants
    }

    /// Codes that the documents do not explain, sorted.
    var unknownCodes: [String] {
        let known = mode == .classic ? Self.classicCodes : Self.unifiedCodes
        let kinds = kind.map { Self.kinds.contains($0) ? [] : [$0] } ?? []
        return codes.subtracting(known).sorted() + kinds
    }
}

// MARK: - Classic accounts

extension BitgetRights {
    private static let classicCodes: Set<String> = [
        "coor", "coow", "cpor", "cpow", "stor", "stow", "smor", "smow", "ttor", "ttow", "wtor", "wtow",
        "wwow",
        "chor", "chow", "taxr", "taxw", "p2pr", "p2p", "p2pw", "pllr", "pllw", "readonly", "trade",
    ]

    /// Of older keys: they say nothing about withdrawals.
    private static let oldCodes: Set<String> = ["readonly", "trade"]

    private func classicGrants(_ product: BitgetProduct) -> [Permission: Grant] {
        let reads: Set<String> =
            product == .spot
            ? ["stor", "stow", "readonly", "trade"]
            : ["coor", "coow", "cpor", "cpow", "readonly", "trade"]
        // A code that nobody explains may be any right that its own code does not name.
        let isUnclear = codes.isSubset(of: Self.oldCodes) && !codes.isEmpty || !unknownCodes.isEmpty
        let absent: Grant = isUnclear ? .unknown : .no
        return [
            .read: codes.isDisjoint(with: reads) ? .no : .yes,
            .spot: has("stow") || has("trade") ? .yes : .no,
            .futures: has("coow") && has("cpow") || has("trade") ? .yes : .no,
            .withdraw: has("wwow") ? .yes : absent,
            .transfer: has("wtow") ? .yes : absent,
        ]
    }

    private func has(_ code: String) -> Bool { codes.contains(code) }
}

// MARK: - Unified accounts

extension BitgetRights {
    private static let unifiedCodes: Set<String> = [
        "uta_mgt", "uta_trade", "withdraw", "copy_futures_position", "copy_futures_order",
    ]
    private static let kinds: Set<String> = ["read-only", "read-and-write"]

    private var unifiedGrants: [Permission: Grant] {
        let trade: Grant =
            switch kind {
            case _ where !has("uta_trade"): .no
            case "read-and-write": .yes
            case "read-only": .no
            default: .unknown
            }
        return [
            .read: has("uta_mgt") ? .yes : .no,
            .spot: trade,
            .futures: trade,
            .withdraw: has("withdraw") ? .yes : .no,
            // The documents name no right of its own for it.
            .transfer: .unknown,
        ]
    }
}
