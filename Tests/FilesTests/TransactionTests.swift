import Cryptography
import Files
import Foundation
import TestSupport
import Testing

/// Four files of two folders that change together: two get a new content, one is made, one goes.
@Suite("a change of several files")
struct TransactionTests {
    enum Names: CaseIterable, Sendable {
        case exchanged, replacedByLinks, writtenInPlace, sideBySide

        func system(_ system: FileSystem) -> FileSystem {
            switch self {
            case .exchanged, .sideBySide: system
            case .replacedByLinks: system.withoutExchange
            case .writtenInPlace: system.mounted(["config.js"])
            }
        }
    }

    private static let old: [String: String?] = [
        "a/config.js": "old a", "b/config.js": "a long and old b", "b/gone": "old c", "b/new": nil,
    ]
    private static let new: [String: String?] = [
        "a/config.js": "the new a", "b/config.js": "the new b", "b/gone": nil, "b/new": "made",
    ]

    private func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("state/other", "")
        for (name, text) in Self.old { if let text { try folder.write(name, text, mode: 0o640) } }
        return folder
    }

    private func contents(_ folder: TemporaryFolder) throws -> [String: String?] {
        var contents: [String: String?] = [:]
        for name in Self.old.keys {
            contents.updateValue(folder.exists(name) ? try folder.text(name) : nil, forKey: name)
        }
        return contents
    }

    private func changes(_ folder: TemporaryFolder) throws -> [FileChange] {
        try Self.new.sorted { $0.key < $1.key }.map { name, text in
            let (parent, file) = RealPath.split(folder.path + "/" + name)
            return FileChange(
                name,
                in: parent,
                file: file,
                before: try Folder(parent).read(file, limit: 1000),
                content: text.map { SecretText(Secret(copying: Array($0.utf8))) },
                mustKeepOwner: true
            )
        }
    }

    private func commit(_ folder: TemporaryFolder, _ system: FileSystem, _ names: Names = .exchanged) throws
        -> Transaction.Outcome
    {
        let state = try Folder(folder.path + "/state", system: system)
        let large = names == .sideBySide ? 0 : Transaction.large
        return try Transaction(try changes(folder), state: state, large: large).commit()
    }

    private func recover(_ folder: TemporaryFolder, _ system: FileSystem = .live) throws -> Recovered? {
        try Folder(folder.path + "/state", system: system).recover()
    }

    /// All old or all new, with nothing of ours beside them.
    private func expectWhole(_ folder: TemporaryFolder, _ comment: Comment) throws -> Bool {
        let contents = try contents(folder)
        #expect(contents == Self.old || contents == Self.new, comment)
        #expect(try folder.names("a") == ["config.js"], comment)
        #expect(
            try folder.names("b") == ["config.js", folder.exists("b/new") ? "new" : "gone"],
            comment
        )
        #expect(try folder.names("state") == ["other"], comment)
        #expect(try folder.mode("a/config.js") == 0o640, comment)
        if folder.exists("b/new") { #expect(try folder.mode("b/new") == 0o600, comment) }
        return contents == Self.new
    }

    private func calls(_ names: Names) throws -> [String] {
        let folder = try workspace()
        let faults = Faults(.kill, at: 0)
        #expect(try commit(folder, names.system(faults.system), names) == .done)
        #expect(try expectWhole(folder, "no fault"))
        return faults.calls
    }

    @Test("a kill at any call leaves all old or all new once somebody recovered", arguments: Names.allCases)
    func kill(_ names: Names) throws {
        let calls = try calls(names)
        var outcomes: Set<Bool> = []
        for point in 1...calls.count {
            let folder = try workspace()
            let outcome = try? commit(folder, names.system(Faults(.kill, at: point).system), names)
            _ = try recover(folder, names.system(.live))
            let isNew = try expectWhole(folder, "killed at \(point), \(calls[point - 1])")
            if outcome == .done { #expect(isNew) }
            outcomes.insert(isNew)
        }
        #expect(outcomes == [true, false])
    }

    @Test("so does a recovery that is killed itself, and another one after it", arguments: Names.allCases)
    func killTwice(_ names: Names) throws {
        let whole = Faults(.kill, at: 0)
        _ = try commit(workspace(), names.system(whole.system), names)
        for first in whole.changing {
            func cutOff() throws -> TemporaryFolder {
                let folder = try workspace()
                _ = try? commit(folder, names.system(Faults(.kill, at: first).system), names)
                return folder
            }
            let recovery = Faults(.kill, at: 0)
            _ = try recover(cutOff(), names.system(recovery.system))
            for second in recovery.changing {
                let folder = try cutOff()
                _ = try? recover(folder, names.system(Faults(.kill, at: second).system))
                _ = try recover(folder, names.system(.live))
                _ = try expectWhole(
                    folder,
                    "killed at \(first), \(whole.calls[first - 1]), then at \(second)"
                )
            }
        }
    }

    @Test(
        "a call that fails leaves everything as it was and says so, or ends in success",
        arguments: Names.allCases,
        [ENOSPC, EIO, EACCES]
    )
    func fail(_ names: Names, _ code: Int32) throws {
        let calls = try calls(names)
        for point in 1...calls.count {
            let folder = try workspace()
            let comment: Comment = "\(code) at \(point), \(calls[point - 1])"
            var (outcome, trouble): (Transaction.Outcome?, FileError?)
            do {
                outcome = try commit(folder, names.system(Faults(.error(code), at: point).system), names)
            } catch let error as FileError {
                trouble = error
            }
            // What comes next need not do anything for the files; only leftovers may be there.
            let isNew = try contents(folder) == Self.new
            #expect(isNew == (outcome == .done), "\(comment): \(String(describing: outcome))")
            if case .unfinished = trouble { Issue.record("\(comment): one fault can be undone") }
            _ = try recover(folder, names.system(.live))
            #expect(try expectWhole(folder, comment) == isNew, comment)
        }
    }

    @Test("calls that go on failing end all old or all new, whatever was told", arguments: Names.allCases)
    func failAlways(_ names: Names) throws {
        let calls = try calls(names)
        for point in 1...calls.count {
            let folder = try workspace()
            let comment: Comment = "EIO from \(point) on, \(calls[point - 1])"
            var trouble: FileError?
            var outcome: Transaction.Outcome?
            do {
                outcome = try commit(folder, names.system(Faults(.errors(EIO), at: point).system), names)
            } catch let error as FileError {
                trouble = error
            }
            let contents = try contents(folder)
            if case .unfinished = trouble {
            } else {
                #expect(contents == (outcome == .done ? Self.new : Self.old), comment)
            }
            _ = try recover(folder, names.system(.live))
            _ = try expectWhole(folder, comment)
        }
    }

    @Test("a kill while a failed change is taken back leaves all old or all new")
    func killAfterError() throws {
        // The second exchange fails; then the process dies at every later call.
        for point in 1...60 {
            let folder = try workspace()
            let faults = Faults(.kill, at: point)
            let system = faults.system.failingAtExchange(2)
            _ = try? commit(folder, system)
            _ = try recover(folder)
            _ = try expectWhole(folder, "killed at \(point)")
        }
    }

    @Test("the journal tells nothing of the contents")
    func journalHoldsNoSecret() throws {
        let calls = try calls(.exchanged)
        let first = try #require(calls.firstIndex { $0 == "rename exchanging" })
        let folder = try workspace()
        _ = try? commit(folder, Faults(.kill, at: first + 1).system)
        let journal = try folder.text("state/journal")
        for text in ["old a", "old b", "old c", "the new", "made"] { #expect(!journal.contains(text)) }
        #expect(try folder.mode("state/journal") == 0o600)
        #expect(try recover(folder)?.direction == .forward)
    }

    @Test("what root makes in somebody's folder is theirs", .enabled(if: geteuid() == 0, "not root"))
    func owner() throws {
        let folder = try TemporaryFolder()
        #expect(chown(folder.path, 65_534, 65_534) == 0)
        let state = StateFolder(workspace: folder.path)
        let made = try state.create()
        try made.replacePrivately("key", with: Secret(copying: [1]))
        _ = try Folder(folder.path).makeFolder("slots", mode: 0o755)
        for path in [".slots", ".slots/.gitignore", ".slots/key", "slots"] {
            var status = stat()
            #expect(lstat(folder.path + "/" + path, &status) == 0)
            #expect(status.st_uid == 65_534 && status.st_gid == 65_534, "\(path)")
        }
    }

    @Test("the journal that a copy of the workspace took along is told, and nothing is done")
    func copied() throws {
        let calls = try calls(.exchanged)
        let first = try #require(calls.firstIndex { $0 == "rename exchanging" })
        let folder = try workspace()
        _ = try? commit(folder, Faults(.kill, at: first + 1).system)
        let copy = try TemporaryFolder()
        try copy.write("state/journal", Data(try folder.bytes("state/journal")))
        let path = copy.path + "/state"
        #expect(throws: FileError.foreignJournal(path: path + "/journal", home: folder.path + "/state")) {
            _ = try Folder(path).recover()
        }
        #expect(try recover(folder)?.direction == .forward)
    }

    @Test(
        "a journal that somebody else wrote leads root nowhere, and root's own is finished in anybody's workspace",
        .enabled(if: geteuid() == 0, "not root")
    )
    func strangers() throws {
        let calls = try calls(.exchanged)
        let first = try #require(calls.firstIndex { $0 == "rename exchanging" })
        let folder = try workspace()
        #expect(chown(folder.path + "/state", 65_534, 65_534) == 0)
        _ = try? commit(folder, Faults(.kill, at: first + 1).system)
        let journal = folder.path + "/state/journal"
        #expect(chown(journal, 65_534, 65_534) == 0)
        #expect(throws: FileError.strangersJournal(path: journal, owner: 65_534)) {
            _ = try self.recover(folder)
        }
        #expect(try contents(folder) == Self.old)
        #expect(chown(journal, 0, 0) == 0)
        #expect(try recover(folder)?.direction == .forward)
        // What root itself was cut off in.
        let again = try workspace()
        #expect(chown(again.path + "/state", 65_534, 65_534) == 0)
        _ = try? commit(again, Faults(.kill, at: first + 1).system)
        #expect(try recover(again)?.direction == .forward)
    }

    @Test("the journal of an earlier version, without the workspace and with devices, is finished")
    func formerJournal() throws {
        let calls = try calls(.exchanged)
        let first = try #require(calls.firstIndex { $0 == "rename exchanging" })
        let folder = try workspace()
        _ = try? commit(folder, Faults(.kill, at: first + 1).system)
        let whole = try folder.bytes("state/journal")
        // Without the digest, and the end after it.
        var fields = whole.split(separator: 0, omittingEmptySubsequences: false).dropLast(2)
            .map { String(decoding: $0, as: UTF8.self) }
        #expect(fields.remove(at: 2) == folder.path + "/state")
        fields[0] = "slots journal 1"
        let body = fields.map { field in
            let isIdentity = field.split(separator: " ").count == 3 && field != fields[0]
            return (isIdentity ? "64768 " : "") + field + "\0"
        }.joined()
        let digest = Hex.text(sha256(Array(body.utf8)))
        try folder.write("state/journal", body + digest + "\0")
        #expect(try recover(folder)?.direction == .forward)
        #expect(try contents(folder) != Self.old)
    }

    @Test("a damaged journal is told, and nothing is done")
    func damaged() throws {
        let calls = try calls(.exchanged)
        let first = try #require(calls.firstIndex { $0 == "rename exchanging" })
        let folder = try workspace()
        _ = try? commit(folder, Faults(.kill, at: first + 1).system)
        let whole = try folder.bytes("state/journal")
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 0x01
            try folder.write("state/journal", Data(bytes))
            #expect(throws: FileError.brokenJournal(path: folder.path + "/state/journal")) {
                _ = try self.recover(folder)
            }
        }
        #expect(try contents(folder) == Self.old)
    }
}

extension FileSystem {
    /// The exchange with this number fails.
    fileprivate func failingAtExchange(_ number: Int) -> FileSystem {
        let own = self
        let count = Counter()
        var system = self
        system.rename = { (folder, from, to, renaming) throws(SystemError) in
            if case .exchanging = renaming, count.next() == number { throw SystemError(code: EIO) }
            try own.rename(folder, from, to, renaming)
        }
        return system
    }
}
