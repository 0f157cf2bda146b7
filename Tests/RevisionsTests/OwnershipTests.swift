import BotConfigs
import Foundation
import Revisions
import TestSupport
import Testing

@Suite("What slots remembers of its writing")
struct OwnershipTests {
    @Test("it comes back as it was saved, and holds no value")
    func roundTrip() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        var store = OwnershipStore()
        store[bot: "main", file: "config.js"] = OwnedMembers(entries: [
            "asterdex": .init(
                slot: "aster",
                members: ["key": Fingerprint(text: "a1b2c3d4")],
                isCreated: true
            ),
            "bitget#2": .init(slot: "perp", members: [:], isCreated: false),
        ])
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
}
