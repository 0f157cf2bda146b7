import Cryptography
import TestSupport
import Testing

@Suite("a text with secrets in pieces")
struct SecretTextTests {
    /// `0123456789` in pieces: a whole secret, parts of another, and nothing in between.
    private static func text() -> SecretText {
        var text = SecretText(Secret(text: "012"))
        let other = Secret(text: "x3456y")
        text.append(other, 1..<3)
        text.append(Secret(text: ""))
        text.append(other, 3..<5)
        text.append(Secret(text: "789"))
        return text
    }

    private static let whole = Array("0123456789".utf8)

    @Test("every part is what stands there, and nothing else")
    func parts() {
        let text = Self.text()
        #expect(text.count == 10)
        #expect(text.whole.array == Self.whole)
        for start in 0...10 {
            for end in start...10 {
                let part = Array(Self.whole[start..<end])
                #expect(text.part(start..<end).array == part)
                var pieces: [UInt8] = []
                text.forEachPiece(in: start..<end) { pieces += $0 }
                #expect(pieces == part)
                #expect(part.withUnsafeBytes { text.holds($0, at: start) })
                #expect(part.isEmpty || !part.withUnsafeBytes { text.holds($0, at: start + 1) })
                #expect(part.isEmpty || !part.withUnsafeBytes { text.holds($0, at: -1) })
            }
        }
        #expect(!Array("01234567890".utf8).withUnsafeBytes { text.holds($0, at: 0) })
    }

    @Test("is equal to what holds the same, however it is cut", arguments: [1, 10_000])
    func equality(_ times: Int) {
        var (one, other) = (SecretText(), SecretText())
        for _ in 0..<times { one.append(Secret(text: "0123456789")) }
        let whole = Secret(copying: (0..<times).flatMap { _ in Self.whole })
        for start in stride(from: 0, to: whole.count, by: 7) {
            other.append(whole, start..<min(start + 7, whole.count))
        }
        #expect(one.isEqual(to: other) && other.isEqual(to: one) && one.isEqual(to: whole))
        #expect(other.isEqual(to: other))
        var changed = SecretText()
        changed.append(whole, 0..<whole.count - 1)
        #expect(!changed.isEqual(to: one))
        changed.append(Secret(text: "8"))
        #expect(!changed.isEqual(to: one) && !one.isEqual(to: changed))
    }

    @Test("its digest is that of the whole")
    func digest() {
        let key = Secret(text: "key")
        for text in [Self.text(), SecretText()] {
            let whole = KeyedDigest(ofLong: SecretText(text.whole), key: key)
            #expect(KeyedDigest(ofLong: text, key: key) == whole)
            #expect(whole == sha256(text.whole.array).withUnsafeBytes { KeyedDigest(of: $0, key: key) })
        }
        #expect(
            KeyedDigest(ofLong: Self.text(), key: key)
                != KeyedDigest(ofLong: Self.text(), key: Secret(text: "k"))
        )
    }

    @Test("one value is itself, and only that")
    func whole() {
        let secret = Secret(text: "0123456789")
        #expect(SecretText(secret).whole === secret)
        var part = SecretText()
        part.append(secret, 0..<9)
        #expect(part.onlyPiece == nil)
        #expect(part.whole.array == Array(Self.whole.dropLast()))
    }

    @Test("cannot be printed")
    func printed() {
        #expect("\(Self.text())" == "•••")
        #expect(String(reflecting: Self.text()) == "•••")
        #expect(Mirror(reflecting: Self.text()).children.isEmpty)
    }

    @Test("a block that was used comes back empty")
    func blocks() {
        for _ in 0..<20 {
            var found: Set<UInt8> = []
            let blocks = (0..<6).map { number in
                Secret(count: SecretText.blockSize) { buffer in
                    found.formUnion(buffer)
                    for index in buffer.indices { buffer[index] = UInt8(number + 1) }
                }
            }
            #expect(found == [0])
            #expect(
                blocks.enumerated().allSatisfy { number, block in block.array.allSatisfy { $0 == number + 1 }
                }
            )
        }
    }
}
