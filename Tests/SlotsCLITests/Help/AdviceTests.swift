import Foundation
import PlainJSON
import SlotFiles
import SlotModel
import SlotsCLI
import TestSupport
import Testing

/// Everything that the program says to type or to write, looked up in what it accepts.
@Suite("Steps that messages name")
struct AdviceTests {
    /// Options of other programs that messages name: age's, git's, docker's, wsl's and update-ca-certificates'.
    private static let foreignOptions: Set = [
        "decrypt", "encrypt", "identity", "passphrase", "cached", "fresh", "env-file", "shutdown",
        // useradd(8), systemctl(1), and a bot's own.
        "system", "create-home", "now", "flag",
    ]
    /// Words behind an apostrophe and before a colon that are no keys: forms of references and names of the store.
    private static let referenceForms: Set = ["secret", "env", "file", "systemd", "cmd", "replaced"]

    /// What may follow the program's name behind a colon in a sentence about it.
    private static let prose: Set = [
        "changes", "does", "leaves", "lie", "makes", "never", "picks", "proves", "reads", "takes", "then",
        "would", "writes",
    ]

    @Test("are commands with options that they have")
    func commands() throws {
        var unknown: Set<String> = []
        var seen = 0
        // Behind an apostrophe or a colon stands what is to be typed, up to the next apostrophe, comma or semicolon.
        for (literal, file) in try Self.literals() {
            for match in literal.matches(
                of:
                    #/(?:['`]|: +)slots ([a-z][a-z-]*)([^'`,;)]*)/#
            ) {
                seen += 1
                if Self.prose.contains(String(match.output.1)) { continue }
                guard let name = CommandName(rawValue: String(match.output.1)) else {
                    unknown.insert("slots \(match.output.1) (\(file))")
                    continue
                }
                for option in match.output.2.matches(of: #/(?:^| )--([a-z][a-z-]*)/#)
                where CommandDeclaration.of(name).option(long: String(option.output.1)) == nil {
                    unknown.insert("slots \(name.rawValue) --\(option.output.1) (\(file))")
                }
            }
        }
        #expect(unknown.sorted() == [])
        #expect(seen > 50)
    }

    @Test("name options that some command has")
    func options() throws {
        let declared =
            CommandName.allCases.flatMap { CommandDeclaration.of($0).options } + CommonOptions.declarations
        let known = Set(declared.map(\.long)).union(Self.foreignOptions)
        var unknown: Set<String> = []
        for (literal, file) in try Self.literals() {
            for match in literal.matches(of: #/(?:^|[ '`(])--([a-z][a-z-]+)/#)
            where !known.contains(String(match.output.1)) {
                unknown.insert("--\(match.output.1) (\(file))")
            }
        }
        #expect(unknown.sorted() == [])
    }

    @Test("name keys that files have")
    func keys() throws {
        var known = Self.referenceForms
        for kind in FileKind.allCases { Self.collect(jsonSchema(of: kind), into: &known) }
        var unknown: Set<String> = []
        for (literal, file) in try Self.literals() {
            for match in literal.matches(of: #/'([a-z][a-z-]*): [^']+'/#)
            where !known.contains(String(match.output.1)) {
                unknown.insert("\(match.output.0) (\(file))")
            }
        }
        #expect(unknown.sorted() == [])
    }

    private static func collect(_ schema: JSONValue, into names: inout Set<String>) {
        switch schema {
        case .object(let members):
            for member in members {
                if member.name == "properties", case .object(let properties) = member.value {
                    names.formUnion(properties.map(\.name))
                }
                collect(member.value, into: &names)
            }
        case .array(let items): for item in items { collect(item, into: &names) }
        default: break
        }
    }

    /// The text of every string literal in the sources, those of several lines joined, with the file's name.
    private static func literals() throws -> [(text: String, file: String)] {
        let folder = Shared.repository.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let swift = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
        return try swift.flatMap { file in
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
                .joined(separator: "\n")
                .replacing(#/"\s*\n\s*\+ "/#, with: "")
                .replacing(#/\\\n\s*/#, with: "")
            let long = text.matches(of: #/"""([^"]*)"""/#).map { String($0.output.1) }
            let short = text.matches(of: #/"((?:[^"\\\n]|\\.)*)"/#).map { String($0.output.1) }
            return (long + short).map { ($0, file.lastPathComponent) }
        }
    }
}
