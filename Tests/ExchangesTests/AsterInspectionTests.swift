import Cryptography
import Exchanges
import SlotModel
import Testing

/// Credentials as a user may have pasted them, and the codes of what is to be said.
struct Pasted: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var fields: [CredentialField: String]
    var codes: [String]
    var network = Network.live

    private static let (user, signer, key) = (AsterFixture.user, AsterFixture.signer, AsterFixture.privateKey)
    private static let (apiKey, secret) = (AsterFixture.key, AsterFixture.secret)
    private static let solana = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"

    private static func wallet(
        _ name: String,
        _ api: String = signer,
        _ privateKey: String = key,
        _ main: String = user,
        _ codes: [String] = [],
        network: Network = .live
    ) -> Pasted {
        Pasted(
            testDescription: name,
            fields: [.apiWallet: api, .privateKey: privateKey, .mainWallet: main],
            codes: codes,
            network: network
        )
    }

    private static func pair(
        _ name: String,
        _ key: String = apiKey,
        _ secret: String = secret,
        _ codes: [String] = [],
        network: Network = .live
    ) -> Pasted {
        Pasted(testDescription: name, fields: [.key: key, .secret: secret], codes: codes, network: network)
    }

    static let wallets: [Pasted] = [
        wallet("all well"),
        wallet("0x in front of the private key", signer, "0x" + key),
        wallet("addresses in lower case", signer.lowercased(), key, user.lowercased()),
        wallet("a Solana main wallet", signer, key, solana),
        wallet("on the test network", network: .testnet),
        wallet(
            "a wrong checksum",
            signer,
            key,
            "0xBda16Bdd3B1F03b0Fc75b4a3cBF2e70132c12E70",
            ["credentials.checksum"]
        ),
        wallet(
            "a private key of another wallet",
            signer,
            String(repeating: "1", count: 64),
            user,
            ["credentials.wrong-private-key"]
        ),
        wallet(
            "the main wallet's own key, for an API wallet",
            user,
            key,
            signer,
            ["credentials.main-wallet-key"]
        ),
        wallet("one wallet in all places", signer, key, signer, ["credentials.same-wallet"]),
        wallet(
            "the same address twice, and another key",
            user,
            key,
            user,
            ["credentials.wrong-private-key", "credentials.same-wallet"]
        ),
        wallet("the private key where the API wallet belongs", key, key, user, ["credentials.swapped"]),
        wallet(
            "the private key where the main wallet belongs",
            signer,
            key,
            "0x" + key,
            ["credentials.swapped"]
        ),
        wallet("an address where the private key belongs", signer, signer, user, ["credentials.swapped"]),
        wallet("a Solana API wallet", solana, key, user, ["credentials.address"]),
        wallet(
            "no 0x in front of an address",
            String(signer.dropFirst(2)),
            key,
            user,
            ["credentials.address"]
        ),
        wallet("an address that is too short", String(signer.dropLast()), key, user, ["credentials.address"]),
        wallet(
            "a letter that base58 does not have",
            signer,
            key,
            solana.replacing("7", with: "0"),
            ["credentials.address"]
        ),
        wallet(
            "a private key of zero",
            signer,
            String(repeating: "0", count: 64),
            user,
            ["credentials.private-key"]
        ),
        wallet(
            "a private key beyond the curve",
            signer,
            String(repeating: "f", count: 64),
            user,
            ["credentials.private-key"]
        ),
        wallet(
            "a private key that is too short",
            signer,
            String(key.dropLast()),
            user,
            ["credentials.private-key"]
        ),
        wallet(
            "a private key with a letter too far",
            signer,
            "g" + key.dropFirst(),
            user,
            ["credentials.private-key"]
        ),
        wallet("a line break behind", signer + "\n", key, user, ["credentials.blanks"]),
        wallet("a blank before the private key", signer, " " + key, user, ["credentials.blanks"]),
        wallet(
            "a blank inside",
            signer,
            key,
            user.replacing("B", with: " ", maxReplacements: 1),
            ["credentials.blanks"]
        ),
        wallet("a zero-width blank", signer, key, user + "\u{200B}", ["credentials.alphabet"]),
        wallet("a control character", signer, key, user + "\u{7}", ["credentials.alphabet"]),
        wallet("nothing", "", key, user, ["credentials.missing"]),
        wallet(
            "a PEM block",
            signer,
            "-----BEGIN EC PRIVATE KEY-----\nMHQC\n-----END EC PRIVATE KEY-----",
            user,
            ["credentials.pem"]
        ),
        wallet(
            "a recovery phrase",
            signer,
            "legal winner thank year wave sausage worth useful legal winner thank yellow",
            user,
            ["credentials.recovery-phrase"]
        ),
        Pasted(
            testDescription: "one field only",
            fields: [.apiWallet: signer],
            codes: ["credentials.missing", "credentials.missing"]
        ),
        Pasted(
            testDescription: "nothing at all",
            fields: [:],
            codes: ["credentials.missing", "credentials.missing", "credentials.missing"]
        ),
        Pasted(
            testDescription: "both generations",
            fields: [.key: apiKey, .secret: secret, .mainWallet: user],
            codes: ["credentials.mixed"]
        ),
        Pasted(
            testDescription: "a passphrase",
            fields: [.apiWallet: signer, .privateKey: key, .mainWallet: user, .passphrase: "x"],
            codes: ["credentials.not-wanted"]
        ),
    ]

    static let pairs: [Pasted] = [
        pair("all well"),
        pair("on the sandbox", network: .sandbox),
        pair("on the test network", apiKey, secret, ["credentials.testnet"], network: .testnet),
        pair("key and secret are the same", apiKey, apiKey, ["credentials.equal"]),
        pair("a key cut short", String(apiKey.dropLast()), secret, ["credentials.unusual"]),
        pair("other letters", apiKey, "z" + secret.dropFirst(), ["credentials.unusual"]),
        pair("an address for a key", user, secret, ["credentials.swapped"]),
        pair("a private key for a secret", apiKey, "0x" + key, ["credentials.swapped"]),
        Pasted(testDescription: "no secret", fields: [.key: apiKey], codes: ["credentials.missing"]),
    ]
}

@Suite("A look at Aster's credentials")
struct AsterInspectionTests {
    @Test("finds what is wrong, and nothing else", arguments: Pasted.wallets + Pasted.pairs)
    func finds(_ pasted: Pasted) {
        for market in [Selector.Market.spot, .futures] {
            let credentials = Credentials(pasted.fields.mapValues { Secret($0) })
            let findings = AsterConnector(market: market).inspect(credentials, on: pasted.network)
            #expect(findings.map(\.code) == pasted.codes)
            let hidden =
                pasted.fields.filter { $0.key != .key && !$0.key.isPublic }.values + [AsterFixture.privateKey]
            for finding in findings {
                #expect(finding.help?.isEmpty == false)
                for secret in hidden where secret.count > 2 {
                    #expect(!finding.message.contains(secret))
                    #expect(finding.help?.contains(secret) == false)
                }
            }
        }
    }

    @Test("every finding can be explained")
    func explained() {
        let known = Set(exchangeExplanations.map(\.code))
        #expect(known.count == exchangeExplanations.count)
        #expect((Pasted.wallets + Pasted.pairs).allSatisfy { known.isSuperset(of: $0.codes) })
        for explanation in exchangeExplanations { #expect(!explanation.text.contains("\n")) }
    }

    @Test("one wallet in all places may be the main one, whose key works: the warning says so")
    func mainWalletKey() throws {
        let credentials = Credentials([
            .apiWallet: Secret(AsterFixture.signer), .privateKey: Secret(AsterFixture.privateKey),
            .mainWallet: Secret(AsterFixture.signer.lowercased()),
        ])
        let finding = try #require(AsterConnector(market: .spot).inspect(credentials).first)
        #expect(finding.severity == .warning)
        #expect(finding.code == "credentials.same-wallet")
        #expect(finding.message.contains("the private key is this wallet's"))
        #expect(finding.help?.contains("it owns all funds") == true)
    }

    @Test("the message on a wrong private key names both addresses, which are public")
    func bothAddresses() throws {
        let credentials = Credentials([
            .apiWallet: Secret(AsterFixture.user), .privateKey: Secret(AsterFixture.privateKey),
            .mainWallet: Secret("0x0000000000000000000000000000000000000009"),
        ])
        let finding = try #require(AsterConnector(market: .spot).inspect(credentials).first)
        #expect(
            finding.message
                == "the private key belongs to another wallet: its address is \(AsterFixture.signer), not \(AsterFixture.user)"
        )
    }

    @Test(
        "base58 tells addresses from key pairs",
        arguments: [
            ("11111111111111111111111111111111", 32), ("7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", 32),
            ("2", 1), ("5Q", 1), ("5R", 2), ("z", 1), ("", 0), ("0", nil), ("O", nil), ("l", nil),
        ]
    )
    func base58(text: String, count: Int?) {
        #expect(Array(text.utf8).withUnsafeBytes { Base58.byteCount(of: $0) } == count)
    }
}
