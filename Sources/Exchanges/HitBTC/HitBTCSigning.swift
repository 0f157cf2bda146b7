package import Cryptography
import HTTPTransport
import SlotModel

/// The two ways to sign in to HitBTC: docs/facts/exchanges.md, section 6.2.
///
/// Both fill the header `Authorization`, whose value is secret: it holds the key, or even key and secret.
package enum HitBTCSigning {
    /// `HS256 …`: a signature for one request at one moment; the secret stays here.
    ///
    /// - Parameters:
    ///   - method: `GET`.
    ///   - target: The path and, behind a question mark, the query if there is one: encoded, as they are sent.
    ///   - body: As it is sent; empty for what slots asks.
    ///   - milliseconds: The moment, since the Unix epoch.
    ///   - window: How long the request counts, in milliseconds, at most 60,000; `nil` leaves it to the exchange, which
    ///     takes 10,000.
    package static func authorization(
        method: String = "GET",
        target: String,
        body: String = "",
        milliseconds: Int64,
        window: Int? = nil,
        key: Secret,
        secret: Secret
    ) -> Secret {
        let window = window.map(String.init)
        let text = method + target + body + String(milliseconds) + (window ?? "")
        let signature = Hex.text(hmacSHA256(text, key: secret))
        let proof = Secret(joining: [
            .secret(key), .open(":\(signature):\(milliseconds)"), .open(window.map { ":\($0)" } ?? ""),
        ])
        return Base64.secret(proof, prefix: "HS256 ")
    }

    /// `Basic …`: key and secret themselves, the same for every request.
    ///
    /// Only for a slot that asks for it with `sign-in: basic`: the secret travels.
    package static func basic(key: Secret, secret: Secret) -> Secret {
        Base64.secret(Secret(joining: [.secret(key), .open(":"), .secret(secret)]), prefix: "Basic ")
    }
}

/// A slot's credentials, ready to sign with.
struct HitBTCSigner: Sendable {
    private let key: Secret
    private let secret: Secret
    private let method: SignInMethod

    /// What HitBTC lets a signed request's time differ by, where the request does not say.
    ///
    /// No window is sent: that is what published clients do against the live exchange.
    static let window = Duration.seconds(10)

    /// Throws `.invalidCredentials` when a part is missing.
    init(_ credentials: Credentials, _ method: SignInMethod = .signature) throws(ExchangeFailure) {
        guard let key = credentials[.key], let secret = credentials[.secret] else {
            throw .incompleteCredentials
        }
        self.key = key
        self.secret = secret
        self.method = method
    }

    /// Signs a call without a query, anew for every try.
    func prepare(_ endpoint: Endpoint, in conversation: Conversation) -> PreparedQuery {
        let value =
            switch method {
            case .basic: HitBTCSigning.basic(key: key, secret: secret)
            case .signature:
                HitBTCSigning.authorization(
                    target: endpoint.path,
                    milliseconds: conversation.exchangeTime.milliseconds,
                    key: key,
                    secret: secret
                )
            }
        return PreparedQuery("", headers: [HTTPRequest.Header("Authorization", .secret(value))])
    }
}
