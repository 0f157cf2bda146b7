import Cryptography
import SlotModel

extension CredentialInspection {
    mutating func inspectWallet(_ whole: [CredentialField]) {
        let api = whole.contains(.apiWallet) ? apiWallet() : nil
        let main = whole.contains(.mainWallet) ? mainWallet() : nil
        guard whole.contains(.privateKey), let own = privateKey() else { return }
        if own == main, api != main {
            add(
                .error,
                "credentials.main-wallet-key",
                api == nil
                    ? "this is the PRIVATE KEY OF THE MAIN WALLET: who reads it owns all funds of the wallet, on Aster and elsewhere"
                    : "the private key belongs to the address under main-wallet, not to the one under api-wallet: either the two "
                        + "addresses are swapped, or this is the main wallet's own key, which owns all its funds",
                help: (api == nil
                    ? ""
                    : "look which of the two you log in to Aster with: it is the main wallet. Where they are swapped, "
                        + "let them change places; where they are not, ")
                    + "take the key out of here and of every copy of the file; make an API wallet on Aster's API wallet page, tab "
                    + "'Pro API', and use that wallet's private key",
                field: .privateKey
            )
            return
        }
        guard let api else { return }
        if api != own {
            add(
                .error,
                "credentials.wrong-private-key",
                "the private key belongs to another wallet: its address is \(own), not \(api)",
                help:
                    "copy both once more, as Aster showed them when it made the API wallet; the main wallet's address is "
                    + "another one, and goes into main-wallet",
                field: .privateKey
            )
        }
        if api == main { warnOfOneWallet(isOwn: own == api) }
    }

    /// One of the two addresses was pasted twice, and nothing tells which.
    private mutating func warnOfOneWallet(isOwn: Bool) {
        add(
            .warning,
            "credentials.same-wallet",
            "api-wallet and main-wallet are the same address"
                + (isOwn ? ", and the private key is this wallet's" : ""),
            help:
                "main-wallet is the wallet that you log in to Aster with; api-wallet the one that the page 'Pro API' made"
                + (isOwn
                    ? "; if you log in with this one, keep its private key out of here: it owns all funds"
                    : ""),
            field: .apiWallet
        )
    }

    /// The address of the private key, where it is one.
    private mutating func privateKey() -> EthereumAddress? {
        guard let secret = credentials[.privateKey] else { return nil }
        switch CredentialShape(secret).kind {
        case .evmAddress, .solanaAddress:
            add(
                .error,
                "credentials.swapped",
                "'private-key' holds a wallet's address",
                help: "an address goes into api-wallet or main-wallet; the private key has 64 digits",
                field: .privateKey
            )
            return nil
        case .solanaKeyPair:
            add(
                .error,
                "credentials.main-wallet-key",
                "'private-key' holds a Solana wallet's own key: who reads it owns all funds of the wallet",
                help:
                    "take it out of here and of every copy of the file; an API wallet's private key has 64 hexadecimal digits",
                field: .privateKey
            )
            return nil
        default: break
        }
        do throws(PrivateKey.ReadError) { return try PrivateKey(text: secret).address } catch {
            refusePrivateKey(error)
            return nil
        }
    }

    private mutating func refusePrivateKey(_ error: PrivateKey.ReadError) {
        let trouble =
            switch error {
            case .length(let count): "has \(counted(count, "digit")), and a private key has 64"
            case .notHexadecimal: "has characters other than 0-9 and a-f"
            case .outOfRange: "is a number that no private key can be, such as zero"
            }
        add(
            .error,
            "credentials.private-key",
            "'private-key' \(trouble)",
            help: "copy the API wallet's private key again, as a whole",
            field: .privateKey
        )
    }

    private mutating func apiWallet() -> EthereumAddress? {
        guard let secret = credentials[.apiWallet] else { return nil }
        switch CredentialShape(secret).kind {
        case .evmAddress(hasPrefix: true): return address(secret, .apiWallet)
        case .evmAddress(hasPrefix: false): return withoutPrefix(.apiWallet)
        case .hex256, .solanaKeyPair: return exposedKey(.apiWallet)
        case .solanaAddress:
            add(
                .error,
                "credentials.address",
                "'api-wallet' holds a Solana address; an API wallet always has an address that begins with 0x",
                help: "put the Solana address into main-wallet, and the API wallet's address here",
                field: .apiWallet
            )
            return nil
        default: return noAddress(.apiWallet, "0x and 40 hexadecimal digits")
        }
    }

    /// The address where it is an EVM one; a Solana address is right as well, and no private key here belongs to it.
    private mutating func mainWallet() -> EthereumAddress? {
        guard let secret = credentials[.mainWallet] else { return nil }
        switch CredentialShape(secret).kind {
        case .evmAddress(hasPrefix: true): return address(secret, .mainWallet)
        case .evmAddress(hasPrefix: false): return withoutPrefix(.mainWallet)
        case .solanaAddress: return nil
        case .hex256, .solanaKeyPair: return exposedKey(.mainWallet)
        default:
            return noAddress(
                .mainWallet,
                "0x and 40 hexadecimal digits, or a Solana address of 32 to 44 characters"
            )
        }
    }

    private mutating func address(_ secret: Secret, _ field: CredentialField) -> EthereumAddress? {
        let read = secret.withBytes { text in
            Result { () throws(EthereumAddress.ReadError) in try EthereumAddress.read(text) }
        }
        guard case .success(let read) = read else { return withoutPrefix(field) }
        if read.checksum == .wrong {
            add(
                .warning,
                "credentials.checksum",
                "the capital letters of '\(field.rawValue)' do not fit the address: a character may be wrong",
                help: "copy the address again; it would be written \(read.address)",
                field: field
            )
        }
        return read.address
    }

    private mutating func withoutPrefix(_ field: CredentialField) -> EthereumAddress? {
        if credentials[field]?.withBytes({ $0.starts(with: "0X".utf8) }) == true {
            add(
                .error,
                "credentials.address",
                "'\(field.rawValue)' begins with 0X, and an address with 0x",
                help: "write the x small",
                field: field
            )
            return nil
        }
        add(
            .error,
            "credentials.address",
            "'\(field.rawValue)' is an address without 0x in front",
            help: "write 0x in front of it",
            field: field
        )
        return nil
    }

    private mutating func noAddress(_ field: CredentialField, _ wanted: String) -> EthereumAddress? {
        add(
            .error,
            "credentials.address",
            "'\(field.rawValue)' is not a wallet's address",
            help: "an address is \(wanted); copy it again as a whole",
            field: field
        )
        return nil
    }

    /// A private key where an address belongs: addresses are shown, so the key may have been seen.
    private mutating func exposedKey(_ field: CredentialField) -> EthereumAddress? {
        add(
            .error,
            "credentials.swapped",
            "'\(field.rawValue)' holds what looks like a private key, where an address belongs",
            help:
                "move it to private-key, and make a new API wallet if anybody may have seen it, since addresses are shown; "
                + "an old API key (V1) stands in key and secret instead, and 'slots add' takes it with --form V1",
            field: field
        )
        return nil
    }
}
