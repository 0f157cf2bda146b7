import Cryptography
import Exchanges
import Foundation
import SlotModel
import Testing

@Suite("What shows a credential")
struct CredentialTracesTests {
    struct Echo: CustomTestStringConvertible, Sendable {
        var name: String
        var of: @Sendable (String) -> String
        var testDescription: String { name }

        init(_ name: String, _ of: @escaping @Sendable (String) -> String) {
            (self.name, self.of) = (name, of)
        }
    }

    static let secret = "Zk3vQ8sLmN2xRt7wYb5cHd9fGj4kPq6e"
    static let passphrase = "Kr7!pw-93xLm2Tq"
    static let privateKey = "0xe1e5be1e3850f1bd90dc368746a620043f6caf9102e65f99aaaf3774b0364725"

    private static func hex(_ text: String) -> [String] { text.utf8.map { String(format: "%02x", $0) } }

    /// RFC 4648, section 6, without padding.
    private static func base32(_ bytes: [UInt8]) -> String {
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String(
            stride(from: 0, to: bits.count, by: 5).map { start in
                let group = bits[start..<min(start + 5, bits.count)]
                let digit = (group + Array(repeating: 0, count: 5 - group.count)).reduce(0) {
                    $0 * 2 + Int($1)
                }
                return alphabet[digit]
            }
        )
    }

    /// With characters that only look like those of ASCII.
    private static func mapped(_ text: String, letters: UInt32, digits: UInt32) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.compactMap { scalar in
                    switch scalar.value {
                    case 0x30...0x39: Unicode.Scalar(digits + scalar.value - 0x30)
                    case 0x41...0x5A: Unicode.Scalar(letters + scalar.value - 0x41)
                    case 0x61...0x7A: Unicode.Scalar(letters + 26 + scalar.value - 0x61)
                    default: scalar
                    }
                }
            )
        )
    }

    static let echoes = [
        Echo("as it is") { $0 },
        Echo("inside a sentence") { "the key \($0) is wrong" },
        Echo("in capitals") { $0.uppercased() },
        Echo("backwards") { String($0.reversed()) },
        Echo("its first half") { String($0.prefix($0.count / 2 + 1)) },
        Echo("its second half") { String($0.suffix($0.count / 2 + 1)) },
        Echo("in hexadecimal digits") { hex($0).joined() },
        Echo("in hexadecimal digits with colons, capitals") { hex($0).joined(separator: ":").uppercased() },
        Echo("URL-encoded") { hex($0).map { "%" + $0 }.joined() },
        Echo("URL-encoded where it must be") {
            $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        },
        Echo("as escapes of JavaScript") { hex($0).map { "\\u00" + $0 }.joined() },
        Echo("in base64") { Data($0.utf8).base64EncodedString() },
        Echo("in base64 behind a user's name") { Data("me:\($0)".utf8).base64EncodedString() },
        Echo("in base64 behind another name") { Data("user:\($0):1".utf8).base64EncodedString() },
        Echo("in base32") { base32(Array($0.utf8)) },
        Echo("in base32 behind a user's name") { base32(Array("me:\($0)".utf8)) },
        Echo("in base32 behind another name") { base32(Array("user:\($0):1".utf8)) },
        Echo("split by escapes") { $0.map(String.init).joined(separator: "\u{1B}[0m") },
        Echo("in the title of a terminal") { "\u{1B}]0;\($0)\u{07}" },
        Echo("split by zero-width spaces") { $0.map(String.init).joined(separator: "\u{200B}") },
        Echo("split by soft hyphens") { $0.map(String.init).joined(separator: "\u{AD}") },
        Echo("split by control characters") { $0.map(String.init).joined(separator: "\u{01}") },
        Echo("split by letters of another script") { $0.map(String.init).joined(separator: "ж") },
        Echo("in a page's decimal escapes") { $0.utf8.map { "&#\($0);" }.joined() },
        Echo("in a page's hexadecimal escapes") { hex($0).map { "&#x\($0);" }.joined() },
        Echo("in letters as wide as ideographs") {
            String(
                String.UnicodeScalarView($0.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) })
            )
        },
        Echo("as a list of bytes") { "[" + $0.utf8.map(String.init).joined(separator: ", ") + "]" },
        Echo("in hexadecimal numbers of a program") { hex($0).map { "0x" + $0 }.joined(separator: " ") },
        Echo("in octal escapes") { $0.utf8.map { String(format: "\\%03o", $0) }.joined() },
        Echo("as escapes in braces") { hex($0).map { "\\u{\($0)}" }.joined() },
        Echo("in hexadecimal digits of UTF-16") { hex($0).map { $0 + "00" }.joined() },
        Echo("in base64 of base64") {
            Data(Data($0.utf8).base64EncodedString().utf8).base64EncodedString()
        },
        Echo("in letters and digits of mathematics") { mapped($0, letters: 0x1D400, digits: 0x1D7CE) },
        Echo("in raised digits and letters in circles") { mapped($0, letters: 0x24B6, digits: 0x2080) },
        Echo("split by blanks") { $0.map(String.init).joined(separator: " ") },
    ]

    @Test("a credential is found in whatever form it is repeated", arguments: echoes)
    func found(_ echo: Echo) {
        let traces = CredentialTraces()
        for secret in [Self.secret, Self.passphrase, Self.privateKey] {
            #expect(!traces.isIn(echo.of(secret)))
            traces.add(Credentials([.secret: Secret(secret)]))
            #expect(traces.isIn(echo.of(secret)), "\(secret) \(echo.of(secret))")
        }
    }

    @Test("any eight characters of a long one and any six of a short one are found, and fewer are not")
    func pieces() {
        let traces = CredentialTraces()
        traces.add(Secret(Self.secret))
        traces.add(Secret("q7Wz9kfT2b"))
        for start in 0...24 {
            let piece = Self.secret.dropFirst(start).prefix(8)
            #expect(traces.isIn("- \(piece) -"))
            #expect(!traces.isIn("- \(piece.prefix(7)) -"))
        }
        #expect(traces.isIn("wz9kft"))
        #expect(!traces.isIn("wz9kf"))
    }

    @Test("the bytes of a private key are found, and wallet addresses are public")
    func wallets() throws {
        let traces = CredentialTraces()
        let bytes = try #require(Hex.bytes(Self.privateKey.dropFirst(2)))
        let address = "0x98a9c91b9823c994008217D6B89019ed3B975802"
        traces.add(
            Credentials([
                .privateKey: Secret(Self.privateKey), .apiWallet: Secret(address),
                .mainWallet: Secret(address),
            ])
        )
        #expect(traces.isIn(Data(bytes).base64EncodedString()))
        #expect(traces.isIn(Hex.text(bytes.reversed())))
        #expect(!traces.isIn(address))
    }

    @Test("amounts are looked through for credentials that are numbers only")
    func numbers() {
        let traces = CredentialTraces()
        traces.add(Secret("a1b2c3d4000000000001234567890123a1b2c3d4"))
        #expect(!traces.isIn("0.00000000000123456789"))
        traces.add(Secret("1928374650"))
        #expect(traces.isIn("1928374650"))
        #expect(traces.isIn("0.0564738291"))
        #expect(!traces.isIn("0.00012345"))
    }

    @Test(
        "words of exchanges stay readable, whatever the passphrase is made of",
        arguments: ["unified-trading1", "BTCUSDT-futures", "passphrase1", "bitget2026"]
    )
    func words(_ passphrase: String) {
        let traces = CredentialTraces()
        traces.add(Secret(passphrase))
        for word in ["unified", "trading", "BTCUSDT", "USDT-FUTURES", "Bitget", "passphrase"] {
            #expect(!traces.isIn(word))
        }
        #expect(traces.isIn("'\(passphrase)'"))
    }
}
