import SlotFiles
import SlotModel
import Testing

/// A file before and after its `key` became `secret:new.key`.
struct Replacement: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var before: String
    var after: String

    init(_ name: String, _ before: String, _ after: String) {
        testDescription = name
        self.before = before
        self.after = after
    }

    /// The text stands after `  key:`; what follows it is another credential.
    init(value name: String, _ before: String, _ after: String) {
        let (start, end) = ("exchange: hitbtc\ncredentials:\n  key:", "\n  secret: env:B\nfees: 0.1%\n")
        self.init(name, start + before + end, start + after + end)
    }
}

@Suite("Replacing credentials in a slot file")
struct ReplacingCredentialsTests {
    static let newKey: [CredentialField: SecretReference] = [.key: .store(name: "new.key")]

    static let values = [
        Replacement(value: "plain", " env:A", " secret:new.key"),
        Replacement(value: "plain with a comment", " env:A   # mine", " secret:new.key   # mine"),
        Replacement(value: "behind a tab", "\tenv:A", "\tsecret:new.key"),
        Replacement(
            value: "on the next line",
            "\n    # here:\n    env:A",
            "\n    # here:\n    secret:new.key"
        ),
        Replacement(value: "on two lines", " a b\n    c d # x", " secret:new.key # x"),
        Replacement(value: "single-quoted", " 'it''s'", " 'secret:new.key'"),
        Replacement(value: "double-quoted", " \"a\\\"b\" # \"", " \"secret:new.key\" # \""),
        Replacement(value: "double-quoted on two lines", " \"a \\\n    b\"", " \"secret:new.key\""),
        Replacement(value: "other letters", " \"ключ 🔑\" # 🔑", " \"secret:new.key\" # 🔑"),
        Replacement(value: "block", " |-\n    env:A", " secret:new.key"),
        Replacement(value: "block with a comment", " |2-  # c\n    env:A\n\n", " secret:new.key  # c\n\n"),
        Replacement(value: "folded block", " >-\n    a\n    b\n  # c", " secret:new.key\n  # c"),
        Replacement(value: "with an anchor", " &a env:A", " &a secret:new.key"),
        Replacement(value: "anchored below", " &a # c\n    'x'", " &a # c\n    'secret:new.key'"),
        Replacement(value: "anchored block", " &a >-\n    env:A", " &a secret:new.key"),
    ]

    static let layouts = [
        Replacement(
            "an alias of another value",
            "exchange: hitbtc\nlabel: &a hitbtc\ncredentials: {key: *a , secret: b}\n",
            "exchange: hitbtc\nlabel: &a hitbtc\ncredentials: {key: secret:new.key , secret: b}\n"
        ),
        Replacement(
            "a key that is an alias",
            "exchange: hitbtc\nlabel: &a key\ncredentials:\n  *a : x\n",
            "exchange: hitbtc\nlabel: &a key\ncredentials:\n  *a : secret:new.key\n"
        ),
        Replacement(
            "braces",
            "{\"exchange\":\"hitbtc\",\"credentials\":{\"key\":\"x\",\"secret\":\"y\"}}",
            "{\"exchange\":\"hitbtc\",\"credentials\":{\"key\":\"secret:new.key\",\"secret\":\"y\"}}"
        ),
        Replacement(
            "braces, unquoted",
            "credentials: {key: x,secret: y}\nexchange: hitbtc",
            "credentials: {key: secret:new.key,secret: y}\nexchange: hitbtc"
        ),
        Replacement(
            "Windows line ends and a byte order mark",
            "\u{FEFF}exchange: hitbtc\r\ncredentials:\r\n  key: |-\r\n    x\r\n  secret: y\r\n",
            "\u{FEFF}exchange: hitbtc\r\ncredentials:\r\n  key: secret:new.key\r\n  secret: y\r\n"
        ),
        Replacement(
            "no line end at the end",
            "exchange: hitbtc\ncredentials:\n  secret: y\n  key: |-\n    x",
            "exchange: hitbtc\ncredentials:\n  secret: y\n  key: secret:new.key"
        ),
        Replacement(
            "question marks",
            "? exchange\n: hitbtc\n? credentials\n: ? key\n  : env:X # c\n  ? secret\n  : y\n",
            "? exchange\n: hitbtc\n? credentials\n: ? key\n  : secret:new.key # c\n  ? secret\n  : y\n"
        ),
        Replacement(
            "a document's start and end",
            "# c\n---\nexchange: hitbtc\ncredentials:\n    'key':   x\n...\n# end",
            "# c\n---\nexchange: hitbtc\ncredentials:\n    'key':   secret:new.key\n...\n# end"
        ),
    ]

    /// Without `secret`.
    static let removals = [
        Replacement(
            "the last line",
            "exchange: hitbtc\ncredentials:\n  key: env:A # k\n  # the secret:\n  secret: env:B # c\nfees: 0.1%\n",
            "exchange: hitbtc\ncredentials:\n  key: env:A # k\n  # the secret:\nfees: 0.1%\n"
        ),
        Replacement(
            "the first line",
            "exchange: hitbtc\ncredentials:\n  secret: b\n  key: a\n",
            "exchange: hitbtc\ncredentials:\n  key: a\n"
        ),
        Replacement(
            "at the end of a file without a line end",
            "exchange: hitbtc\r\ncredentials:\r\n  key: a\r\n  secret: b",
            "exchange: hitbtc\r\ncredentials:\r\n  key: a"
        ),
        Replacement(
            "a block",
            "exchange: hitbtc\ncredentials:\n  secret: |-\n    b\n\n  key: a\n",
            "exchange: hitbtc\ncredentials:\n\n  key: a\n"
        ),
        Replacement(
            "on two lines, with an anchor",
            "exchange: hitbtc\ncredentials:\n  &s secret:\n    # here:\n    &a 'b'\n  key: a\n",
            "exchange: hitbtc\ncredentials:\n  key: a\n"
        ),
        Replacement(
            "first in braces",
            "exchange: hitbtc\ncredentials: {secret: b, key: a}\n",
            "exchange: hitbtc\ncredentials: {key: a}\n"
        ),
        Replacement(
            "last in braces",
            "exchange: hitbtc\ncredentials: { \"key\": \"a\" , \"secret\": \"b\" }\n",
            "exchange: hitbtc\ncredentials: { \"key\": \"a\" }\n"
        ),
        Replacement(
            "in braces, each on its line",
            "exchange: hitbtc\ncredentials: {\n  key: a, # k\n  secret: b, # s\n}\n",
            "exchange: hitbtc\ncredentials: {\n  key: a, # s\n}\n"
        ),
        Replacement(
            "question marks",
            "exchange: hitbtc\ncredentials:\n  ? key\n  : a\n  ? secret\n  : env:B # s\nfees: 0.1%\n",
            "exchange: hitbtc\ncredentials:\n  ? key\n  : a\nfees: 0.1%\n"
        ),
    ]

    @Test("takes a field away, and changes nothing else", arguments: removals)
    func removes(_ removal: Replacement) throws {
        let bytes = Array(removal.before.utf8)
        let result = try replacingCredentials(in: bytes, of: "mine", with: [:], removing: [.secret])
        #expect(String(decoding: result, as: UTF8.self) == removal.after)
        // What is not there need not be taken away.
        #expect(try replacingCredentials(in: result, of: "mine", with: [:], removing: [.secret]) == result)
    }

    @Test("takes nothing away that something else is made of")
    func keepsAnchors() {
        for text in [
            "exchange: hitbtc\ncredentials:\n  key: a\n  secret: &s b\nlabel: *s\n",
            "exchange: hitbtc\nextra: {main: &c {key: a, secret: b}}\ncredentials: *c\n",
            "exchange: hitbtc\n? credentials\n: secret: b\n  key: a\n",
        ] {
            #expect(throws: Finding.self, "\(text)") {
                try replacingCredentials(in: Array(text.utf8), of: "mine", with: [:], removing: [.secret])
            }
        }
    }

    static let additions = [
        Replacement(
            "behind the last one",
            "exchange: hitbtc\ncredentials:\n    secret: env:Y # c\n\n  # fees\nfees: 0.1%\n",
            "exchange: hitbtc\ncredentials:\n    secret: env:Y # c\n    key: secret:new.key\n\n  # fees\nfees: 0.1%\n"
        ),
        Replacement(
            "at the end of a file without a line end",
            "exchange: hitbtc\r\ncredentials:\r\n  secret: y",
            "exchange: hitbtc\r\ncredentials:\r\n  secret: y\r\n  key: secret:new.key"
        ),
        Replacement(
            "behind a block",
            "credentials:\n  secret: |-\n    y\n\nexchange: hitbtc\n",
            "credentials:\n  secret: |-\n    y\n  key: secret:new.key\n\nexchange: hitbtc\n"
        ),
        Replacement(
            "in braces",
            "credentials: {\"secret\": y}\nexchange: hitbtc\n",
            "credentials: {\"secret\": y, key: secret:new.key}\nexchange: hitbtc\n"
        ),
        Replacement(
            "in braces with a comma at their end",
            "credentials: { secret: y , }\nexchange: hitbtc\n",
            "credentials: { secret: y, key: secret:new.key , }\nexchange: hitbtc\n"
        ),
        Replacement(
            "in braces on a line of its own",
            "credentials: {\n  secret: env:Y # c\n}\nexchange: hitbtc\n",
            "credentials: {\n  secret: env:Y, # c\n  key: secret:new.key\n}\nexchange: hitbtc\n"
        ),
        Replacement(
            "in braces on a line of its own, with a comma at the end",
            "credentials: {\n\t\"secret\": y,\n}\nexchange: hitbtc\n",
            "credentials: {\n\t\"secret\": y,\n\tkey: secret:new.key,\n}\nexchange: hitbtc\n"
        ),
        Replacement(
            "in braces on a line of its own, at the line's end",
            "credentials: {\r\n  secret: 'y'\r\n}\r\nexchange: hitbtc\r\n",
            "credentials: {\r\n  secret: 'y',\r\n  key: secret:new.key\r\n}\r\nexchange: hitbtc\r\n"
        ),
    ]

    @Test("changes nothing else", arguments: values + layouts)
    func replaces(_ testCase: Replacement) throws {
        try expect(testCase)
    }

    @Test("adds what the file lacks", arguments: additions)
    func adds(_ testCase: Replacement) throws {
        try expect(testCase)
    }

    private func expect(_ testCase: Replacement) throws {
        let (slot, _) = readSlot(Array(testCase.before.utf8), named: "mine")
        try #require(slot != nil, "the case itself must be a slot")
        let result = try replacingCredentials(
            in: Array(testCase.before.utf8),
            of: "mine",
            with: Self.newKey
        )
        #expect(String(decoding: result, as: UTF8.self) == testCase.after)
    }

    @Test("takes several fields at once, references and values of every kind")
    func several() throws {
        let before = """
            exchange: aster
            credentials:
              # older
              main-wallet: '0xAB'
              api-wallet: &w 0xCD
              private-key: *w
            """
        let result = try replacingCredentials(
            in: Array(before.utf8),
            of: "mine",
            with: [
                .mainWallet: .plain(Concealed(Array("it's \\ \"0x\"".utf8))),
                .apiWallet: .plain(Concealed(Array("0x12".utf8))),
                .privateKey: .file(path: "/run/my keys/a: b"),
                .key: .environment(name: "KEY"),
                .secret: .systemd(name: "a"),
                .passphrase: .command(name: "b.c"),
            ]
        )
        #expect(
            String(decoding: result, as: UTF8.self) == """
                exchange: aster
                credentials:
                  # older
                  main-wallet: 'it''s \\ "0x"'
                  api-wallet: &w "0x12"
                  private-key: "file:/run/my keys/a: b"
                  key: env:KEY
                  secret: systemd:a
                  passphrase: cmd:b.c
                """
        )
    }

    @Test("brings the old values back byte for byte where the layout was simple")
    func thereAndBack() throws {
        let before = Array("exchange: hitbtc\ncredentials:\n  key: \"a b\"\n  secret: env:S\n".utf8)
        let old = try #require(readSlot(before, named: "mine").slot).credentials.mapValues(\.value)
        let new = try replacingCredentials(
            in: before,
            of: "mine",
            with: [.key: .store(name: "k"), .secret: .store(name: "s")]
        )
        #expect(new != before)
        #expect(try replacingCredentials(in: new, of: "mine", with: old) == before)
    }

    @Test(
        "gives the key another last day where the file names one",
        arguments: [
            (
                "expires: 2026-12-01  # soon\nexchange: hitbtc\r\n",
                "expires: 2027-01-31  # soon\nexchange: hitbtc\r\n"
            ),
            ("exchange: hitbtc\nexpires: '2026-12-01'\n", "exchange: hitbtc\nexpires: '2027-01-31'\n"),
            (
                "exchange: hitbtc\nexpires:\n  \"2026-12-01\"\n",
                "exchange: hitbtc\nexpires:\n  \"2027-01-31\"\n"
            ),
            ("exchange: hitbtc\nexpires: |-\n  2026-12-01\n", "exchange: hitbtc\nexpires: 2027-01-31\n"),
        ]
    )
    func expiry(before: String, after: String) throws {
        let rest = "credentials: {key: a, secret: env:S}\n"
        let day = try #require(CalendarDate("2027-01-31"))
        let result = try replacingCredentials(
            in: Array((before + rest).utf8),
            of: "mine",
            with: [.key: .store(name: "k")],
            expires: day
        )
        let expected = after + rest.replacing("key: a", with: "key: secret:k")
        #expect(String(decoding: result, as: UTF8.self) == expected)
        #expect(throws: Finding.self) {
            try replacingCredentials(
                in: Array(("exchange: hitbtc\n" + rest).utf8),
                of: "mine",
                with: [:],
                expires: day
            )
        }
    }

    @Test("with nothing to replace gives the file back")
    func nothing() throws {
        let bytes = Array("exchange: hitbtc\ncredentials: {key: a}".utf8)
        #expect(try replacingCredentials(in: bytes, of: "mine", with: [:]) == bytes)
    }

    static let refused = [
        (
            "exchange: hitbtc\ncredentials:\n  key: &a x\nlabel: ⟦*a\n",
            "error slot.shared-value: '*a' repeats a value that is to change | write the value out here, and try again"
        ),
        (
            "exchange: hitbtc\ncredentials:\n  key: &a x\n  secret: ⟦*a\n",
            "error slot.shared-value: '*a' repeats a value that is to change | write the value out here, and try again"
        ),
        (
            "exchange: hitbtc\nextra:\n  main: &c\n    key: x\ncredentials: ⟦*c\n",
            "error slot.shared-value: the credentials stand elsewhere in this file and are only repeated here"
                + " | write the credentials out here, and try again"
        ),
        (
            "exchange: hitbtc\ncredentials: &c\n  key: x\nextra:\n  main: ⟦*c\n",
            "error slot.shared-value: '*c' repeats a value that is to change | write the value out here, and try again"
        ),
        (
            "exchange: hitbtc\ncredentials: {⟦key}\n",
            "error slot.wrong-type: 'key' has no value"
        ),
        ("exchange: hitbtc\ncredentials: [key\n⟦", "error yaml.syntax: "),
        ("exchange: hitbtc\ncredentials: {key: ⟦!x y}\n", "error yaml.tag: "),
    ]

    @Test("refuses at the place that has to change first", arguments: refused)
    func refuses(marked: String, told: String) throws {
        let text = Marked(marked)
        let finding = try #require(throws: Finding.self) {
            _ = try replacingCredentials(in: text.bytes, of: "mine", with: Self.newKey)
        }
        #expect(finding.told.hasPrefix(told), "\(finding.told)")
        #expect(finding.place?.file == "slots/mine.yaml")
        #expect([finding.spot] == text.places)
    }

    @Test(
        "refuses what it would write wrongly",
        arguments: [
            // The block's last line break would become part of the value.
            ("exchange: hitbtc\ncredentials:\n  secret: |\n    x", SecretReference.store(name: "k")),
            // Read back, these would be something else.
            ("exchange: hitbtc\ncredentials:\n  key: x\n", .plain(Concealed(Array("env:A".utf8)))),
            ("exchange: hitbtc\ncredentials:\n  key: x\n", .plain(Concealed(Array("a\nb".utf8)))),
            ("exchange: hitbtc\ncredentials:\n  key: x\n", .plain(Concealed([0xFF]))),
            ("exchange: hitbtc\ncredentials:\n  key: x\n", .store(name: "a b")),
            ("exchange: hitbtc\ncredentials:\n  key: x\n", .file(path: "")),
        ]
    )
    func refusesSafely(text: String, reference: SecretReference) throws {
        let bytes = Array(text.utf8)
        try #require(readSlot(bytes, named: "mine").slot != nil)
        let finding = try #require(throws: Finding.self) {
            _ = try replacingCredentials(in: bytes, of: "mine", with: [.key: reference])
        }
        #expect(finding.code == "slot.not-editable")
    }
}
