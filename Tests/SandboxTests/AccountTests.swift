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

    @Test("every status that a check can give has an account, for both selectors")
    func statuses() {
        for selector in [Selector.aster, .asterFutures] {
            let shown = Set(SandboxAccounts.all.filter { $0.selector == selector }.map(\.expected))
            var wanted = Set(Status.allCases).subtracting([.unchecked])
            if selector == .aster { wanted.remove(.wrongAccount) }
            #expect(shown == wanted)
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
    }

    @Test("documented fakes are recognised in any spelling, and nothing else is")
    func fakes() {
        for account in SandboxAccounts.all {
            for (field, value) in account.credentials where field.visibility != .open {
                #expect(SandboxAccounts.isDocumentedFake(value.utf8))
                #expect(SandboxAccounts.isDocumentedFake(value.uppercased().utf8))
            }
        }
        #expect(!SandboxAccounts.isDocumentedFake("".utf8))
        #expect(!SandboxAccounts.isDocumentedFake("0x".utf8))
        #expect(!SandboxAccounts.isDocumentedFake(String(repeating: "0", count: 64).utf8))
        #expect(!SandboxAccounts.isDocumentedFake(String(repeating: "f", count: 10_000).utf8))
    }
}
