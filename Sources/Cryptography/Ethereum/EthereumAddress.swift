/// The address of an Ethereum account: the last 20 bytes of the Keccak-256 of its public key.
package struct EthereumAddress: Hashable, Sendable {
    /// 20 bytes.
    package let bytes: [UInt8]

    /// - Returns: `nil` unless there are 20 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 20 else { return nil }
        self.bytes = bytes
    }

    package static let zero = EthereumAddress(unchecked: [UInt8](repeating: 0, count: 20))

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// `0x` and 40 digits, all lower case.
    package var lowercased: String { "0x" + Hex.text(bytes) }
}

extension EthereumAddress: CustomStringConvertible {
    /// `0x` and 40 digits; the case of the letters is a checksum (EIP-55).
    package var description: String { "0x" + String(decoding: checksummedDigits, as: UTF8.self) }

    private var checksummedDigits: [UInt8] {
        let digits = Array(Hex.text(bytes).utf8)
        let hash = keccak256(digits)
        return digits.indices.map { index in
            let nibble = index.isMultiple(of: 2) ? hash[index / 2] >> 4 : hash[index / 2] & 0xF
            let isLetter = digits[index] >= UInt8(ascii: "a")
            return isLetter && nibble >= 8 ? digits[index] - 0x20 : digits[index]
        }
    }
}

// MARK: - Reading

extension EthereumAddress {
    /// What the case of the letters says.
    package enum Checksum: Sendable {
        /// All letters have one case: nothing is said.
        case absent
        case right
        /// A letter or digit is wrong, most likely.
        case wrong
    }

    /// Why a text is no address.
    package enum ReadError: Error, Hashable, Sendable {
        case missingPrefix
        /// How many characters follow `0x`; 40 are wanted.
        case length(Int)
        case notHexadecimal
    }

    /// Reads `0x` and 40 digits of either case.
    ///
    /// An address whose checksum is wrong is read all the same: the caller decides.
    package static func read(
        _ text: UnsafeRawBufferPointer
    ) throws(ReadError) -> (address: EthereumAddress, checksum: Checksum) {
        guard text.starts(with: "0x".utf8) else { throw .missingPrefix }
        let digits = UnsafeRawBufferPointer(rebasing: text[2...])
        guard digits.count == 40 else { throw .length(digits.count) }
        guard let bytes = Hex.bytes(digits) else { throw .notHexadecimal }
        let address = EthereumAddress(unchecked: bytes)
        let hasUpper = digits.contains { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
        let hasLower = digits.contains { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
        guard hasUpper, hasLower else { return (address, .absent) }
        return (address, digits.elementsEqual(address.checksummedDigits) ? .right : .wrong)
    }

    /// Reads `0x` and 40 hexadecimal digits; tells whether mixed letter case fits the checksum of EIP-55.
    package static func read(
        _ text: String
    ) throws(ReadError) -> (address: EthereumAddress, checksum: Checksum) {
        try Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(ReadError) in try read(bytes) }
        }.get()
    }
}
