package import Cryptography
package import HTTPTransport
package import SlotModel

/// Bitget's signature, the same for both interfaces: docs/facts/exchanges.md, section 5.2.
package enum BitgetSigning {
    /// The text that is signed.
    ///
    /// The query stands in it decoded, as the one client that was seen with a non-ASCII symbol does; for plain values
    /// both readings are the same.
    package static func text(
        _ method: String,
        _ path: String,
        _ parameters: [QueryParameter],
        body: String = "",
        milliseconds: Int64
    ) -> String {
        let query = sorted(parameters).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return "\(milliseconds)\(method)\(path)\(query.isEmpty ? "" : "?" + query)\(body)"
    }

    /// Base64 of the HMAC-SHA256.
    package static func signature(_ text: String, secret: Secret) -> String {
        Base64.text(hmacSHA256(text, key: secret))
    }

    /// Encoded, in the ascending order of the names.
    package static func query(_ parameters: [QueryParameter]) -> String {
        QueryText.encode(sorted(parameters))
    }

    private static func sorted(_ parameters: [QueryParameter]) -> [QueryParameter] {
        parameters.sorted { $0.name < $1.name }
    }
}

/// A slot's credentials, ready to sign with.
package struct BitgetSigner: Sendable {
    private let key: Secret
    private let secret: Secret
    private let passphrase: Secret
    private let isDemo: Bool
    /// The same for slots with the same three values on the same network, and told to nobody.
    let digest: String

    private static let digestKey = Secret.random(count: 32)

    /// Throws `.invalidCredentials` when a part is missing.
    package init(_ credentials: Credentials, on network: Network) throws(ExchangeFailure) {
        guard let key = credentials[.key], let secret = credentials[.secret],
            let passphrase = credentials[.passphrase]
        else {
            throw .incompleteCredentials
        }
        self.key = key
        self.secret = secret
        self.passphrase = passphrase
        isDemo = network == .testnet
        // A right answer to one secret says nothing about another one with the same key.
        let parts = [key, secret, passphrase].map { KeyedDigest(of: $0, key: Self.digestKey).bytes }
        digest = Hex.text(sha256(parts.flatMap(\.self) + [isDemo ? 1 : 0]))
    }

    /// What goes along with a `GET` of that path and these parameters.
    package func headers(
        _ path: String,
        _ parameters: [QueryParameter],
        at time: Timestamp
    ) -> [HTTPRequest.Header] {
        let milliseconds = time.milliseconds
        let text = BitgetSigning.text("GET", path, parameters, milliseconds: milliseconds)
        var headers = [
            HTTPRequest.Header("ACCESS-KEY", .secret(key)),
            HTTPRequest.Header("ACCESS-SIGN", .open(BitgetSigning.signature(text, secret: secret))),
            HTTPRequest.Header("ACCESS-TIMESTAMP", .open(String(milliseconds))),
            HTTPRequest.Header("ACCESS-PASSPHRASE", .secret(passphrase)),
            // The language of error messages.
            HTTPRequest.Header("locale", .open("en-US")),
        ]
        if isDemo { headers.append(HTTPRequest.Header("PAPTRADING", .open("1"))) }
        return headers
    }
}
