import Cryptography
import SlotModel

/// Bitget's credentials looked at without asking: docs/facts/exchanges.md, sections 5.2 and 7.
extension CredentialInspection {
    mutating func inspectBitget() {
        chosenFields = [.passphrase]
        adviceOnPEM =
            "on Bitget's API key page, make a key that signs with a secret (HMAC), and put that secret there"
        refuseFields(besides: .bitget) { field in
            "leave \(field) out; Bitget's keys have key, secret and passphrase"
        }
        let whole = wholeFields(of: .bitget)
        let misplaced = whole.filter { isMisplaced($0) }
        inspectEquality(whole)
        if misplaced.isEmpty { inspectOrder(whole) }
        guard misplaced.isEmpty, whole.contains(.key), let key = credentials[.key], !key.looksLikeBitgetKey
        else { return }
        guard !isOfHitBTC(.key, key) else { return }
        add(
            .warning,
            "credentials.unusual",
            "'key' does not look like the keys of Bitget that we know: 'bg_' and 32 digits of 0-9 and a-f",
            help: "if Bitget refuses it, copy it again as a whole",
            field: .key
        )
    }

    /// Doubts that secret and passphrase stand in their own fields: Bitget gives out secrets of 64 digits, and the
    /// passphrase is chosen by people.
    private mutating func inspectOrder(_ whole: [CredentialField]) {
        guard whole.contains(.secret), whole.contains(.passphrase), let secret = credentials[.secret],
            let passphrase = credentials[.passphrase],
            CredentialShape(passphrase).kind == .hex256(hasPrefix: false),
            !CredentialShape(secret).isHexadecimal
                || CredentialShape(secret).length < 32
        else { return }
        add(
            .warning,
            "credentials.swapped",
            "'secret' and 'passphrase' look swapped: the passphrase has the form of Bitget's secrets, 64 digits of 0-9 and a-f",
            help:
                "put what you chose yourself into 'passphrase', and what Bitget's page showed into 'secret'",
            field: .passphrase
        )
    }

    /// Whether the field holds another field's value, or a wallet's; reports it.
    private mutating func isMisplaced(_ field: CredentialField) -> Bool {
        guard let value = credentials[field] else { return false }
        let isTheKey = credentials[.key].map { $0.isEqual(to: value) } ?? false
        if field != .key, value.looksLikeBitgetKey, !isTheKey {
            add(
                .error,
                "credentials.swapped",
                "'\(field.rawValue)' holds something that looks like an API key ('bg_…')",
                help: "put each value into its own field: the key begins with 'bg_'",
                field: field
            )
            return true
        }
        switch CredentialShape(value).kind {
        case .evmAddress(hasPrefix: true) where field != .passphrase,
            .hex256(hasPrefix: true) where field != .passphrase,
            .solanaKeyPair where field == .key:
            add(
                .error,
                "credentials.swapped",
                "'\(field.rawValue)' holds something of a wallet, not a part of an API key",
                help: "put there what Bitget's page showed when the key was made",
                field: field
            )
            return true
        default: return false
        }
    }

    private mutating func inspectEquality(_ whole: [CredentialField]) {
        let pairs: [(CredentialField, CredentialField)] = [
            (.key, .secret), (.key, .passphrase), (.secret, .passphrase),
        ]
        for (first, second) in pairs where whole.contains(first) && whole.contains(second) {
            guard let one = credentials[first], let other = credentials[second], one.isEqual(to: other)
            else { continue }
            add(
                .error,
                "credentials.equal",
                "'\(first.rawValue)' and '\(second.rawValue)' are the same",
                help: "one of them was pasted twice; put the other one again",
                field: second
            )
        }
    }
}

extension Secret {
    /// `bg_` and 32 hexadecimal digits, as all samples of Bitget's keys; nobody promises it.
    var looksLikeBitgetKey: Bool {
        withBytes { bytes in
            bytes.count == 35 && bytes.starts(with: "bg_".utf8) && bytes.dropFirst(3).allSatisfy(\.isHexDigit)
        }
    }
}
