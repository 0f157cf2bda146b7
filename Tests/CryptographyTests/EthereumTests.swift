import Cryptography
import PlainJSON
import TestSupport
import Testing

@Suite("Ethereum accounts")
struct EthereumTests {
    @Test("addresses of the vectors")
    func addresses() throws {
        for vector in try Vectors.list("addresses") {
            let text = try vector.text("private_key")
            let address = try PrivateKey(text: Secret(text: text)).address
            #expect(address.description == (try vector.text("address_checksummed")))
            #expect(address.lowercased == (try vector.text("address_lower")))
            for spelling in [String(text.dropFirst(2)), text.uppercased()] {
                #expect(try PrivateKey(text: Secret(text: spelling)).address == address)
            }
            #expect(
                try PrivateKey(bytes: Secret(copying: try vector.bytes("private_key"))).address == address
            )
        }
    }

    @Test("private keys that the vectors refuse")
    func invalidKeys() throws {
        for vector in try Vectors.list("invalid_private_keys") {
            let secret = Secret(text: try vector.text("private_key"))
            #expect(throws: PrivateKey.ReadError.self) { try PrivateKey(text: secret) }
        }
    }

    struct Refusal: Sendable {
        var text: String
        var error: PrivateKey.ReadError

        init(_ text: String, _ error: PrivateKey.ReadError) {
            self.text = text
            self.error = error
        }
    }

    @Test(
        "a refused private key says why",
        arguments: [
            Refusal("", .length(0)),
            Refusal("0x", .length(0)),
            Refusal(String(repeating: "1", count: 63), .length(63)),
            Refusal("0x" + String(repeating: "1", count: 66), .length(66)),
            Refusal(" " + String(repeating: "1", count: 63), .notHexadecimal),
            Refusal(String(repeating: "z", count: 64), .notHexadecimal),
            Refusal(String(repeating: "0", count: 64), .outOfRange),
            Refusal("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", .outOfRange),
        ]
    )
    func refusedKey(_ testCase: Refusal) {
        #expect(throws: testCase.error) { try PrivateKey(text: Secret(text: testCase.text)) }
    }

    @Test("the largest private key is one below the order of the curve")
    func largestKey() {
        #expect(throws: Never.self) {
            try PrivateKey(
                text: Secret(text: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140")
            )
        }
        #expect(throws: PrivateKey.ReadError.length(62)) {
            try PrivateKey(bytes: Secret(copying: [UInt8](repeating: 1, count: 31)))
        }
    }

    @Test("no way of printing shows a private key")
    func printing() throws {
        let digits = String(repeating: "5a", count: 32)
        let key = try PrivateKey(text: Secret(text: digits))
        var dumped = ""
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped, "\(Optional(key) as Any)"] {
            #expect(!text.contains("5a5a") && !text.contains("90, 90"))
        }
        #expect("\(key)" == "•••")
    }

    @Test("signatures of the vectors, byte for byte")
    func signatures() throws {
        for vector in try Vectors.list("ecdsa_secp256k1") {
            let digest = try vector.bytes("digest")
            let signature = try PrivateKey(text: Secret(text: try vector.text("private_key"))).sign(
                digest: digest
            )
            #expect("0x" + signature.text == (try vector.text("signature")))
            #expect(
                signature.bytes == (try vector.bytes("r") + vector.bytes("s")) + [signature.bytes[64]]
            )
            #expect(vector["v"]?.numericText == "\(signature.bytes[64])")
            #expect(signature.signer(ofDigest: digest)?.description == (try vector.text("recovered_address")))
        }
    }

    @Test("another digest leads to another signer")
    func otherDigest() throws {
        let key = try PrivateKey(text: Secret(text: String(repeating: "1", count: 64)))
        let digest = keccak256("a")
        let signature = key.sign(digest: digest)
        #expect(signature.signer(ofDigest: digest) == key.address)
        #expect(signature.signer(ofDigest: keccak256("b")) != key.address)
    }

    @Test("a signature is read with and without 0x, in either case")
    func signatureText() throws {
        let key = try PrivateKey(text: Secret(text: String(repeating: "1", count: 64)))
        let signature = key.sign(digest: keccak256("a"))
        #expect(RecoverableSignature(text: signature.text) == signature)
        #expect(RecoverableSignature(text: "0x" + signature.text.uppercased()) == signature)
        #expect(RecoverableSignature(bytes: signature.bytes) == signature)
    }

    @Test(
        "what is no signature is refused",
        arguments: [
            "", "0x", "zz", String(repeating: "1", count: 128), String(repeating: "1", count: 128) + "00",
            String(repeating: "1", count: 128) + "1d", String(repeating: "1", count: 130) + "1b",
        ]
    )
    func noSignature(_ text: String) {
        #expect(RecoverableSignature(text: text) == nil)
    }

    @Test("r or s beyond the curve's order leads to no signer")
    func noSigner() throws {
        let signature = try #require(RecoverableSignature(text: String(repeating: "f", count: 128) + "1b"))
        #expect(signature.signer(ofDigest: keccak256("a")) == nil)
        let zero = try #require(RecoverableSignature(text: String(repeating: "0", count: 128) + "1c"))
        #expect(zero.signer(ofDigest: keccak256("a")) == nil)
    }

    @Test("checksums of the vectors")
    func checksums() throws {
        for vector in try Vectors.list("address_checksum") {
            let text = try vector.text("address")
            let (address, checksum) = try EthereumAddress.read(text)
            #expect(address.description == (try vector.text("canonical")))
            #expect(vector["checksum_valid"] == .boolean(checksum == .right), "\(text)")
        }
    }

    @Test("letters of one case say nothing, a wrong case is told")
    func checksumVerdict() throws {
        let right = "0x3eB524d4f6faCa8a6a537fe9F6d7919C8725A0c3"
        #expect(try EthereumAddress.read(right).checksum == .right)
        #expect(try EthereumAddress.read(right.lowercased()).checksum == .absent)
        #expect(try EthereumAddress.read("0x" + right.dropFirst(2).uppercased()).checksum == .absent)
        #expect(try EthereumAddress.read("0x3EB524d4f6faCa8a6a537fe9F6d7919C8725A0c3").checksum == .wrong)
        #expect(try EthereumAddress.read(right).address == EthereumAddress.read(right.lowercased()).address)
        #expect(EthereumAddress.zero.description == "0x0000000000000000000000000000000000000000")
    }

    @Test("what is no address is refused with the reason")
    func noAddress() {
        let digits = String(repeating: "1", count: 40)
        let read = { (text: String) in _ = try EthereumAddress.read(text) }
        #expect(throws: EthereumAddress.ReadError.missingPrefix) { try read("") }
        #expect(throws: EthereumAddress.ReadError.missingPrefix) { try read(digits) }
        #expect(throws: EthereumAddress.ReadError.missingPrefix) { try read(" 0x" + digits) }
        #expect(throws: EthereumAddress.ReadError.length(0)) { try read("0x") }
        #expect(throws: EthereumAddress.ReadError.length(41)) { try read("0x1" + digits) }
        #expect(throws: EthereumAddress.ReadError.notHexadecimal) { try read("0xg" + digits.dropFirst()) }
        #expect(EthereumAddress(bytes: [1, 2]) == nil)
    }

    @Test("typed data of the vectors, with all hashes on the way")
    func typedData() throws {
        for vector in try Vectors.list("eip712") {
            let chain = try #require(vector["chain_id"]?.numericText.flatMap { UInt64($0) })
            let domain = TypedData.Domain(
                name: "AsterSignTransaction",
                version: "1",
                chainID: chain,
                verifyingContract: .zero
            )
            #expect(domain.separator == (try vector.bytes("domain_separator")))
            let message = try vector.text("message")
            let hash = TypedData.structHash(type: "Message(string msg)", [.string(message)])
            #expect(hash == (try vector.bytes("struct_hash")))
            let typeHash = try vector.bytes("message_type_hash")
            #expect(TypedData.structHash(typeHash: typeHash, [.string(message)]) == hash)
            let digest = TypedData.digest(domainSeparator: domain.separator, structHash: hash)
            #expect(digest == (try vector.bytes("digest")))
            let key = try PrivateKey(text: Secret(text: try vector.text("private_key")))
            #expect("0x" + key.sign(digest: digest).text == (try vector.text("signature")))
            #expect(key.address.description == (try vector.text("signer")))
        }
    }

    @Test("many threads sign at once")
    func threads() async throws {
        let key = try PrivateKey(text: Secret(text: String(repeating: "1", count: 64)))
        let expected = key.address
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<100).allSatisfy { index in
                        let digest = keccak256("\(task)/\(index)")
                        return key.sign(digest: digest).signer(ofDigest: digest) == expected
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
