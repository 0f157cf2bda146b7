import SlotModel

extension SandboxHost {
    /// Spot and futures, classic and unified.
    package static let bitget = SandboxHost("bitget", standsFor: "api.bitget.com")
}

extension BuiltInExchanges.Declaration {
    static let bitget = BuiltInExchanges.Declaration(
        hosts: [.bitget],
        selectors: [.bitget: [.spot: .bitget], .bitgetFutures: [.futures: .bitget]],
        cast: BitgetCast.self,
        make: { BitgetExchange($0) }
    )
}
