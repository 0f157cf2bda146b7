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
        for case let guest as AsterGuest in guests {
            switch guest {
            case .v1(let key, let secret): add(key: key, secret, .aster, AsterTraits())
            case .v3(let wallet, let agent): add(wallet: wallet, agent: agent.bytes, .aster, AsterTraits())
            }
        }
        for (role, selector) in AsterCast.everybody(numbered: numberedAccounts, .v1) {
            let fakes = AsterFakes(selector, role, .v1)
            add(key: Hex.text(fakes.v1Key), fakes.knownSecret, selector, role.traits)
        }
        for (role, selector) in AsterCast.everybody(numbered: numberedAccounts, .v3) {
            let fakes = AsterFakes(selector, role, .v3)
            add(wallet: fakes.mainWallet, agent: fakes.agentAddress, selector, role.traits)
        }
    }

    private mutating func add(key: String, _ secret: Secret, _ selector: Selector, _ traits: AsterTraits) {
        byKey[key] = AsterAccount(selector: selector, traits: traits, credentials: .v1(secret: secret))
    }

    private mutating func add(wallet: String, agent: [UInt8], _ selector: Selector, _ traits: AsterTraits) {
        let account = AsterAccount(
            selector: selector,
            traits: traits,
            credentials: .v3(user: wallet, main: walletBytes(wallet), agent: agent)
        )
        byUser[canonicalWallet(wallet), default: []].append(account)
        if traits.isAgent { byAgent[agent] = account }
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
