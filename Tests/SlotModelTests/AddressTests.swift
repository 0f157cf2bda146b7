import SlotModel
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "are read and written in one spelling",
        arguments: [
            ("203.0.113.7", "203.0.113.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:0:0:0:7", "2001:db8::7"),
            ("2001:db8::0:1", "2001:db8::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::ffff:203.0.113.7", "203.0.113.7"), ("::ffff:cb00:7107", "203.0.113.7"),
            ("64:ff9b::203.0.113.7", "64:ff9b::cb00:7107"),
        ]
    )
    func spelling(_ text: String, _ written: String) { #expect(IPAddress(text)?.description == written) }

    @Test(
        "are refused in any doubtful spelling",
        arguments: [
            "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3",
            "1..2.3",
            "0x7f.1", "1.2.3.4 ", "+1.2.3.4", "١.2.3.4", ":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1%eth0", "[::1]", "1.2.3.4::",
            "::1.2.3",
            "1:2:3:4:5:6:7:1.2.3.4", "-1::", "1:", ":1",
        ]
    )
    func refused(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test(
        "lie in a range or not",
        arguments: [
            ("203.0.113.0/24", "203.0.113.255", true), ("203.0.113.0/24", "203.0.114.0", false),
            ("203.0.113.7", "203.0.113.7", true), ("203.0.113.7/32", "203.0.113.8", false),
            ("203.0.113.77/24", "203.0.113.1", true), ("0.0.0.0/0", "8.8.8.8", true),
            ("128.0.0.0/1", "127.255.255.255", false), ("10.0.0.0/31", "10.0.0.1", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
            ("::/0", "2001:db8::1", true), ("::/0", "203.0.113.7", false), ("0.0.0.0/0", "::1", false),
            ("::1/128", "::1", true), ("2001:db8::/127", "2001:db8::2", false),
            ("203.0.113.0/24", "::ffff:203.0.113.9", true), ("::ffff:203.0.113.0/120", "203.0.113.9", true),
        ]
    )
    func containment(_ range: String, _ address: String, _ isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(IPAddress(address))
        #expect(range.contains(address) == isInside)
    }

    @Test(
        "ranges contain ranges that are narrower",
        arguments: [
            ("10.0.0.0/8", "10.1.0.0/16", true), ("10.1.0.0/16", "10.0.0.0/8", false),
            ("10.0.0.0/8", "10.0.0.0/8", true), ("10.0.0.0/8", "11.0.0.0/16", false),
            ("::/0", "10.0.0.0/8", false), ("2001:db8::/32", "2001:db8:1::/48", true),
        ]
    )
    func ranges(_ outer: String, _ inner: String, _ isInside: Bool) throws {
        #expect(try #require(AddressRange(outer)).contains(try #require(AddressRange(inner))) == isInside)
    }

    @Test(
        "ranges are refused in any doubtful spelling",
        arguments: [
            "", "/24", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/024", "1.2.3.4/2 4", "1.2.3.4/24/24",
            "::/129",
            "1.2.3.4/+8", "::ffff:1.2.3.4/24", "1.2.3.4/0000", "host/24",
        ]
    )
    func refusedRanges(_ text: String) { #expect(AddressRange(text) == nil) }

    @Test("ranges are written with their length, single addresses without")
    func writtenRanges() {
        #expect(AddressRange("203.0.113.77/24")?.description == "203.0.113.0/24")
        #expect(AddressRange("203.0.113.7/32")?.description == "203.0.113.7")
        #expect(AddressRange("2001:DB8::7/32")?.description == "2001:db8::/32")
    }
}
