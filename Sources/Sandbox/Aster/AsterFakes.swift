import Cryptography
import SlotModel

/// The credentials of one account, made by the rule that ``SandboxAccounts`` documents.
struct AsterFakes {
    private let label: String
    /// Of the account to which the main wallet belongs.
    private let owner: String
    private let role: AsterCast.Role
    private let generation: SandboxAccount.Generation

    init(_ selector: Selector, _ role: AsterCast.Role, _ generation: SandboxAccount.Generation) {
        let start = "slots sandbox \(selector.rawValue)\(generation == .v1 ? " v1" : "")"
        label = "\(start) \(role.name)"
        owner = "\(start) \(role.traits.mainWalletOf ?? role.name)"
        self.role = role
        self.generation = generation
    }

    /// What a slot file holds.
    var credentials: [CredentialField: String] {
        switch generation {
        case .v1: [.key: Hex.text(v1Key), .secret: Hex.text(v1Secret)]
        case .v3:
            [
                .apiWallet: address(ofPrivateKey: agentPrivateKey).description,
                .privateKey: "0x" + Hex.text(givenPrivateKey),
                .mainWallet: mainWallet,
            ]
        }
    }

    /// What nobody would show if it were real.
    var hidden: [[UInt8]] {
        switch generation {
        case .v1: [v1Key, v1Secret]
        case .v3: [givenPrivateKey, mainPrivateKey]
        }
    }

    var mainWalletPrivateKey: String? {
        generation == .v3 && !role.traits.isSolana ? "0x" + Hex.text(mainPrivateKey) : nil
    }

    var v1Key: [UInt8] { keccak256(label + " key") }

    /// The secret that the account's owner has.
    private var v1Secret: [UInt8] { keccak256(label + " secret") }

    /// The secret that the exchange has, as the text with which requests are signed.
    var knownSecret: Secret {
        let secret = role.traits.hasWrongSecret ? keccak256(label + " other secret") : v1Secret
        return Secret(copying: Array(Hex.text(secret).utf8))
    }

    /// The address of the API wallet that the exchange knows, 20 bytes.
    var agentAddress: [UInt8] { address(ofPrivateKey: agentPrivateKey).bytes }

    /// The main wallet: `0x` and 40 digits, or a Solana address.
    var mainWallet: String {
        role.traits.isSolana
            ? base58(mainPrivateKey) : address(ofPrivateKey: mainPrivateKey).description
    }

    /// The main wallet as the exchange compares it; a V1 key has none.
    var accountName: String? {
        guard generation == .v3 else { return nil }
        return role.traits.isSolana ? mainWallet : mainWallet.lowercased()
    }

    private var agentPrivateKey: [UInt8] { keccak256(label) }
    private var mainPrivateKey: [UInt8] { keccak256(owner + " main wallet") }

    private var givenPrivateKey: [UInt8] {
        role.traits.hasWrongSecret ? keccak256(label + " other wallet") : agentPrivateKey
    }
}

/// Base58 with Bitcoin's alphabet, as Solana writes its addresses.
private func base58(_ bytes: [UInt8]) -> String {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    var digits: [Int] = []
    for byte in bytes {
        var carry = Int(byte)
        for index in digits.indices {
            carry += digits[index] << 8
            digits[index] = carry % 58
            carry /= 58
        }
        while carry > 0 {
            digits.append(carry % 58)
            carry /= 58
        }
    }
    let zeros = bytes.prefix { $0 == 0 }.map { _ in 0 }
    return String(decoding: (zeros + digits.reversed()).map { alphabet[$0] }, as: UTF8.self)
}
