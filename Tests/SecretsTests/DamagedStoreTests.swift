import Cryptography
import Files
import Foundation
import Glibc
import Secrets
import Testing

/// Every byte of a `secrets.age`; its words come from the real age.
@Suite(
    "A damaged store",
    .enabled(if: ["age", "age-keygen"].allSatisfy { access("/usr/bin/" + $0, X_OK) == 0 })
)
struct DamagedStoreTests {
    private let workspace: TemporaryWorkspace
    private var path: String { workspace.path + "/secrets.age" }

    init() throws { workspace = try TemporaryWorkspace() }

    private func store() -> SecretStore {
        let home = workspace.path
        return SecretStore(workspace: home, identity: nil) { name in
            ["PATH": "/usr/bin:/bin", "HOME": home, "XDG_CONFIG_HOME": home][name]
        }
    }

    private func set(_ name: String) throws {
        let change = try store().change(
            { contents in
                contents.set(.init(name: name, value: Secret(copying: Array("canary".utf8)), set: nil))
                return true
            },
            placing: place
        )
        try #require(change != nil)
    }

    private func place(_ changes: [FileChange]) -> SecretStore.Placing {
        let outcome = try? Transaction(changes, state: Folder(workspace.path)).commit()
        return outcome == .done ? .placed : .refused
    }

    /// What the store says when it is opened, and when it is to be changed.
    private func expectRefused(_ bytes: some Sequence<UInt8>, _ comment: Comment) throws {
        let bytes = Array(bytes)
        try workspace.write(bytes, to: "secrets.age")
        func expectDamaged(_ body: () throws(StoreTrouble) -> Void) {
            do throws(StoreTrouble) {
                try body()
                Issue.record("it opened: \(comment)")
            } catch {
                switch error {
                case .damaged, .wrongIdentity: break
                default: Issue.record("\(error): \(comment)")
                }
            }
        }
        let store = store()
        expectDamaged { () throws(StoreTrouble) in _ = try store.contents() }
        expectDamaged { () throws(StoreTrouble) in _ = try store.change({ _ in true }, placing: place) }
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == bytes, comment)
    }

    @Test("is refused wherever it is cut")
    func cut() throws {
        try set("a")
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        for end in whole.indices { try expectRefused(whole[..<end], "cut at \(end)") }
    }

    @Test("is refused wherever a bit of it is another one")
    func changed() throws {
        try set("a")
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        for position in whole.indices {
            var bytes = whole
            bytes[position] ^= 1 << UInt8(position % 8)
            try expectRefused(bytes, "changed at \(position)")
        }
    }
}
