import Cryptography

/// The EIP-712 domain separator of Aster on chain 1666, and the hash of its one message type.
///
/// Written out, not computed: an exchange that hashed with our own typed-data code would prove less
/// (docs/facts/exchanges.md 2.5).
private let domainSeparator = constant("a95d0a7a6f3f17fcebb0c2336645385ce79cde7523f71ab147fdb7f15e9f37f9")
private let messageType = constant("c4cfb57eea370ef2a92403a7e865b2de262d7ca272333665b54ad7e6a602ef68")

/// Who signed a message of Aster's V3: recovered from the signature, not taken from the request.
///
/// - Parameters:
///   - message: The text of the request without its signature.
///   - signature: r ‖ s ‖ v, 65 bytes.
/// - Returns: The address, 20 bytes; `nil` when the signature is none.
func asterSigner(of message: [UInt8], signature: [UInt8]) -> [UInt8]? {
    let structHash = keccak256(messageType + keccak256(message))
    let digest = keccak256([0x19, 0x01] + domainSeparator + structHash)
    return RecoverableSignature(bytes: signature)?.signer(ofDigest: digest)?.bytes
}

/// The address of a private key of 32 bytes, which must be one of our fakes.
func address(ofPrivateKey bytes: [UInt8]) -> EthereumAddress {
    do {
        return try PrivateKey(bytes: Secret(copying: bytes)).address
    } catch {
        preconditionFailure("all but one in 2^128 hashes are private keys, and the tests try them all")
    }
}

private func constant(_ hex: String) -> [UInt8] {
    guard let value = bytes(ofHex: hex), value.count == 32 else {
        preconditionFailure("64 hexadecimal digits")
    }
    return value
}
