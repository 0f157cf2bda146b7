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

    static let mended: [(String, String)] = [
        ("fees: 0,1%", "write 0.1%"), ("fees: .1%", "write 0.1%"), ("fees: 0.1 %", "write 0.1%"),
        ("fees: 0.25percent", "write 0.25%"), ("fees: 25bps", "write 0.25%"), ("fees: +0.02%", "write 0.02%"),
        ("fees: [0.07%]", "write 0.07% without brackets"), ("fees: 10%", "did you mean 0.1%?"),
        ("fees: {maker: 0.02%, taker: \"0,07%\"}", "write 0.07%"), ("fees: 0.02%/0,07%", "write 0.07%"),
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
