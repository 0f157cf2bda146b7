import Cryptography
import Foundation
import Revisions
import TestSupport
import Testing

@Suite("the archive of a revision")
struct ArchiveTests {
    private static let long = "files/main/" + String(repeating: "deep/", count: 30) + "config.js"
    private static let names = [
        "revision.json", "files/main/config.js", long, "files/büro/exchange.json", "empty",
    ]

    private func secret(_ text: String) -> Secret { Secret(copying: Array(text.utf8)) }

    private func text(_ secret: Secret) -> String {
        secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func bytes(_ secret: Secret) -> [UInt8] { secret.withBytes { Array($0) } }

    private func archive() -> Archive {
        Archive(
            Self.names.enumerated().map { index, name in
                Archive.Member(
                    name: name,
                    content: secret(name == "empty" ? "" : String(repeating: "\(index)\n", count: 300))
                )
            }
        )
    }

    /// - Returns: What came out and the exit code.
    private func tar(_ arguments: [String], in folder: TemporaryFolder) throws -> (String, Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar"] + arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    @Test("comes back as it was written")
    func roundTrip() throws {
        let back = try Archive(reading: archive().text(at: 1_700_000_000).whole)
        #expect(back.members.map(\.name) == Self.names)
        for member in archive().members {
            #expect(back[member.name].map(text) == text(member.content))
        }
        #expect(back["files/other"] == nil)
    }

    @Test("is a tar that tar lists and unpacks without a complaint")
    func withTar() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.tar", Data(bytes(archive().text(at: 1_700_000_000).whole)))
        let listed = try tar(["tf", "a.tar"], in: folder)
        #expect(listed.0.split(separator: "\n").map(String.init) == Self.names)
        #expect(listed.1 == 0)
        #expect(try tar(["xf", "a.tar"], in: folder) == ("", 0))
        for member in archive().members {
            #expect(try folder.text(member.name) == text(member.content))
            #expect(try folder.mode(member.name) == 0o600)
        }
    }

    /// A well-formed header of another kind, or with another name or size.
    private func altered(_ change: (inout [UInt8]) -> Void) -> Secret {
        var tar = bytes(Archive([.init(name: "a", content: secret("text"))]).text(at: 0).whole)
        change(&tar)
        for index in 148..<156 { tar[index] = 32 }
        let sum = String(tar[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        let field = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
        tar.replaceSubrange(148..<156, with: Array(field.utf8))
        return Secret(copying: tar)
    }

    private func fault(_ text: Secret) -> String? {
        do throws(ArchiveFault) {
            _ = try Archive(reading: text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("the altered header of these tests is one that is read")
    func alteredIsRead() { #expect(fault(altered { _ in }) == nil) }

    @Test("has no links, devices, pipes or folders", arguments: Array("123456789LKSgVx\0".utf8))
    func kinds(_ kind: UInt8) { #expect(fault(altered { $0[156] = kind }) != nil) }

    @Test(
        "has no member whose name leads elsewhere",
        arguments: ["/a", "../a", "a/../b", ".", "a/", "a//b", "a\nb", "a\u{1B}b", ""]
    )
    func names(_ name: String) {
        let bytes = Array(name.utf8) + [UInt8](repeating: 0, count: 100 - name.utf8.count)
        #expect(
            fault(altered { $0.replaceSubrange(0..<100, with: bytes) })
                == "it has a member with a name that no file of a revision has"
        )
        let long = String(repeating: "x", count: 200) + "/../" + name
        #expect(fault(Archive([.init(name: long, content: secret(""))]).text(at: 0).whole) != nil)
    }

    @Test("is not believed a size, a name twice, a link's target or a name in two parts")
    func shapes() {
        let size = Array("77777777777\0".utf8)
        #expect(fault(altered { $0.replaceSubrange(124..<136, with: size) }) == "it was cut off")
        let base256: [UInt8] = [0x80] + [UInt8](repeating: 0xFF, count: 11)
        #expect(fault(altered { $0.replaceSubrange(124..<136, with: base256) }) != nil)
        let negative = Array("-0000000001\0".utf8)
        #expect(fault(altered { $0.replaceSubrange(124..<136, with: negative) }) != nil)
        #expect(fault(altered { $0[157] = UInt8(ascii: "b") }) != nil)
        #expect(fault(altered { $0[345] = UInt8(ascii: "b") }) != nil)
        let twice = Archive([.init(name: "a", content: secret("1")), .init(name: "a", content: secret("2"))])
        #expect(fault(twice.text(at: 0).whole) == "two of its members have one name")
        let many = Archive((0...4096).map { .init(name: "m\($0)", content: secret("")) })
        #expect(fault(many.text(at: 0).whole) == "it has too many members")
    }

    @Test("that is damaged, cut off at any block or followed by something is refused")
    func damaged() {
        let whole = bytes(archive().text(at: 0).whole)
        for length in stride(from: 0, to: whole.count, by: 512) {
            #expect(fault(Secret(copying: Array(whole.prefix(length)))) != nil, "\(length)")
        }
        #expect(fault(Secret(copying: Array(whole.prefix(700)))) != nil)
        #expect(fault(Secret(copying: whole + [1])) == "something follows its end")
        #expect(fault(Secret(copying: [UInt8](repeating: 7, count: 4096))) == "it is no tar")
        for index in 0..<512 where (0..<8).contains(index % 64) {
            var bytes = whole
            bytes[index] ^= 1
            #expect(fault(Secret(copying: bytes)) != nil, "byte \(index)")
        }
    }
}
