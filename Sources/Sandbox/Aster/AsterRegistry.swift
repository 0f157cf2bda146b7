package import Cryptography
import SlotModel

/// An account as the exchange keeps it.
struct AsterAccount: Sendable {
    var selector: Selector
    var traits: AsterTraits
    var credentials: Credentials

    enum Credentials: Sendable {
        case v1(secret: Secret)
        /// Addresses of 20 bytes; `main` is `nil` for a Solana wallet.
        case v3(user: String, main: [UInt8]?, agent: [UInt8])
    }

    /// The API wallet's address, 20 bytes; `nil` for a V1 key.
    var agent: [UInt8]? {
        if case .v3(_, _, let agent) = credentials { agent } else { nil }
    }
}

/// Who may sign in.
struct AsterRegistry: Sendable {
    private var byKey: [String: AsterAccount] = [:]
    /// Those of one main wallet share its money; each has an API wallet of its own.
    private var byUser: [String: [AsterAccount]] = [:]
    private var byAgent: [[UInt8]: AsterAccount] = [:]

    /// Everybody of the cast, as many numbered accounts of each selector and generation, and guests.
    init(numberedAccounts: Int, guests: [any SandboxGuest]) {
        for case let guest as AsterGuest in guests { add(guest) }
        for selector in AsterCast.selectors {
            for generation in SandboxAccount.Generation.allCases {
                let numbered = (0..<max(0, numberedAccounts)).lazy.map(AsterCast.numberedRole)
                for role in AsterCast.roles(selector, generation) { add(role, selector, generation) }
                for role in numbered { add(role, selector, generation) }
            }
        }
    }

    private mutating func add(
        _ role: AsterCast.Role,
        _ selector: Selector,
        _ generation: SandboxAccount.Generation
    ) {
        guard role.traits.isRegistered else { return }
        let fakes = AsterFakes(selector, role, generation)
        switch generation {
        case .v1:
            byKey[Hex.text(fakes.v1Key)] = AsterAccount(
                selector: selector,
                traits: role.traits,
                credentials: .v1(secret: fakes.knownSecret)
            )
        case .v3:
            let wallet = fakes.mainWallet
            let agent = fakes.agentAddress
            let account = AsterAccount(
                selector: selector,
                traits: role.traits,
                credentials: .v3(user: wallet, main: walletBytes(wallet), agent: agent)
            )
            byUser[canonicalWallet(wallet), default: []].append(account)
            if role.traits.isAgent { byAgent[agent] = account }
        }
    }

    private mutating func add(_ guest: AsterGuest) {
        switch guest {
        case .v1(let key, let secret):
            byKey[key] = AsterAccount(
                selector: .aster,
                traits: AsterTraits(),
                credentials: .v1(secret: secret)
            )
        case .v3(let wallet, let agent):
            let account = AsterAccount(
                selector: .aster,
                traits: AsterTraits(),
                credentials: .v3(user: wallet, main: walletBytes(wallet), agent: agent.bytes)
            )
            byUser[canonicalWallet(wallet), default: []].append(account)
            byAgent[agent.bytes] = account
        }
    }

    /// The owner of a V1 key; letter case counts.
    func account(withKey key: String) -> AsterAccount? { byKey[key] }

    /// The accounts of a main wallet, one for each of its API wallets; letter case counts for Solana only.
    func accounts(ofUser wallet: String) -> [AsterAccount] { byUser[canonicalWallet(wallet)] ?? [] }

    /// All accounts of the same main wallet, this one among them; none of a V1 key.
    func siblings(of account: AsterAccount) -> [AsterAccount] {
        guard case .v3(let user, _, _) = account.credentials else { return [] }
        return accounts(ofUser: user)
    }

    /// The account of an API wallet.
    func account(ofAgent address: [UInt8]) -> AsterAccount? { byAgent[address] }
}

/// The 20 bytes of an EVM address; `nil` for anything else.
func walletBytes(_ text: String) -> [UInt8]? {
    guard text.hasPrefix("0x") || text.hasPrefix("0X"), let bytes = bytes(ofHex: text), bytes.count == 20
    else {
        return nil
    }
    return bytes
}

private func canonicalWallet(_ text: String) -> String {
    walletBytes(text).map { "0x" + Hex.text($0) } ?? text
}

/// A guest of Aster, connected on both of its hosts.
package enum AsterGuest: SandboxGuest {
    /// The key and its secret, as texts.
    case v1(key: String, secret: Secret)
    /// Addresses; the main wallet may be a Solana address.
    case v3(mainWallet: String, apiWallet: EthereumAddress)
}
