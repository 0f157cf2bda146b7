import Cryptography
import SlotModel

/// Decides who signed a request, and whether they may ask this.
struct AsterGate: Sendable {
    /// Milliseconds that a timestamp may lie ahead, and the window's default and greatest (docs/facts/exchanges.md 2.4).
    private static let ahead: Int64 = 1000
    private static let defaultWindow: Int64 = 5000
    private static let greatestWindow: Int64 = 60_000

    let registry: AsterRegistry
    let nonces: AsterNonces
    let checksSignatures: Bool

    /// The account behind a signed request.
    ///
    /// - Parameters:
    ///   - key: The header `X-MBX-APIKEY`.
    ///   - peer: The client's address.
    func admit(
        _ text: QueryText,
        key: String?,
        peer: String,
        to route: AsterRoute,
        on host: SandboxHost,
        at now: Timestamp
    ) throws(AsterRefusal) -> AsterAccount {
        if text.duplicate != nil { throw .duplicateParameter }
        switch route.signed {
        case .v1: return try admitV1(text, key: key, at: now)
        case .v3, nil:
            let account = try admitV3(text, at: now)
            try mayAsk(route.question, account.traits, peer: peer, on: host)
            return account
        }
    }

    private func admitV1(_ text: QueryText, key: String?, at now: Timestamp) throws(AsterRefusal)
        -> AsterAccount
    {
        guard let timestamp = text["timestamp"].flatMap({ Int64($0) }) else { throw .missing("timestamp") }
        guard let signature = text.signature, !signature.isEmpty else { throw .missing("signature") }
        guard let key, key.utf8.count == 64, bytes(ofHex: key) != nil else { throw .malformedKey }
        guard let account = registry.account(withKey: key), case .v1(let secret) = account.credentials else {
            throw .keyAddressOrRight
        }
        var window = Self.defaultWindow
        if let wanted = text["recvWindow"] {
            guard let number = Int64(wanted), (0...Self.greatestWindow).contains(number) else {
                throw .invalid("recvWindow")
            }
            window = number
        }
        guard timestamp < now.milliseconds + Self.ahead else { throw .timestampAhead }
        guard timestamp >= now.milliseconds - window else { throw .timestampBehind }
        guard let given = bytes(ofHex: signature), given.count == 32 else { throw .wrongSignature }
        guard !checksSignatures || given == hmacSHA256(text.signedText, key: secret) else {
            throw .wrongSignature
        }
        return account
    }

    private func admitV3(_ text: QueryText, at now: Timestamp) throws(AsterRefusal) -> AsterAccount {
        guard let nonce = text["nonce"].flatMap({ Int64($0) }) else { throw .missing("nonce") }
        guard let signer = text["signer"].flatMap({ walletBytes($0) }) else { throw .missing("signer") }
        guard let signature = text.signature, !signature.isEmpty else { throw .missing("signature") }
        guard AsterNonces.isTimely(nonce, at: now) else { throw .nonceExpired }
        var account = try account(ofUser: text["user"], signer: signer)
        guard case .v3(let user, let main, let agent) = account.credentials else { throw .noUser }
        // A main wallet may sign for itself.
        guard signer == main || (signer == agent && account.traits.isAgent) else { throw .noAgent }
        guard let given = bytes(ofHex: signature), given.count == 65 else { throw .wrongSignature }
        guard !checksSignatures || asterSigner(of: text.signedText, signature: given) == signer else {
            throw .wrongSignature
        }
        // After the signature, so that nobody else can use up a wallet's nonces.
        guard nonces.take(nonce, of: user) else { throw .nonceExpired }
        if signer == main { account.traits.grantEverything() }
        return account
    }

    private func account(ofUser user: String?, signer: [UInt8]) throws(AsterRefusal) -> AsterAccount {
        if let user {
            let accounts = registry.accounts(ofUser: user)
            guard let account = accounts.first(where: { $0.agent == signer }) ?? accounts.first else {
                throw .noUser
            }
            return account
        }
        guard let account = registry.account(ofAgent: signer) else { throw .noAgent }
        return account
    }

    /// Rights, addresses, expiry and the deposit gate; the agent list is spared, as far as it is known to be.
    ///
    /// That the list still answers for a wallet that has ended or asks from elsewhere is not confirmed; here it
    /// does, so that these statuses can be told apart.
    private func mayAsk(
        _ question: AsterQuestion,
        _ traits: AsterTraits,
        peer: String,
        on host: SandboxHost
    ) throws(AsterRefusal) {
        if case .agents = question { return }
        guard traits.lifetime > .zero else { throw .noAgent }
        guard traits.canRead, AddressList(traits.addresses).allows(peer) else { throw .keyAddressOrRight }
        if case .builders = question { return }
        guard traits.hasDeposit else { throw .noDeposit }
    }
}

extension AsterTraits {
    /// A main wallet that signs for itself has every right, whatever its API wallets have.
    fileprivate mutating func grantEverything() {
        canRead = true
        canTrade = true
        addresses = ""
        lifetime = .seconds(300 * 86_400)
    }
}
