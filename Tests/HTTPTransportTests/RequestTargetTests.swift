import HTTPTransport
import Testing
import TestSupport

struct Unsendable: Sendable, CustomTestStringConvertible {
    var url: String
    var message: String
    var testDescription: String { url }

    init(_ url: String, _ message: String) { (self.url, self.message) = (url, message) }
}

private let authority = "the URL's host or port is not well-formed"
private let scheme = "the URL does not start with https://"
private let letters = "the URL contains a blank, a control character or a letter beyond ASCII"

private func plain(_ host: String) -> String {
    "plain http is only for this machine, not for \(host)"
}

private let refusedURLs = [
    Unsendable("http://fapi.asterdex.com/", plain("fapi.asterdex.com")),
    Unsendable("http://10.0.0.1/", plain("10.0.0.1")),
    Unsendable("http://127.1/", plain("127.1")),
    Unsendable("http://127.0.0.01/", plain("127.0.0.01")),
    Unsendable("http://0x7f.0.0.1/", plain("0x7f.0.0.1")),
    Unsendable("http://2130706433/", plain("2130706433")),
    Unsendable("http://127.0.0.1.evil.example/", plain("127.0.0.1.evil.example")),
    Unsendable("http://localhost.evil.example/", plain("localhost.evil.example")),
    Unsendable("http://[::2]/", plain("::2")),
    Unsendable("http://127.0.0.1:80@evil.example/", "the URL contains a user name"),
    Unsendable("https://user@fapi.asterdex.com/", "the URL contains a user name"),
    Unsendable("https://evil.example\\@fapi.asterdex.com/", "the URL contains a user name"),
    Unsendable("https://fapi.asterdex.com\\.evil.example/", authority),
    Unsendable("https:///path", authority),
    Unsendable("https://?x", authority),
    Unsendable("https://host:/", authority),
    Unsendable("https://host:0/", authority),
    Unsendable("https://host:65536/", authority),
    Unsendable("https://host:80x/", authority),
    Unsendable("https://host:+80/", authority),
    Unsendable("https://[::1/", authority),
    Unsendable("https://[127.0.0.1]/", authority),
    Unsendable("https://ho%73t/", authority),
    Unsendable("https:/host/", scheme),
    Unsendable("//host/", scheme),
    Unsendable("ftp://127.0.0.1/", scheme),
    Unsendable("file:///etc/passwd", scheme),
    Unsendable("HTTP://127.0.0.1/", scheme),
    Unsendable("", scheme),
    Unsendable("https://host/a b", letters),
    Unsendable("https://host/a\r\nHost: evil", letters),
    Unsendable("https://host/a\0", letters),
    Unsendable("https://hóst/", letters),
    Unsendable("https://host/#part", "the URL contains a '#'"),
]

@Suite("Which URLs are sent")
struct RequestTargetTests {
    @Test("URLs that are unclear or in plain over the network are refused", arguments: refusedURLs)
    func refused(_ testCase: Unsendable) async {
        let error = await failure(of: HTTPRequest(url: testCase.url))
        #expect(error == .notSendable(message: testCase.message))
    }

    @Test(
        "plain http may go to this machine",
        arguments: ["127.0.0.1", "127.0.0.2", "localhost", "LocalHost"]
    )
    func loopback(_ host: String) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let error = await failure(of: HTTPRequest(url: "http://\(host):\(server.port)/"))
        // 127.0.0.2 has no server, but may be asked.
        if host == "127.0.0.2" {
            guard case .cannotConnect = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        } else {
            #expect(error == nil)
        }
    }

    @Test(
        "proxies that are unclear are refused, their passwords unsaid",
        arguments: [
            Unsendable(
                "ftp://proxy:1",
                "the proxy does not start with http://, https://, socks5:// or socks5h://"
            ),
            Unsendable(
                "proxy:3128",
                "the proxy does not start with http://, https://, socks5:// or socks5h://"
            ),
            Unsendable("http://user:pass@", "the proxy's host or port is not well-formed"),
            Unsendable("http://user:pass@host:x", "the proxy's host or port is not well-formed"),
            Unsendable(
                "socks5://ho st",
                "the proxy contains a blank, a control character or a letter beyond ASCII"
            ),
        ]
    )
    func proxies(_ testCase: Unsendable) async {
        let error = await failure(of: HTTPRequest(url: "https://localhost/", proxy: testCase.url))
        #expect(error == .notSendable(message: testCase.message))
    }

    @Test("plain http goes to no proxy elsewhere")
    func plainThroughProxy() async {
        let request = HTTPRequest(url: "http://127.0.0.1:9/", proxy: "http://proxy.example:3128")
        #expect(
            await failure(of: request)
                == .notSendable(message: "plain http is only for this machine, not for a proxy")
        )
    }
}
