import SlotModel
import Testing

struct OriginTests {
    static let origins: [(String, String)] = [
        ("https://api.bitget.com", "https://api.bitget.com"),
        ("https://API.Bitget.com:443", "https://api.bitget.com"),
        ("https://api.example.com:8443", "https://api.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.8.9.1", "http://127.8.9.1"), ("http://[::1]:80", "http://[::1]"),
        ("http://localhost:1", "http://localhost:1"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"), ("https://192.0.2.1", "https://192.0.2.1"),
    ]

    @Test("origins have one spelling", arguments: origins)
    func good(_ text: String, _ expected: String) throws {
        #expect(try Origin(text).description == expected)
    }

    static let refused = [
        "", "https://", "api.bitget.com", "HTTPS://api.bitget.com", "ftp://a.b", "http://api.bitget.com",
        "https://a.b/",
        "https://a.b/path", "https://a.b?x", "https://a.b#x", "https://user@a.b",
        "https://api.bitget.com@evil.example",
        "https://api.bitget.com\\@evil.example", "https://a.b:0", "https://a.b:65536", "https://a.b:",
        "https://a.b:08",
        "https://a..b", "https://a.b.", "https://-a.b", "https://bítget.com", "https://a b", "http://0x7f.1",
        "http://2130706433",
        "http://127.1", "http://0177.0.0.1", "https://1.2.3.4.5", "http://[::1", "http://[::ffff:127.0.0.1]",
        "http://[127.0.0.1]",
        "http://localhost.evil.example", "http://127.0.0.1.evil.example", "https://a.b\n", "http://[::1]x",
        "https://a_b.c", "https:/a.b", "https:///a.b", "https://a.b:+443", "https://a.b:0443",
        "https://a%2eb",
        "https://a.b//", "https://[]", "https://u:p@a.b", "http://127.0.0.256", "http://127.0.0.01",
        "http://0.0.0.0",
    ]

    @Test("what is no origin, or hides one, is refused", arguments: refused)
    func bad(_ text: String) {
        #expect(throws: Origin.Trouble.self) { try Origin(text) }
    }

    @Test(
        "what is wrong comes with what to write",
        arguments: [
            ("https://API.example.com/v2?x", "write https://api.example.com"),
            ("https://a\u{202E}b.example/", "write it like this: https://api.example.com"),
            ("https://me@a.b", "remove everything up to the '@'"),
        ]
    )
    func help(_ text: String, _ expected: String) {
        do throws(Origin.Trouble) {
            let origin = try Origin(text)
            Issue.record("\(origin) was accepted")
        } catch {
            #expect(error.help == expected)
        }
    }

    @Test("loopback is this machine only")
    func loopback() throws {
        #expect(try Origin("http://127.0.0.1").isLoopback)
        #expect(try Origin("https://[::1]:1").isLoopback)
        #expect(try !Origin("https://127.0.0.1.example.com").isLoopback)
        #expect(try !Origin("https://128.0.0.1").isLoopback)
    }
}
