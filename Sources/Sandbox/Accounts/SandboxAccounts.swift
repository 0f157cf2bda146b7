import Cryptography
package import SlotModel

/// The accounts of the built-in exchange.
///
/// Rule of the fakes, for selector `S` and account `N`: everything is made of the Keccak-256 of an ASCII text.
///
/// - Aster, as 64 hexadecimal digits. V3: the API wallet's private key (with `0x`) of `slots sandbox S N`, the main
///   wallet's of `slots sandbox S N main wallet`; addresses follow from them. V1: key of `slots sandbox S v1 N key`,
///   secret of `slots sandbox S v1 N secret`.
/// - Bitget, in hexadecimal digits: key is `bg_` and the first 32 of `slots sandbox S N key`, secret all 64 of
///   `slots sandbox S N secret`, passphrase the first 20 of `slots sandbox S N passphrase`.
///   Its user's id is the number of the first 12 digits of `slots sandbox S N user`.
/// - HitBTC: the first 24 bytes of `slots sandbox S N key` and `slots sandbox S N secret` in URL-safe base64.
///
/// `second-key` is another key of `connected`'s account: main wallet and user are made of that account's name.
package enum SandboxAccounts {
    /// All of them: in the order of the selectors; Aster's V3 before V1.
    package static let all: [SandboxAccount] = Selector.allCases.flatMap { selector in
        BuiltInExchanges.exchange(of: selector)?.accounts(selector) ?? []
    }

    /// The account of that name.
    package static func named(_ name: String) -> SandboxAccount? { all.first { $0.name == name } }

    /// One of any number of connected accounts with credentials of their own, for benchmarks.
    ///
    /// Exists only on a server whose ``SandboxOptions/numberedAccounts`` is above `number`.
    ///
    /// - Parameter generation: Aster's kind of credentials; the others have one only.
    package static func numbered(
        _ number: Int,
        selector: Selector,
        generation: SandboxAccount.Generation = .v3
    ) -> SandboxAccount {
        guard let exchange = BuiltInExchanges.exchange(of: selector) else {
            preconditionFailure("every selector is built in")
        }
        return exchange.numbered(number, selector, generation)
    }

    /// Whether a credential that stands in a slot file is one of the documented fakes, so that nobody needs to hide it.
    ///
    /// - Parameter value: The text of a key, secret, passphrase or private key; what is hexadecimal may come in either
    ///   letter case, with or without `0x`.
    package static func isDocumentedFake(_ value: some Collection<UInt8>) -> Bool {
        guard !value.isEmpty, value.count <= 66 else { return false }
        let text = String(decoding: value, as: UTF8.self)
        let spelled = spelling(of: text)
        if fakesOfConnected.contains(text) || fakesOfConnected.contains(spelled) { return true }
        return fakesOfAll.contains(text) || fakesOfAll.contains(spelled)
    }

    /// Those of the connected accounts, which stand in every new workspace: the others need not be made for them.
    private static let fakesOfConnected = credentials(ofRoles: { $0 == "connected" })
    private static let fakesOfAll = credentials(ofRoles: { _ in true })

    private static func credentials(ofRoles isWanted: (String) -> Bool) -> Set<String> {
        Set(BuiltInExchanges.all.flatMap { $0.hidden(isWanted) })
    }

    /// Hexadecimal digits in small letters and without `0x`.
    static func spelling(of text: String) -> String {
        let lower = text.lowercased()
        return lower.hasPrefix("0x") ? String(lower.dropFirst(2)) : lower
    }
}
