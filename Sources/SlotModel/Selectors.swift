// The selectors that slots knows. A new one stands here once; its exchange has a folder in `Exchanges` and one in
// `Sandbox`.

extension Selector {
    package static let allCases: [Selector] = [.aster, .asterFutures, .bitget, .bitgetFutures, .hitbtc]

    /// Asks the futures host for the key's rights as well.
    package static let aster = Selector(
        Descriptor(
            "aster",
            of: "Aster",
            .spot,
            hosts: [.spot, .futures],
            forms: [.asterV3, .asterV1],
            usualFee: "0.07%"
        )
    )
    package static let asterFutures = Selector(
        Descriptor(
            "aster-futures",
            of: "Aster",
            .futures,
            hosts: [.futures],
            forms: [.asterV3, .asterV1],
            usualFee: "0.035%"
        )
    )
    package static let bitget = Selector(
        Descriptor("bitget", of: "Bitget", .spot, hosts: [.spot], forms: [.bitget], usualFee: "0.1%")
    )
    package static let bitgetFutures = Selector(
        Descriptor(
            "bitget-futures",
            of: "Bitget",
            .futures,
            hosts: [.futures],
            forms: [.bitget],
            usualFee: "0.06%"
        )
    )
    package static let hitbtc = Selector(
        Descriptor("hitbtc", of: "HitBTC", .spot, hosts: [.spot], forms: [.hitbtc], usualFee: "0.25%")
    )
}

extension CredentialForm {
    /// An API wallet: made on the page "Pro API", signs with EIP-712.
    package static let asterV3 = CredentialForm(name: "V3", fields: [.apiWallet, .privateKey, .mainWallet])
    /// A key and its secret: no longer issued since 25 March 2026, existing ones go on working.
    package static let asterV1 = CredentialForm(name: "V1", fields: [.key, .secret])
    /// An API key with the passphrase that was chosen for it; signs with HMAC-SHA256.
    package static let bitget = CredentialForm(name: "API key", fields: [.key, .secret, .passphrase])
    package static let hitbtc = CredentialForm(name: "API", fields: [.key, .secret])
}
