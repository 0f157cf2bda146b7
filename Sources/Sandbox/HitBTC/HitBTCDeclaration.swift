import SlotModel

extension SandboxHost {
    package static let hitbtc = SandboxHost("hitbtc", standsFor: "api.hitbtc.com")
}

extension BuiltInExchanges.Declaration {
    static let hitbtc = BuiltInExchanges.Declaration(
        hosts: [.hitbtc],
        selectors: [.hitbtc: [.spot: .hitbtc]],
        make: { HitBTCExchange($0) },
        accounts: { selector in HitBTCCast.roles(selector).map { HitBTCCast.account($0, selector) } },
        numbered: { number, selector, _ in HitBTCCast.account(HitBTCCast.numberedRole(number), selector) },
        hidden: { isWanted in
            HitBTCCast.selectors.flatMap { selector in
                HitBTCCast.roles(selector).filter { isWanted($0.name) }.flatMap { role in
                    HitBTCCast.account(role, selector).credentials.values
                }
            }
        }
    )
}
