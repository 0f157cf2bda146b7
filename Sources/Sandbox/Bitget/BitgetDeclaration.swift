import SlotModel

extension SandboxHost {
    /// Spot and futures, classic and unified.
    package static let bitget = SandboxHost("bitget", standsFor: "api.bitget.com")
}

extension BuiltInExchanges.Declaration {
    static let bitget = BuiltInExchanges.Declaration(
        hosts: [.bitget],
        selectors: [.bitget: [.spot: .bitget], .bitgetFutures: [.futures: .bitget]],
        make: { BitgetExchange($0) },
        accounts: { selector in BitgetCast.roles(selector).map { BitgetCast.account($0, selector) } },
        numbered: { number, selector, _ in BitgetCast.account(BitgetCast.numberedRole(number), selector) },
        hidden: { isWanted in
            BitgetCast.selectors.flatMap { selector in
                BitgetCast.roles(selector).filter { isWanted($0.name) }.flatMap { role in
                    BitgetCast.account(role, selector).credentials.values.map(SandboxAccounts.spelling)
                }
            }
        }
    )
}
