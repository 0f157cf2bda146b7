package import SlotModel

/// The accounts of the built-in exchange.
///
/// Rule of the fakes, for selector `S` and account `N`: everything is the Keccak-256 of an ASCII text, as 64 hexadecimal
/// digits. V3: the API wallet's private key (with `0x`) of `slots sandbox S N`, the main wallet's of
/// `slots sandbox S N main wallet`; addresses follow from them. V1: key of `slots sandbox S v1 N key`, secret of
/// `slots sandbox S v1 N secret`.
package enum SandboxAccounts {
    /// All of them, Aster spot first, V3 before V1.
    package static let all: [SandboxAccount] = AsterCast.selectors.flatMap { selector in
        SandboxAccount.Generation.allCases.reversed().flatMap { generation in
            AsterCast.roles(selector, generation).map { AsterCast.account($0, selector, generation) }
        }
    }

    /// The account of that name.
    package static func named(_ name: String) -> SandboxAccount? { all.first { $0.name == name } }

    /// One of any number of connected accounts with credentials of their own, for benchmarks.
    ///
    /// Exists only on a server whose ``SandboxOptions/numberedAccounts`` is above `number`.
    package static func numbered(
        _ number: Int,
        selector: Selector,
        generation: SandboxAccount.Generation = .v3
    ) -> SandboxAccount {
        AsterCast.account(AsterCast.numberedRole(number), selector, generation)
    }

    /// Whether a credential that stands in a slot file is one of the documented fakes, so that nobody needs to hide it.
    ///
    /// - Parameter value: The text of a key, secret or private key; with or without `0x`, in either letter case.
    package static func isDocumentedFake(_ value: some Collection<UInt8>) -> Bool {
        guard value.count <= 66, let bytes = bytes(ofHex: String(decoding: value, as: UTF8.self)) else {
            return false
        }
        return fakes.contains(bytes)
    }

    private static let fakes: Set<[UInt8]> = {
        var fakes: Set<[UInt8]> = []
        for selector in AsterCast.selectors {
            for generation in SandboxAccount.Generation.allCases {
                for role in AsterCast.roles(selector, generation) {
                    fakes.formUnion(AsterFakes(selector, role, generation).hidden)
                }
            }
        }
        return fakes
    }()
}
