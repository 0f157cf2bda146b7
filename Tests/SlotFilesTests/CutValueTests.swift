import SlotFiles
import SlotModel
import Testing

/// What YAML would silently take away, and complaints that stand where the slip is.
struct CutValueTests {
    static let cut: [MessageCase] = [
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦&Zx9 Passw0rd\n",
            "error slot.cut-value: 'passphrase' begins with '&': for YAML the value itself begins after the next blank | put the value in single quotes, and write '' for a ' in it",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦Zx9 #Passw0rd\n",
            "error slot.cut-value: 'passphrase' goes on with ' #': for YAML a comment begins there, and the value ends before it | put the value in single quotes, and write '' for a ' in it; or remove the comment",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦Zx9 # Passw0rd\n",
            "error slot.cut-value: 'passphrase' goes on with ' #': for YAML a comment begins there, and the value ends before it | put the value in single quotes, and write '' for a ' in it; or remove the comment",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦Zx9 #\n",
            "error slot.cut-value: 'passphrase' goes on with ' #': for YAML a comment begins there, and the value ends before it | put the value in single quotes, and write '' for a ' in it; or remove the comment",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦&Zx9\n",
            "error slot.cut-value: 'passphrase' begins with '&': for YAML the value itself begins after the next blank | put the value in single quotes, and write '' for a ' in it",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  ⟦passphrase: #Zx9\n",
            "error slot.cut-value: 'passphrase' begins with '#': for YAML that is a comment, and no value stands here | put the value in single quotes, and write '' for a ' in it; or write it before the comment",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  ⟦passphrase: # later\n",
            "error slot.wrong-type: 'passphrase' has no value | write for example passphrase: env:BITGET_PASSPHRASE, or remove the line",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦{Zx9}\n",
            "error slot.wrong-type: 'passphrase' takes a reference such as env:NAME, or the value itself, not a map | a value that begins with '{' or '[' goes in quotes: put the value in single quotes, and write '' for a ' in it",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: ⟦[Zx, 9]\n",
            "error slot.wrong-type: 'passphrase' takes a reference such as env:NAME, or the value itself, not a list | a value that begins with '{' or '[' goes in quotes: put the value in single quotes, and write '' for a ' in it",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials: {key: env:K, secret: env:S, passphrase: ⟦Zx9\n  #Passw0rd\n  }\n",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K # the key\n  secret: &s secret:x.y\n  passphrase: 'Zx9' # of mine\n",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: ⟦\"env:K\n  secret: \"env:S\"\n",
            "error yaml.syntax: the quote that opens here is closed only in line 4, in the middle of something else | close it on its line, or remove it",
            needsHead: false
        ),
        MessageCase(
            "label: ⟦'abc\ndelay: 10s\n",
            "error yaml.syntax: the quote that opens here is never closed | close it on its line, or remove it"
        ),
        MessageCase(
            "label: 'it''s\n  \\ fine'\nbots: [main\n⟦",
            "error yaml.syntax: a ',' or ']' is missing; it opens in line 5 | separate by ',', and close every '[' with ']'"
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  ⟦key:abc\n  secret: env:S\n  passphrase: env:P\n",
            "error yaml.syntax: a key without ': ' | write the key, a colon, a blank and then the value, as in delay: 10s",
            needsHead: false
        ),
        MessageCase(
            "⟦exchange:bitget\ncredentials: {key: env:K, secret: env:S}\n",
            "error yaml.syntax: a key without ': ' | write the key, a colon, a blank and then the value, as in delay: 10s",
            needsHead: false
        ),
        MessageCase(
            "fees: ⟦%0.1\n",
            "error yaml.syntax: the % sign stands behind the number | write 0.1%"
        ),
        MessageCase(
            "fees: {maker: 0.1%, taker: ⟦% 0,25}\n",
            "error yaml.syntax: the % sign stands behind the number | write 0.25%"
        ),
        MessageCase(
            "label: ⟦%0.1\n",
            "error yaml.syntax: a value cannot begin with this character | indent with blanks, not with tabs; a value that begins with @, ` or % goes in quotes, and the % of a percentage stands behind it"
        ),
        MessageCase(
            "as: {main: bitget ⟦#3}\n",
            "error yaml.syntax: ' #' begins a comment here, inside the brackets that open in line 3 | put a value with ' #' in quotes; or close the brackets before the comment"
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n⟦key: env:K\nsecret: env:S\npassphrase: env:P\n",
            "error slot.wrong-type: the credentials stand beside 'credentials:' instead of below it | begin their lines with two blanks",
            needsHead: false
        ),
        MessageCase(
            "exchange: bitget\ncredentials:\n  key: env:K\n  ⟦passphrase:x\n  secret: env:S\n",
            "error yaml.syntax: a key without ': ' | write the key, a colon, a blank and then the value, as in delay: 10s",
            needsHead: false
        ),
    ]

    @Test("what YAML would cut is told where it stands", arguments: cut)
    func cuts(_ testCase: MessageCase) {
        let head = testCase.needsHead ? "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n" : ""
        let marked = Marked(head + testCase.yaml)
        let findings = readSlot(marked.bytes, named: "x").findings
        #expect(findings.map(\.told) == testCase.expected)
        if !testCase.expected.isEmpty { #expect(findings.map(\.spot) == marked.places) }
    }

    @Test(
        "a passphrase that is no YAML leads to quotes",
        arguments: [
            ",abc", "|abc", ">abc", "- abc", "-", "? abc", "%abc", "@abc", "`abc", "]abc", "}abc", "*", "!",
        ]
    )
    func quotes(_ value: String) throws {
        let text = "exchange: bitget\ncredentials:\n  key: env:K\n  secret: env:S\n  passphrase: \(value)\n"
        let findings = readSlot(Array(text.utf8), named: "x").findings
        #expect(findings.containErrors)
        #expect(findings.contains { $0.help?.contains("quotes") == true }, "\(findings.map(\.told))")
    }

    static let mended: [(String, String)] = [
        ("fees: 0,1%", "write 0.1%"), ("fees: .1%", "write 0.1%"), ("fees: 0.1 %", "write 0.1%"),
        ("fees: 0.25percent", "write 0.25%"), ("fees: 25bps", "write 0.25%"), ("fees: +0.02%", "write 0.02%"),
        ("fees: [0.07%]", "write 0.07% without brackets"), ("fees: 10%", "did you mean 0.1%?"),
        ("fees: {maker: 0.02%, taker: \"0,07%\"}", "write 0.07%"), ("fees: 0.02%/0,07%", "write 0.02%/0.07%"),
        ("fees: 0.02%,0.06%", "write 0.02%/0.06%"), ("fees: 0,02%; 0,06%", "write 0.02%/0.06%"),
        ("fees: 0.25%/0,1%", "write 0.25%/0.1%"),
        ("delay: 5000", "write 5000ms for example; the units are ms, s, m, h and d"),
        ("delay: 500", "write 500s for example; the units are ms, s, m, h and d"),
        ("require: {market: ETHUSDT}", "did you mean ETH/USDT?"),
        ("require: {market: WAT}", "write it like this: BTC/USDT"),
        ("require: {balance: 77 USDC}", "write it like this: {USDC: 77}"),
        ("require: {balance: 77}", "write it like this: {ASSET: 77}"),
        ("require: {balance: [USDC: 77]}", "write it like this: {USDC: 77}"),
        ("require: {balance: {USDC: 1,500}}", "write 1500, or write 1.500"),
        ("expires: 24.12.2027", "write 2027-12-24"), ("expires: 12/24/2027", "write 2027-12-24"),
        ("expires: 2027-12-24T00:00:00Z", "write 2027-12-24"), ("expires: 2027/1/2", "write 2027-01-02"),
        ("expires: 03/04/2027", "write year, month and day as YYYY-MM-DD"),
        (
            "as: bitget#3",
            "write it like this: {BOT: \"bitget#3\"}, with the bot's name in slots.yaml for BOT"
        ),
        ("endpoint: api.bitget.com", "write https://api.bitget.com"),
        ("ip-allowlist: 198.51.100.9, 198.51.100.10", "write it as a list: [198.51.100.9, 198.51.100.10]"),
        ("delay: 1,5s", "write 1.5s; the units are ms, s, m, h and d"),
        ("delay: 07s", "write 7s; the units are ms, s, m, h and d"),
        ("delay: 10 seconds", "write 10s for example; the units are ms, s, m, h and d"),
        ("delay: 5000s", "write a time of at most 10m"),
        ("require: {balance: {USDT: \"0,5\"}}", "write 0.5"),
        ("require: {balance: {USDT: \"1,000\"}}", "write 1000 or 1.000, whichever you mean"),
        ("require: {balance: {USDT: \"1,000.50\"}}", "write 1000.50"),
        ("require: {balance: {USDT: $150}}", "write 150"),
        ("require: {balance: {USDT: 150 USDT}}", "write only 150"),
    ]

    @Test("a help line gives the user's own value", arguments: mended)
    func ownValue(_ line: String, _ help: String) {
        let text = "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n\(line)\n"
        let findings = readSlot(Array(text.utf8), named: "x").findings
        #expect(findings.map(\.help) == [help], "\(findings.map(\.told))")
        #expect(findings.containErrors)
    }

    @Test(
        "a value that can only be meant as a reference is refused with it, and stands in quotes where it is not",
        arguments: [
            ("${MY_SECRET}", "env:MY_SECRET"), ("ENV:K", "env:K"), ("env=P", "env:P"),
            ("secret.bitget.secret", "secret:bitget.secret"),
            ("secrets/bitget.secret", "file:secrets/bitget.secret"),
        ]
    )
    func meantAsReference(_ value: String, _ reference: String) {
        func findings(_ value: String) -> [Finding] {
            readSlot(
                Array("exchange: hitbtc\ncredentials: {key: env:A, secret: \(value)}\n".utf8),
                named: "x"
            ).findings
        }
        #expect(findings("'\(value)'").containErrors == false)
        let found = readSlot(
            Array("exchange: hitbtc\ncredentials:\n  key: env:A\n  secret: \(value)\n".utf8),
            named: "x"
        ).findings
        #expect(found.map(\.code) == ["slot.reference-typo"])
        #expect(found.first?.help?.hasPrefix("write \(reference);") == true, "\(found.map(\.told))")
        #expect(found.containErrors)
    }

    @Test(
        "what looks like a secret is mended by no help line",
        arguments: ["as", "extra: {main", "require: {balance", "ip-allowlist", "bots"]
    )
    func secretInPlace(_ key: String) {
        let value = "34dec3fce2005cf152ee76350ec7a1b79e2fab93f955ae981884155c8857a6e8"
        let end = key.contains("{") ? "}" : ""
        let text = "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n\(key): \(value)\(end)\n"
        let findings = readSlot(Array(text.utf8), named: "x").findings
        #expect(findings.containErrors)
        let told = findings.map { $0.message + ($0.help ?? "") }
        #expect(!told.contains { $0.contains(value.prefix(10)) }, "\(told)")
    }

    @Test(
        "a file that plainly is something else is told as that alone",
        arguments: [
            ("<!DOCTYPE html>\n<p>404</p>", "a web page"), ("#!/bin/sh\nset -e\n", "a script"),
            ("module.exports = {\n  key: 'a',\n}\n", "a script"), ("{\\rtf1 key}", "a formatted text (RTF)"),
            ("PK\u{3}\u{4}\u{0}", "a compressed file"),
            ("{\"bot\": {}, \"exchanges\": {\"bitget\": {\"key\": \"a\"}}}", "a bot's file"),
        ]
    )
    func otherKind(_ text: String, _ words: String) async throws {
        let workspace = try TemporaryWorkspace(["slots.yaml": "", "slots/a.yaml": text])
        let findings = await readWorkspace(at: workspace.path).findings
        #expect(findings.map(\.message) == ["this is \(words), and no slot"])
        #expect(findings.map(\.code) == ["file.other-kind"])
    }

    @Test("maker/taker in short means what it means for slots add")
    func shortFees() throws {
        let text = "exchange: aster\ncredentials: {key: env:A, secret: env:B}\nfees: 0.02%/0.06%\n"
        let (slot, findings) = readSlot(Array(text.utf8), named: "x")
        #expect(findings.map(\.told) == [])
        let fees = try #require(slot?.fees?.value)
        #expect((fees.maker.description, fees.taker.description) == ("0.02%", "0.06%"))
    }

    @Test("text that aliases bring is counted")
    func aliasText() {
        let big = String(repeating: "x", count: 100_000)
        let list = String(repeating: "*b,", count: 9_000)
        let text = "exchange: aster\nextra: {main: {a: &b \(big), c: [\(list)]}}\n"
        let findings = readSlot(Array(text.utf8), named: "x").findings
        #expect(findings.map(\.message) == ["the aliases bring more than 4 MiB of text"])
    }

    @Test(
        "a file may say which YAML it is",
        arguments: ["%YAML 1.1\n---\n", "%YAML 1.2\r\n---\n", "%YAML 1.2  \n--- # x\n"]
    )
    func version(_ head: String) {
        let (slot, findings) = readSlot(
            Array((head + "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n").utf8),
            named: "x"
        )
        #expect(findings.map(\.told) == [])
        #expect(slot != nil)
    }
}
