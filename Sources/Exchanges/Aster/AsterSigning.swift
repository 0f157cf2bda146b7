package import Cryptography
import HTTPTransport
package import SlotModel

/// The two signatures of Aster: docs/facts/exchanges.md, sections 2.4 and 2.5.
package enum AsterSigning {
    /// A query with its HMAC at the end, for keys of the first generation.
    ///
    /// - Parameter parameters: In the order in which they are sent, `timestamp` among them.
    package static func signedQuery(_ parameters: [QueryParameter], secret: Secret) -> String {
        let text = QueryText.encode(parameters)
        return "\(text)&signature=\(Hex.text(hmacSHA256(text, key: secret)))"
    }

    /// A query with its EIP-712 signature at the end, for API wallets.
    ///
    /// - Parameter parameters: In the order in which they are sent, `nonce` and `signer` among them.
    package static func signedQuery(
        _ parameters: [QueryParameter],
        key: PrivateKey,
        chain: Chain
    ) -> String {
        let text = QueryText.encode(parameters)
        let message = TypedData.structHash(typeHash: messageType, [.string(text)])
        let digest = TypedData.digest(domainSeparator: chain.separator, structHash: message)
        return "\(text)&signature=\(key.sign(digest: digest).text)"
    }

    /// A chain that signatures are for; kept with its domain separator, which never changes.
    package struct Chain: Sendable {
        /// As EIP-712 signs it.
        package let id: UInt64
        let separator: [UInt8]

        private init(id: UInt64) {
            self.id = id
            separator =
                TypedData.Domain(
                    name: "AsterSignTransaction",
                    version: "1",
                    chainID: id,
                    verifyingContract: .zero
                ).separator
        }

        /// Aster's own chain.
        package static let live = Chain(id: 1666)
        /// That of its test network.
        package static let testnet = Chain(id: 714)

        /// The sandbox plays the live exchange.
        package static func of(_ network: Network) -> Chain { network == .testnet ? testnet : live }
    }

    private static let messageType = keccak256("Message(string msg)")
}

/// A slot's credentials, ready to sign with.
enum AsterSigner: Sendable {
    case key(Secret, secret: Secret)
    /// Both addresses as the user wrote them: what is sent is what is signed, and a Solana address knows letter case.
    case wallet(user: String, signer: String, key: PrivateKey, chain: AsterSigning.Chain)

    /// How long a signed request of the first generation counts, in milliseconds; the exchange takes up to 60,000.
    static let window = 10_000

    /// Throws `.invalidCredentials` with the field that cannot be used.
    init(_ credentials: Credentials, on network: Network) throws(ExchangeFailure) {
        if let key = credentials[.key], let secret = credentials[.secret] {
            self = .key(key, secret: secret)
            return
        }
        guard let signer = credentials[.apiWallet], let user = credentials[.mainWallet],
            let privateKey = credentials[.privateKey]
        else {
            throw .incompleteCredentials
        }
        let key: PrivateKey
        do throws(PrivateKey.ReadError) {
            key = try PrivateKey(text: privateKey)
        } catch {
            throw Self.unusable(.privateKey, "the private key cannot be used")
        }
        self = .wallet(user: user.openText, signer: signer.openText, key: key, chain: .of(network))
    }

    var generation: AsterGeneration {
        switch self {
        case .key: .v1
        case .wallet: .v3
        }
    }

    /// The call's own parameters, then what proves who asks and when; signed anew at each call.
    func prepare(_ parameters: [QueryParameter], in conversation: Conversation) async -> PreparedQuery {
        switch self {
        case .key(let key, let secret):
            let proof = [
                QueryParameter("timestamp", String(conversation.exchangeTime.milliseconds)),
                QueryParameter("recvWindow", String(Self.window)),
            ]
            return PreparedQuery(
                AsterSigning.signedQuery(parameters + proof, secret: secret),
                headers: [HTTPRequest.Header("X-MBX-APIKEY", .secret(key))]
            )
        case .wallet(let user, let signer, let key, let chain):
            // One name for one signer, however its letters are written.
            let nonce = await conversation.line.nonces.next(signer.lowercased(), conversation.safeSkew)
            let proof = [
                QueryParameter("nonce", String(nonce)),
                QueryParameter("user", user),
                QueryParameter("signer", signer),
            ]
            return PreparedQuery(AsterSigning.signedQuery(parameters + proof, key: key, chain: chain))
        }
    }

    private static func unusable(_ field: CredentialField?, _ message: String) -> ExchangeFailure {
        ExchangeFailure(
            .invalidCredentials(field),
            message,
            help: "see the findings about the credentials",
            request: "none"
        )
    }
}

extension Secret {
    /// For the fields that are public: wallet addresses.
    var openText: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
