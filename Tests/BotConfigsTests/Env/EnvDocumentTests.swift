import BotConfigs
import Cryptography
import Foundation
import SlotModel
import TestSupport
import Testing

/// A template for a file of variables, and merges into it.
enum Env {
    static let template: BotTemplate = {
        var template = Gunbot.template(members: [
            .init("EXCHANGE", .from([.exchange])), .init("API_KEY", .from([.credential(.key)])),
            .init("SECRET", .from([.credential(.secret)])), .init("FEE", .from([.takerFee]), unit: .percent),
            .init("ON", .constant(.boolean(true))),
        ])
        template.files[0].path.value = ".env"
        template.files[0].format = .env
        template.files[0].entries?.path = []
        template.files[0].entries?.naming = .variable
        template.files[0].entries?.encryptedFlag = nil
        template.files[0].entries?.encryptedPrefix = nil
        template.files[0].entries?.emptyBeforeRemoval = nil
        template.files[0].entries?.pairs = nil
        return template
    }()

    static func merge(_ slots: [TestSlot], into text: String?, owned: OwnedMembers = OwnedMembers()) -> (
        merged: Merged?, findings: [Finding]
    ) {
        mergeGunbot(slots, into: nil, owned: owned, template: template) { input in
            input.existing = text.map {
                ExistingFile(Secret(copying: Array($0.utf8)), template.files[0], name: ".env")
            }
        }
    }
}

@Suite("A file of variables")
struct EnvDocumentTests {
    private let slot = TestSlot("my-bitget", .bitget, id: "MY_BITGET", key: "k=1", secret: "a b", fee: "0.06")

    @Test("is made with a line for each member")
    func made() throws {
        let merged = try #require(Env.merge([slot], into: nil).merged)
        #expect(
            merged.text == """
                MY_BITGET_EXCHANGE=bitget
                MY_BITGET_API_KEY=k=1
                MY_BITGET_SECRET='a b'
                MY_BITGET_FEE=0.06
                MY_BITGET_ON=true

                """
        )
        let again = try #require(Env.merge([slot], into: merged.text, owned: merged.owned).merged)
        #expect(again.text == merged.text && again.changes == [] && again.owned == merged.owned)
        #expect(Set(merged.changes.map { $0.path.count }) == [2])
    }

    @Test("keeps comments, blank lines, quotes, 'export' and line ends")
    func merged() throws {
        let before =
            "# mine \r\nexport OTHER=\"a # b\" # keep\r\n  export MY_BITGET_API_KEY=\"old\" # the key\r\n"
            + "MY_BITGET_FEE='0.0600'\r\n\r\nexport LAST=$HOME/x"
        let merged = try #require(Env.merge([slot], into: before).merged)
        let expected =
            "# mine \r\nexport OTHER=\"a # b\" # keep\r\n  export MY_BITGET_API_KEY=k=1 # the key\r\n"
            + "MY_BITGET_FEE='0.0600'\r\nexport MY_BITGET_EXCHANGE=bitget\r\nexport MY_BITGET_SECRET='a b'\r\n"
            + "export MY_BITGET_ON=true\r\n\r\nexport LAST=$HOME/x"
        #expect(merged.text == expected)
        #expect(merged.change("MY_BITGET.API_KEY")?.consent == .takeOver)
        #expect(merged.change("MY_BITGET.FEE") == nil)
    }

    @Test("loses the lines of a slot that goes, and no other")
    func removed() throws {
        let other = TestSlot("my", .hitbtc, id: "MY")
        let before = "# a\nMYX_API_KEY=1\nBITGET_API_KEY=2\n"
        let merged = try #require(Env.merge([slot, other], into: before).merged)
        let one = try #require(Env.merge([other], into: merged.text, owned: merged.owned).merged)
        #expect(!one.text.contains("MY_BITGET_") && one.text.contains("MY_API_KEY="))
        #expect(one.changes.allSatisfy { $0.consent == .removal })
        let none = try #require(Env.merge([], into: one.text, owned: one.owned).merged)
        #expect(none.text == before)
    }

    @Test(
        "tells what it does not understand, at its place",
        arguments: [
            ("A=1\nB", 2, 2), ("A = 1", 1, 2), ("A='x", 1, 3), ("A=\"x\\\"", 1, 3), ("A='x'y", 1, 6),
            ("A='x'#y", 1, 6), ("1A=2", 1, 3), ("=2", 1, 1), ("echo hi", 1, 5), ("export =1", 1, 8),
            // A shell reads these as other variables, or runs what stands there.
            ("A=1; B=2", 1, 4), ("A=1 B=2", 1, 5), ("A= B=2", 1, 4), ("A=1&&B=2", 1, 4), ("A=a|b", 1, 4),
            ("A=a>b", 1, 4), ("A=a<b", 1, 4), ("A=(b)", 1, 3), ("A=`b`", 1, 3), ("A=x$(b)", 1, 4),
            ("A=\"$(b)\"", 1, 4), ("A=\"x `b`\"", 1, 6), ("A=x\\\nB=2", 1, 4), ("A=it's", 1, 5),
            ("A=$[B=2]", 1, 3), ("A=${C:B=2}", 1, 3),
            ("A=x\"y", 1, 4), ("export A=1 B=2", 1, 12),
            ("{\"a\": 1", 1, 1), ("\u{FEFF}A=1", 1, 1), ("A=1\0", 1, 4),
        ]
    )
    func faults(_ text: String, _ line: Int, _ column: Int) {
        let (merged, findings) = Env.merge([slot], into: text)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.syntax"])
        #expect(findings.first?.place?.line == line && findings.first?.place?.column == column, "\(findings)")
        #expect(findings.first?.message.hasPrefix("the bot's file is not a file of variables: ") == true)
    }

    @Test(
        "keeps what only looks like more than a value",
        arguments: [
            "A=1 # ; B=2", "A='1; B=2 `x` $(y)'", "A=\"1; B=2 & (x)\"", "A=\"a\\`b\\$(c)\"", "A=$HOME/x",
            "A=${HOME}/x", "A=\"${B:-c}\"",
            "A=a#b",
            "A=C:\\x", "A=", "A= # x", "A=1 \t",
        ]
    )
    func values(_ text: String) throws {
        let merged = try #require(Env.merge([slot], into: text + "\n").merged)
        #expect(merged.text.hasPrefix(text + "\n"), "\(merged.text)")
    }

    @Test("is told of a name that stands twice")
    func twice() {
        let (merged, findings) = Env.merge([slot], into: "MY_BITGET_API_KEY=1\nexport MY_BITGET_API_KEY=2\n")
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.duplicate-member"])
        #expect(findings.first?.place?.line == 2)
    }

    @Test(
        "gets no value that some program would read differently",
        arguments: ["it's", "a\\b", "a\nb", "${HOME}", "a\r", "\u{7F}", "\t"]
    )
    func unwritable(_ text: String) {
        var slot = slot
        slot.credentials[.secret] = text
        let (merged, findings) = Env.merge([slot], into: nil)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.unwritable-value"])
        #expect(!"\(findings)".contains("HOME"))
        slot = self.slot
        slot.extra = [.init(name: "X", value: .text("y"))]
        #expect(Env.merge([slot], into: nil).findings.map(\.code) == ["slot.wrong-extra"])
    }

    @Test("is read by a shell as it was meant, whatever was there before", arguments: 1...60)
    func shell(_ seed: Int) throws {
        var made = MadeUpVariables(seed: seed)
        let before = made.text()
        let slots = made.slots()
        let merged = try #require(Env.merge(slots, into: before).merged, "\(before)")
        let again = try #require(Env.merge(slots, into: merged.text, owned: merged.owned).merged)
        #expect(again.text == merged.text)
        let (old, new) = (try variables(before), try variables(merged.text))
        for slot in slots {
            for (ending, field) in [("API_KEY", CredentialField.key), ("SECRET", .secret)] {
                #expect(new["\(slot.id)_\(ending)"] == slot.credentials[field], "\(merged.text)")
            }
        }
        let ours = Set(
            slots.flatMap { slot in ["EXCHANGE", "API_KEY", "SECRET", "FEE", "ON"].map { "\(slot.id)_\($0)" }
            }
        )
        #expect(old.filter { !ours.contains($0.key) } == new.filter { !ours.contains($0.key) })
        func rest(_ text: String) -> [Substring] {
            text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("#") }
        }
        #expect(rest(before) == rest(merged.text))
        let none = try #require(Env.merge([], into: merged.text, owned: merged.owned).merged)
        #expect(
            try variables(none.text).filter { !ours.contains($0.key) }
                == old.filter { !ours.contains($0.key) }
        )
    }

    /// A file's variables as a shell reads them.
    private func variables(_ text: String) throws -> [String: String] {
        let folder = try TemporaryFolder()
        try folder.write("f", text)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-eu", "-c", "set -a; . ./f; env -0"]
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(text)")
        var variables: [String: String] = [:]
        for line in output.split(separator: 0) {
            let text = String(decoding: line, as: UTF8.self)
            guard let sign = text.firstIndex(of: "=") else { continue }
            variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        for name in ["PWD", "_", "SHLVL", "PATH", "OLDPWD"] { variables[name] = nil }
        return variables
    }
}

/// A file of variables as people have them, and slots for it; made from a number.
struct MadeUpVariables {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func text() -> String {
        let lines = (0..<Int(next() % 9)).map { number in
            switch next() % 5 {
            case 0: "# \(value()) it's \"x"
            case 1: ""
            case 2: "export V\(number)='\(value())'"
            case 3: "V\(number)=\"a b\(next() % 7) # c\"  # 'note"
            default:
                "\(pick(["A", "B_C", "V"]))_\(pick(["API_KEY", "SECRET", "FEE", "X"]))\(number)=\(next() % 100)"
            }
        }
        let ours = next() % 2 == 0 ? ["A_API_KEY='\(value())' # old"] : []
        return (lines + ours).joined(separator: "\n") + pick(["", "\n", "\n\n"])
    }

    mutating func slots() -> [TestSlot] {
        [("a", "A"), ("b-c", "B_C"), ("a-b", "A_B")].prefix(Int(next() % 3) + 1).map { name, id in
            TestSlot(name, .bitget, id: id, key: value(), secret: value(), fee: next() % 2 == 0 ? "0.1" : nil)
        }
    }

    private mutating func value() -> String {
        (0..<Int(next() % 8) + 1).map { _ in
            pick([
                "k", "$", "$HOME", "\"", " ", "#", "=", "`id`", "!", "*", "~", "&", ";", "(", "é", "%s", "K9",
            ])
        }
        .joined() + "z"
    }

    private mutating func pick(_ texts: [String]) -> String { texts[Int(next() % UInt64(texts.count))] }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state >> 11
    }
}
