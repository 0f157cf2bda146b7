import Cryptography

/// The parameters of a query or a form body, with the bytes that were signed.
struct QueryText: Sendable {
    /// Name and value, decoded, in the order in which they came.
    private(set) var parameters: [(name: String, value: String)] = []
    /// The text as it came, without the parameter `signature` at its end.
    private(set) var signedText: [UInt8]
    /// The value of a `signature` that stands at the end.
    private(set) var signature: String?

    /// `nil` when the percent-encoding is broken, or does not give UTF-8 without NUL.
    init?(_ raw: [UInt8]) {
        signedText = raw
        guard !raw.isEmpty else { return }
        let parts = raw.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        for part in parts where !part.isEmpty {
            let sides = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let first = sides.first, let name = Self.decoded(first),
                let value = Self.decoded(sides.count > 1 ? sides[1] : [])
            else { return nil }
            parameters.append((name, value))
        }
        if let last = parameters.last, last.name == "signature", let part = parts.last, !part.isEmpty {
            signature = last.value
            parameters.removeLast()
            signedText.removeLast(min(raw.count, part.count + (parts.count > 1 ? 1 : 0)))
        }
    }

    /// The first parameter of that name.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// A name that came twice.
    var duplicate: String? {
        var seen: Set<String> = []
        return parameters.first { !seen.insert($0.name).inserted }?.name
    }

    /// The text of a query followed directly by a body, as Aster V1 signs it (docs/facts/exchanges.md 2.4).
    func followed(by body: QueryText) -> QueryText {
        var both = self
        both.parameters += body.parameters
        both.signedText += body.signedText
        both.signature = body.signature ?? signature
        return both
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit),
                    let low = rest.popFirst().flatMap(hexDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}

/// The value of a hexadecimal digit in either case.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// The bytes of hexadecimal text in either case, with or without `0x`; `nil` for anything else.
func bytes(ofHex text: String) -> [UInt8]? {
    let isPrefixed = text.hasPrefix("0x") || text.hasPrefix("0X")
    return Hex.bytes(isPrefixed ? text.dropFirst(2) : text[...])
}
