import BotConfigs
import Cryptography
import Files
import Foundation
import Glibc
import Revisions
import SlotModel
import TestSupport
import Testing

@Suite("the revisions of a workspace")
struct KeptRevisionsTests {
    private static let folder = ".slots/revisions/"

    private func workspace(applies: Int = 3) throws -> KeptWorkspace {
        let workspace = try KeptWorkspace(#"{"exchanges": {"hitbtc": {"key": "0", "secret": "0"}}}"#)
        for number in 0..<applies { try workspace.apply([.hitbtc: "key \(number + 1)"]) }
        return workspace
    }

    private func names(_ workspace: KeptWorkspace) throws -> [String] {
        try workspace.folder.names(Self.folder).sorted()
    }

    @Test("are one for each apply that changed a bot's file, and none for one that did not")
    func counting() throws {
        let workspace = try workspace(applies: 1)
        #expect(try workspace.apply([.hitbtc: "key 1"]).revision == nil)
        #expect(try workspace.apply([.hitbtc: "key 2"]).revision == 2)
        #expect(try names(workspace) == ["1.json", "1.tar", "2.json", "2.tar"])
        let kept = try workspace.kept()
        #expect(kept.findings == [] && kept.latest == 2)
        #expect(kept.revisions.map(\.previous) == [1, 0])
        #expect(kept.revisions.allSatisfy { $0.user == "somebody" && $0.command == "apply" })
        #expect(kept[1]?.slots == [.init(slot: "hitbtc", status: .connected)])
    }

    @Test("grow in number also when the oldest are removed, all are lost, or the clock jumps back")
    func numbers() throws {
        let workspace = try workspace(applies: 0)
        let late = Timestamp(microseconds: 1_795_000_000_000_000)
        for number in 1...5 {
            let applied = try workspace.apply(
                [.hitbtc: "key \(number)"],
                keeping: .plain(count: 2, at: late - .seconds(number * 1000))
            )
            #expect(applied.revision == number)
        }
        #expect(try names(workspace) == ["4.json", "4.tar", "5.json", "5.tar"])
        #expect(try workspace.kept().findings == [])
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/" + Self.folder)
        #expect(try workspace.kept().findings.map(\.code) == ["revision.missing"])
        #expect(try workspace.apply([.hitbtc: "later"]).revision == 6)
        // The record is lost: what is there tells the number.
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/.slots/owned.json")
        #expect(try workspace.apply([.hitbtc: "last"]).revision == 7)
    }

    @Test("tell their difference, in both directions, without what came and went again")
    func difference() throws {
        let workspace = try workspace(applies: 2)
        try workspace.apply([.hitbtc: "key 2", .bitget: "b"])
        try workspace.apply([.hitbtc: "key 1"])
        let kept = try workspace.kept()
        let all = try kept.between(0, 4).difference
        #expect(all.count == 1 && all.first?.changes.map(\.kind) == [.update, .update])
        let back = try kept.between(1, 4).difference
        #expect(back.isEmpty, "key 1 again, and bitget came and went: \(back)")
        let added = try #require(try kept.between(2, 3).difference.first)
        #expect(added.changes.allSatisfy { $0.kind == .add && $0.path.contains("bitget") })
        #expect(added.reversed.changes.allSatisfy { $0.kind == .remove && $0.new == nil && $0.old != nil })
        #expect(try kept.between(2, 2).difference == [])
        #expect(throws: Finding.self) { _ = try kept.between(3, 9) }
    }

    /// Whether the next apply goes on as if nothing were there.
    private func expectApplies(_ workspace: KeptWorkspace, _ comment: Comment) throws {
        let before = try workspace.kept().latest
        let revision = try #require(try workspace.apply([.hitbtc: "another \(before)"]).revision, comment)
        #expect(revision > before, comment)
        #expect(try workspace.kept()[revision] != nil, comment)
        #expect(try workspace.plan(takingBack: revision).findings == [], comment)
    }

    @Test("that are cut, altered or gone are told, and stop no apply and no other revision")
    func damaged() throws {
        for (name, text) in [
            ("2.json", ""), ("2.json", "{}"), ("2.json", "\u{0}"), ("2.json", nil),
            ("2.json", String(repeating: "[", count: 100_000)),
        ] {
            let workspace = try workspace()
            if let text {
                try workspace.folder.write(Self.folder + name, text)
            } else {
                try FileManager.default.removeItem(atPath: workspace.folder.path + "/" + Self.folder + name)
            }
            let kept = try workspace.kept()
            #expect(kept.revisions.map(\.number) == [3, 1])
            #expect(kept.findings.map(\.code) == [text == nil ? "revision.missing" : "revision.damaged"])
            #expect(kept.findings.allSatisfy { $0.severity == .warning })
            #expect(try workspace.plan(takingBack: 3).findings == [])
            #expect(throws: Finding.self) { _ = try workspace.plan(takingBack: 1) }
            try expectApplies(workspace, "\(name)")
        }
    }

    @Test("as large as no revision is are not read")
    func huge() throws {
        let workspace = try workspace()
        for name in ["2.json", "3.tar"] {
            #expect(truncate(workspace.folder.path + "/" + Self.folder + name, 1 << 40) == 0)
        }
        #expect(try workspace.kept().findings.map(\.code) == ["revision.damaged", "revision.damaged"])
        #expect(throws: Finding.self) { _ = try workspace.plan(takingBack: 3) }
        try expectApplies(workspace, "huge")
    }

    @Test("whose archive is cut, altered, another's or gone are not taken back")
    func archives() throws {
        let workspace = try workspace()
        let path = Self.folder + "3.tar"
        let whole = try workspace.folder.bytes(path)
        var altered = whole
        let place = try #require(
            whole.indices.first { whole[$0...].starts(with: Array(#""key 2""#.utf8)) && $0 > 1024 }
        )
        altered[place + 1] ^= 1
        let other = try workspace.folder.bytes(Self.folder + "2.tar")
        for bytes in [Array(whole.prefix(700)), altered, other, [], [UInt8](repeating: 0, count: 1024)] {
            try workspace.folder.write(path, Data(bytes))
            #expect(throws: Finding.self) { _ = try workspace.plan(takingBack: 3) }
        }
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/" + path)
        #expect(try workspace.kept().findings.map(\.code) == ["revision.missing"])
        #expect(throws: Finding.self) { _ = try workspace.plan(takingBack: 3) }
        try expectApplies(workspace, "no archive")
    }

    @Test("of somebody else, links, pipes and folders are neither read, nor replaced, nor removed")
    func foreign() throws {
        let workspace = try workspace()
        let path = workspace.folder.path + "/" + Self.folder
        for name in [
            "notes.txt", "07.age", "-1.tar", "999999999999999999999.json", "5.age", "6.json", ".hidden",
        ] {
            try workspace.folder.write(Self.folder + name, "foreign")
        }
        try workspace.folder.write("elsewhere", "elsewhere")
        symlink(workspace.folder.path + "/elsewhere", path + "4.json")
        symlink(workspace.folder.path + "/elsewhere", path + "4.age")
        mkfifo(path + "8.json", 0o600)
        mkdir(path + "9.json", 0o700)
        let kept = try workspace.kept()
        #expect(kept.revisions.map(\.number) == [3, 2, 1])
        #expect(kept.findings.contains { $0.code == "revision.foreign" && $0.message.hasPrefix("4 files") })
        // The next free number is none of theirs.
        #expect(try workspace.apply([.hitbtc: "another"], keeping: .plain(count: 1)).revision == 7)
        #expect(try workspace.folder.text("elsewhere") == "elsewhere")
        for name in ["notes.txt", "07.age", "5.age", "6.json", ".hidden"] {
            #expect(try workspace.folder.text(Self.folder + name) == "foreign")
        }
        #expect(try names(workspace).contains("8.json") && names(workspace).contains("9.json"))
        #expect(try !names(workspace).contains("1.json"))
        #expect(try workspace.plan(takingBack: 7).findings == [])
    }

    @Test("do not lie in a folder that a link leads to")
    func linkedFolder() throws {
        let workspace = try workspace(applies: 0)
        try FileManager.default.createDirectory(
            atPath: workspace.folder.path + "/other",
            withIntermediateDirectories: true
        )
        symlink(workspace.folder.path + "/other", workspace.folder.path + "/.slots/revisions")
        #expect(throws: RevisionError.self) { _ = try workspace.apply([.hitbtc: "new"]) }
        #expect(try workspace.folder.names("other") == [])
        #expect(try workspace.config().contains(#""key": "0""#))
        #expect(try workspace.kept().findings.map(\.code) == ["revision.damaged"])
    }

    @Test("go on from the latest one where the record of what is owned is lost, and are all taken back")
    func recordLost() throws {
        let workspace = try workspace()
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/.slots/owned.json")
        // The entries count as the user's own now.
        #expect(try workspace.apply([.hitbtc: "after the loss"]).revision == 4)
        let kept = try workspace.kept()
        #expect(kept.revisions.map(\.previous) == [3, 2, 1, 0])
        #expect(try kept.between(1, 4).map(\.number) == [2, 3, 4])
    }

    @Test("do not count on from a number that nobody reaches")
    func planted() throws {
        let workspace = try workspace()
        let facts = try workspace.folder.text(Self.folder + "1.json")
        try workspace.folder.write(
            Self.folder + "999999999.json",
            facts.replacingOccurrences(of: "\"number\": 1", with: "\"number\": 999999999")
        )
        #expect(try workspace.apply([.hitbtc: "next"]).revision == 4)
        #expect(try workspace.apply([.hitbtc: "another"]).revision == 5)
    }

    @Test("of a newer version are told as that")
    func newer() throws {
        let workspace = try workspace()
        let facts = try workspace.folder.text(Self.folder + "2.json")
        try workspace.folder.write(
            Self.folder + "2.json",
            facts.replacingOccurrences(of: "\"version\": 1", with: "\"version\": 2")
        )
        #expect(try workspace.kept().findings.map(\.code) == ["revision.newer"])
        try expectApplies(workspace, "newer")
    }

    @Test("that cannot be removed stay with their facts, and go once they can")
    func unremovable() throws {
        var workspace = try workspace()
        workspace.system.remove = { (folder, name) throws(SystemError) in
            if name == "1.tar" { throw SystemError(code: EPERM) }
            try FileSystem.live.remove(folder, name)
        }
        try workspace.apply([.hitbtc: "fourth"], keeping: .plain(count: 1))
        #expect(try names(workspace) == ["1.json", "1.tar", "4.json", "4.tar"])
        workspace.system = .live
        try workspace.apply([.hitbtc: "fifth"], keeping: .plain(count: 1))
        #expect(try names(workspace) == ["5.json", "5.tar"])
    }

    @Test("take over what an earlier version kept as it was")
    func backups() throws {
        let workspace = try workspace(applies: 0)
        try workspace.folder.write(".slots/backups/main/config.js", "kept by an earlier version", mode: 0o600)
        try workspace.folder.write(".slots/backups/main/other", "somebody's", mode: 0o600)
        try workspace.apply([.hitbtc: "new"])
        #expect(try workspace.folder.names(".slots/backups/main") == ["other"])
        let tar = try Archive(reading: Secret(copying: workspace.folder.bytes(Self.folder + "1.tar")))
        let kept = tar["backups/main/config.js"]?.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(kept == "kept by an earlier version")
    }

    @Test("are not written where they cannot be encrypted, and nothing else is")
    func notSealed() throws {
        let workspace = try workspace(applies: 0)
        var keeping = RevisionKeeping.plain()
        keeping.seal = { _ in .failure(Finding(.error, "secret.no-age", "no age", help: "install it")) }
        #expect(throws: RevisionError.self) { _ = try workspace.apply([.hitbtc: "new"], keeping: keeping) }
        #expect(try workspace.config().contains(#""key": "0""#))
        #expect(try names(workspace) == [])
        keeping.seal = { .success(Secret(joining: [.open("sealed: "), .secret($0.whole)])) }
        #expect(try workspace.apply([.hitbtc: "new"], keeping: keeping).revision == 1)
        #expect(try names(workspace) == ["1.age", "1.json"])
    }
}
