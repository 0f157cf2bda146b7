import BotConfigs
import Cryptography
import Files
import Foundation
import Ledger
import Revisions
import SlotFiles
import SlotModel
import TestSupport
import Testing

/// Two bots whose files and record of what is owned change together.
@Suite("an application of a plan")
struct ApplicationTests {
    private static let bots = ["a", "b"]
    private static let old = #"{"exchanges": {"hitbtc": {"key": "old", "secret": "old"}}}"#

    private let fingerprinter = FingerprintKey.fingerprinter(key: .random(count: 32))

    private func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for bot in Self.bots { try folder.write("\(bot)/config.js", Self.old, mode: 0o640) }
        let state = try StateFolder(workspace: folder.path).create()
        // Made at the first apply; no part of what must be all or nothing.
        _ = try Folder.makePrivate(state.path + "/revisions")
        return folder
    }

    /// - Parameter slots: Whether the bots use the slot; else it was removed.
    private func plan(_ folder: TemporaryFolder, slots: Bool = true) throws -> (Plan, Ownership) {
        let place = Place(file: "slots.yaml")
        let reading = readTemplate(Located("gunbot", at: place), inWorkspace: Shared.repository.path)
        let template = try #require(reading.template)
        let slot = Slot(
            name: "hitbtc",
            place: place,
            exchange: Located(.hitbtc, at: place),
            credentials: [:],
            credentialsPlace: place
        )
        let secret = Secret(copying: Array("new".utf8))
        let inputs = Self.bots.map { name in
            let bot = Bot(
                name: name,
                place: place,
                template: Located("gunbot", at: place),
                directory: Located(name, at: place)
            )
            let entry = BotInput.Entry(
                slot: slot,
                credentials: [.key: secret, .secret: secret],
                network: .sandbox
            )
            return BotInput(bot: bot, template: template, slots: slots ? [entry] : [])
        }
        let owned = try Ledger.sqlite(in: StateFolder(workspace: folder.path)).ownership()
        let plan = Planner(workspace: folder.path, owned: owned, fingerprinter: fingerprinter).plan(inputs)
        try #require(!plan.findings.containErrors, "\(plan.findings)")
        return (plan, owned)
    }

    private func apply(_ folder: TemporaryFolder, slots: Bool = true, _ system: FileSystem) throws -> Applied
    {
        let (plan, owned) = try plan(folder, slots: slots)
        let state = StateFolder(workspace: folder.path)
        let application = Application(
            folder: state,
            ledger: .sqlite(in: state),
            keeping: .plain(),
            system: system
        ) { _ in true }
        return try application.apply(plan, owned: owned)
    }

    /// Files and record, all old or all new.
    ///
    /// - Returns: Whether all is new.
    private func expectWhole(_ folder: TemporaryFolder, _ comment: Comment) throws -> Bool {
        let news = try Self.bots.map { bot in
            let text = try folder.text("\(bot)/config.js")
            #expect(text == Self.old || text == Self.old.replacing("old", with: "new"), comment)
            #expect(try folder.names(bot) == ["config.js"], comment)
            return text != Self.old
        }
        #expect(Set(news).count == 1, comment)
        #expect(folder.exists(".slots/owned.json") == news.first, comment)
        #expect(!folder.exists(".slots/journal"), comment)
        let names = try folder.names(".slots/revisions").sorted()
        #expect(names == (news.first == true ? ["1.json", "1.tar"] : []), comment)
        if news.first == true {
            let archive = try Archive(reading: Secret(copying: folder.bytes(".slots/revisions/1.tar")))
            for bot in Self.bots {
                let kept = archive["files/\(bot)/config.js"]
                #expect(kept?.isEqual(to: Secret(copying: Array(Self.old.utf8))) == true, comment)
            }
            let facts = archive["revision.json"]?.withBytes { Array($0) }
            #expect(try facts == folder.bytes(".slots/revisions/1.json"), comment)
        }
        // Nobody has to agree a second time to what is ours by now.
        #expect(try plan(folder).0.consents.isEmpty == news.first, comment)
        return news.first == true
    }

    private func calls() throws -> Int {
        let folder = try workspace()
        let faults = Faults(.kill, at: 0)
        #expect(try apply(folder, faults.system).written == ["a/config.js", "b/config.js"])
        #expect(try expectWhole(folder, "no fault"))
        return faults.calls.count
    }

    @Test("that is killed at any call leaves all old or all new once somebody recovered")
    func kill() throws {
        var outcomes: Set<Bool> = []
        for point in 1...(try calls()) {
            let folder = try workspace()
            let applied = try? apply(folder, Faults(.kill, at: point).system)
            _ = try StateFolder(workspace: folder.path).create().recover()
            let isNew = try expectWhole(folder, "killed at \(point)")
            if applied != nil { #expect(isNew, "killed at \(point)") }
            outcomes.insert(isNew)
        }
        #expect(outcomes == [true, false])
    }

    @Test(
        "one of whose calls fails leaves all old and says so, or all new",
        arguments: [ENOSPC, EIO, EACCES]
    )
    func fail(_ code: Int32) throws {
        for point in 1...(try calls()) {
            let folder = try workspace()
            let applied = try? apply(folder, Faults(.error(code), at: point).system)
            _ = try StateFolder(workspace: folder.path).create().recover()
            #expect(try expectWhole(folder, "\(code) at \(point)") == (applied != nil), "\(code) at \(point)")
        }
    }

    /// Two bots whose entries slots made.
    private func written() throws -> TemporaryFolder {
        let folder = try workspace()
        for bot in Self.bots { try folder.write("\(bot)/config.js", #"{"exchanges": {}}"#, mode: 0o640) }
        _ = try apply(folder, .live)
        return folder
    }

    /// Files and record of one mind: an entry stands where it is owned, and nowhere else.
    ///
    /// - Returns: Whether the entries are gone.
    private func expectAgreement(_ folder: TemporaryFolder, _ comment: Comment) throws -> Bool {
        let owned = try folder.text(".slots/owned.json")
        let entries = try Self.bots.map { try folder.text("\($0)/config.js").contains("hitbtc") }
        #expect(Set(entries).count == 1, comment)
        #expect(owned.contains(#""slot": "hitbtc""#) == entries.first, comment)
        #expect(!folder.exists(".slots/journal"), comment)
        return entries.first == false
    }

    @Test("of which a slot went is cut off at no call between files and record", arguments: [0, ENOSPC])
    func removal(_ code: Int32) throws {
        let whole = Faults(.kill, at: 0)
        let folder = try written()
        _ = try apply(folder, slots: false, whole.system)
        #expect(try expectAgreement(folder, "no fault"))
        var outcomes: Set<Bool> = []
        for point in 1...whole.calls.count {
            let folder = try written()
            let faults = Faults(code == 0 ? .kill : .error(code), at: point)
            let applied = try? apply(folder, slots: false, faults.system)
            _ = try StateFolder(workspace: folder.path).create().recover()
            let isGone = try expectAgreement(folder, "\(code) at \(point)")
            if applied != nil { #expect(isGone, "\(code) at \(point)") }
            outcomes.insert(isGone)
        }
        #expect(outcomes == [true, false])
    }

    @Test("warns of a file that everybody reads, and asks about one with other names")
    func doors() throws {
        let folder = try workspace()
        for (mode, codes) in [(0o640, []), (0o644, ["bot.open-file"]), (0o666, ["bot.open-file"])] {
            try folder.write("a/config.js", Self.old, mode: mode)
            let plan = try plan(folder).0
            #expect(plan.findings.map(\.code) == codes, "\(String(mode, radix: 8))")
            #expect(plan.oddFiles.isEmpty)
        }
        try folder.write("a/config.js", Self.old, mode: 0o640)
        try FileManager.default.linkItem(atPath: folder.path + "/a/config.js", toPath: folder.path + "/other")
        let plan = try plan(folder).0
        #expect(plan.findings.map(\.code) == ["bot.linked-file"] && plan.goneFiles == 0)
        #expect(plan.oddFiles == [folder.path + "/a/config.js"])
    }
}
