import HTTPTransport
import PlainJSON
import SlotModel

extension BitgetErrors {
    func meaning(of code: String, _ text: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        switch code {
        case "40001", "40002", "40003", "40011": Self.stripped
        case "40004", "40008", "40005": clock(code, heard)
        case "40006": refused(.key, "Bitget does not accept the key: it is not written as Bitget issues them")
        case "40009": Self.wrongSecret
        case "40012":
            refused(
                nil,
                "the key or the passphrase is wrong, or the key was deleted: Bitget does not say which"
            )
        case "40036": refused(.passphrase, "the passphrase is not the one of this key")
        case "40037", "40041": refused(.key, "Bitget knows no such key: it was deleted, or is not complete")
        case "40099": wrongNetwork
        case "40014", "40040": missingRight(text)
        case "40068", "40029": Self.notForThisAccount
        case "40018", "40038": Self.addressRefused(text)
        case "40013", "40022", "40023", "40024", "40025", "40026": restricted
        case "40031": refused(nil, "the account of this key was closed")
        case "40016": identity("Bitget wants two-factor login or a phone number on the account first")
        case "40111", "40027", "40035", "40100", "40101":
            identity("Bitget wants the account's identity check first")
        case "40084", "40085": otherMode(code)
        case "40731": Self.leadTrader
        case "40000", "40103", "40104": Self.region
        case "40010", "40015", "40725", "45001": .trouble("Bitget")
        case "40200": Self.maintenance
        case "429", "25004": Self.tooMany(heard)
        case "40034" where heard.endpoint.namesMarket, "40019" where heard.endpoint.namesMarket:
            .unknownSymbol("Bitget")
        case "40007", "40017", "400172", "40019", "40020", "40034": .malformed("Bitget")
        case "40404", "30032": Self.wrongPath
        default: .unknown("Bitget", heard)
        }
    }

    // MARK: - Credentials

    private static let stripped = ErrorMeaning(
        kind: .refused,
        message: "the request reached Bitget without a part of its signature",
        help: "something on the way takes headers out: check the slot's 'endpoint' and 'proxy'"
    )

    private static let wrongSecret = ErrorMeaning(
        kind: .invalidCredentials(.secret),
        message: "the signature is wrong: the secret does not belong to this key",
        help:
            "copy the secret again, as a whole and without blanks; Bitget shows it only once, so if it is lost make a new key"
    )

    private func refused(_ field: CredentialField?, _ message: String) -> ErrorMeaning {
        ErrorMeaning(kind: .invalidCredentials(field), message: message, help: Self.replaceKey)
    }

    static let replaceKey =
        "look on Bitget's API key page whether the key is still there, and compare it as a whole; secret and passphrase "
        + "cannot be read again, so if in doubt make a new key and take it over with 'slots replace-key'"

    private var wrongNetwork: ErrorMeaning {
        network == .testnet
            ? ErrorMeaning(
                kind: .invalidCredentials(nil),
                message: "this is a key of the live exchange, and the slot is for demo trading",
                help: "make a key in Bitget's demo mode, or set 'network: live'"
            )
            : ErrorMeaning(
                kind: .invalidCredentials(nil),
                message: "this is a key of demo trading, and the slot is for the live exchange",
                help: "make a key outside of the demo mode, or set 'network: testnet'"
            )
    }

    // MARK: - Rights

    /// The right that Bitget names, which need not be the one of the slot's market: `need spot order read or …`.
    private func missingRight(_ text: String) -> ErrorMeaning {
        let words = text.lowercased()
        let isSpot = words.contains("spot")
        let isFutures = words.contains("contract") || words.contains("future")
        let right = isSpot == isFutures ? product.right : isSpot ? .spot : .futures
        return ErrorMeaning(
            kind: .missingPermission(right),
            message: "the key lacks a right for this call",
            help: "on Bitget's API key page, \(BitgetAdvice.tick(right)) for this key"
        )
    }

    private static let notForThisAccount = ErrorMeaning(
        kind: .missingPermission(nil),
        message: "an account of this kind may not use the call",
        help: "make the key on the main account, or ask Bitget to open the call for the sub-account"
    )

    private var restricted: ErrorMeaning {
        ErrorMeaning(
            kind: .missingPermission(product.right),
            message: "Bitget has restricted, frozen or disabled this account",
            help: "log in to Bitget and read the account's notices; the key is in order"
        )
    }

    private func identity(_ message: String) -> ErrorMeaning {
        ErrorMeaning(
            kind: .missingPermission(product.right),
            message: message,
            help: "log in to Bitget and finish what it asks for; the key is in order"
        )
    }

    private static func addressRefused(_ text: String) -> ErrorMeaning {
        let ours = SpokenAddress.find(in: text)
        return ErrorMeaning(
            kind: .addressNotAllowed(ours: ours),
            message: ours.map { "the key may not be used from \($0), as Bitget sees this machine" }
                ?? "this machine's address may not use the key",
            help:
                "on Bitget's API key page, add \(ours ?? "this machine's outgoing address") to the key's IP list"
                + (ours == nil ? " (its router or provider knows it)" : "")
        )
    }

    // MARK: - Account

    private func otherMode(_ code: String) -> ErrorMeaning {
        ErrorMeaning(
            kind: .wrongAccount,
            message: code == "40084"
                ? "the account is a classic one, and was asked as a unified one"
                : "the account is a unified one, and was asked as a classic one",
            help: "check again; Bitget may have switched the account's mode in this moment"
        )
    }

    private static let leadTrader = ErrorMeaning(
        kind: .wrongAccount,
        message: "this is a lead trader's account, for which Bitget does not answer this call",
        help:
            "make the key on an account that leads nobody, such as a sub-account, and take it over with "
            + "'slots replace-key' and --other-account"
    )

    // MARK: - Trouble

    private func clock(_ code: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        // The answer tells the time, so that the next try is signed with the right one.
        let told = (heard.body?["requestTime"]).flatMap { try? AnswerNode($0).moment() }
        let isOff = told.map { abs(($0 - heard.now).wholeMilliseconds) > 1000 } ?? false
        return ErrorMeaning(
            kind: .clockSkew,
            message: "the request's time is too far from Bitget's clock",
            help: lateHelp,
            mayPass: isOff && code != "40005"
        )
    }

    private static let region = ErrorMeaning(
        kind: .addressNotAllowed(ours: nil),
        message: "Bitget does not serve the country that this machine's address or the account belongs to",
        help:
            "the key was not looked at; see which countries Bitget serves, or use a proxy where that is allowed"
    )

    private static let maintenance = ErrorMeaning(
        kind: .unavailable,
        message: "Bitget is upgrading its servers",
        help: "try again later; Bitget's announcements tell how long it takes",
        mayPass: true
    )

    private static func tooMany(_ heard: Dialect.Heard) -> ErrorMeaning {
        ErrorMeaning(
            kind: .rateLimited(wait: heard.retryAfter),
            message: "Bitget was asked too often",
            help:
                "wait; all keys of one user share the limits, and slots and bots on one address share another",
            mayPass: true
        )
    }

    private static let wrongPath = ErrorMeaning(
        kind: .refused,
        message: "Bitget does not know this call",
        help: "check the slot's 'endpoint'; if there is none, look for a newer version of slots"
    )
}

extension Endpoint {
    /// Whether the call is about one market.
    fileprivate var namesMarket: Bool {
        ["ticker", "tickers", "trade-rate", "fee-rate", "mix/account/account"].contains {
            path.hasSuffix("/\($0)")
        }
    }
}
