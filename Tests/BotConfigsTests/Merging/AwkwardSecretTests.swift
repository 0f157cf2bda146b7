import BotConfigs
import Foundation
import SlotModel
import TestSupport
import Testing

/// Secrets made of what could mean something to some reader, read back by programs that are not ours.
@Suite("An awkward secret")
struct AwkwardSecretTests {
    private static let perSeed = 80

    @Test("in JSON is read by Python as it was, new and in a file that is there", arguments: 1...12)
    func json(_ seed: Int) throws {
        var made = AwkwardText(seed: seed)
        let secrets = (0..<Self.perSeed).map { _ in made.text(withLineBreaks: true) }
        let folder = try TemporaryFolder()
        for (number, secret) in secrets.enumerated() {
            let slot = TestSlot("h", .hitbtc, id: "hitbtc", key: secret, secret: secret + "2")
            let before =
                number % 2 == 0 ? nil : #"{"exchanges":{"hitbtc":{"key":"old","secret":"x\u0041"}},"z":1}"#
            let merged = try #require(mergeGunbot([slot], into: before).merged, "\(secret.debugDescription)")
            try folder.write("f\(number)", merged.text)
        }
        let program = """
            import json, sys
            for number in range(\(secrets.count)):
                entry = json.load(open(f"f{number}", encoding="utf-8"))["exchanges"]["hitbtc"]
                for name in "key", "secret": sys.stdout.buffer.write(entry[name].encode() + b"\\0")
            """
        let read = try Self.run(["python3", "-c", program], in: folder)
        #expect(read == secrets.flatMap { [$0, $0 + "2"] }.map { Array($0.utf8) })
    }

    @Test("in a file of variables is read alike by sh, bash and python-dotenv, or refused", arguments: 1...24)
    func variables(_ seed: Int) throws {
        var made = AwkwardText(seed: seed)
        let folder = try TemporaryFolder()
        var written: [String] = []
        for number in 0..<Self.perSeed {
            let secret = made.text(withLineBreaks: number % 8 == 0)
            let slot = TestSlot("h", .hitbtc, id: "H", key: secret, secret: secret + "2")
            // Every kind of line that a value may come into.
            let before = [
                nil, "H_API_KEY=\"old\" # note\nexport H_SECRET='x'\n",
                "A='b'\nH_API_KEY=\nH_SECRET=old # note",
                "export H_API_KEY=1",
            ][number % 4]
            let (merged, findings) = Env.merge([slot], into: before)
            guard let merged else {
                #expect(findings.map(\.code) == ["bot.unwritable-value"], "\(secret.debugDescription)")
                #expect(!"\(findings)".contains(secret) || secret.count < 3)
                continue
            }
            try folder.write("f\(written.count)", merged.text)
            written.append(secret)
        }
        // Most of them can be written, or nothing would be proved.
        #expect(written.count > Self.perSeed / 4)
        let wanted = written.flatMap { [$0, $0 + "2"] }.map { Array($0.utf8) }
        let shell = """
            n=0
            while [ $n -lt \(written.count) ]; do
                (set -eu; . "./f$n"; printf '%s\\000%s\\000' "$H_API_KEY" "$H_SECRET")
                n=$((n + 1))
            done
            """
        for name in ["sh", "bash"] {
            #expect(try Self.run([name, "-c", shell], in: folder) == wanted, "\(name)")
        }
        guard let python = ProcessInfo.processInfo.environment["SLOTS_BOTS_PYTHON"] else { return }
        let program = """
            import dotenv, sys
            for number in range(\(written.count)):
                values = dotenv.dotenv_values(f"f{number}")
                for name in "H_API_KEY", "H_SECRET": sys.stdout.buffer.write(values[name].encode() + b"\\0")
            """
        #expect(try Self.run([python, "-c", program], in: folder) == wanted, "python-dotenv")
    }

    /// What a program writes, each value before a zero.
    private static func run(_ line: [String], in folder: TemporaryFolder) throws -> [[UInt8]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = line
        process.currentDirectoryURL = folder.url
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/nowhere", "HOME_": "x", "LC_ALL": "C.UTF-8",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
    }
}

/// Texts of a few pieces, each of which means something to a shell, to JSON, YAML, a terminal or a parser of variables.
private struct AwkwardText: MadeUp {
    var numbers: SeededNumbers

    init(seed: Int) { numbers = SeededNumbers(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1) }

    private static let pieces = [
        "$", "$HOME", "${HOME}", "$(id)", "$$", "$1", "`id`", "\"", "\\\"", "\\", "\\n", "\\u0041", "\\x41",
        "'", "''", " ",
        "  ", "#", " #", "# ", "=", "==", "!", "!!", "*", "?", "~", "~/", "&", "&&", ";", "|", "<", ">", "(",
        ")", "[", "]",
        "{", "}", "{{x}}", "%", "%s", "%HOME%", "^", ":", ",", ".", "/", "//", "-", "--", "+", "@", "export ",
        "A=1", "true",
        "null", "1e5", "007", "0x1F", "NaN", "é", "ü\u{301}", "日本", "\u{1F511}", "\u{200B}", "\u{202E}",
        "\u{FEFF}",
        "\u{85}", "\u{2028}", "\u{A0}", "\u{10FFFF}", "ENC:", "gAAAA", "secret:", "env:HOME", "k", "K9z",
        "abc", "</script>",
    ]
    private static let controls = ["\n", "\r", "\r\n", "\t", "\u{7F}", "\u{1B}[2J", "\u{1}"]

    mutating func text(withLineBreaks: Bool) -> String {
        var text = ""
        for _ in 0..<(1 + next() % 6) { text += Self.pieces[Int(next() % UInt64(Self.pieces.count))] }
        if withLineBreaks, next() % 2 == 0 {
            text += Self.controls[Int(next() % UInt64(Self.controls.count))] + "z"
        }
        return text
    }
}
