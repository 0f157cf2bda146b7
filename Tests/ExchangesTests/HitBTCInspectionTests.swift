import Cryptography
import Exchanges
import SlotModel
import Testing

@Suite("HitBTC's credentials, looked at without asking")
struct HitBTCInspectionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var key = HitBTCFixture.key
        var secret = HitBTCFixture.secret
        var more: [CredentialField: String] = [:]
        var codes: [String] = []
    }

    static let cases: [Case] = [
        Case(testDescription: "all well"),
        Case(testDescription: "an older secret, a UUID", secret: "6b2d5a2e-1f0a-4d43-9d5a-7f0c5f3a9b11"),
        Case(
            testDescription: "a blank at the end",
            key: HitBTCFixture.key + " ",
            codes: ["credentials.blanks"]
        ),
        Case(
            testDescription: "a line break",
            secret: HitBTCFixture.secret + "\n",
            codes: ["credentials.blanks"]
        ),
        Case(
            testDescription: "a blank inside",
            secret: "y3BhuFnWjXnbIvmW F8RDoePG17gj4bE1",
            codes: ["credentials.blanks"]
        ),
        Case(testDescription: "empty", key: "", codes: ["credentials.missing"]),
        Case(
            testDescription: "cut off",
            key: String(HitBTCFixture.key.dropLast()),
            codes: ["credentials.unusual"]
        ),
        Case(
            testDescription: "a UUID for a key",
            key: "6b2d5a2e-1f0a-4d43-9d5a-7f0c5f3a9b11",
            codes: ["credentials.unusual"]
        ),
        Case(
            testDescription: "a plus",
            key: "+" + HitBTCFixture.key.dropFirst(),
            codes: ["credentials.unusual"]
        ),
        Case(
            testDescription: "a letter that only looks right",
            key: "е" + HitBTCFixture.key.dropFirst(),
            codes: ["credentials.alphabet"]
        ),
        Case(
            testDescription: "key and secret pasted together",
            key: "\(HitBTCFixture.key):\(HitBTCFixture.secret)",
            codes: ["credentials.alphabet"]
        ),
        Case(testDescription: "a sample's words", key: "YOUR-API-KEY", codes: ["credentials.sample"]),
        Case(testDescription: "a sample's brackets", secret: "<your secret>", codes: ["credentials.sample"]),
        Case(testDescription: "dots", secret: "xxxxxxxxxxxxxxxx", codes: ["credentials.sample"]),
        Case(
            testDescription: "quotes of a file of variables",
            key: "\"" + HitBTCFixture.key + "\"",
            secret: "'" + HitBTCFixture.secret + "'",
            codes: ["credentials.quotes", "credentials.quotes"]
        ),
        Case(testDescription: "the key twice", secret: HitBTCFixture.key, codes: ["credentials.equal"]),
        Case(testDescription: "a wallet's address", key: AsterFixture.signer, codes: ["credentials.swapped"]),
        Case(
            testDescription: "a private key",
            secret: "0x" + AsterFixture.privateKey,
            codes: ["credentials.swapped"]
        ),
        Case(testDescription: "Aster's API key", key: AsterFixture.key, codes: ["credentials.swapped"]),
        Case(
            testDescription: "Aster's API secret",
            secret: AsterFixture.secret,
            codes: ["credentials.unusual"]
        ),
        Case(testDescription: "a passphrase", more: [.passphrase: "x"], codes: ["credentials.not-wanted"]),
        Case(
            testDescription: "a wallet",
            more: [.mainWallet: AsterFixture.user],
            codes: ["credentials.not-wanted"]
        ),
    ]

    @Test("mistakes are named by their code, and no value is shown", arguments: cases)
    func codes(_ row: Case) {
        var fields = row.more
        fields[.key] = row.key
        fields[.secret] = row.secret
        let findings = HitBTCConnector().inspect(Credentials(fields.mapValues { Secret($0) }))
        #expect(findings.map(\.code) == row.codes)
        for finding in findings {
            #expect(finding.help?.isEmpty == false)
            for value in fields.values where value.count > 8 {
                #expect(!finding.message.contains(value) && finding.help?.contains(value) != true)
            }
        }
    }

    @Test("another exchange's key is called by its name")
    func otherExchange() throws {
        let key = "bg_" + String(repeating: "0a", count: 16)
        let credentials = Credentials([
            .key: Secret(copying: Array(key.utf8)),
            .secret: Secret(copying: Array(HitBTCFixture.secret.utf8)),
        ])
        let findings = Connectors.connector(for: .hitbtc).inspect(credentials, on: .live)
        #expect(findings.map(\.message) == ["'key' looks like a key of Bitget ('bg_…')"])
        #expect(findings.first?.severity == .error)
        #expect(findings.first?.help?.contains("'exchange: bitget'") == true)
    }
}
