/// A range of addresses in CIDR notation; a single address is a range of one.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    /// The lowest address of the range.
    package let base: IPAddress
    /// How many leading bits every address of the range shares: 0 to 32, or 0 to 128.
    package let prefixLength: Int

    /// Bits of `address` beyond the prefix are cleared, as exchanges accept `203.0.113.7/24` too.
    package init?(_ address: IPAddress, prefixLength: Int) {
        guard (0...address.family.bits).contains(prefixLength) else { return nil }
        base = IPAddress(
            family: address.family,
            value: address.value & Self.mask(address.family, prefixLength)
        )
        self.prefixLength = prefixLength
    }

    /// Reads `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.contains(UInt8(ascii: "/")) else {
            guard let address = IPAddress(text) else { return nil }
            self.init(address, prefixLength: address.family.bits)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts.first, let last = parts.last, let address = IPAddress(first)
        else { return nil }
        guard (1...3).contains(last.utf8.count), last == "0" || !last.hasPrefix("0"),
            last.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            var length = Int(last)
        else { return nil }
        // `::ffff:203.0.113.0/120` counts its bits in IPv6, its base is IPv4 here.
        if address.family == .v4, first.utf8.contains(UInt8(ascii: ":")) {
            guard (96...128).contains(length) else { return nil }
            length -= 96
        }
        self.init(address, prefixLength: length)
    }

    /// Whether the address lies in the range; one of the other family never does.
    package func contains(_ address: IPAddress) -> Bool {
        address.family == base.family
            && address.value & Self.mask(base.family, prefixLength) == base.value
    }

    /// Whether every address of the other range lies in this one.
    package func contains(_ other: AddressRange) -> Bool {
        other.prefixLength >= prefixLength && contains(other.base)
    }

    private static func mask(_ family: IPAddress.Family, _ length: Int) -> UInt128 {
        length == 0 ? 0 : ~UInt128(0) << UInt128(family.bits - length)
    }

    /// `203.0.113.0/24`; a single address without its length.
    package var description: String {
        prefixLength == base.family.bits ? base.description : "\(base)/\(prefixLength)"
    }
}
