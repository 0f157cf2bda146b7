import SlotFiles
import SlotModel
import Testing

/// Passwords in addresses, and credentials that YAML takes for something of its own: neither line nor words show them.
struct AddressSecretTests {
    static let canary = "S3cretPw"

    static let addresses = [
        "socks5://203.0.113.5:1080:trader:S3cretPw", "https://api.hitbtc.com?apiKey=S3cretPw",
        "https://user:S3cretPw@api.hitbtc.com", "user:S3cretPw@api.hitbtc.com",
        "trader:S3cretPw@https://proxy.example.com:3129", "trader:S3cretPw@203.0.113.5:1080",
        "203.0.113.5:1080:trader:S3cretPw", "https://api.hitbtc.com/S3cretPw",
        "https://api.hitbtc.com#S3cretPw",
        "https:/trader:S3cretPw@api.hitbtc.com", "http//trader:S3cretPw@203.0.113.5:1080", "S3cretPw",
        "https://S3cretPw", "https://S3cretPw/x@203.0.113.5", "203.0.113.5:1080@trader:S3cretPw",
        "socks5h://trader:a@S3cretPw@203.0.113.5:1080", "socks5h://trader:x S3cretPw@203.0.113.5:1080",
        "socks4a://S3cretPw:@203.0.113.5:1080", "trader S3cretPw 203.0.113.5 1080",
        "203.0.113.5 1080 trader S3cretPw",
        "https://api.hitbtc.com\\S3cretPw", "https://api.hitbtc.com:S3cretPw",
        "socks5h:trader:S3cretPw@203.0.113.5",
        "{host: 203.0.113.5, user: trader, pw: S3cretPw}", "[203.0.113.5, S3cretPw]",
    ]

    static let lines = addresses.flatMap { address in
        ["proxy", "endpoint", "prxy", "endpiont", "proxies", "http-proxy", "url", "unheard-of"].flatMap {
            key in
            ["\(key): \(address)", "\(key): \"\(address)\"", "\(key): '\(address)", "\(key):\n  \(address)"]
        }
    }

    @Test("no password of an address shows, however the address is spelt", arguments: lines)
    func address(_ line: String) {
        let text = "exchange: hitbtc\ncredentials: {key: env:HK, secret: env:HS}\n\(line)\ndealy: 1s\n"
        #expect(!everythingShown(of: text).contains(Self.canary))
    }

    @Test("no password shows in the workspace's file", arguments: addresses)
    func workspace(_ address: String) {
        let text = "network: live\ntrusted-endpoints: [\"\(address)\"]\n"
        #expect(!everythingShown(of: text, file: "slots.yaml").contains(Self.canary))
    }

    @Test(
        "nor behind another key, where it looks like one",
        arguments: ["label", "ip-allowlist", "expires", "delay"]
    )
    func otherKeys(_ key: String) {
        for address in Self.addresses.prefix(7) {
            let text =
                "exchange: hitbtc\ncredentials: {key: env:HK, secret: env:HS}\n\(key): [\"\(address)\"]\n"
            #expect(!everythingShown(of: text).contains(Self.canary), "\(text)")
        }
    }

    @Test(
        "a passphrase that YAML takes for a mark of its own does not show",
        arguments: [
            "*", "&", "@", "%", "!", "`", "|", ">", "{", "[", "- ", "? ", "*a ", "&a ", "\"", "'", "#",
        ]
    )
    func marks(_ mark: String) {
        for key in ["passphrase", "pasphrase", "password", "foo"] {
            let text =
                "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  \(key): \(mark)S3cretPw\n"
            #expect(!everythingShown(of: text).contains(Self.canary), "\(text)")
        }
    }

    @Test("bare hosts and references show")
    func harmless() {
        for line in [
            "proxy: socks5h://127.0.0.1:1080", "endpoint: https://api.bitget.com",
            "endpoint: {spot: https://sapi.asterdex.com, futures: \"https://fapi.asterdex.com\"}",
            "proxy: secret:proxy.url", "proxy: http://[::1]:80",
            "ip-allowlist: [203.0.113.7, \"2001:db8::/32\"]",
        ] {
            #expect(everythingShown(of: line).contains(line), "\(everythingShown(of: line))")
        }
        let workspace = "trusted-endpoints: [https://a.example, https://b.example:8443]"
        #expect(everythingShown(of: workspace, file: "slots.yaml").contains(workspace))
    }

    /// Every finding with its help, and every line of the file.
    private func everythingShown(of text: String, file: String = "slots/x.yaml") -> String {
        let bytes = Array(text.utf8)
        let findings =
            file == "slots.yaml" ? readWorkspaceText(bytes).findings : readSlot(bytes, named: "x").findings
        var sources = SourceTexts()
        sources[file] = bytes
        let renderer = FindingRenderer(sources: sources, colour: false, width: 400)
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let lines = (1...count).map { Finding(.error, "a.b", "m", at: Place(file: file, line: $0)) }
        return findings.map(\.told).joined(separator: "\n") + renderer.render(findings + lines)
    }
}
