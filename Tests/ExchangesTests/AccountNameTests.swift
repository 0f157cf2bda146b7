import Cryptography
import Exchanges
import SlotModel
import Testing

/// By the account's name it is told whether other credentials lead to the same account.
@Suite("The account's name")
struct AccountNameTests {
    private static let solana = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"

    @Test(
        "of an Aster API wallet is the main wallet's address in lower case",
        arguments: [Selector.Market.spot, .futures]
    )
    func mainWallet(market: Selector.Market) async {
        let aster = AsterFixture(market, v3: true)
        #expect(await aster.gather().accountName == "0xbda16bdd3b1f03b0fc75b4a3cbf2e70132c12e70")
        #expect(aster.exchange.paths.count == 5, "the name costs no request")
    }

    @Test("of a Solana wallet keeps its letters")
    func solana() async {
        let aster = AsterFixture(.spot, v3: true)
        #expect(await gather(aster, mainWallet: Self.solana).accountName == Self.solana)
    }

    @Test("is not told by an old key of Aster, which no answer names")
    func oldKey() async {
        let facts = await AsterFixture(.futures, v3: false).gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.accountName == nil)
    }

    @Test("is not what the slot claims: a sign-in that failed tells none")
    func refused() async {
        let aster = AsterFixture(.futures, v3: true)
        for path in [aster.account, "/fapi/v3/agent"] {
            aster.exchange.answer(path, #"{"code":-1000,"msg":"No agent found"}"#, status: 400)
        }
        #expect(await aster.gather().accountName == nil)
        aster.exchange.answer("/fapi/v3/agent", AsterFixture.agents())
        #expect(await aster.gather().accountName != nil, "the list of API wallets signs in as well")
    }

    @Test("is not sure where Aster's list of the main wallet does not name the API wallet")
    func unlisted() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer("/fapi/v3/agent", "[]")
        let facts = await aster.gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.accountName == nil)
    }

    @Test("is sure where the main wallet signs for itself, listed or not")
    func ownSigner() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer("/fapi/v3/agent", "[]")
        let facts = await gather(aster, mainWallet: AsterFixture.signer.lowercased())
        #expect(facts.accountName == AsterFixture.signer.lowercased())
    }

    @Test("of Bitget is the user's id, on classic and unified accounts", arguments: [false, true])
    func user(unified: Bool) async {
        let bitget = BitgetFixture(.futures, unified: unified)
        bitget.serve(
            unified ? BitgetFixture.unifiedInfo : BitgetFixture.info,
            unified
                ? #"{"userId":"7482910","ips":"","permType":"read-and-write","permissions":["uta_mgt","uta_trade"]}"#
                : #"{"userId":7482910,"ips":"","authorities":["coow","cpow"],"parentId":1}"#
        )
        #expect(await bitget.gather().accountName == "7482910")
    }

    @Test(
        "of Bitget is not told where the id is not set, or is none",
        arguments: [
            "\"\"", "\"0\"", "0", "\"-1\"", "null", "[]", "{}", "true",
            "\"\(String(repeating: "1", count: 65))\"",
        ]
    )
    func unset(id: String) async {
        let bitget = BitgetFixture(.spot)
        bitget.serve(BitgetFixture.info, #"{"userId":\#(id),"ips":"","authorities":["stow"]}"#)
        let facts = await bitget.gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.accountName == nil)
    }

    @Test("of Bitget is not told by a key that may not read its rights, nor by a refused one")
    func unreadable() async {
        let bitget = BitgetFixture(.spot)
        bitget.refuse(BitgetFixture.info, "40014")
        let facts = await bitget.gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.accountName == nil)
        bitget.refuse(BitgetFixture.info, "40037")
        #expect(await bitget.gather().accountName == nil)
    }

    @Test("is not told by HitBTC")
    func hitbtc() async {
        let facts = await HitBTCFixture().gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.accountName == nil)
    }

    private func gather(_ aster: AsterFixture, mainWallet: String) async -> Facts {
        var inquiry = aster.inquiry()
        inquiry.credentials.fields[.mainWallet] = Secret(mainWallet)
        return await aster.connector.gather(inquiry, over: aster.exchange.line())
    }
}
