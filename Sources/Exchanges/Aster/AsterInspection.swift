import Cryptography
import SlotModel

/// Aster's credentials looked at without asking: reference/exchanges.md, section 2.1.
struct AsterInspection {
    private let credentials: Credentials
    private let network: Network
    private var findings: [CredentialFinding] = []

    static func findings(_ credentials: Credentials, on network: Network) -> [CredentialFinding] {
        var inspection = AsterInspection(credentials, network)
        inspection.inspect()
        return inspection.findings
    }

    private init(_ credentials: Credentials, _ network: Network) {
        self.credentials = credentials
        self.network = network
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
        for field in form.fields where !named.contains(field) { missing(field, of: form) }
        let whole = form.fields.filter { isWhole($0) }
        if first.isEmpty { inspectWallet(whole) } else { inspectKey(whole) }
    }

    private mutating func missing(_ field: CredentialField, of form: ConnectorProfile.CredentialForm) {
        add(
            .error,
            "credentials.missing",
            "'\(field.rawValue)' is missing",
            help: "Aster's \(form.name) keys need \(form.fields.map(\.rawValue).joined(separator: ", "))",
            field: field
        )
    }

    /// Whether the field is there and free of blanks and strange characters; reports it if not.
    private mutating func isWhole(_ field: CredentialField) -> Bool {
        guard let secret = credentials[field] else { return false }
        let shape = CredentialShape(secret)
        let name = "'\(field.rawValue)'"
        switch shape.kind {
        case .empty:
            add(.error, "credentials.missing", "\(name) is empty", help: "put the value there", field: field)
            return false
        case .pem:
            add(
                .error,
                "credentials.pem",
                "\(name) holds a key in the form of a file (PEM), which Aster does not use",
                help: "put there what Aster's page showed when the key was made",
                field: field
            )
            return false
        case .recoveryPhrase:
            add(
                .error,
                "credentials.recovery-phrase",
                "\(name) holds what looks like a wallet's recovery phrase, which gives away everything in the wallet",
                help:
                    "take it out of there, and out of every copy of the file, at once; no bot ever needs it",
                field: field
            )
            return false
        default: break
        }
        if shape.hasBlankAtEnd || shape.hasBlankInside {
            let what = shape.hasLineBreak ? "a line break" : "a blank"
            add(
                .error,
                "credentials.blanks",
                "\(name) has \(what) \(shape.hasBlankInside ? "inside" : "before or behind it")",
                help: "copy the value again, without what stands around it",
                field: field
            )
            return false
        }
        guard shape.isVisibleASCII else {
            add(
                .error,
                "credentials.alphabet",
                "\(name) has a character that no credential has",
                help: "copy the value again from Aster's page, not out of a formatted text",
                field: field
            )
            return false
        }
        return true
    }

    private mutating func add(
        _ severity: Finding.Severity,
        _ code: String,
        _ message: String,
        help: String,
        field: CredentialField? = nil
    ) {
        findings.append(CredentialFinding(severity, code, message, help: help, field: field))
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
        if let key = credentials[.key], let secret = credentials[.secret], !key.isEmpty,
            key.isEqual(to: secret)
        {
            add(
                .error,
                "credentials.equal",
                "key and secret are the same",
                help: "one of them was pasted twice; copy the other one again",
                field: .secret
            )
        }
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
                    "for an API wallet name api-wallet, private-key and main-wallet instead of key and secret",
                field: field
            )
        default:
            let trouble =
                shape.isHexadecimal || shape.length != 64
                ? "has \(shape.length) characters; those of Aster that we know have 64"
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

// MARK: - V3

extension AsterInspection {
    private mutating func inspectWallet(_ whole: [CredentialField]) {
        let api = whole.contains(.apiWallet) ? apiWallet() : nil
        let main = whole.contains(.mainWallet) ? mainWallet() : nil
        guard whole.contains(.privateKey), let own = privateKey() else { return }
        let isMain = own == main
        if isMain {
            add(
                .warning,
                "credentials.main-wallet-key",
                "this is the PRIVATE KEY OF THE MAIN WALLET: who reads it owns all funds of the wallet, on Aster and elsewhere",
                help:
                    "take it out of here and of every copy of the file; make an API wallet on Aster's API wallet page, tab "
                    + "'Pro API', and use that wallet's private key",
                field: .privateKey
            )
        }
        if let api, api != own {
            add(
                .error,
                "credentials.wrong-private-key",
                isMain
                    ? "the private key is the main wallet's, not the API wallet's"
                    : "the private key belongs to another wallet: its address is \(own), not \(api)",
                help: "put the private key there that Aster's page showed when it made the API wallet \(api)",
                field: .privateKey
            )
        }
        if let api, api == main, !isMain {
            add(
                .warning,
                "credentials.same-wallet",
                "api-wallet and main-wallet are the same address",
                help:
                    "main-wallet is the wallet that you log in to Aster with; api-wallet the one that the page 'Pro API' made",
                field: .apiWallet
            )
        }
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
        do throws(PrivateKey.ReadError) {
            return try PrivateKey(text: secret).address
        } catch {
            let trouble =
                switch error {
                case .length(let count): "has \(count) digits, and a private key has 64"
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
            return nil
        }
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
                "move it to private-key; addresses are shown in tables and reports, so make a new API wallet if anybody "
                + "may have seen it",
            field: field
        )
        return nil
    }
}
