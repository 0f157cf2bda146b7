import SlotModel
import Testing

@Suite("Suggestions")
struct NearestNameTests {
    static let names = ["check", "apply", "plan", "completions", "aster-futures"]

    @Test(
        "are given only when the word is close",
        arguments: [
            ("chekc", "check"), ("Check", "check"), ("appl", "apply"), ("aply", "apply"), ("plna", "plan"),
            ("paln", "plan"), ("complitons", "completions"), ("aster-futres", "aster-futures"),
            ("ch", nil), ("chxxk", nil), ("x", nil), ("", nil), ("pl", nil), ("nothing-like-it", nil),
        ] as [(String, String?)]
    )
    func nearest(word: String, expected: String?) {
        #expect(nearestName(to: word, among: Self.names) == expected)
    }

    @Test("cost nothing for endless words")
    func endless() {
        #expect(nearestName(to: String(repeating: "a", count: 10_000_000), among: Self.names) == nil)
    }
}
