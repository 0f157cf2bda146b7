import Cryptography
import SlotModel

extension SandboxHost {
    /// Spot, of both generations.
    package static let aster = SandboxHost("aster", standsFor: "sapi.asterdex.com")
    /// Futures, and the API wallets of both markets.
    package static let asterFutures = SandboxHost("aster-futures", standsFor: "fapi.asterdex.com")
}

extension BuiltInExchanges.Declaration {
    static let aster = BuiltInExchanges.Declaration(
        hosts: [.aster, .asterFutures],
        // The futures host alone knows the API wallets; spot slots ask it too.
        selectors: [
            .aster: [.spot: .aster, .futures: .asterFutures], .asterFutures: [.futures: .asterFutures],
        ],
        make: { AsterExchange($0) },
        accounts: { selector in
            SandboxAccount.Generation.allCases.reversed().flatMap { generation in
                AsterCast.roles(selector, generation).map { AsterCast.account($0, selector, generation) }
            }
        },
        numbered: { AsterCast.account(.numbered($0), $1, $2) },
        hidden: { isWanted in
            AsterTraits.selectors.flatMap { selector in
                SandboxAccount.Generation.allCases.flatMap { generation in
                    AsterCast.roles(selector, generation).filter { isWanted($0.name) }.flatMap { role in
                        // Without the addresses: to derive them takes as long as the start of the program.
                        AsterFakes(selector, role, generation).hidden.map { Hex.text($0) }
                    }
                }
            }
        }
    )
}
