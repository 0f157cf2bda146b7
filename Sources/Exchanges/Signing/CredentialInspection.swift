import Cryptography
import SlotModel

/// What every exchange's `inspect` looks at: parts that are missing, blanks, and what cannot be a part of a key at all.
///
/// What only one exchange knows (lengths, alphabets, parts that belong together) is added by its own inspection.
struct CredentialInspection {
    let credentials: Credentials
    /// As the exchange writes itself.
    let exchange: String
    /// Chosen by the user, so that blanks inside belong to them; blanks at the ends get lost on the way all the same.
    var chosenFields: Set<CredentialField> = []
    /// What to do about a PEM block, where the exchange knows such keys and slots does not sign with them.
    var adviceOnPEM: String?
    private(set) var findings: [CredentialFinding] = []

    /// What an exchange's own look at credentials finds.
    ///
    /// - Parameter exchange: As it writes itself.
    static func findings(
        _ credentials: Credentials,
        of exchange: String,
        _ look: (inout CredentialInspection) -> Void
    ) -> [CredentialFinding] {
        var inspection = CredentialInspection(credentials: credentials, exchange: exchange)
        look(&inspection)
        return inspection.findings
    }

    mutating func add(
        _ severity: Finding.Severity,
        _ code: String,
        _ message: String,
        help: String,
        field: CredentialField? = nil
    ) {
        findings.append(CredentialFinding(severity, code, message, help: help, field: field))
    }

    /// Fields that the exchange's keys do not have are reported.
    ///
    /// - Parameter help: What to do about the field of that name.
    mutating func refuseFields(
        besides form: ConnectorProfile.CredentialForm,
        help: (_ field: String) -> String
    ) {
        for field in credentials.fields.keys.sorted() where !form.fields.contains(field) {
            add(
                .error,
                "credentials.not-wanted",
                "\(exchange) has no '\(field.rawValue)'",
                help: help("'\(field.rawValue)'"),
                field: field
            )
        }
    }

    /// The fields of the form that are worth a closer look; what is missing or spoilt is reported.
    mutating func wholeFields(of form: ConnectorProfile.CredentialForm) -> [CredentialField] {
        for field in form.fields where credentials[field] == nil {
            add(
                .error,
                "credentials.missing",
                "'\(field.rawValue)' is missing",
                help:
                    "\(exchange)'s credentials of the kind '\(form.name)' are \(form.fields.map(\.rawValue).joined(separator: ", "))",
                field: field
            )
        }
        return form.fields.filter { isWhole($0) }
    }

    /// Whether the field is there and free of blanks and strange characters; reports it if not.
    private mutating func isWhole(_ field: CredentialField) -> Bool {
        guard let secret = credentials[field] else { return false }
        let shape = CredentialShape(secret)
        guard isOfAKey(field, shape.kind) else { return false }
        guard let flaw = flaw(of: field, shape) else { return !isOfBitget(field, secret) }
        add(.error, flaw.code, "'\(field.rawValue)' \(flaw.what)", help: flaw.help, field: field)
        return false
    }

    /// Whether another exchange's slot has a key that looks like Bitget's; reports it if so.
    private mutating func isOfBitget(_ field: CredentialField, _ secret: Secret) -> Bool {
        guard field == .key, exchange != "Bitget", secret.looksLikeBitgetKey else { return false }
        add(
            .error,
            "credentials.other-exchange",
            "'\(field.rawValue)' looks like a key of Bitget ('bg_…')",
            help: "put \(exchange)'s key there, or write 'exchange: bitget' or 'exchange: bitget-futures'",
            field: field
        )
        return true
    }

    /// Whether a key that is not of the exchange's form has that of HitBTC's, which nobody promises; reports it if so.
    mutating func isOfHitBTC(_ field: CredentialField, _ key: Secret) -> Bool {
        guard key.looksLikeHitBTCKey else { return false }
        add(
            .warning,
            "credentials.unusual",
            "'\(field.rawValue)' does not look like one of \(exchange), but like a key of HitBTC: 32 letters, digits, '-' and '_'",
            help: "if it is HitBTC's, write 'exchange: hitbtc'; else copy \(exchange)'s key again as a whole",
            field: field
        )
        return true
    }

    /// What got into the value besides it, or what stands in its place.
    private func flaw(
        of field: CredentialField,
        _ shape: CredentialShape
    ) -> (code: String, what: String, help: String)? {
        if shape.isSample {
            return (
                "credentials.sample", "holds a sample's words, not a value",
                "put there what \(exchange)'s page showed when the key was made"
            )
        }
        if shape.hasQuotesAround {
            return (
                "credentials.quotes", "has quotes around it, which are sent along",
                "give the value without the quotes: what keeps it hands them on as they are"
            )
        }
        let isBrokenInside = shape.hasBlankInside && !chosenFields.contains(field)
        if shape.hasBlankAtEnd || isBrokenInside || shape.hasLineBreak {
            let isInside = isBrokenInside || !shape.hasBlankAtEnd
            return (
                "credentials.blanks",
                "has \(shape.hasLineBreak ? "a line break" : "a blank") "
                    + (isInside ? "inside" : "before or behind it"),
                "copy the value again, without what stands around it"
            )
        }
        guard !shape.isVisibleASCII else { return nil }
        return (
            "credentials.alphabet", "has a character that no credential has",
            chosenFields.contains(field)
                ? "type it as you chose it; if it has more than plain letters, digits and signs, make a key with a plain one"
                : "copy the value again from \(exchange)'s page, not out of a formatted text"
        )
    }

    /// Whether the value may be a part of a key at all; reports it if not.
    private mutating func isOfAKey(_ field: CredentialField, _ kind: CredentialShape.Kind) -> Bool {
        let name = "'\(field.rawValue)'"
        switch kind {
        case .empty:
            add(.error, "credentials.missing", "\(name) is empty", help: "put the value there", field: field)
        case .pem:
            add(
                .error,
                "credentials.pem",
                adviceOnPEM == nil
                    ? "\(name) holds a key in the form of a file (PEM), which \(exchange) does not use"
                    : "\(name) holds a key in the form of a file (PEM): this API key is of the RSA type, "
                        + "which slots does not sign with",
                help: adviceOnPEM ?? "put there what \(exchange)'s page showed when the key was made",
                field: field
            )
        case .recoveryPhrase:
            add(
                .error,
                "credentials.recovery-phrase",
                "\(name) holds what looks like a wallet's recovery phrase, which gives away everything in the wallet",
                help:
                    "take it out of there, and out of every copy of the file, at once; no bot ever needs it",
                field: field
            )
        default: return true
        }
        return false
    }

    mutating func refuseEqualKeyAndSecret() {
        guard let key = credentials[.key], let secret = credentials[.secret], !key.isEmpty,
            key.isEqual(to: secret)
        else { return }
        add(
            .error,
            "credentials.equal",
            "key and secret are the same",
            help: "one of them was pasted twice; copy the other one again",
            field: .secret
        )
    }
}
