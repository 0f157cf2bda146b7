import HTTPTransport
import PlainJSON
import SlotModel

/// Bitget's errors in the user's words: docs/facts/exchanges.md, section 5.7.
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
        guard let code = member.string else { return heard.isNot("Bitget", "its code is not a text") }
        if code == "00000" { return nil }
        let text = (body["msg"] ?? body["message"])?.string ?? ""
        return meaning(of: code, text, heard).refusal("Bitget", code: code, text: text, heard)
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
        switch self.code {
        case "40084": .classic
        case "40085": .unified
        default: nil
        }
    }

    /// The key is in order, but may not ask this.
    var lacksRight: Bool {
        switch self.code {
        case "40014", "40040", "40068", "40029": true
        default: false
        }
    }
}
