/// A parameter of a query, decoded.
package struct QueryParameter: Sendable, Hashable {
    /// Not encoded.
    package var name: String
    /// Not encoded.
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Query texts as exchanges sign them: what is signed is byte for byte what is sent.
package enum QueryText {
    /// `name=value` joined with `&`, in the order given, each part percent-encoded.
    package static func encode(_ parameters: [QueryParameter]) -> String {
        var bytes: [UInt8] = []
        for parameter in parameters {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            append(parameter.name, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            append(parameter.value, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// UTF-8; letters, digits and `-_.~` as they are, everything else as `%` and two upper-case hex digits.
    package static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case _ where byte.isLetter || byte.isDigit: bytes.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), upperHexDigit(byte >> 4), upperHexDigit(byte & 15)]
            }
        }
    }

    private static func upperHexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
