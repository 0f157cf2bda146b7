import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("secrets")
struct SecretTests {
    @Test("no way of printing shows the value")
    func printing() {
        let secret = Secret(text: "canary-5f1e")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(["a": [secret]], to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), secret.debugDescription,
            "\(Optional(secret) as Any)", "\([secret])", "\(["key": secret])", "\((1, secret))",
            "\(Result<Secret, Never>.success(secret))", dumped,
            "\(Mirror(reflecting: secret).children.map(\.value))",
        ]
        for text in texts {
            #expect(!text.contains("canary"))
            #expect(!text.contains("99, 97, 110"))
        }
        #expect("\(secret)" == "•••")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("the bytes come back as they were", arguments: [0, 1, 31, 32, 4096, 4097, 65_536, 100_000])
    func bytes(count: Int) {
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
        let secret = Secret(copying: bytes)
        #expect(secret.array == bytes)
        #expect(secret.count == count)
        #expect(secret.isEmpty == (count == 0))
        #expect(Secret(copying: Concealed(bytes)).array == bytes)
        #expect(bytes.withUnsafeBytes { Secret(copying: $0) }.array == bytes)
    }

    @Test("values that live at once do not share bytes")
    func apart() {
        let values = (0..<5_000).map { Array("value \($0)".utf8) }
        let secrets = values.map { Secret(copying: $0) }
        #expect(zip(secrets, values).allSatisfy { $0.array == $1 })
    }

    @Test("a secret is filled in place, and may be shorter than its room")
    func filling() {
        let secret = Secret(count: 3) { buffer in
            #expect(buffer.count == 3 && buffer.allSatisfy { $0 == 0 })
            buffer.copyBytes(from: [1, 2, 3])
        }
        #expect(secret.array == [1, 2, 3])
        let short = Secret(capacity: 100) { buffer in
            buffer.copyBytes(from: [1, 2])
            return 2
        }
        #expect(short.array == [1, 2])
    }

    struct Trouble: Error {}

    @Test("a failure while filling reaches the caller")
    func failing() {
        #expect(throws: Trouble.self) {
            try Secret(count: 3) { (_) throws(Trouble) in throw Trouble() }
        }
    }

    @Test("equality looks at all bytes and the length")
    func equality() {
        let secret = Secret(text: "abc")
        #expect(secret.isEqual(to: Secret(text: "abc")))
        #expect(!secret.isEqual(to: Secret(text: "abd")))
        #expect(!secret.isEqual(to: Secret(text: "ab")))
        #expect(Secret(text: "").isEqual(to: Secret(text: "")))
        #expect(isEqualInConstantTime([1, 2], [1, 2]))
        #expect(!isEqualInConstantTime([1, 2], [1, 3]))
        #expect(!isEqualInConstantTime([1, 2], [1, 2, 3]))
    }

    @Test("a value is wiped when its last reference goes")
    func wiping() throws {
        // Another secret of the same chunk keeps the memory mapped, so that looking is allowed. Other tests take
        // secrets at the same time: the two may come to lie in different chunks.
        let distance = { (left: Secret, right: Secret) in
            left.withBytes { left in
                right.withBytes { right in
                    UInt(bitPattern: right.baseAddress) &- UInt(bitPattern: left.baseAddress)
                }
            }
        }
        for _ in 0..<1_000 {
            var secret: Secret? = Secret(text: "canary-77aa")
            let neighbour = Secret(text: "neighbour")
            guard let start = secret?.withBytes(\.baseAddress), let first = secret,
                distance(first, neighbour) < 32 << 10
            else { continue }
            let memory = UnsafeRawBufferPointer(start: start, count: 11)
            #expect(memory.elementsEqual("canary-77aa".utf8))
            _ = consume first
            secret = nil
            #expect(memory.allSatisfy { $0 == 0 })
            #expect(neighbour.array == Array("neighbour".utf8))
            return
        }
        Issue.record("no two secrets came to lie in one chunk")
    }

    @Test("30,000 secrets take few mappings, which core dumps leave out, and give them back")
    func mappings() throws {
        var secrets = (0..<30_000).map { _ in Secret(copying: [UInt8](repeating: 7, count: 256)) }
        // A chunk holds 256 of them.
        let addresses = stride(from: 0, to: secrets.count, by: 100).map { index in
            secrets[index].withBytes { UInt(bitPattern: $0.baseAddress) }
        }
        let taken = try undumpedMappings(holding: addresses)
        #expect((115...130).contains(taken))
        #expect(secrets.allSatisfy { $0.count == 256 })
        secrets = []
        // Other tests may take secrets meanwhile, and get the same addresses.
        #expect(try undumpedMappings(holding: addresses) < taken / 2)
    }

    /// How many mappings hold one of the addresses and have `dd` (do not dump) among their flags.
    private func undumpedMappings(holding addresses: [UInt]) throws -> Int {
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let text = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
        var range: Range<UInt> = 0..<0
        return text.split(separator: "\n").count { line in
            let words = line.split(separator: " ")
            let ends = words.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
            if ends.count == 2 { range = ends[0]..<ends[1] }
            return words.first == "VmFlags:" && words.contains("dd")
                && addresses.contains(where: range.contains)
        }
    }

    @Test("many threads may make and drop secrets at once")
    func threads() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var kept: [Secret] = []
                    for index in 0..<2_000 {
                        let value = Array("\(task)/\(index)".utf8)
                        let secret = Secret(copying: value)
                        if index.isMultiple(of: 3) { kept.append(secret) }
                        guard secret.array == value else { return false }
                    }
                    return kept.enumerated().allSatisfy { $1.array == Array("\(task)/\(3 * $0)".utf8) }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("a fingerprint tells same from different, under one key only")
    func fingerprint() {
        let key = Secret(text: "key")
        let fingerprint = KeyedDigest(
            of: Secret(text: "The quick brown fox jumps over the lazy dog"),
            key: key
        )
        #expect(fingerprint.description == "bf564039")
        #expect(
            Hex.text(fingerprint.bytes) == "bf5640392a894d38bba1ce03af78b0b3"
        )
        #expect(
            fingerprint
                == Array("The quick brown fox jumps over the lazy dog".utf8).withUnsafeBytes {
                    KeyedDigest(of: $0, key: key)
                }
        )
        #expect(fingerprint != KeyedDigest(of: Secret(text: "other"), key: key))
        #expect(KeyedDigest(bytes: fingerprint.bytes) == fingerprint)
        #expect(KeyedDigest(bytes: [1]) == nil)
    }
}
