import HTTPTransport
import PlainJSON
import SlotModel

/// Aster's errors in the user's words: docs/facts/exchanges.md, section 2.8.
struct AsterErrors: Sendable {
    var market: Selector.Market
    var generation: AsterGeneration

    var dialect: Dialect {
        Dialect(
            refusal: { heard in self.refusal(heard) },
            used: Self.usedWeight,
            pause: Self.pause
        )
    }

    /// `{"code": …, "msg": …}`; 200 is a success.
    private func refusal(_ heard: Dialect.Heard) -> Dialect.Refusal? {
        guard let body = heard.body, let member = body["code"] else { return nil }
        guard let code = member.numericText.flatMap({ Int($0) }), case .number = member else {
            return heard.isNot("Aster", "its code is not a number")
        }
        if code == 200 { return nil }
        let text = body["msg"]?.string ?? ""
        return meaning(of: code, text, heard).refusal("Aster", code: String(code), text: text, heard)
    }

    /// `X-MBX-USED-WEIGHT-1M`.
    private static func usedWeight(_ response: HTTPResponse) -> Int? {
        response.header("X-MBX-USED-WEIGHT-1M").flatMap { Int($0) }
    }

    /// Until the next minute after 429, when the weight begins anew; after 418 the shortest ban.
    private static func pause(_ status: Int, _ now: Timestamp) -> Duration {
        if status == 418 { return .seconds(120) }
        return .microseconds(60_000_000 - now.microseconds % 60_000_000)
    }
}

// MARK: - The table

extension AsterErrors {
    var right: Permission { market == .spot ? .spot : .futures }

    private func meaning(of code: Int, _ text: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        switch code {
        case -1000 where text.contains("No agent found"): Self.noAgent
        case -1000 where text.contains("No aster user found"): Self.noUser
        case -1000, -1001, -1006, -1007: .trouble("Aster")
        case -1002: refused("Aster does not accept these credentials")
        case -1003, -1015: tooMany(text, heard)
        case -1011: Self.addressRefused
        case -1016: Self.maintenance
        case -1021, -4225: clock(code, text)
        case -1022: wrongSignature
        case -1106 ... -1100, -1130: Self.malformed
        case -1121: Self.unknownSymbol
        case -2014: malformedKey
        case -2015: ambiguous
        case -4088, -4087: restricted
        case -5050: Self.noDeposit
        default: .unknown("Aster", heard)
        }
    }

    private static let noAgent = ErrorMeaning(
        kind: .invalidCredentials(.apiWallet),
        message:
            "Aster knows no such API wallet of this main wallet: it was revoked, has ended, or belongs to another one",
        help: "on Aster's API wallet page, tab 'Pro API', look whether the wallet is listed and still valid; "
            + "if not, make a new one and take it over with 'slots replace-key'"
    )

    private static let noUser = ErrorMeaning(
        kind: .invalidCredentials(.mainWallet),
        message: "Aster knows no account of this main wallet",
        help: "put the address of the wallet that you log in to Aster with into 'main-wallet'"
    )

    private static let maintenance = ErrorMeaning(
        kind: .unavailable,
        message: "Aster is shutting this service down for maintenance",
        help: "try again later; Aster's announcements tell how long it takes",
        mayPass: true
    )

    static let addressHelp =
        "on Aster's API page, add this machine's outgoing address to the key's IP list (its router or provider knows it)"

    private static let addressRefused = ErrorMeaning(
        kind: .addressNotAllowed(ours: nil),
        message: "this machine's address may not use the key",
        help: addressHelp
    )

    private static let malformed = ErrorMeaning(
        kind: .refused,
        message: "Aster does not accept the form of the request",
        help:
            "check that the credentials are of the generation that the slot names (V1: key and secret; V3: api-wallet, "
            + "private-key and main-wallet); if they are, look for a newer version of slots"
    )

    private static let unknownSymbol = ErrorMeaning(
        kind: .unknownMarket,
        message: "Aster does not trade the slot's market",
        help: "write 'require.market' as Aster lists it, such as BTC/USDT"
    )

    private static let noDeposit = ErrorMeaning(
        kind: .underfunded,
        message: "Aster answers only after the first deposit",
        help: "deposit into this main wallet's Aster account; the key itself is in order"
    )

    private func refused(_ message: String) -> ErrorMeaning {
        ErrorMeaning(kind: .invalidCredentials(nil), message: message, help: replaceKey)
    }

    private var replaceKey: String {
        switch generation {
        case .v1:
            "check that key and secret were copied as a whole and belong together; Aster issues no new keys of this kind, "
                + "so if they are lost make an API wallet on the page 'API wallet', tab 'Pro API', and take it over with "
                + "'slots replace-key --form V3'"
        case .v3:
            "on Aster's API wallet page, tab 'Pro API', compare the API wallet's address; if in doubt make a new one and "
                + "take it over with 'slots replace-key'"
        }
    }

    private var wrongSignature: ErrorMeaning {
        switch generation {
        case .v1:
            ErrorMeaning(
                kind: .invalidCredentials(.secret),
                message: "the signature is wrong: the secret does not belong to this key",
                help: "copy the secret again, as a whole and without blanks; it must come from the same key"
            )
        case .v3:
            ErrorMeaning(
                kind: .invalidCredentials(.privateKey),
                message:
                    "the signature is wrong: the private key is not the API wallet's, or the network is another one",
                help:
                    "use the private key that was shown when this API wallet was made; a live wallet works with "
                    + "'network: live' only, one of the test network with 'network: testnet' only"
            )
        }
    }

    private var malformedKey: ErrorMeaning {
        ErrorMeaning(
            kind: .invalidCredentials(generation == .v1 ? .key : .apiWallet),
            message: "the key does not have the form of a key",
            help: replaceKey
        )
    }

    private var ambiguous: ErrorMeaning {
        ErrorMeaning(
            kind: .invalidCredentials(nil),
            message:
                "the key is wrong, or this address is not on its IP list, or it lacks the right: Aster does not say which",
            help:
                "on Aster's API page, look whether the key is still there, whether its IP list has this machine's outgoing "
                + "address, and whether '\(tick)' is ticked"
        )
    }

    private func clock(_ code: Int, _ text: String) -> ErrorMeaning {
        if code == -4225 {
            return ErrorMeaning(
                kind: .clockSkew,
                message: "the request's number was too old, from the future, or used already",
                help:
                    "look whether a bot with the same API wallet takes its numbers from a clock that is ahead, then check again",
                // Such a bot may have overtaken us once.
                mayPass: true
            )
        }
        let isAhead = text.contains("ahead")
        return ErrorMeaning(
            kind: .clockSkew,
            message: "Aster takes the time of the request for one of the \(isAhead ? "future" : "past")",
            help: isAhead ? otherClockHelp("Aster") : lateHelp
        )
    }

    private func tooMany(_ text: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        let wait = heard.retryAfter ?? Self.banEnd(in: text).map { max($0 - heard.now, .seconds(1)) }
        return ErrorMeaning(
            kind: .rateLimited(wait: wait),
            message: "this address asked Aster too often",
            help: "wait; asking on makes it longer. Slots and bots on one address share its limit",
            mayPass: true
        )
    }

    /// The end of a ban stands in the text in milliseconds.
    private static func banEnd(in text: String) -> Timestamp? {
        text.utf8.split { !$0.isDigit }.lazy
            .filter { $0.count == 13 }
            .compactMap { Int64(Substring($0)) }.first
            .map { Timestamp(milliseconds: $0) }
    }

    private var restricted: ErrorMeaning {
        ErrorMeaning(
            kind: .missingPermission(right),
            message: "Aster has restricted this account: it may only reduce positions, or not trade at all",
            help: "log in to Aster and read the account's notices; the key is in order"
        )
    }

    /// The right's name on Aster's page.
    var tick: String { market == .spot ? "Spot" : "Perps" }
}
