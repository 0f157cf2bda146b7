import HTTPTransport
import PlainJSON
import SlotModel

/// HitBTC's errors in the user's words: docs/facts/exchanges.md, section 6.4.
struct HitBTCErrors: Sendable {
    var dialect: Dialect {
        Dialect(
            refusal: { heard in self.refusal(heard) },
            // No header tells it.
            used: { _ in nil },
            pause: { status, _ in .seconds(status == 418 ? 60 : 1) }
        )
    }

    /// `{"error": {"code": …, "message": …, "description": …}, "timestamp": …}`; the code is a number or a text.
    private func refusal(_ heard: Dialect.Heard) -> Dialect.Refusal? {
        guard let body = heard.body, let error = body["error"] else { return nil }
        guard error.object != nil, let member = error["code"],
            let code = member.string ?? member.numericText
        else {
            return heard.isNot("HitBTC", "its error has no code")
        }
        let words = [error["message"]?.string, error["description"]?.string]
            .compactMap(\.self).filter { !$0.isEmpty }
        let text = words.joined(separator: ": ")
        return meaning(of: code, heard).refusal("HitBTC", code: code, text: text, heard)
    }
}

// MARK: - The table

extension HitBTCErrors {
    private func meaning(of code: String, _ heard: Dialect.Heard) -> ErrorMeaning {
        switch code {
        case "403": Self.forbidden
        case "429": Self.tooMany(heard)
        case "500", "503", "504": .trouble("HitBTC")
        case "600": Self.notAllowed
        case "1001", "1002": Self.refused(heard)
        case "1003": Self.rightMissing(heard)
        case "1004": Self.wrongMethod
        case "2001", "2002": .unknownSymbol("HitBTC")
        case "10001": .malformed("HitBTC")
        case "10021": Self.disabled
        case "20010": Self.closed
        default: .unknown("HitBTC", heard)
        }
    }

    /// Also the likely answer for an address that is not listed; nobody confirms it.
    private static let forbidden = ErrorMeaning(
        kind: .addressNotAllowed(ours: nil),
        message:
            "HitBTC forbids this: most likely this machine's address is not on the key's IP list, or else the account is "
            + "restricted; HitBTC does not say which",
        help:
            "on HitBTC's page of API keys, add this machine's outgoing address to the key's IP list (its router or "
            + "provider knows it); if it is there, log in and read the account's notices"
    )

    private static let wrongMethod = ErrorMeaning(
        kind: .invalidCredentials(nil),
        message: "HitBTC cannot read the sign-in: key or secret are not in the form of its keys",
        help: "copy key and secret again from HitBTC's page of API keys, each as a whole"
    )

    private static let disabled = ErrorMeaning(
        kind: .missingPermission(nil),
        message: "HitBTC has disabled this account",
        help: "log in to HitBTC and read the account's notices; the key is in order"
    )

    private static let closed = ErrorMeaning(
        kind: .unavailable,
        message: "the market is closed for now",
        help: "try again later; HitBTC's announcements tell of maintenance"
    )

    private static func tooMany(_ heard: Dialect.Heard) -> ErrorMeaning {
        ErrorMeaning(
            kind: .rateLimited(wait: heard.retryAfter),
            message: "this address asked HitBTC too often",
            help: "wait; slots and bots on one address share its limit of about 20 requests a second",
            mayPass: true
        )
    }

    /// Key, secret, signature or time: one code for all four.
    ///
    /// The time is ruled out first, by the answer's own clock.
    private static func refused(_ heard: Dialect.Heard) -> ErrorMeaning {
        if let theirs = heard.moment, (theirs - heard.now).magnitude > HitBTCSigner.window {
            let size = (theirs - heard.now).magnitude
            return ErrorMeaning(
                kind: .clockSkew,
                message:
                    "the time of the request is \(size.inSeconds) \(theirs > heard.now ? "behind" : "ahead of") HitBTC's clock",
                help: theirs > heard.now ? lateHelp : otherClockHelp("HitBTC")
            )
        }
        return ErrorMeaning(
            kind: .invalidCredentials(nil),
            message:
                "HitBTC refuses the key or its secret, or they have changed places; the clock is not to blame",
            help:
                "look whether the key is still listed on HitBTC's page of API keys, and whether you have confirmed it by the "
                + "link in HitBTC's e-mail: it does not work before; then copy key and secret again as a whole"
        )
    }

    private static func rightMissing(_ heard: Dialect.Heard) -> ErrorMeaning {
        guard let right = HitBTCRight(path: heard.endpoint.path) else {
            return ErrorMeaning(kind: .missingPermission(nil), message: "the key may not do this", help: nil)
        }
        return ErrorMeaning(
            kind: .missingPermission(right.permission),
            message: "the key lacks the right '\(right.rawValue)'",
            help: "turn on '\(right.rawValue)' for this key on HitBTC's page of API keys"
        )
    }

    private static let notAllowed = ErrorMeaning(
        kind: .missingPermission(nil),
        message: "HitBTC does not allow this to the account",
        help: "log in to HitBTC and read the account's notices; then look at the key's rights"
    )
}

extension Dialect.Heard {
    /// HitBTC's clock as an error tells it: to the millisecond in the body, else to the second in the header.
    fileprivate var moment: Timestamp? {
        body?["timestamp"]?.string.flatMap { Timestamp(iso8601: $0) } ?? response.date
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
