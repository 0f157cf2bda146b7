import SlotFiles
import SlotModel
import TestSupport
import Testing

/// Secrets in every form in which people write them, and the lines that show of them.
struct SecretMaskTests {
    /// Every line of a file as the renderer shows it.
    private func shown(_ text: String, file: String = "slots/x.yaml") -> String {
        var sources = SourceTexts()
        sources[file] = Array(text.utf8)
        let renderer = FindingRenderer(sources: sources, colour: false, width: 400)
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        return (1...count).map { line in
            let shown = renderer.render(Finding(.error, "a.b", "m", at: Place(file: file, line: line)))
            return shown.split(separator: "\n")[1].dropFirst(8)
        }
        .joined(separator: "\n")
    }

    static let masked: [(String, String)] = [
        ("credentials:\n  key: abc\n  secret: env:FOO", "credentials:\n  key: •••\n  secret: env:FOO"),
        ("credentials: {key: abc, secret: def}", "credentials: {key: •••, secret: •••}"),
        (
            "credentials: {key: secret:a.key, secret: \"a, b\"}",
            "credentials: {key: secret:a.key, secret: \"•••\"}"
        ),
        ("credentials: {key:abc,secret:def}", "credentials: {•••,•••}"),
        (
            "credentials:\n  secret: |\n    one\n    two\nlabel: x",
            "credentials:\n  secret: |\n    •••\n    •••\nlabel: x"
        ),
        ("credentials:\n  secret:\n    one two", "credentials:\n  secret:\n    •••"),
        (
            "credentials:\n  secret: \"one\n  two\" # c\nlabel: x",
            "credentials:\n  secret: \"•••\n  •••\" # •••\nlabel: x"
        ),
        ("credentials:\n  sekrit: abc", "credentials:\n  sekrit: •••"),
        ("credentials:\n  secret abc", "credentials:\n  •••"),
        (
            "credentials: {\nkey: abc,\nsecret: 'it''s'\n}\nlabel: x",
            "credentials: {\nkey: •••,\nsecret: '•••'\n}\nlabel: x"
        ),
        ("credentials:\n- key: abc", "credentials:\n- key: •••"),
        ("credentails:\n  foo: abc", "credentails:\n  foo: •••"),
        ("secret: abc", "secret: •••"),
        ("  sercet: abc", "  sercet: •••"),
        ("API_KEY = abc", "API_KEY = •••"),
        ("passphrase abc def", "passphrase •••"),
        ("\"secret\": \"abc\", \"delay\": 5", "\"secret\": \"•••\", \"delay\": •••"),
        ("key: env:A # was abc", "key: env:A # •••"),
        ("# secret: abc", "# secret: •••"),
        ("key: env:NOT A NAME", "key: •••"),
        ("secret: secret:Zm9vYmFyYmF6cXV4MTIzNDU2", "secret: •••"),
        ("label: &k abc", "label: &k •••"),
        ("label: 4bf1e0c2a9d84be7a1c35d0f", "label: •••"),
        ("label: dGhpcyBpcyBhIHNlY3JldCBrZXk=", "label: •••"),
        ("proxy: http://me:word@127.0.0.1:1", "proxy: http://•••@127.0.0.1:1"),
        (
            "credentials:\n  main-wallet: 0x1111111111111111111111111111111111111111",
            "credentials:\n  main-wallet: 0x1111111111111111111111111111111111111111"
        ),
        (
            "credentials:\n  private-key: 0x1111111111111111111111111111111111111111",
            "credentials:\n  private-key: •••"
        ),
        (
            "credentials:\n  main-wallet: 0x11111111111111111111111111111111111111111111111111111111111111ff",
            "credentials:\n  main-wallet: •••"
        ),
        (
            "key: env:BITGET2_API_KEY_OF_THE_MAIN_ACCOUNT\nsecret: file:/run/secrets/bitget-2.key",
            "key: env:BITGET2_API_KEY_OF_THE_MAIN_ACCOUNT\nsecret: file:/run/secrets/bitget-2.key"
        ),
        (
            "policy:\n  shared-key: deny\n  plaintext-secret: warn",
            "policy:\n  shared-key: deny\n  plaintext-secret: warn"
        ),
        ("fees: 0.1% # pass Tr0ub4dor", "fees: 0.1% # •••"),
        ("label: 'a # b' #c", "label: 'a # b' #•••"),
        ("Tr0ub4d: ", "•••:"),
        ("s\0e\0c\0r\0e\0t\0", "•••"),
        ("policy:\n  shared-key: deny # one key in two slots", "policy:\n  shared-key: deny # •••"),
        (
            "credentials:\n  passphrase: >-\n,  abc def\nfees: 1%",
            "credentials:\n  passphrase: >-\n,  •••\nfees: 1%"
        ),
    ]

    @Test("secrets show as dots, everything else as it is", arguments: masked)
    func masks(_ text: String, _ expected: String) {
        let trimmed = expected.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.replacing(/\s+$/, with: "") }.joined(separator: "\n")
        #expect(shown(text) == trimmed)
    }

    @Test("the members that a template names are no secrets")
    func template() {
        let line = "credentials: [masterkey, secret]"
        #expect(shown(line, file: "templates/gunbot/template.yaml") == line)
    }

    static let canaries = [
        "kanarie-Vogel", "Zq8!wachtwoord", "4bf1e0c2a9d84be7a1c35d0f99", "correct horse battery",
    ]

    @Test("no secret shows in any finding of a damaged file", arguments: 0..<24)
    func canary(_ seed: Int) {
        var random = SeededNumbers(seed: UInt64(seed) &+ 77)
        for _ in 0..<80 {
            let bytes = damaged(&random)
            let findings = readSlot(bytes, named: "x").findings
            var sources = SourceTexts()
            sources["slots/x.yaml"] = bytes
            let renderer = FindingRenderer(sources: sources, colour: false, width: 300)
            var text = renderer.render(findings)
            // Later findings may point at any line, such as the one of a credential.
            for line in 1...12 {
                text += renderer.render([
                    Finding(.error, "a.b", "m", at: Place(file: "slots/x.yaml", line: line))
                ])
            }
            for canary in Self.canaries where text.contains(canary) {
                Issue.record("\(canary) shows in\n\(text)\nof\n\(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
    }

    /// A slot with plain secrets in one of several styles, with damage anywhere but inside the secrets.
    private func damaged(_ random: inout SeededNumbers) -> [UInt8] {
        let (key, secret, pass) = (
            Self.canaries[2], Self.canaries[1], Self.canaries[random.next() % 2 == 0 ? 0 : 3]
        )
        let styles = [
            "credentials:\n  key: \(key)\n  secret: \(secret)\n  passphrase: \(pass)\n",
            "credentials: {key: \(key), secret: \"\(secret)\", passphrase: '\(pass)'}\n",
            "credentials:\n  key: \"\(key)\"\n  secret: |\n    \(secret)\n  passphrase: >-\n    \(pass)\n",
            "credentials:\n    api_key:   \(key)\n    Secret: \(secret)\n    password:\n      \(pass)\n",
        ]
        let body = styles[Int(random.next() % UInt64(styles.count))]
        let text = "exchange: bitget\nlabel: x\n" + body + "fees: 0.1%\ndelay: 10s\nbots: [main]\n"
        var bytes = Array(text.utf8)
        let noise = ["x", " ", "\t", ":", ",", "[", "{", "}", "]", "'", "\"", "!", "&", "#", "- ", "\n", "%"]
            .map { Array($0.utf8) }
        for _ in 0..<(1 + Int(random.next() % 2)) {
            let line = Int(random.next() % UInt64(bytes.count))
            guard !isInsideSecret(line, of: bytes) else { continue }
            if random.next() % 3 == 0 {
                if bytes[line] != 0x0A { bytes.remove(at: line) }
            } else {
                bytes.insert(contentsOf: noise[Int(random.next() % UInt64(noise.count))], at: line)
            }
        }
        return bytes
    }

    private func isInsideSecret(_ offset: Int, of bytes: [UInt8]) -> Bool {
        Self.canaries.contains { canary in
            let wanted = Array(canary.utf8)
            return bytes.indices.contains { start in
                bytes[start...].starts(with: wanted) && (start...(start + wanted.count)).contains(offset)
            }
        }
    }
}
