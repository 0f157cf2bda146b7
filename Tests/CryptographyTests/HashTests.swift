import Cryptography
import TestSupport
import Testing

@Suite("hashes")
struct HashTests {
    @Test("SHA-256 of FIPS 180-4's examples")
    func sha() {
        #expect(
            Hex.text(sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(
            Hex.text(sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    struct HMACCase: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var digest: String
    }

    @Test(
        "HMAC-SHA-256 of RFC 4231",
        arguments: [
            HMACCase(
                key: [UInt8](repeating: 0x0B, count: 20),
                message: Array("Hi There".utf8),
                digest: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            HMACCase(
                key: Array("Jefe".utf8),
                message: Array("what do ya want for nothing?".utf8),
                digest: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            HMACCase(
                key: [UInt8](repeating: 0xAA, count: 20),
                message: [UInt8](repeating: 0xDD, count: 50),
                digest: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            HMACCase(
                key: [UInt8](repeating: 0xAA, count: 131),
                message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                digest: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
    )
    func hmac(_ testCase: HMACCase) {
        #expect(Hex.text(hmacSHA256(testCase.message, key: Secret(copying: testCase.key))) == testCase.digest)
    }

    @Test("HMAC-SHA-256 of the vectors")
    func hmacVectors() throws {
        for vector in try Vectors.list("hmac_sha256") {
            let key = Secret(copying: try vector.bytes("key_hex"))
            #expect(hmacSHA256(try vector.bytes("message_hex"), key: key) == (try vector.bytes("digest")))
        }
    }

    @Test("HMAC-SHA-256 of an exchange's published example")
    func published() {
        let key = Secret(text: "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9")
        let message =
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"
            + "&timestamp=1591702613943"
        #expect(
            Hex.text(hmacSHA256(message, key: key))
                == "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"
        )
    }

    @Test("Keccak-256 has the original padding")
    func keccak() {
        #expect(
            Hex.text(keccak256("")) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
        )
        #expect(
            Hex.text(keccak256("Message(string msg)"))
                == "c4cfb57eea370ef2a92403a7e865b2de262d7ca272333665b54ad7e6a602ef68"
        )
    }

    @Test("Keccak-256 of the vectors")
    func keccakVectors() throws {
        for vector in try Vectors.list("keccak256") {
            let input = try vector.bytes("input_hex")
            #expect(keccak256(input) == (try vector.bytes("digest")), "\(input.count) bytes")
            // A message that does not start at an aligned address.
            let shifted = [0] + input
            #expect(
                shifted.withUnsafeBytes { keccak256(UnsafeRawBufferPointer(rebasing: $0.dropFirst())) }
                    == keccak256(input)
            )
        }
    }
}
