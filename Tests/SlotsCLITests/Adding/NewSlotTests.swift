import Exchanges
import SlotFiles
import SlotModel
import SlotEditing
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("The file of a new slot")
struct NewSlotTests {
    private func slot(_ selector: Selector, _ place: SecretPlace, _ form: Int = 0) throws -> NewSlot {
        let connector = Connectors.connector(for: selector)
        let fields = try #require(connector.profile.forms.dropFirst(form).first).fields
        return NewSlot(name: "mine", selector: selector, place: place, fields: fields)
    }

    @Test(
        "reads back without a complaint, and names every secret",
        arguments: Selector.allCases,
        SecretPlace.allCases
    )
    func readsBack(selector: Selector, place: SecretPlace) throws {
        let forms = Connectors.connector(for: selector).profile.forms.count
        for form in 0..<forms {
            let new = try slot(selector, place, form)
            let (slot, findings) = readSlot(Array(new.text.utf8), named: "mine")
            #expect(findings == [])
            #expect(slot?.exchange.value == selector && slot?.network == nil)
            for field in new.fields {
                #expect(slot?.credentials[field]?.value == new.reference(for: field))
            }
        }
    }

    @Test("is written word for word")
    func text() throws {
        var new = try slot(.aster, .age)
        new.network = .live
        new.label = "Bob's \"first\" \\ C:\\ #1: yes"
        new.fees = "0.02%/0.07%"
        new.delay = "10s"
        new.openValues = [.apiWallet: "0xAB", .mainWallet: "2jv1"]
        #expect(
            new.text == """
                exchange: aster
                label: "Bob's \\"first\\" \\\\ C:\\\\ #1: yes"
                network: live
                credentials:
                  api-wallet: "0xAB"
                  private-key: secret:mine.private-key
                  main-wallet: "2jv1"
                fees: {maker: 0.02%, taker: 0.07%}
                delay: 10s

                """
        )
        let (slot, findings) = readSlot(Array(new.text.utf8), named: "mine")
        #expect(findings == [] && slot?.label == new.label && slot?.network?.value == .live)
        #expect(slot?.credentials[.mainWallet]?.value == .plain(Concealed(Array("2jv1".utf8))))
    }

    @Test(
        "keeps what the command line gives in its place",
        arguments: [
            "x\nenabled: false", "a: b", "{}", "[]", "#", "&a", "*a", "!x", "|", "\"", "- 1", "%", "",
            "1/2/3",
        ]
    )
    func injection(_ text: String) throws {
        var new = try slot(.bitget, .env)
        new.fees = text
        new.delay = text
        let (slot, findings) = readSlot(Array(new.text.utf8), named: "mine")
        #expect(slot == nil && findings.allSatisfy { $0.place?.line ?? 0 >= 6 }, "\(findings)")
    }

    @Test("names variables after the selector or after the slot")
    func variables() throws {
        #expect(NewSlot.variable(of: .asterFutures, .privateKey) == "ASTER_FUTURES_PRIVATE_KEY")
        var new = try slot(.bitgetFutures, .env)
        #expect(new.variable(of: .passphrase) == "MINE_PASSPHRASE")
        new.name = "2nd-one"
        #expect(new.variable(of: .key) == "SLOT_2ND_ONE_KEY")
        new.usesSelectorVariables = true
        #expect(new.variable(of: .key) == "BITGET_FUTURES_KEY")
    }
}

@Suite("What is said before a key is asked for")
struct KeyGuideTests {
    @Test("is what it was, and fits the terminal", arguments: Selector.allCases)
    func golden(_ selector: Selector) throws {
        let connector = Connectors.connector(for: selector)
        var text = ""
        for (form, network) in zip(connector.profile.forms, [Network.sandbox, .live]) {
            let guide = KeyGuide(
                slot: "mine",
                selector: selector,
                form: form.name,
                network: network,
                steps: connector.steps(for: form),
                addresses: network == .live ? ["203.0.113.7"] : [],
                outgoing: network == .live && selector == .bitget ? "203.0.113.8" : nil
            )
            text += guide.text(width: 80, style: .plain) + "---\n"
            for width in [20, 40, 80] {
                let lines = guide.text(width: width, style: .plain).split(separator: "\n")
                #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
            }
        }
        try expectGolden(text, "guide-\(selector.rawValue).txt")
    }

    @Test("names the rights in groups")
    func rights() {
        #expect(
            toldRights([.read: .yes, .spot: .yes, .futures: .unknown, .withdraw: .no], for: .spot)
                == "read, spot; not withdraw; not told: futures"
        )
        #expect(toldRights([.withdraw: .unknown], for: .spot) == "not told: withdraw")
        let spotKey: [Permission: Grant] = [.read: .no, .spot: .yes, .futures: .no]
        #expect(toldRights(spotKey, for: .futures) == "spot; not read (futures), futures")
    }
}
