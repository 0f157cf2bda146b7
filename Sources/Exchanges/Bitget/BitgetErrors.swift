import HTTPTransport
import PlainJSON
import SlotModel

/// Bitget's errors in the user's words: reference/exchanges.md, section 5.7.
struct BitgetErrors: Sendable {
    var product: BitgetProduct
    var network: Network

    var dialect: Dialect {
        Dialect(
            refusal: { heard in self.refusal(heard) },
            // No headers about limits are documented.
            used: { _ in nil },
            // Limits are per second.
            pause: { _, _ in .seconds(1) },
            serverTime: Self.serverTime
        )
    }

    /// `{"code": "40012", "msg": …}`; `"00000"` is a success.
    private func refusal(_ heard: Dialect.Heard) -> Dialect.Refusal? {
        guard let body = heard.body, let member = body["code"] else { return nil }
        guard let code = member.string else {
            return Dialect.Refusal(
                failure(
                    .notUnderstood,
                    heard,
                    "\(heard.endpoint.host) does not answer as Bitget does: its code is not a text",
                    help: "check the slot's 'endpoint'"
                )
            )
        }
        if code == "00000" { return nil }
        return refusal(code, (body["msg"] ?? body["message"])?.string ?? "", heard)
    }

    private func refusal(_ code: String, _ text: String, _ heard: Dialect.Heard) -> Dialect.Refusal {
        let meaning = meaning(of: code, text, heard)
        // Long enough for the right or the address that some of them name at their end.
        let said = text.isEmpty ? "" : " '\(text.prefix(200))'"
        var failure = failure(
            meaning.kind,
            heard,
            "\(meaning.message) (Bitget: \(code.prefix(20))\(said))",
            help: meaning.help
        )
        failure.code = String(code.prefix(20))
        return Dialect.Refusal(failure, mayPass: meaning.mayPass)
    }

    private func failure(
        _ kind: ExchangeFailure.Kind,
        _ heard: Dialect.Heard,
        _ message: String,
        help: String?
    ) -> ExchangeFailure {
        ExchangeFailure(
            kind,
            message,
            help: help,
            request: heard.endpoint.label,
            httpStatus: heard.response.status
        )
    }

    /// `requestTime` of the envelope.
    private static func serverTime(_ heard: Dialect.Heard) -> Timestamp? {
        guard heard.body?["code"]?.string != nil, let told = heard.body?["requestTime"] else { return nil }
        guard let time = try? AnswerNode(told).moment(), time.microseconds > 0 else { return nil }
        return time
    }
}

extension ExchangeFailure {
    /// The account is of the other mode: the two codes that tell, and no others.
    var namesOtherMode: BitgetMode? {
        switch code {
        case "40084": .classic
        case "40085": .unified
        default: nil
        }
    }

    /// The key is in order, but may not ask this.
    var lacksRight: Bool {
        switch code {
        case "40014", "40040", "40068", "40029": true
        default: false
        }
    }
}
