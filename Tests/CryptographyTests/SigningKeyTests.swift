import Cryptography
import Foundation
import PlainJSON
import TestSupport
import Testing

@Suite("signing keys")
struct SigningKeyTests {
    /// The primitives of `Vectors/signing.json` beside this file.
    private static let vectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Vectors/signing.json")

    private static func list(_ name: String) throws -> [JSONValue] {
        let list = try JSONValue.read([UInt8](try Data(contentsOf: vectors)))[name]?.array
        let cases = try #require(list, "\(name)")
        #expect(!cases.isEmpty)
        return cases
    }

    /// PKCS#8 of a seed, as RFC 8410 prints it in its section 10.3.
    private static func pem(seed: [UInt8]) throws -> Secret {
        let prefix = try #require(Hex.bytes("302e020100300506032b657004220420"))
        return Secret(
            text: "-----BEGIN PRIVATE KEY-----\n\(Base64.text(prefix + seed))\n-----END PRIVATE KEY-----\n"
        )
    }

    @Test("SHA-512 of FIPS 180-4's examples")
    func sha() {
        #expect(
            Hex.text(sha512([]))
                == "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        )
        #expect(
            Hex.text(sha512(Array("abc".utf8)))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    @Test("HMAC-SHA-512 agrees with the vectors, with an empty key too")
    func hmac() throws {
        for vector in try Self.list("hmac_sha512") {
            let mac = hmacSHA512(
                try vector.bytes("message_hex"),
                key: Secret(copying: try vector.bytes("key_hex"))
            )
            #expect(mac == (try vector.bytes("mac")))
        }
    }

    @Test("Ed25519 signatures agree with the vectors")
    func ed25519() throws {
        for vector in try Self.list("ed25519") {
            let key = try SigningKey(pem: try Self.pem(seed: try vector.bytes("seed")))
            #expect(key.kind == .ed25519)
            #expect(key.sign(try vector.bytes("message_hex")) == (try vector.bytes("signature")))
            guard let told = vector["pem_pkcs8"]?.string else { continue }
            let same = try SigningKey(pem: Secret(text: told))
            #expect(same.sign(try vector.bytes("message_hex")) == (try vector.bytes("signature")))
        }
    }

    @Test("RSA signatures agree with the vectors, from both forms of a key")
    func rsa() throws {
        for vector in try Self.list("rsa_pkcs1v15_sha256") {
            for form in ["private_key_pkcs8", "private_key_pkcs1"] {
                let key = try SigningKey(pem: Secret(text: try vector.text(form)))
                #expect(key.kind == .rsa(bits: try #require(vector["bits"]?.numericText.flatMap { Int($0) })))
                let signature = key.sign(Array(try vector.text("message_utf8").utf8))
                #expect(Base64.text(signature) == (try vector.text("signature_base64")))
            }
        }
    }

    @Test("line ends of Windows change nothing")
    func lineEnds() throws {
        let vector = try #require(try Self.list("rsa_pkcs1v15_sha256").first)
        let text =
            try vector.text("private_key_pkcs8").split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        let key = try SigningKey(pem: Secret(text: text))
        #expect(
            Base64.text(key.sign(Array(try vector.text("message_utf8").utf8)))
                == (try vector.text("signature_base64"))
        )
    }

    @Test("what is no signing key is refused, with the reason")
    func refused() throws {
        let vector = try #require(try Self.list("rsa_pkcs1v15_sha256").first)
        let pem = try vector.text("private_key_pkcs8")
        // A P-256 key of the value 1, as PKCS#8.
        let otherKind = """
            -----BEGIN PRIVATE KEY-----
            MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAAAAAAAAAAAAAQ==
            -----END PRIVATE KEY-----

            """
        let cases: [(String, SigningKey.ReadError)] = [
            ("", .malformed), ("abcd", .malformed), (String(pem.prefix(200)), .malformed),
            (pem.replacingOccurrences(of: "MII", with: "MIJ"), .malformed),
            (try vector.text("public_key"), .otherKind),
            (otherKind, .otherKind),
            (
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END ENCRYPTED PRIVATE KEY-----\n",
                .encrypted
            ),
        ]
        for (text, reason) in cases {
            #expect(throws: reason, "\(text.prefix(30))") { try SigningKey(pem: Secret(text: text)) }
        }
    }

    @Test("nothing of a key is printed")
    func hidden() throws {
        let vector = try #require(try Self.list("ed25519").first)
        let key = try SigningKey(pem: try Self.pem(seed: try vector.bytes("seed")))
        #expect("\(key)" == "•••")
        #expect(String(reflecting: key) == "•••")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
