import Foundation
import PlainJSON
import TestSupport
import Testing

/// Values that no exchange gives out, on every way in and out.
@Suite("An odd secret", .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen")))
struct OddSecretTests {
    /// A value, and what it may be used for.
    struct Value: CustomTestStringConvertible, Sendable {
        enum Sort: Sendable {
            /// Text on one line, which a bot's file can hold.
            case line
            /// Control characters, which no credential has.
            case control
            case notText, empty, tooLong
        }

        var testDescription: String
        var bytes: Data
        var sort: Sort

        init(_ name: String, _ text: String, _ sort: Sort) { self.init(name, Data(text.utf8), sort) }

        init(_ name: String, _ bytes: Data, _ sort: Sort) {
            testDescription = name
            self.bytes = bytes
            self.sort = sort
        }

        /// Shells and environments cannot hold it.
        var hasNUL: Bool { bytes.contains(0) }
    }

    private static let mark = "canary4711"
    private static let key = "YzYMOe7COu-f6hSRyQEb8xKVHWaA3ldk"

    static let values = [
        Value("quotes", "\(mark)\"'`$(id)${HOME}", .line),
        Value("backslashes", "\(mark)\\n\\\\x41\\", .line),
        Value("YAML and JSON", "\(mark): [{#&*!|>%@\"}]", .line),
        Value("other letters", "\(mark)-ключ-🔑-e\u{301}", .line),
        Value("turned text", "\(mark)\u{202E}abc\u{FEFF}", .line),
        Value("two lines", "\(mark)\nsecond", .control),
        Value("a header", "\(mark)\r\nHost: example.com", .control),
        Value("a terminal's sequence", "\(mark)\u{1B}[2J\u{7}", .control),
        Value("NUL", "\(mark)\0\(mark)", .control),
        Value("no UTF-8", Data(mark.utf8) + [0xFF, 0xFE, 0x80], .notText),
        Value("half a character", Data(mark.utf8) + [0xE2, 0x82], .notText),
        Value("half a pair", Data(mark.utf8) + [0xED, 0xA0, 0x80], .notText),
        Value("nothing", "", .empty),
        Value("a line end", "\n", .empty),
        Value("blanks", " \t\r\n ", .empty),
        Value("70,000 bytes", mark + String(repeating: "x", count: 70_000), .tooLong),
        Value("a megabyte", mark + String(repeating: "x", count: 1 << 20), .tooLong),
    ]

    /// Where a slot may have a secret from.
    enum Way: CaseIterable, Sendable {
        case store, file, environment, systemd, command

        var reference: String {
            switch self {
            case .store: "secret:odd"
            case .file: "file:odd"
            case .environment: "env:ODD"
            case .systemd: "systemd:odd"
            case .command: "cmd:odd"
            }
        }
    }

    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    /// Runs the program with the value in `odd` and, where an environment can hold it, in `ODD`.
    private func run(_ arguments: String..., setting value: Value? = nil) throws -> Child.Ended {
        // A value that ends in a line end loses it here, and stays what it is for this test.
        let shell =
            "[ ! -f odd ] || { ODD=$(cat odd; echo .); ODD=${ODD%.}; export ODD; }; exec \"$@\""
        let wrapper =
            value?.hasNUL == true || (value?.bytes.count ?? 0) > 100_000 ? [] : ["sh", "-c", shell, "sh"]
        return try workspace.start(
            arguments,
            environment: ["CREDENTIALS_DIRECTORY": folder.path, "KEY": Self.key],
            wrapper: wrapper
        ).end()
    }

    private func expectNothingTold(_ ended: Child.Ended) {
        #expect(!(ended.stdout + ended.stderr).contains(Self.mark), ended.told)
        // Nor anything that a terminal would act on.
        #expect(!(ended.stdout + ended.stderr).contains("\u{202E}"), ended.told)
    }

    @Test("is used as it is or refused at its place, and never shown", arguments: values, Way.allCases)
    func references(_ value: Value, _ way: Way) throws {
        let isTooLongForEnvironment = value.bytes.count > 100_000
        if way == .environment, value.hasNUL || isTooLongForEnvironment { return }
        try folder.write("odd", value.bytes, mode: 0o600)
        if way == .store {
            let set = try workspace.start(
                ["secret", "set", "odd"],
                wrapper: ["sh", "-c", "exec \"$@\" < odd", "sh"]
            ).end()
            let isKept = ![.empty, .tooLong].contains(value.sort)
            #expect(set.exit == (isKept ? 0 : 78), set.told)
            expectNothingTold(set)
            guard isKept else { return #expect(!folder.exists("secrets.age")) }
            let got = try workspace.start(
                ["secret", "get", "odd", "--reveal"],
                wrapper: ["sh", "-c", "\"$@\" > got", "sh"]
            ).end()
            #expect(got.exit == 0, got.told)
            #expect(try Data(folder.bytes("got")) == value.bytes)
            try FileManager.default.removeItem(atPath: folder.path + "/got")
        }
        try folder.write(
            "slots.yaml",
            folder.text("slots.yaml") + "secret-commands: {odd: [cat, odd]}\n"
        )
        try folder.write(
            "slots/h.yaml",
            "exchange: hitbtc\ncredentials:\n  key: env:KEY\n  secret: \(way.reference)\n"
        )
        try expectChecked(value, way)
        try expectApplied(value, way)
    }

    private func expectChecked(_ value: Value, _ way: Way) throws {
        let ended = try run("check", "-o", "json", setting: value)
        expectNothingTold(ended)
        let report = try ended.json()
        switch value.sort {
        case .line:
            // No exchange knows it, or it is not even sent.
            #expect(ended.exit == 1, ended.told)
            #expect(report.statuses == ["h": "invalid-credentials"], ended.told)
        case .control, .notText:
            #expect(ended.exit == 1, ended.told)
            #expect(
                report.codes.contains { ["credentials.blanks", "credentials.alphabet"].contains($0) },
                ended.told
            )
        case .empty, .tooLong:
            #expect(ended.exit == 78, ended.told)
            #expect(
                report.codes.contains(value.sort == .empty ? "secret.empty" : "secret.too-large"),
                ended.told
            )
        }
        let place = report["findings"]?.array?.first { $0["severity"]?.string == "error" }?["place"]
        #expect(place?["file"]?.string == "slots/h.yaml" || value.sort == .line, ended.told)
    }

    /// Without asking the exchange, which would refuse it.
    private func expectApplied(_ value: Value, _ way: Way) throws {
        let ended = try run("apply", "--offline", "--yes", "-o", "json", setting: value)
        expectNothingTold(ended)
        switch value.sort {
        case .line, .control:
            #expect(ended.exit == 0, ended.told)
            let config = try JSONSerialization.jsonObject(
                with: Data(folder.bytes("bots/gunbot/config.js"))
            )
            let exchanges = (config as? [String: [String: [String: Any]]])?["exchanges"]
            let secret = exchanges?["hitbtc"]?["secret"] as? String
            #expect(secret.map { Data($0.utf8) } == value.bytes, "\(way)")
            #expect(try folder.mode("bots/gunbot/config.js") == 0o600)
        case .notText:
            #expect(ended.exit == 65, ended.told)
            #expect(try ended.json().codes.contains("bot.secret-not-text"), ended.told)
            #expect(!folder.exists("bots/gunbot/config.js"))
        case .empty, .tooLong:
            #expect(ended.exit == 78, ended.told)
            #expect(!folder.exists("bots/gunbot/config.js"))
        }
    }

    @Test(
        "from a variable becomes a slot or is refused, and is never shown",
        arguments: values,
        ["age", "file"]
    )
    func adding(_ value: Value, _ place: String) throws {
        guard !value.hasNUL, value.bytes.count < 100_000 else { return }
        try folder.write("odd", value.bytes, mode: 0o600)
        let before = try workspace.snapshot()
        let shell =
            "HITBTC_SECRET=$(cat odd; echo .); export HITBTC_SECRET=\"${HITBTC_SECRET%.}\"; exec \"$@\""
        let ended = try workspace.start(
            ["add", "hitbtc", "--from-env", "--no-check", "--secrets", place],
            environment: ["HITBTC_KEY": Self.key],
            wrapper: ["sh", "-c", shell, "sh"]
        ).end()
        expectNothingTold(ended)
        // A blank in the middle is a slip of whoever copied it.
        let isTaken = value.sort == .line && value.bytes.allSatisfy { (0x21..<0x7F).contains($0) }
        let exit: Int32 = isTaken ? 0 : [.empty, .tooLong].contains(value.sort) ? 78 : 1
        #expect(ended.exit == exit, ended.told)
        guard isTaken else { return #expect(try workspace.snapshot() == before) }
        let kept =
            place == "file"
            ? try Data(folder.bytes("secrets/hitbtc.secret"))
            : Data(try workspace.run("secret", "get", "hitbtc.secret", "--reveal").stdout.utf8)
        #expect(kept == value.bytes)
        #expect(try workspace.run("validate").exit == 0)
    }

    @Test("of a bot becomes a slot or is left alone, and is never shown", arguments: values, ["age", "file"])
    func importing(_ value: Value, _ place: String) throws {
        let text =
            value.sort == .notText
            ? value.bytes
            : try JSONSerialization.data(
                withJSONObject: String(decoding: value.bytes, as: UTF8.self),
                options: .fragmentsAllowed
            ).dropFirst().dropLast()
        let config =
            Data("{\"exchanges\": {\"hitbtc\": {\"key\": \"k1\", \"secret\": \"".utf8) + text
            + Data("\"}}}\n".utf8)
        try folder.write("bots/gunbot/config.js", config)
        let before = try workspace.snapshot()
        let ended = try workspace.run("import", "bots/gunbot/config.js", "--secrets", place, "-o", "json")
        expectNothingTold(ended)
        #expect(try Data(folder.bytes("bots/gunbot/config.js")) == config)
        guard value.sort == .line else {
            #expect(ended.exit == 65, ended.told)
            let code = value.sort == .notText ? "bot.syntax" : "import.no-key"
            #expect(try ended.json().codes.contains(code), ended.told)
            return #expect(try workspace.snapshot() == before)
        }
        #expect(ended.exit == 0, ended.told)
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told)
        #expect(try plan.json().paths == [], plan.told)
        expectNothingTold(plan)
    }
}
