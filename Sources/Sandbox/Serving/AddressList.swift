/// IPv4 addresses and CIDR ranges, parted by blanks or commas; empty: any.
struct AddressList {
    private let entries: [Substring]

    init(_ text: String) { entries = text.split { $0 == " " || $0 == "," } }

    func allows(_ address: String) -> Bool {
        entries.isEmpty || entries.contains { Self.matches($0, address) }
    }

    private static func matches(_ entry: Substring, _ address: String) -> Bool {
        let sides = entry.split(separator: "/")
        guard let first = sides.first, let network = number(first), let asked = number(address[...]) else {
            return false
        }
        let length = sides.count > 1 ? Int(sides[1]) ?? 32 : 32
        guard (0...32).contains(length) else { return false }
        let mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length)
        return network & mask == asked & mask
    }

    private static func number(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return parts.count == 4 ? parts.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }
}
