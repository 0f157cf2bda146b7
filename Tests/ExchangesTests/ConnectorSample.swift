import Cryptography
import Exchanges
import HTTPTransport
import SlotModel

/// What the contract of all connectors has to know of one exchange.
struct ConnectorSample: Sendable {
    /// Well-formed values of every field that any of its forms takes, unknown to anybody.
    var credentials: [CredentialField: String]
    /// The public questions that come first are answered well, so that signed ones follow; everything else is refused.
    var answer: @Sendable (_ url: String, _ now: Timestamp) -> String
    /// Whether the request carries a signature.
    var isSigned: @Sendable (HTTPRequest) -> Bool

    static func of(_ selector: Selector) -> ConnectorSample {
        guard let sample = byExchange[selector.descriptor.exchange] else {
            preconditionFailure("\(selector.displayName) has no sample")
        }
        return sample
    }

    /// By the exchange's written name.
    private static let byExchange = ["Aster": aster, "Bitget": bitget, "HitBTC": hitbtc]

    static let aster = ConnectorSample(
        credentials: [
            .key: AsterFixture.key, .secret: AsterFixture.secret,
            .apiWallet: AsterFixture.signer, .privateKey: AsterFixture.privateKey,
            .mainWallet: AsterFixture.user,
        ]
    ) { url, now in
        url.hasSuffix("time")
            ? #"{"serverTime":\#(now.milliseconds)}"# : #"{"code":-1022,"msg":"no"}"#
    } isSigned: { request in
        request.url.contains("signature=")
    }

    static let hitbtc = ConnectorSample(
        credentials: [.key: HitBTCFixture.key, .secret: HitBTCFixture.secret]
    ) { url, _ in
        url.contains("/public/symbol/")
            ? HitBTCFixture.symbol : #"{"error":{"code":1002,"message":"Authorization failed"}}"#
    } isSigned: { request in
        hasHeader("Authorization", request)
    }

    static let bitget = ConnectorSample(
        credentials: [
            .key: BitgetFixture.key, .secret: BitgetFixture.secret, .passphrase: BitgetFixture.passphrase,
        ]
    ) { url, now in
        url.hasSuffix("time")
            ? BitgetFixture.good(#"{"serverTime":"\#(now.milliseconds)"}"#)
            : BitgetFixture.bad("40009", "sign signature error")
    } isSigned: { request in
        hasHeader("ACCESS-SIGN", request)
    }

    static func hasHeader(_ name: String, _ request: HTTPRequest) -> Bool {
        request.headers.contains { $0.name.lowercased() == name.lowercased() }
    }
}
