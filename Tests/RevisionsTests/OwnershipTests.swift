import BotConfigs
import Foundation
import Revisions
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

    private static func bot(in directory: String) -> Bot {
        let place = Place(file: "slots.yaml")
        return Bot(
            name: "main",
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
        var store = OwnershipStore()
        store.record(Self.members, of: Self.bot(in: "bots/gunbot"), file: "config.js")
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
        store.record(moved, of: Self.bot(in: "real"), file: "config.js")
        #expect(members("real") == moved)
        #expect(members("bots/gunbot") == OwnedMembers())
    }

    @Test("it comes back as it was saved, and holds no value")
    func roundTrip() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        var store = OwnershipStore()
        store.record(Self.members, of: Self.bot(in: "bots/gunbot"), file: "config.js")
        try store.save(to: folder)
        #expect(try OwnershipStore.load(from: folder) == store)
        #expect(try workspace.mode(".slots/owned.json") == 0o600)
    }

    @Test("an absent state is empty, a broken one and one of the future are refused")
    func broken() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        #expect(try OwnershipStore.load(from: folder) == OwnershipStore())
        try folder.create()
        for text in ["{\"version\": 1, \"bots\"", "{\"version\": 2, \"bots\": {}}", "[]", ""] {
            try workspace.write(".slots/owned.json", text)
            #expect(throws: RevisionError.self, "\(text)") { _ = try OwnershipStore.load(from: folder) }
        }
    }

    @Test("the state's folder and files are private")
    func modes() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        _ = try FingerprintKey.fingerprinter(in: folder)
        #expect(try workspace.mode(".slots") == 0o700)
        #expect(try workspace.mode(".slots/fingerprint.key") == 0o600)
        #expect(try workspace.text(".slots/.gitignore") == "*\n")
    }
}
