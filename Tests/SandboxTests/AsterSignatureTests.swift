import Cryptography
import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("Aster's signatures")
struct AsterSignatureTests {
    private func withServer<R>(
        _ options: SandboxOptions = SandboxOptions(),
        _ body: (SandboxServer) throws -> R
    ) throws -> R {
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        return try body(server)
    }

    /// A change to a right V1 request, and what it brings.
    struct V1Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: Int
        /// Milliseconds added to the timestamp.
        var shift: Int64 = 0
        var window: String?
        var hasTimestamp = true
        var hasSignature = true
        var key: String?
        var changesSignature = false
        var prefix = ""
        var suffix = ""
    }

    static let v1Cases: [V1Case] = [
        V1Case(testDescription: "as it should be", code: 0),
        V1Case(testDescription: "half a second ahead", code: 0, shift: 500),
        V1Case(testDescription: "two seconds ahead", code: -1021, shift: 2000, window: "60000"),
        V1Case(testDescription: "4 s behind the default window", code: 0, shift: -4000),
        V1Case(testDescription: "6 s behind the default window", code: -1021, shift: -6000),
        V1Case(testDescription: "6 s behind a wider window", code: 0, shift: -6000, window: "10000"),
        V1Case(testDescription: "59 s behind the widest window", code: 0, shift: -59_000, window: "60000"),
        V1Case(testDescription: "too wide a window", code: -1130, window: "60001"),
        V1Case(testDescription: "no window", code: -1130, window: "soon"),
        V1Case(testDescription: "timestamp missing", code: -1102, hasTimestamp: false),
        V1Case(testDescription: "signature missing", code: -1102, hasSignature: false),
        V1Case(testDescription: "key missing", code: -2014, key: ""),
        V1Case(testDescription: "key too short", code: -2014, key: "abc"),
        V1Case(testDescription: "key unknown", code: -2015, key: String(repeating: "a", count: 64)),
        V1Case(testDescription: "signature wrong", code: -1022, changesSignature: true),
        V1Case(testDescription: "something before the rest", code: 0, prefix: "x=%E5%B8%81&"),
        V1Case(testDescription: "a parameter twice", code: -1101, prefix: "x=1&x=2&"),
        V1Case(testDescription: "a parameter after the signature", code: -1102, suffix: "&x=1"),
    ]

    @Test("V1: what is refused, and how", arguments: v1Cases)
    func v1(_ testCase: V1Case) throws {
        try withServer { (server: SandboxServer) throws in
            let client = AsterClient(server: server, account: .named("aster-v1-connected"))
            var parts = testCase.hasTimestamp ? ["timestamp=\(client.now / 1000 + testCase.shift)"] : []
            if let window = testCase.window { parts.append("recvWindow=\(window)") }
            var query = testCase.prefix + parts.joined(separator: "&")
            var signature = client.v1Signature(query)
            if testCase.changesSignature { signature = String(signature.reversed()) }
            if testCase.hasSignature { query += "&signature=\(signature)" }
            var headers = client.keyHeader
            if let key = testCase.key { headers = key.isEmpty ? [:] : ["X-MBX-APIKEY": key] }
            let answer = client.raw(.aster).get(
                "/api/v1/account?\(query)\(testCase.suffix)",
                headers: headers
            )
            #expect(try #require(answer).code == testCase.code)
        }
    }

    /// A change to a right V3 request, and what it brings.
    struct V3Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: Int
        /// Seconds added to the nonce.
        var shift: Int64 = 0
        var changed: @Sendable (String) -> String = { $0 }
        var chain: UInt64 = 1666
        /// Changes the text after it was signed.
        var forged: @Sendable (String) -> String = { $0 }
        var spelled: @Sendable (String) -> String = { $0 }
    }

    static let other = "0x00000000000000000000000000000000deadbeef"

    static let v3Cases: [V3Case] = [
        V3Case(testDescription: "as it should be", code: 0),
        V3Case(testDescription: "9 s ahead", code: 0, shift: 9),
        V3Case(testDescription: "9 s behind", code: 0, shift: -9),
        V3Case(testDescription: "11 s ahead", code: -4225, shift: 11),
        V3Case(testDescription: "11 s behind", code: -4225, shift: -11),
        V3Case(
            testDescription: "nonce in milliseconds",
            code: -4225,
            changed: {
                $0.replacing(/nonce=(\d{13})\d{3}/) { "nonce=\($0.output.1)" }
            }
        ),
        V3Case(
            testDescription: "nonce missing",
            code: -1102,
            changed: { $0.replacing(/nonce=\d+&/, with: "") }
        ),
        V3Case(
            testDescription: "nonce beyond 64 bits",
            code: -1102,
            changed: {
                $0.replacing(/nonce=\d+/, with: "nonce=99999999999999999999")
            }
        ),
        V3Case(
            testDescription: "least nonce",
            code: -4225,
            changed: {
                $0.replacing(/nonce=\d+/, with: "nonce=-9223372036854775808")
            }
        ),
        V3Case(
            testDescription: "signer missing",
            code: -1102,
            changed: { $0.replacing(/&signer=\w+/, with: "") }
        ),
        V3Case(testDescription: "user left out", code: 0, changed: { $0.replacing(/&user=\w+/, with: "") }),
        V3Case(
            testDescription: "user unknown",
            code: -1000,
            changed: {
                $0.replacing(/user=\w+/, with: "user=\(other)")
            }
        ),
        V3Case(
            testDescription: "signer of nobody",
            code: -1000,
            changed: {
                $0.replacing(/signer=\w+/, with: "signer=\(other)")
            }
        ),
        V3Case(testDescription: "addresses in lower case", code: 0, changed: { $0.lowercased() }),
        V3Case(testDescription: "signed for the test network", code: -1022, chain: 714),
        V3Case(testDescription: "text changed after signing", code: -1022, forged: { "x=1&" + $0 }),
        V3Case(
            testDescription: "signature with 0x, upper case",
            code: 0,
            spelled: { "0x" + $0.uppercased() }
        ),
        V3Case(testDescription: "signature cut", code: -1022, spelled: { String($0.dropLast(2)) }),
        V3Case(
            testDescription: "signature of zeros",
            code: -1022,
            spelled: { _ in String(repeating: "0", count: 130) }
        ),
        V3Case(
            testDescription: "signature in other letters",
            code: -1022,
            spelled: { "xyz" + $0.dropFirst(3) }
        ),
        V3Case(testDescription: "signature empty", code: -1102, spelled: { _ in "" }),
    ]

    @Test("V3: what is refused, and how", arguments: v3Cases)
    func v3(_ testCase: V3Case) throws {
        try withServer { (server: SandboxServer) throws in
            let client = AsterClient(server: server, account: .named("aster-connected"))
            let query = testCase.changed(client.identity(nonce: client.now + testCase.shift * 1_000_000))
            let signature = testCase.spelled(try client.v3Signature(query, chain: testCase.chain))
            let target = "/api/v3/account?\(testCase.forged(query))&signature=\(signature)"
            #expect(try #require(client.raw(.aster).get(target)).code == testCase.code)
        }
    }

    @Test("a key of one generation does not open the other's paths")
    func generations() throws {
        try withServer { (server: SandboxServer) throws in
            let v1 = AsterClient(server: server, account: .named("aster-v1-connected"))
            let v3 = AsterClient(server: server, account: .named("aster-connected"))
            #expect(try v1.get("/api/v3/account", on: .aster)?.code == -1102)
            #expect(try v3.get("/api/v1/account", on: .aster)?.code == -1102)
        }
    }

    @Test("a main wallet may sign for itself")
    func mainWallet() throws {
        try withServer { (server: SandboxServer) throws in
            let client = AsterClient(server: server, account: .named("aster-futures-connected"))
            let main = client.account.credentials[.mainWallet] ?? ""
            let query = "nonce=\(client.now)&user=\(main)&signer=\(main)"
            let signature = try client.v3Signature(query, privateKey: client.account.mainWalletPrivateKey)
            let answer = client.raw(.asterFutures).get("/fapi/v3/balance?\(query)&signature=\(signature)")
            #expect(try #require(answer).status == 200)
        }
    }

    @Test("the server's clock decides, not the machine's")
    func clockOffset() throws {
        var options = SandboxOptions()
        options.clockOffset = .seconds(600)
        try withServer(options) { (server: SandboxServer) throws in
            for (name, path, code) in [
                ("aster-connected", "/api/v3/account", -4225),
                ("aster-v1-connected", "/api/v1/account", -1021),
            ] {
                var client = AsterClient(server: server, account: .named(name))
                #expect(try client.get(path, on: .aster)?.code == code)
                client.offset = .seconds(600)
                #expect(try client.get(path, on: .aster)?.code == 0)
            }
        }
    }

    @Test("numbered accounts are there when asked for")
    func numbered() throws {
        var options = SandboxOptions()
        options.numberedAccounts = 2
        try withServer(options) { (server: SandboxServer) throws in
            for (number, status) in [(0, 200), (1, 200), (2, 400)] {
                let account = SandboxAccounts.numbered(number, selector: .asterFutures)
                let client = AsterClient(server: server, account: account)
                #expect(try client.get("/fapi/v3/balance", on: .asterFutures)?.status == status)
            }
        }
    }

    @Test("with signatures unchecked, their form still counts")
    func unchecked() throws {
        var options = SandboxOptions()
        options.checksSignatures = false
        try withServer(options) { (server: SandboxServer) throws in
            let client = AsterClient(server: server, account: .named("aster-connected"))
            for (signature, status) in [(String(repeating: "0", count: 130), 200), ("00", 400)] {
                let query = client.identity(nonce: client.nextNonce())
                let answer = client.raw(.aster).get("/api/v3/account?\(query)&signature=\(signature)")
                #expect(try #require(answer).status == status)
            }
        }
    }
}
