import Cryptography
import SlotModel

/// Aster's credentials looked at without asking: docs/facts/exchanges.md, section 2.1.
extension CredentialInspection {
    mutating func inspectAster(on network: Network) {
        let named = Set(credentials.fields.keys)
        let first = named.intersection(ConnectorProfile.CredentialForm.asterV1.fields)
        let third = named.intersection(ConnectorProfile.CredentialForm.asterV3.fields)
        if !first.isEmpty, !third.isEmpty {
            add(
                .error,
                "credentials.mixed",
                "fields of both generations of Aster's keys are mixed: \(named.sorted().map(\.rawValue).joined(separator: ", "))",
                help:
                    "an API wallet (V3) takes api-wallet, private-key and main-wallet; an old API key (V1) takes key and "
                    + "secret; name the fields of one of them"
            )
            return
        }
        if named.contains(.passphrase) {
            add(
                .error,
                "credentials.not-wanted",
                "Aster has no passphrase",
                help: "leave 'passphrase' out",
                field: .passphrase
            )
        }
        let form: ConnectorProfile.CredentialForm = first.isEmpty ? .asterV3 : .asterV1
        let whole = wholeFields(of: form)
        if first.isEmpty { inspectWallet(whole) } else { inspectKey(whole, on: network) }
    }

    // MARK: - V1

    private mutating func inspectKey(_ whole: [CredentialField], on network: Network) {
        if network == .testnet {
            add(
                .error,
                "credentials.testnet",
                "Aster's test network knows API wallets (V3) only, and the slot has a V1 key",
                help: "make an API wallet on www.asterdex-testnet.com, or set 'network: live'"
            )
        }
        for field in whole {
            guard let secret = credentials[field] else { continue }
            inspectKeyPart(field, CredentialShape(secret))
        }
        refuseEqualKeyAndSecret()
    }

    private mutating func inspectKeyPart(_ field: CredentialField, _ shape: CredentialShape) {
        let name = "'\(field.rawValue)'"
        switch shape.kind {
        case .hex256(hasPrefix: false): return
        case .evmAddress, .hex256(hasPrefix: true), .solanaAddress, .solanaKeyPair:
            add(
                .error,
                "credentials.swapped",
                "\(name) holds something of a wallet, not a part of an API key",
                help:
                    "an API wallet has api-wallet, private-key and main-wallet instead of key and secret: 'slots replace-key' "
                    + "changes a slot to them, and 'slots add' asks for them, with --form V3",
                field: field
            )
        default:
            if field == .key, let key = credentials[field], isOfHitBTC(field, key) { return }
            let trouble =
                shape.isHexadecimal || shape.length != 64
                ? "has \(counted(shape.length, "character")); those of Aster that we know have 64"
                : "has characters other than 0-9 and a-f, which those of Aster that we know do not have"
            add(
                .warning,
                "credentials.unusual",
                "\(name) \(trouble)",
                help: "if Aster refuses it, copy it again as a whole",
                field: field
            )
        }
    }
}
