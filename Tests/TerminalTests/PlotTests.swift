import Terminal
import Testing

@Suite("A plot")
struct PlotTests {
    private static let stairs: [(moment: Double, level: Double)] = [
        (0, 0), (0.25, 1 / 3), (0.5, 2 / 3), (0.75, 1),
    ]

    private static func style(unicode: Bool = true, braille: Bool = true) -> TextStyle {
        var style = TextStyle(usesColor: false, usesUnicode: unicode)
        style.usesBraille = braille
        return style
    }

    @Test("has as small dots as the terminal's characters allow")
    func dots() {
        let plot = Plot(Self.stairs)
        #expect(plot.rendered(columns: 2, rows: 1, style: Self.style()) == ["⣠⠞"])
        #expect(
            plot.rendered(columns: 4, rows: 2, style: Self.style(braille: false)) == ["  ▄█", "▄█▀"]
        )
        #expect(plot.rendered(columns: 4, rows: 1, style: Self.style(unicode: false)) == [".||'"])
    }

    @Test("holds a level until the next point, and the last one to the edge")
    func holds() {
        let lines = Plot([(0, 1), (0.5, 0)]).rendered(columns: 4, rows: 2, style: Self.style(unicode: false))
        #expect(lines == ["''|", "  |."])
        let late = Plot([(0.5, 0.5)]).rendered(columns: 4, rows: 1, style: Self.style(unicode: false))
        #expect(late == ["  --"])
    }

    @Test("is drawn at its edges where a point lies outside, and empty without any")
    func edges() {
        let outside = Plot([(-1, 7), (2, -7)])
        #expect(outside.rendered(columns: 3, rows: 1, style: Self.style(unicode: false)) == ["''|"])
        #expect(Plot([]).rendered(columns: 3, rows: 2, style: Self.style()) == ["", ""])
    }
}
