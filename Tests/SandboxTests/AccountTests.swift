import Cryptography
import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("accounts of the built-in exchange")
struct AccountTests {
    @Test("names are unique and fit to name a slot")
    func names() {
        let names = SandboxAccounts.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil, "\(name)")
        }
    }

    @Test(
        "every status that a check can give has an account, for each selector",
        arguments: Selector.allCases
    )
    func statuses(_ selector: Selector) {
        let shown = Set(SandboxAccounts.all.filter { $0.selector == selector }.map(\.expected))
        var wanted = Set(Status.allCases).subtracting([.unchecked])
        // The slot makes the one, a code of no table the other: tests of `Checks` and `Exchanges` show them.
        wanted.subtract([.wrongMarket, .refused])
        // Modes are for futures, and HitBTC does not tell whether a key can withdraw.
        if selector.market == .spot { wanted.remove(.wrongAccount) }
        if selector == .hitbtc { wanted.remove(.excessPermission) }
        #expect(shown == wanted)
    }

    @Test("ends that the slot has to tell are told as days from today")
    func ends() throws {
        for (name, days) in [("bitget-expiring", 12.0), ("hitbtc-expired", -3.0)] {
            let line = try #require(SandboxAccount.named(name).slotLines.first)
            let date = try #require(CalendarDate(line.dropFirst("expires: ".count)))
            let today = CalendarDate(Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)))
            #expect(abs((date.start - today.start) / .seconds(86_400) - days) <= 1)
        }
    }

    @Test("the documented rule gives the credentials")
    func rule() throws {
        let v3 = SandboxAccount.named("aster-connected")
        let privateKey = "0x" + Hex.text(keccak256("slots sandbox aster connected"))
        #expect(v3.credentials[.privateKey] == privateKey)
        let key = try PrivateKey(text: Secret(copying: Array(privateKey.utf8)))
        #expect(v3.credentials[.apiWallet] == key.address.description)
        let v1 = SandboxAccount.named("aster-futures-v1-connected")
        #expect(v1.credentials[.key] == Hex.text(keccak256("slots sandbox aster-futures v1 connected key")))
        #expect(
            v1.credentials[.secret] == Hex.text(keccak256("slots sandbox aster-futures v1 connected secret"))
        )
        func hash(_ label: String) -> String { Hex.text(keccak256("slots sandbox " + label)) }
        let bitget = SandboxAccount.named("bitget-futures-connected").credentials
        #expect(bitget[.key] == "bg_" + hash("bitget-futures connected key").prefix(32))
        #expect(bitget[.secret] == hash("bitget-futures connected secret"))
        #expect(bitget[.passphrase] == String(hash("bitget-futures connected passphrase").prefix(20)))
        let hitbtc = SandboxAccount.named("hitbtc-connected").credentials
        let bytes = Data(keccak256("slots sandbox hitbtc connected secret").prefix(24))
        let base64 = bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-")
        #expect(hitbtc[.secret] == base64.replacingOccurrences(of: "/", with: "_"))
        #expect(hitbtc[.key]?.wholeMatch(of: /[A-Za-z0-9_-]{32}/) != nil)
    }

    @Test("documented fakes are recognised in any spelling, and nothing else is")
    func fakes() {
        for account in SandboxAccounts.all {
            for (field, value) in account.credentials where !field.isPublic {
                #expect(SandboxAccounts.isDocumentedFake(value.utf8))
                // Letter case counts in base64.
                let isHex = account.selector != .hitbtc
                #expect(SandboxAccounts.isDocumentedFake(value.uppercased().utf8) == isHex)
            }
        }
        #expect(!SandboxAccounts.isDocumentedFake("".utf8))
        #expect(!SandboxAccounts.isDocumentedFake("0x".utf8))
        #expect(!SandboxAccounts.isDocumentedFake(String(repeating: "0", count: 64).utf8))
        #expect(!SandboxAccounts.isDocumentedFake(String(repeating: "f", count: 10_000).utf8))
    }
}
