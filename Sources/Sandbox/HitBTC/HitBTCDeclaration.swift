import SlotModel

extension SandboxHost {
    /// Spot, wallet and futures.
    package static let hitbtc = SandboxHost("hitbtc", standsFor: "api.hitbtc.com")
}

extension BuiltInExchanges.Declaration {
    static let hitbtc = BuiltInExchanges.Declaration(
        hosts: [.hitbtc],
        selectors: [.hitbtc: [.spot: .hitbtc]],
        cast: HitBTCCast.self,
        make: { HitBTCExchange($0) }
    )
}
