import Cryptography
import Foundation
import Sandbox
import SlotModel
import Testing

/// Two keys of one account, and one of another: what replacing a key needs to be tried with.
@Suite("several keys of one account")
struct SharedAccountTests {
    static let selectors = SlotModel.Selector.allCases
    /// Those whose exchange tells whose a key is.
    static let telling: [SlotModel.Selector] = [.aster, .asterFutures, .bitget, .bitgetFutures]

    private func account(_ selector: SlotModel.Selector, _ name: String) -> SandboxAccount {
        .named("\(selector.rawValue)-\(name)")
    }

    @Test("are there for every selector and generation, different in everything secret", arguments: selectors)
    func keys(_ selector: SlotModel.Selector) {
        var pairs = [("connected", "second-key")]
        if selector.isAster { pairs.append(("v1-connected", "v1-second-key")) }
        for (first, second) in pairs {
            let (first, second) = (account(selector, first), account(selector, second))
            #expect(first.expected == .connected && second.expected == .connected)
            #expect(first.accountName == second.accountName)
            for (field, value) in first.credentials {
                #expect((second.credentials[field] == value) == (field == .mainWallet), "\(field)")
            }
        }
    }

    @Test("a key of another account has nothing in common with them", arguments: telling)
    func other(_ selector: SlotModel.Selector) throws {
        let (first, other) = (account(selector, "connected"), account(selector, "other-account"))
        #expect(other.expected == .connected)
        let names = [try #require(first.accountName), try #require(other.accountName)]
        #expect(names[0] != names[1])
        for (field, value) in first.credentials { #expect(other.credentials[field] != value) }
    }

    @Test("names are told where the exchange tells one: the main wallet, the user's id, or nothing")
    func names() {
        let aster = account(.aster, "connected")
        #expect(aster.accountName == aster.credentials[.mainWallet]?.lowercased())
        let solana = account(.aster, "solana")
        #expect(solana.accountName == solana.credentials[.mainWallet])
        let digits = Hex.text(keccak256("slots sandbox bitget-futures connected user")).prefix(12)
        #expect(account(.bitgetFutures, "second-key").accountName == Int(digits, radix: 16).map(String.init))
        for account in SandboxAccounts.all
        where !Self.telling.contains(account.selector) || account.generation == .v1 {
            #expect(account.accountName == nil)
        }
        let users = SandboxAccounts.all.filter { $0.selector.rawValue.hasPrefix("bitget") }
            .compactMap(\.accountName)
        #expect(
            Set(users).count == users.count - 2,
            "each has a user of its own, but for the two second keys"
        )
    }

    @Test(
        "each API wallet of a main wallet signs for it, and the list has them all",
        arguments: [Selector.aster, .asterFutures]
    )
    func wallets(_ selector: SlotModel.Selector) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let accounts = [account(selector, "connected"), account(selector, "second-key")]
        for own in accounts {
            let client = AsterClient(server: server, account: own)
            let list = try #require(try client.get("/fapi/v3/agent", on: .asterFutures)).list
            let listed = list.compactMap { ($0["agentAddress"] as? String)?.lowercased() }
            let wanted = accounts.compactMap { $0.credentials[.apiWallet]?.lowercased() }
            #expect(Set(wanted).isSubset(of: listed))
            #expect(listed.count == 3)
            #expect(listed.last == own.credentials[.apiWallet]?.lowercased(), "the own one at last")
        }
        let stranger = AsterClient(server: server, account: account(selector, "other-account"))
        let list = try #require(try stranger.get("/fapi/v3/agent", on: .asterFutures)).list
        #expect(list.count == 2)
    }

    @Test("an API wallet does not sign for the main wallet of another account")
    func mixed() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        var mixed = account(.asterFutures, "second-key")
        mixed.credentials[.mainWallet] = account(.asterFutures, "other-account").credentials[.mainWallet]
        let answer = try AsterClient(server: server, account: mixed)
            .get("/fapi/v3/accountWithJoinMargin", on: .asterFutures)
        #expect(answer?.code == -1000)
    }

    @Test("keys of one user of Bitget share its limits", arguments: [Selector.bitget, .bitgetFutures])
    func limits(_ selector: SlotModel.Selector) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        func ask(_ name: String) -> RawClient.Answer? {
            BitgetClient(server: server, account: account(selector, name)).get("/api/v2/spot/account/info")
        }
        let first = try #require(ask("connected"))
        let data = try #require(first.json["data"] as? [String: Any])
        #expect(data["userId"] as? String == account(selector, "second-key").accountName)
        #expect(ask("second-key")?.status == 429)
        #expect(ask("other-account")?.status == 200)
    }
}

extension SlotModel.Selector {
    fileprivate var isAster: Bool { self == .aster || self == .asterFutures }
}
