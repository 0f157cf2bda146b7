import SlotFiles
import SlotModel
import Testing

/// A slot file with marks, and the findings that are expected at them, word for word.
struct MessageCase: CustomTestStringConvertible, Sendable {
    var yaml: String
    var expected: [String]
    /// The file has neither `exchange` nor `credentials` of its own: a good head is put before it.
    var needsHead = true

    init(_ yaml: String, _ expected: String..., needsHead: Bool = true) {
        self.yaml = yaml
        self.expected = expected
        self.needsHead = needsHead
    }

    var testDescription: String { yaml }
}

struct SlotMessageTests {
    static let keys: [MessageCase] = [
        MessageCase("⟦dealy: 10s", "error slot.unknown-key: unknown key 'dealy' | did you mean 'delay'?"),
        MessageCase(
            "⟦exchage: aster\ncredentials: {key: env:A, secret: env:B}",
            "error slot.unknown-key: unknown key 'exchage' | did you mean 'exchange'?",
            needsHead: false
        ),
        MessageCase(
            "⟦Tr0ub4dor3:",
            "error slot.unknown-key: unknown key ••• | the keys here are exchange, label, enabled, network, endpoint, credentials, fees, delay, rate-limit, sign-in, account, require, allow, seen-by-hand, expires, ip-allowlist, proxy, bots, as, extra"
        ),
        MessageCase(
            "exchange: bitget\ncredentials: {key: env:A, secret: env:B, passphrase: &a 'Tr0ub4dor3'}\nfees: ⟦*a",
            "error slot.wrong-type: 'fees' takes a percentage, not '•••' | write one number and a % sign, with a point before decimals",
            needsHead: false
        ),
        MessageCase(
            "fees: ⟦{maker: 0,02%, taker: 0,06%}",
            "error slot.wrong-value: a ',' in a number begins another entry here | write {maker: 0.02%, taker: 0.06%}"
        ),
        MessageCase(
            "allow: ⟦withdrawal",
            "error slot.wrong-type: 'allow' takes a list of policies, not a single value | write it as a list: [withdrawal]; did you mean 'withdraw'?"
        ),
        MessageCase(
            "ip-allowlist: [⟦\"198.51.100.4:443\"]",
            "error slot.wrong-value: '198.51.100.4:443' is no IP address | write 198.51.100.4"
        ),
        MessageCase(
            "proxy: ⟦10.0.0.5:3128",
            "error slot.wrong-value: '10.0.0.5:3128' is no URL of a proxy | write http://10.0.0.5:3128, or socks5h://10.0.0.5:3128 where it speaks SOCKS"
        ),
        MessageCase(
            "fees: ⟦0.1/0.2%",
            "error slot.wrong-type: 'fees' takes two percentages, not '0.1/0.2%' | write 0.1%/0.2%"
        ),
        MessageCase("⟦Fees: 0.1%", "error slot.unknown-key: unknown key 'Fees' | did you mean 'fees'?"),
        MessageCase(
            "⟦rate_limit: 1s",
            "error slot.unknown-key: unknown key 'rate_limit' | did you mean 'rate-limit'?"
        ),
        MessageCase(
            "⟦selector: aster",
            "error slot.unknown-key: unknown key 'selector' | did you mean 'exchange'?"
        ),
        MessageCase(
            "account: {⟦leverage: 5}",
            "error slot.unknown-key: unknown key 'leverage' | the keys here are contract, position-mode, margin-mode"
        ),
        MessageCase(
            "exchange: aster\ncredentials: {⟦apiKey: env:K, secret: env:S}",
            "error slot.unknown-key: unknown key 'apiKey' | did you mean 'key'?",
            needsHead: false
        ),
        MessageCase(
            "⟦credentials: {key: env:A}",
            "error slot.missing-key: 'exchange' is missing | add exchange: aster",
            needsHead: false
        ),
        MessageCase(
            "⟦exchange: aster",
            "error slot.missing-key: 'credentials' is missing | add credentials: {key: env:API_KEY, secret: env:API_SECRET}, with passphrase: for Bitget; an API wallet of Aster has api-wallet, private-key and main-wallet instead",
            needsHead: false
        ),
        MessageCase(
            "⟦",
            "error slot.missing-key: the file says nothing | write at least exchange: and credentials:",
            needsHead: false
        ),
        MessageCase(
            "⟦- exchange: aster",
            "error slot.wrong-type: a slot is a map of keys and values, not a list | begin with a line such as exchange: aster",
            needsHead: false
        ),
        MessageCase(
            "delay: 1s\nlabel: x\n⟦delay: 2s",
            "error slot.duplicate-key: key 'delay' stands twice; the first is in line 3 | keep one of the two"
        ),
        MessageCase(
            "⟦delay:",
            "error slot.wrong-type: 'delay' has no value | write for example delay: 10s, or remove the line"
        ),
        MessageCase(
            "⟦delay: ~",
            "error slot.wrong-type: 'delay' has no value | write for example delay: 10s, or remove the line"
        ),
        MessageCase(
            "exchange: aster\ncredentials: ⟦{}",
            "error slot.missing-key: 'credentials' names nothing | write {key: env:API_KEY, secret: env:API_SECRET}",
            needsHead: false
        ),
    ]

    static let values: [MessageCase] = [
        MessageCase("fees: ⟦0.06", "error slot.missing-unit: a percentage needs its % sign | write 0.06%"),
        MessageCase(
            "fees: ⟦0.0006",
            "error slot.missing-unit: a percentage needs its % sign | write 0.0006%; or 0.06% if 0.0006 is a fraction"
        ),
        MessageCase(
            "fees: {maker: ⟦0.02, taker: 0.06%}",
            "error slot.missing-unit: a percentage needs its % sign | write 0.02%"
        ),
        MessageCase(
            "fees: ⟦{maker: 0.02%}",
            "error slot.missing-key: 'taker' is missing under 'fees' | add taker: with its rate; or write 'fees: 0.02%', where it is the same"
        ),
        MessageCase(
            "fees: ⟦6%",
            "error slot.out-of-range: 'fees' lies between -1% and 2%, not at '6%' | did you mean 0.06%?"
        ),
        MessageCase(
            "fees: ⟦11%",
            "error slot.out-of-range: 'fees' lies between -1% and 2%, not at '11%' | did you mean 0.11%?"
        ),
        MessageCase(
            "fees: ⟦[1%]",
            "error slot.wrong-type: 'fees' takes a percentage with its % sign, not a list | write 1% without brackets"
        ),
        MessageCase(
            "delay: ⟦10",
            "error slot.missing-unit: 'delay' needs a unit | write 10s for example; the units are ms, s, m, h and d"
        ),
        MessageCase(
            "delay: ⟦10 minutes",
            "error slot.missing-unit: ' minutes' is no unit of time | write 10m for example; the units are ms, s, m, h and d"
        ),
        MessageCase(
            "delay: ⟦12:30",
            "error slot.wrong-type: 'delay' takes a time with its unit, not '12:30' | write one number and its unit; the units are ms, s, m, h and d"
        ),
        MessageCase(
            "delay: ⟦012s",
            "error slot.wrong-type: 'delay' takes a time with its unit, not '012s' | write 12s; the units are ms, s, m, h and d"
        ),
        MessageCase(
            "delay: ⟦0s",
            "error slot.out-of-range: 'delay' is more than zero and at most 10m, not '0s' | write a time above zero, or remove the line"
        ),
        MessageCase(
            "rate-limit: ⟦2h",
            "error slot.out-of-range: 'rate-limit' is more than zero and at most 10m, not '2h' | write a time of at most 10m"
        ),
        MessageCase(
            "enabled: ⟦yes",
            "error slot.wrong-type: 'enabled' is true or false, not 'yes' | write true, without quotes"
        ),
        MessageCase(
            "enabled: ⟦\"true\"",
            "error slot.wrong-type: 'enabled' is true or false, not 'true' | write true, without quotes"
        ),
        MessageCase(
            "network: ⟦lvie",
            "error slot.wrong-value: 'network' takes a network, not 'lvie' | did you mean 'live'?"
        ),
        MessageCase(
            "exchange: ⟦binance\ncredentials: {key: env:A, secret: env:B}",
            "error slot.wrong-value: 'exchange' takes an exchange, not 'binance' | one of \(names(SlotModel.Selector.allCases))",
            needsHead: false
        ),
        MessageCase(
            "require: {balance: {USDT: ⟦1_000}}",
            "error slot.wrong-value: 'USDT' takes an amount, not '1_000' | write 1000 if that is what you mean; some programs read 1_000 as another number"
        ),
        MessageCase(
            "require: {balance: {USDT: ⟦012}}",
            "error slot.wrong-value: 'USDT' takes an amount, not '012' | write 12 if that is what you mean; some programs read 012 as another number"
        ),
        MessageCase(
            "require: {balance: {USDT: ⟦1e3}}",
            "error slot.wrong-value: 'USDT' takes an amount, not '1e3' | write 1000"
        ),
        MessageCase(
            "require: {balance: {USDT: ⟦-5}}",
            "error slot.wrong-value: 'USDT' is less than zero | write a plain number, without signs, blanks, '_', ',' or exponent"
        ),
        MessageCase(
            "require: {balance: {⟦usdt: 5}}",
            "error slot.wrong-value: 'usdt' is no asset: they are written in capitals | did you mean 'USDT'?"
        ),
        MessageCase(
            "require: {market: ⟦BTC-USDT}",
            "error slot.wrong-value: 'market' takes a market as BASE/QUOTE, not 'BTC-USDT' | did you mean BTC/USDT?"
        ),
        MessageCase(
            "require: {market: ⟦USDT-BTC}",
            "error slot.wrong-value: 'market' takes a market as BASE/QUOTE, not 'USDT-BTC' | did you mean BTC/USDT?"
        ),
        MessageCase(
            "require: {market: ⟦BTC-ETH}",
            "error slot.wrong-value: 'market' takes a market as BASE/QUOTE, not 'BTC-ETH' | did you mean ETH/BTC?"
        ),
        MessageCase(
            "require: {market: ⟦ETH_BTC}",
            "error slot.wrong-value: 'market' takes a market as BASE/QUOTE, not 'ETH_BTC' | did you mean ETH/BTC?"
        ),
        MessageCase(
            "require: {market: ⟦USDC-USDT}",
            "error slot.wrong-value: 'market' takes a market as BASE/QUOTE, not 'USDC-USDT' | did you mean USDC/USDT?"
        ),
        MessageCase(
            "expires: ⟦2027-02-30",
            "error slot.wrong-value: '2027-02-30' is no day of the calendar | write year, month and day as YYYY-MM-DD"
        ),
        MessageCase(
            "ip-allowlist: [203.0.113.7, ⟦300.1.1.1, \"2001:db8::/32\", ⟦10.0.0.0/33]",
            "error slot.wrong-value: '300.1.1.1' is no IP address | write it like this: 203.0.113.7, 203.0.113.0/24 or 2001:db8::1",
            "error slot.wrong-value: '10.0.0.0/33' is no IP address | write it like this: 203.0.113.7, 203.0.113.0/24 or 2001:db8::1"
        ),
        MessageCase(
            "bots: ⟦main",
            "error slot.wrong-type: 'bots' takes a list of bots, not a single value | write it as a list: [main]"
        ),
        MessageCase(
            "bots: [main, ⟦main]",
            "warning slot.repeated-entry: 'main' stands twice; the first is in line 3 | remove one of the two"
        ),
        MessageCase(
            "allow: [⟦withdrawal]",
            "error slot.wrong-value: 'allow' takes a policy, not 'withdrawal' | did you mean 'withdraw'?"
        ),
        MessageCase(
            "proxy: ⟦socks4://127.0.0.1:1080",
            "error slot.wrong-value: 'socks4://127.0.0.1:1080' is no URL of a proxy | write it like this: socks5h://127.0.0.1:1080; http, https and socks5 work too"
        ),
        MessageCase(
            "proxy: ⟦http://me:word@127.0.0.1:1080",
            "error slot.wrong-value: 'proxy' has a user name | store the whole URL with 'slots secret set proxy.url', and write 'secret:proxy.url' here"
        ),
        MessageCase(
            "endpoint: ⟦http://api.bitget.com",
            "error slot.wrong-value: 'http://api.bitget.com' is not encrypted | write https; http is only for this machine (127.0.0.1, localhost)"
        ),
        MessageCase(
            "endpoint: {⟦sopt: https://a.example}",
            "error slot.unknown-key: unknown key 'sopt' | did you mean 'spot'?"
        ),
        MessageCase(
            "as: {⟦Main: x}",
            "error slot.wrong-value: 'Main' is no bot name | did you mean 'main'? use small letters, digits and '-', at most 63, beginning with a letter or digit"
        ),
        MessageCase(
            "extra: {main: ⟦text}",
            "error slot.wrong-type: 'main' takes a map of members, not a single value | write it like this: {BOT: {main: text}}, a bot's name first and then its members"
        ),
    ]

    static let credentials: [MessageCase] = [
        MessageCase(
            "exchange: aster\ncredentials: {key: ⟦evn:FOO, secret: ⟦sercet:x}",
            "warning slot.reference-typo: 'key' begins with 'evn:', which slots takes as part of the value | did you mean 'env:'?",
            "warning slot.reference-typo: 'secret' begins with 'sercet:', which slots takes as part of the value | did you mean 'secret:'?",
            needsHead: false
        ),
        MessageCase(
            "exchange: aster\ncredentials: {key: ⟦$FOO, secret: vault:x}",
            "warning slot.reference-typo: 'key' looks like a variable of a shell; slots takes it as the value itself | write env: and the variable's name, such as env:API_KEY",
            needsHead: false
        ),
        MessageCase(
            "exchange: aster\ncredentials: {key: ⟦env:2X, secret: ⟦\"file:\"}",
            "error slot.wrong-value: what follows 'env:' is no name of an environment variable | use letters, digits and '_', not beginning with a digit",
            "error slot.wrong-value: what follows 'file:' is no path of a file | write it like this: file:/run/secrets/aster.key",
            needsHead: false
        ),
        MessageCase(
            "exchange: aster\ncredentials: ⟦hunter2",
            "error slot.wrong-type: 'credentials' takes a map of credentials, not a single value | write it like this: {key: env:API_KEY, secret: env:API_SECRET}",
            needsHead: false
        ),
        MessageCase(
            "exchange: aster\ncredentials:\n  key: env:A\n  secret: ⟦|\n    one\n    two\n",
            "error slot.wrong-value: 'secret' takes one line of text | write it behind the key, on the same line",
            needsHead: false
        ),
    ]

    @Test("complaints stand at their place and say what to do", arguments: keys + values + credentials)
    func messages(_ testCase: MessageCase) {
        let head = testCase.needsHead ? "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n" : ""
        let marked = Marked(head + testCase.yaml)
        let findings = readSlot(marked.bytes, named: "x").findings
        #expect(findings.map(\.told) == testCase.expected)
        #expect(findings.map(\.spot) == marked.places)
        #expect(findings.allSatisfy { $0.slot == "x" })
    }

    @Test("YAML's surprises stay text where text is wanted")
    func surprises() throws {
        for text in ["no", "012", "1_000", "12:30", "1e3", "true", "2024-01-01", "0x1F", ".inf"] {
            let yaml =
                "exchange: aster\nlabel: \(text)\ncredentials: {key: \(text), secret: env:B}\nas: {main: \(text)}"
            let slot = try #require(readSlot(Array(yaml.utf8), named: "x").slot, "\(text)")
            #expect(slot.label == text)
            #expect(slot.credentials[.key]?.value == .plain(Concealed(Array(text.utf8))))
            #expect(slot.ids["main"]?.value == text)
        }
    }

    @Test("extra members keep the types of YAML 1.2 and the spelling of numbers")
    func extra() throws {
        let yaml = """
            exchange: aster
            credentials: {key: env:A, secret: env:B}
            extra: {main: {a: 1.50, b: 1e2, c: no, d: 12:30, e: true, f: null, g: "1", h: 012, i: [x, -0], j: 0x1F, k: yes}}
            """
        let slot = try #require(readSlot(Array(yaml.utf8), named: "x").slot)
        guard case .map(let members) = slot.extra["main"]?.value else {
            Issue.record("no map")
            return
        }
        let expected: [ExtraValue] = [
            .number("1.50"), .number("1e2"), .text("no"), .text("12:30"), .boolean(true), .null, .text("1"),
            .text("012"),
            .list([.text("x"), .number("-0")]), .text("0x1F"), .text("yes"),
        ]
        #expect(members.map(\.value) == expected)
    }

    @Test("a file with one error still yields the complaints about the rest, by place")
    func all() {
        let marked = Marked(
            "⟦dealy: 1s\nexchange: ⟦asterr\ncredentials: {key: env:A, secret: env:B}\nfees: ⟦1\nfoo: bar\n"
        )
        let findings = readSlot(marked.bytes, named: "x").findings
        #expect(
            findings.map(\.code) == [
                "slot.unknown-key", "slot.wrong-value", "slot.missing-unit", "slot.unknown-key",
            ]
        )
        #expect(findings.prefix(3).map(\.spot) == marked.places)
    }

    @Test("a file with thousands of mistakes does not bury the reader")
    func flood() throws {
        let yaml = (0..<5000).map { "k\($0): 1\n" }.joined()
        let findings = readSlot(Array(yaml.utf8), named: "x").findings
        #expect(findings.count == 201)
        #expect(try #require(findings.last).code == "file.too-many-findings")
    }
}
