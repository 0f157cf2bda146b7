import CSecp256k1
import CSodium

/// libsecp256k1's context, made and blinded once.
///
/// `@unchecked Sendable`: `secp256k1.h` allows any number of threads to use one context, except while it is made,
/// randomised or destroyed; the first two happen in the initializer, the last never.
final class Secp256k1: @unchecked Sendable {
    static let shared = Secp256k1()

    let context: OpaquePointer

    private init() {
        guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
            preconditionFailure("no memory for the context of libsecp256k1")
        }
        self.context = context
        let isRandomised = Secret.random(count: 32).withBytes { seed in
            secp256k1_context_randomize(context, seed.assumingMemoryBound(to: UInt8.self).baseAddress) == 1
        }
        precondition(isRandomised, "libsecp256k1 refuses a seed of 32 bytes")
    }

    /// The address of the account with that public key.
    func address(of key: secp256k1_pubkey) -> EthereumAddress {
        var key = key
        var point = [UInt8](repeating: 0, count: 65)
        var count = point.count
        // Cannot fail: the key was made by the library, and the room is right.
        secp256k1_ec_pubkey_serialize(context, &point, &count, &key, UInt32(SECP256K1_EC_UNCOMPRESSED))
        return EthereumAddress(unchecked: Array(keccak256(Array(point.dropFirst())).suffix(20)))
    }
}
