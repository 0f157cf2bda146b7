/// Typed structured data of one flat struct (EIP-712): what a wallet signs instead of bytes that nobody can read.
package enum TypedData {
    /// A member's value.
    package enum Value: Hashable, Sendable {
        case string(String)
        /// `uint256`, as far as 64 bits go.
        case unsigned(UInt64)
        case address(EthereumAddress)

        /// 32 bytes (`encodeData`): texts by their hash, the others big-endian with zeros in front.
        fileprivate var word: [UInt8] {
            switch self {
            case .string(let text): return keccak256(text)
            case .unsigned(let number):
                let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
                return [UInt8](repeating: 0, count: 24) + bytes
            case .address(let address): return [UInt8](repeating: 0, count: 12) + address.bytes
            }
        }
    }

    /// The program that a signature is for, so that it is worth nothing to another.
    package struct Domain: Hashable, Sendable {
        package var name: String
        package var version: String
        package var chainID: UInt64
        package var verifyingContract: EthereumAddress

        package init(name: String, version: String, chainID: UInt64, verifyingContract: EthereumAddress) {
            self.name = name
            self.version = version
            self.chainID = chainID
            self.verifyingContract = verifyingContract
        }

        /// 32 bytes; the same for every message, so it is worth keeping.
        package var separator: [UInt8] {
            structHash(
                type: "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
                [.string(name), .string(version), .unsigned(chainID), .address(verifyingContract)]
            )
        }
    }

    /// The hash of a struct.
    ///
    /// - Parameters:
    ///   - type: Its encoded type, such as `Message(string msg)`.
    ///   - values: One for each member, in the type's order.
    /// - Returns: 32 bytes.
    package static func structHash(type: String, _ values: [Value]) -> [UInt8] {
        structHash(typeHash: keccak256(type), values)
    }

    /// - Parameter typeHash: The Keccak-256 of the encoded type, where it is worth keeping.
    package static func structHash(typeHash: [UInt8], _ values: [Value]) -> [UInt8] {
        keccak256(values.reduce(into: typeHash) { $0 += $1.word })
    }

    /// What is signed: 32 bytes.
    package static func digest(domainSeparator: [UInt8], structHash: [UInt8]) -> [UInt8] {
        keccak256([0x19, 0x01] + domainSeparator + structHash)
    }
}
