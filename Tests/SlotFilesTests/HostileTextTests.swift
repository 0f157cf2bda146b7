import Glibc
import SlotFiles
import SlotModel
import TestSupport
import Testing

/// A text that must end in a finding, quickly.
struct HostileText: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var bytes: [UInt8]
    var code: String
    /// Line and column of the finding, where they are worth telling.
    var spot: String?

    init(_ name: String, _ text: String, _ code: String, at spot: String? = nil) {
        self.init(name, Array(text.utf8), code, at: spot)
    }

    init(_ name: String, _ bytes: [UInt8], _ code: String, at spot: String? = nil) {
        testDescription = name
        self.bytes = bytes
        self.code = code
        self.spot = spot
    }
}

private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

private func utf16(_ text: String, littleEndian: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
        littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
}

struct HostileTextTests {
    static let nesting: [HostileText] = [20_000, 200_000, 1_000_000].flatMap { count in
        [
            HostileText("\(count) x [", repeated("[", count), "yaml.too-deep", at: "1:33"),
            HostileText("\(count) x {", repeated("{", count), "yaml.too-deep", at: "1:33"),
            HostileText(
                "\(count) x [] closed",
                repeated("[", count / 2) + repeated("]", count / 2),
                "yaml.too-deep"
            ),
            HostileText("\(count) x -", repeated("- ", count / 2), "yaml.too-deep", at: "1:65"),
            HostileText("\(count) x ?", repeated("? ", count / 2), "yaml.too-deep"),
            HostileText("\(count) x [ on lines", repeated("[\n", count / 2), "yaml.too-deep", at: "33:1"),
            HostileText("\(count) x {a:", repeated("{a: ", count / 4), "yaml.too-deep"),
            HostileText("\(count) x [{", repeated("[{", count / 2), "yaml.too-deep"),
            HostileText("\(count) x \"a\": [", repeated("\"a\": [", count / 6), "yaml.too-deep"),
        ]
    }

    static let steps = (0..<700).map { repeated(" ", $0) + "a:\n" }.joined()

    static let bomb: String = {
        let levels = (1...9).map { level in
            "a\(level): &a\(level) [" + repeated("*a\(level - 1), ", 9) + "]\n"
        }
        return "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + levels.joined()
    }()

    static let texts: [HostileText] = [
        HostileText("indentation", steps, "yaml.too-deep", at: "33:33"),
        HostileText("alias bomb", bomb, "yaml.alias"),
        HostileText("recursive alias", "a: &a [*a]", "yaml.alias", at: "1:8"),
        HostileText("alias without anchor", "a: *b", "yaml.alias", at: "1:4"),
        HostileText(
            "deep aliases",
            (1...60).map { "b\($0): &b\($0) [[[[*b\($0 - 1)]]]]\n" }.joined().replacing(
                "[[[[*b0]]]]",
                with: "x"
            ),
            "yaml.too-deep"
        ),
        HostileText("duplicate key", "a: 1\nb: 2\na: 3", "slot.duplicate-key", at: "3:1"),
        HostileText(
            "duplicate key below",
            "extra: {main: {x: 1, \"x\": 2}}",
            "slot.duplicate-key",
            at: "1:22"
        ),
        HostileText("tag", "label: !!python/object:os.system x", "yaml.tag", at: "1:8"),
        HostileText("binary tag", "label: !!binary aGk=", "yaml.tag"),
        HostileText("tag on a map", "extra: !m {}", "yaml.tag"),
        HostileText("merge key", "extra: {main: {<<: {a: 1}}}", "yaml.merge-key", at: "1:16"),
        HostileText("list as key", "? [a]\n: 1", "yaml.key"),
        HostileText("map as key", "{a: 1}: 1", "yaml.key"),
        HostileText("two documents", "label: x\n---\nlabel: y", "yaml.several-documents", at: "2:1"),
        HostileText("directive", "%YAML 1.3\n---\nlabel: x", "yaml.directive", at: "1:1"),
        HostileText(
            "80,000 directives",
            (0..<80_000).map { "%TAG !\($0)! x\n" }.joined() + "--- a",
            "yaml.directive",
            at: "1:1"
        ),
        HostileText("directives after the end", "a: 1\n...\n%TAG !a! x\n", "yaml.directive", at: "3:1"),
        HostileText("NUL", "label: a\u{0}b", "yaml.control-character", at: "1:9"),
        HostileText("escaped NUL", "label: \"a\\0b\"", "yaml.control-character", at: "1:8"),
        HostileText("escaped bidi", "label: \"a\\u202Eb\"", "yaml.control-character"),
        HostileText("escape character", "label: \u{1B}[31m", "yaml.control-character"),
        HostileText("bidi override", "label: a\u{202E}b", "yaml.control-character", at: "1:9"),
        HostileText("next line", "label: a\u{85}b", "yaml.control-character"),
        HostileText("line separator", "# ä\u{2028}b", "yaml.control-character", at: "1:4"),
        HostileText("zero-width blank", "del\u{200B}ay: 1s", "yaml.control-character", at: "1:4"),
        HostileText("a lone carriage return", "a: 1\rb: 2", "yaml.control-character", at: "1:5"),
        HostileText(
            "a second byte order mark",
            "\u{FEFF}\u{FEFF}label: x",
            "yaml.control-character",
            at: "1:1"
        ),
        HostileText("invalid UTF-8", Array("# ä\nlabel: ".utf8) + [0xC3, 0x28], "yaml.encoding", at: "2:8"),
        HostileText("overlong UTF-8", Array("a: ".utf8) + [0xC0, 0xAF], "yaml.encoding", at: "1:4"),
        HostileText("surrogates", Array("a: ".utf8) + [0xED, 0xA0, 0x80], "yaml.encoding", at: "1:4"),
        HostileText("truncated UTF-8", Array("a: ".utf8) + [0xE2, 0x82], "yaml.encoding", at: "1:4"),
        HostileText("latin 1", Array("label: caf".utf8) + [0xE9, 0x0A], "yaml.encoding", at: "1:11"),
        HostileText(
            "UTF-16 LE",
            utf16("exchange: aster", littleEndian: true, mark: true),
            "yaml.encoding",
            at: "1:1"
        ),
        HostileText(
            "UTF-16 BE",
            utf16("exchange: aster", littleEndian: false, mark: true),
            "yaml.encoding",
            at: "1:1"
        ),
        HostileText(
            "UTF-16 without mark",
            utf16("exchange: aster", littleEndian: true, mark: false),
            "yaml.encoding"
        ),
        HostileText("UTF-32", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "yaml.encoding", at: "1:1"),
        HostileText(
            "random bytes",
            (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 129) },
            "yaml.encoding"
        ),
        HostileText("a tab as indentation", "account:\n\tcontract: usdt", "yaml.syntax", at: "2:1"),
        HostileText("an open quote", "label: \"abc\ndelay: 1s\n", "yaml.syntax", at: "1:8"),
        HostileText("an open bracket", "bots: [a, b\ndelay: 1s\n", "yaml.syntax"),
        HostileText("a colon too many", "label: a: b", "yaml.syntax", at: "1:9"),
        HostileText("a million commas", "bots: [" + repeated("a,", 500_000) + "]", "file.too-many-findings"),
        HostileText(
            "a million characters of keys on a line",
            "{" + (0..<90_000).map { "k\($0): 1" }.joined(separator: ",") + "}",
            "file.too-many-findings"
        ),
        HostileText("200,000 duplicate keys", repeated("a: 1\n", 200_000), "file.too-many-findings"),
        HostileText("a million keys", (0..<100_000).map { "k\($0):\n" }.joined(), "file.too-many-findings"),
        HostileText("a huge comment", "#" + repeated("[", 1_000_000), "slot.missing-key"),
        HostileText("a huge scalar", "label: " + repeated("x", 1_000_000), "slot.wrong-value"),
        HostileText("a million quotes", repeated("\"a\" ", 250_000), "yaml.syntax"),
        HostileText("a million anchors", repeated("&a ", 300_000), "yaml.syntax"),
        HostileText(
            "blank lines in a scalar",
            "label: 'a" + repeated("\n", 1_000_000) + "'",
            "slot.wrong-value"
        ),
    ]

    /// A second for what users run; debug builds are many times slower, and share the machine with other tests.
    static var limit: Duration {
        #if DEBUG
        .seconds(20)
        #else
        .seconds(1)
        #endif
    }

    @Test("hostile texts end in a finding within a second", arguments: nesting + texts)
    func hostile(_ text: HostileText) throws {
        var findings: [Finding] = []
        var sources = SourceTexts()
        sources["slots/x.yaml"] = text.bytes
        let time = processorTime {
            findings = readSlot(text.bytes, named: "x").findings
            _ = FindingRenderer(sources: sources, colour: false).render(findings)
        }
        let finding = try #require(
            findings.first { $0.code == text.code },
            "\(findings.prefix(3).map(\.told))"
        )
        if let spot = text.spot { #expect(finding.spot == spot) }
        #expect(time < Self.limit)
        #expect(findings.count <= 202)
        let known = Set(fileExplanations.map(\.code))
        #expect(findings.allSatisfy { known.contains($0.code) })
    }

    @Test("what is unusual but right is read")
    func harmless() {
        let good = "exchange: aster\ncredentials: {key: env:A, secret: env:B}\n"
        let texts = [
            "\u{FEFF}" + good, good.replacing("\n", with: "\r\n"), "---\n" + good, good + "...\n",
            "# " + repeated("[", 5000) + "\n" + good, good + "label: \"" + repeated("[", 100) + "\"\n",
            good + "label: 100% \u{1F600} ümlaut \u{65E5}\u{672C}\n", good + "label: &l x\nas: {main: *l}\n",
            "\"exchange\": 'aster'\n\"credentials\": {\"key\":\"env:A\",\"secret\":\"env:B\"}",
        ]
        for text in texts {
            let (slot, findings) = readSlot(Array(text.utf8), named: "x")
            #expect(findings.map(\.told) == [])
            #expect(slot != nil)
        }
    }

    @Test("places count Unicode scalars, and not a byte order mark")
    func places() {
        for text in ["\u{FEFF}⟦dealy: 1", "# ä\r\n{label: 日本\u{301}, ⟦dealy: 1s}"] {
            let marked = Marked(text.replacing("\u{FEFF}", with: ""))
            let bytes = Array(text.replacing("⟦", with: "").utf8)
            let finding = readSlot(bytes, named: "x").findings.first { $0.code == "slot.unknown-key" }
            #expect(finding?.spot == marked.places.first)
        }
    }

    @Test("random changes to a good file never crash and never take long", arguments: 0..<20)
    func fuzz(_ seed: Int) {
        var random = SeededNumbers(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let pieces = [
            "[", "{", "- ", "? ", "&a ", "*a", "!!x ", "\"", "'", "|", ">", "%", "\t", "\n", ": ", "#",
            "\u{0}", "\u{202E}", "<<: ",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<60 {
            var bytes = Array(DesignExample.slot.utf8)
            for _ in 0..<(1 + Int(random.next() % 6)) {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 30)))
                case 2: bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: at)
                default:
                    bytes.insert(
                        contentsOf: bytes[at..<min(bytes.count, at + 40)],
                        at: Int(random.next() % UInt64(at + 1))
                    )
                }
                if bytes.isEmpty { bytes = [0x61] }
            }
            let (slot, findings) = readSlot(bytes, named: "x")
            #expect((slot == nil) == findings.containErrors)
            var sources = SourceTexts()
            sources["slots/x.yaml"] = bytes
            #expect(!FindingRenderer(sources: sources, colour: false).render(findings).utf8.contains(0))
        }
    }
}

/// What this thread computed, so that other work on the machine does not count.
private func processorTime(_ body: () -> Void) -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    body()
    return now() - start
}
