import Cryptography
import Testing

@Suite("encodings")
struct EncodingTests {
    @Test("hexadecimal text comes in lower case and is read in either")
    func hex() {
        let bytes: [UInt8] = [0, 1, 0x9A, 0xBC, 0xFF]
        #expect(Hex.text(bytes) == "00019abcff")
        #expect(Hex.bytes("00019abcff") == bytes)
        #expect(Hex.bytes("00019ABCff") == bytes)
        #expect(Hex.text([]) == "")
        #expect(Hex.text(bytes.lazy.map { $0 & 0x0F }) == "00010a0c0f")
        #expect(Hex.bytes("") == [])
    }

    @Test(
        "what is not hexadecimal is refused",
        arguments: ["0", "000", "0x00", "0g", " 00", "00 ", "00\n", "é", "0\u{0}"]
    )
    func notHex(_ text: String) {
        #expect(Hex.bytes(text) == nil)
    }

    @Test(
        "base64 of RFC 4648",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        )
    )
    func base64(plain: String, encoded: String) {
        #expect(Base64.text(Array(plain.utf8)) == encoded)
        #expect(Base64.bytes(encoded) == Array(plain.utf8))
    }

    @Test(
        "base64 of a secret is a secret, with what stands before it",
        arguments: ["", "f", "fo", "foo", "foobar"]
    )
    func base64OfSecret(_ plain: String) {
        let bytes = Array(plain.utf8)
        for prefix in ["", "Basic "] {
            let text = Base64.secret(Secret(copying: bytes), prefix: prefix)
            #expect(text.isEqual(to: Secret(copying: Array((prefix + Base64.text(bytes)).utf8))))
        }
    }

    @Test("base64 uses the standard alphabet")
    func alphabet() {
        #expect(Base64.text([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64.bytes("++//") == [0xFB, 0xEF, 0xFF])
    }

    @Test(
        "what is not base64 is refused",
        arguments: ["Zg", "Zg=", "Zg===", "Z", "-_==", "Zg==\n", "Zm 9v", "Zh==", "é"]
    )
    func notBase64(_ text: String) {
        #expect(Base64.bytes(text) == nil)
    }

    @Test("random bytes differ")
    func random() {
        #expect(!Secret.random(count: 32).isEqual(to: .random(count: 32)))
    }
}

@Suite("UTF-8")
struct UTF8Tests {
    /// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF, nothing cut off.
    @Test(
        "is told from other bytes",
        arguments: [
            ([], true), ([0x41, 0x00], true), ([0xC3, 0xA9], true), ([0xEF, 0xBF, 0xBF], true),
            ([0xF0, 0x9F, 0x98, 0x80], true), ([0xF4, 0x8F, 0xBF, 0xBF], true),
            ([0x80], false), ([0xC0, 0x80], false), ([0xE0, 0x9F, 0xBF], false), ([0xED, 0xA0, 0x80], false),
            ([0xF0, 0x8F, 0xBF, 0xBF], false), ([0xF4, 0x90, 0x80, 0x80], false),
            ([0xF5, 0x80, 0x80, 0x80], false),
            ([0xFF], false), ([0x41, 0xC3], false), ([0xE2, 0x82], false),
        ] as [([UInt8], Bool)]
    )
    func utf8(_ bytes: [UInt8], _ isText: Bool) {
        #expect(bytes.withUnsafeBytes(isUTF8) == isText)
        #expect(Secret(copying: bytes).withBytes(isUTF8) == isText)
    }
}
