extension Unicode.UTF8 {
    static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// The scalar that starts at an offset; `nil` where the bytes are no well-formed UTF-8 (RFC 3629).
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unicode.Scalar? {
        guard offset >= 0, offset < bytes.count else { return nil }
        let first = bytes[offset]
        let length: Int
        var value: UInt32
        switch first {
        case 0x00...0x7F: return Unicode.Scalar(first)
        case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard offset + length <= bytes.count else { return nil }
        for next in bytes[(offset + 1)..<(offset + length)] {
            guard isContinuation(next) else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        // Surrogates fail below; overlong forms would have fitted a shorter one.
        guard let scalar = Unicode.Scalar(value), width(scalar) == length else { return nil }
        return scalar
    }
}
