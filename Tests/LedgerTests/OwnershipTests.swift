import BotConfigs
import Files
import Foundation
import Ledger
import SlotModel
import TestSupport
import Testing

@Suite("What slots remembers of its writing")
struct OwnershipTests {
    private static let members = OwnedMembers(entries: [
        "asterdex": .init(
            slot: "aster",
            members: ["key": Fingerprint(text: "a1b2c3d4")],
            isCreated: true
        ),
        "bitget#2": .init(slot: "perp", members: [:], isCreated: false),
    ])

    private static func bot(in directory: String, named name: String = "main") -> Bot {
        let place = Place(file: "slots.yaml")
        return Bot(
            name: name,
            place: place,
            template: Located("gunbot", at: place),
            directory: Located(directory, at: place)
        )
    }

    @Test("what was written in one folder says nothing about a bot in another")
    func otherFolder() throws {
        let workspace = try TemporaryFolder()
        try workspace.write("bots/gunbot/config.js", "{}")
        try workspace.write("real/config.js", "{}")
        var store = Ownership()
        store.record(Self.members, of: Self.bot(in: "bots/gunbot"), file: "config.js", in: workspace.path)
        func members(_ directory: String) -> OwnedMembers {
            store.members(of: Self.bot(in: directory), file: "config.js", in: workspace.path)
        }
        for same in ["bots/gunbot", "bots/gunbot/", "./bots/gunbot", workspace.path + "/bots/gunbot"] {
            #expect(members(same) == Self.members, "\(same)")
        }
        for other in ["real", "absent", workspace.path + "/real"] {
            #expect(members(other) == OwnedMembers(), "\(other)")
            #expect(store.formerDirectory(of: Self.bot(in: other), in: workspace.path) == "bots/gunbot")
        }
        let moved = OwnedMembers(entries: ["hitbtc": .init(slot: "hitbtc", members: [:], isCreated: true)])
        store.record(moved, of: Self.bot(in: "real"), file: "config.js", in: workspace.path)
        #expect(members("real") == moved)
        #expect(members("bots/gunbot") == OwnedMembers())
    }

    @Test("a bot under another name has what it had, and one that left is told until it is let go of")
    func otherName() throws {
        let workspace = try TemporaryFolder()
        try workspace.write("bots/gunbot/config.js", "{}")
        try workspace.write("bots/two/config.js", "{}")
        var store = Ownership()
        let (main, gun) = (Self.bot(in: "bots/gunbot"), Self.bot(in: "./bots/gunbot", named: "gun"))
        store.record(Self.members, of: main, file: "config.js", in: workspace.path)
        #expect(store.members(of: gun, file: "config.js", in: workspace.path) == Self.members)
        #expect(store.left(besides: [gun], in: workspace.path).isEmpty)
        store.record(Self.members, of: gun, file: "config.js", in: workspace.path)
        #expect(store.members(of: main, file: "config.js", in: workspace.path) == Self.members, "and back")
        let two = Self.bot(in: "bots/two", named: "two")
        #expect(store.members(of: two, file: "config.js", in: workspace.path) == OwnedMembers())
        let left = store.left(besides: [two], in: workspace.path)
        #expect(left.map(\.bot) == ["gun"] && left.first?.path == "./bots/gunbot/config.js")
        store.forgetLeft(besides: [two], in: workspace.path)
        #expect(store.left(besides: [two], in: workspace.path).isEmpty)
    }

    @Test("it comes back as it was saved, and holds no value")
    func roundTrip() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        var store = Ownership()
        store.record(Self.members, of: Self.bot(in: "bots/gunbot"), file: "config.js", in: workspace.path)
        let ledger = Ledger.sqlite(in: folder)
        try commit(ledger.stage(store, folder.create()), in: folder)
        #expect(try ledger.ownership() == store)
        #expect(try workspace.mode(".slots/owned.json") == 0o600)
        #expect(try workspace.text(".slots/owned.json").contains("a1b2c3d4"))
        #expect(try ledger.stage(store, folder.create()) == nil)
    }

    @Test("an absent state is empty, a broken one and one of the future are refused")
    func broken() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        let ledger = Ledger.sqlite(in: folder)
        #expect(try ledger.ownership() == Ownership())
        try folder.create()
        for text in ["{\"version\": 1, \"bots\"", "{\"version\": 2, \"bots\": {}}", "[]", ""] {
            try workspace.write(".slots/owned.json", text)
            #expect(throws: FileError.self, "\(text)") { _ = try ledger.ownership() }
        }
    }
}
