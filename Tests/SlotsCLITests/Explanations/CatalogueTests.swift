import Operations
import SlotModel
import SlotsCLI
import TestSupport
import Terminal
import Testing

@Suite("Explanations")
struct CatalogueTests {
    private let catalogue = Catalogue(rooms: [
        [
            FindingExplanation(
                code: "slot.unknown-key",
                title: "a key that slots does not know",
                text: "Usually a typing mistake.\nIt goes on here.\n\nA second paragraph.",
                example: "delay: 10s\n\nfees: 0.06%"
            ),
            FindingExplanation(code: "underfunded", title: "from the room", text: "The room knows better."),
        ],
        [FindingExplanation(code: "slot.unknown-key", title: "twice", text: "Twice.")],
    ])

    @Test("cover every status, check and exit code")
    func complete() {
        let wanted =
            Status.allCases.map(\.rawValue) + Check.allCases.map(\.rawValue)
            + ExitCode.allCases.map { String($0.rawValue) } + ["slot.unknown-key"]
        #expect(Set(catalogue.names) == Set(wanted))
        #expect(catalogue.names.count == wanted.count)
    }

    @Test("are told in the house's style")
    func style() throws {
        for name in Catalogue(rooms: []).names {
            let text = try catalogue.explanation(of: name, width: 80, style: .plain)
            let lines = text.split(separator: "\n").map(String.init)
            let title = try #require(lines.first?.drop { $0 != " " }.dropFirst())
            #expect(title.first?.isUppercase == false, "\(title)")
            #expect(!title.hasSuffix("."), "\(title)")
            #expect(lines.count > 1, "\(name)")
            for line in lines { #expect(displayWidth(line) <= 80) }
        }
    }

    @Test("show paragraphs and the example; the first room's entry counts")
    func finding() throws {
        #expect(
            try catalogue.explanation(of: "slot.unknown-key", width: 80, style: .plain) == """
                slot.unknown-key: a key that slots does not know

                  Usually a typing mistake. It goes on here.

                  A second paragraph.

                example:
                  delay: 10s
                  \("")
                  fees: 0.06%

                """
        )
        #expect(
            try catalogue.explanation(of: "underfunded", width: 80, style: .plain).contains("The room knows")
        )
    }

    @Test("of an unknown name suggest the nearest, and list all without one")
    func unknown() throws {
        let error = #expect(throws: UsageError.self) {
            try catalogue.explanation(of: "slot.unkown-key", width: 80, style: .plain)
        }
        #expect(error?.message == "nothing is known by the name 'slot.unkown-key'")
        #expect(error?.help == "did you mean 'slot.unknown-key'?")
        try expectGolden(catalogue.overview(width: 80, style: .plain), "explain.txt")
    }
}
