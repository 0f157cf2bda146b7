import CNettle

/// The Keccak-256 of a message: the original padding 0x01 that Ethereum kept, not the 0x06 of SHA3-256.
///
/// - Returns: 32 bytes.
/// - SeeAlso: The Keccak reference, version 3.0, sections 1.1 and 1.2: rate 1088 bits, capacity 512.
package func keccak256(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    let rate = 136
    var state = sha3_state()
    var rest = message
    while rest.count >= rate {
        absorb(UnsafeRawBufferPointer(rebasing: rest[..<rate]), into: &state)
        nettle_sha3_permute(&state)
        rest = UnsafeRawBufferPointer(rebasing: rest[rate...])
    }
    return withUnsafeTemporaryAllocation(byteCount: rate, alignment: 8) { block in
        block.initializeMemory(as: UInt8.self, repeating: 0)
        block.copyMemory(from: rest)
        block[rest.count] = 0x01
        block[rate - 1] |= 0x80
        absorb(UnsafeRawBufferPointer(block), into: &state)
        nettle_sha3_permute(&state)
        return withUnsafeBytes(of: state.a) { lanes in
            (0..<4).flatMap { lane in
                let word = lanes.load(fromByteOffset: 8 * lane, as: UInt64.self)
                return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
            }
        }
    }
}

/// The Keccak-256 of a message: 32 bytes; SHA3-256 pads in another way.
package func keccak256(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { keccak256($0) }
}

/// The Keccak-256 of the text's UTF-8.
package func keccak256(_ message: String) -> [UInt8] {
    var message = message
    return message.withUTF8 { keccak256(UnsafeRawBufferPointer($0)) }
}

/// Adds one block to the state; its words are little-endian.
private func absorb(_ block: UnsafeRawBufferPointer, into state: inout sha3_state) {
    withUnsafeMutableBytes(of: &state.a) { lanes in
        for offset in stride(from: 0, to: block.count, by: 8) {
            let word = UInt64(littleEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let lane = lanes.load(fromByteOffset: offset, as: UInt64.self)
            lanes.storeBytes(of: lane ^ word, toByteOffset: offset, as: UInt64.self)
        }
    }
}
