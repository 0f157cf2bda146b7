import Cryptography
import SlotModel

/// Aster's credentials looked at without asking: docs/facts/exchanges.md, section 2.1.
struct AsterInspection {
    let credentials: Credentials
    private let network: Network
    private var common: CredentialInspection

    static func findings(_ credentials: Credentials, on network: Network) -> [CredentialFinding] {
        var inspection = AsterInspection(credentials, network)
        inspection.inspect()
        return inspection.common.findings
    }

    private init(_ credentials: Credentials, _ network: Network) {
        self.credentials = credentials
        self.network = network
        common = CredentialInspection(credentials, of: "Aster")
    }

    private mutating func inspect() {
        let named = Set(credentials.fields.keys)
        let first = named.intersection(ConnectorProfile.CredentialForm.asterV1.fields)
        let third = named.intersection(ConnectorProfile.CredentialForm.asterV3.fields)
        if !first.isEmpty, !third.isEmpty {
            add(
                .error,
                "credentials.mixed",
                "fields of both generations of Aster's keys are mixed: \(Self.listed(named))",
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
        let whole = common.wholeFields(of: form)
        if first.isEmpty { inspectWallet(whole) } else { inspectKey(whole) }
    }

    mutating func add(
        _ severity: Finding.Severity,
        _ code: String,
        _ message: String,
        help: String,
        field: CredentialField? = nil
    ) {
        common.add(severity, code, message, help: help, field: field)
    }

    private static func listed(_ fields: Set<CredentialField>) -> String {
        fields.sorted().map(\.rawValue).joined(separator: ", ")
    }
}

// MARK: - V1

extension AsterInspection {
    private mutating func inspectKey(_ whole: [CredentialField]) {
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
        common.refuseEqualKeyAndSecret()
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
                    "for an API wallet name api-wallet, private-key and main-wallet instead of key and secret; where slots "
                    + "asks for them, start again with --form V3",
                field: field
            )
        default:
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
