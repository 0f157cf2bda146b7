import SlotModel
import Terminal
import TestSupport
import Testing

@Suite("Progress")
struct ProgressTests {
    private let start = ContinuousClock.now

    @Test("shows one line for each slot while they fit the screen")
    func lines() {
        var board = ProgressBoard(names: ["aster", "aster-futures", "slow\u{1B}"])
        board.start("aster", at: start)
        board.start("aster-futures", at: start)
        board.finish("aster", .connected, took: .milliseconds(212))
        let lines = board.lines(
            at: start + .milliseconds(1250),
            frame: 1,
            width: 80,
            height: 24,
            style: .plain
        )
        #expect(
            lines == [
                "✓ aster          connected  212 ms", "⠙ aster-futures  asking  1.2 s",
                "– slow\\u{1b}     waiting",
            ]
        )
    }

    @Test("never takes more than the screen and sums up the rest", arguments: [2, 3, 5, 24])
    func bounded(_ height: Int) {
        let names = (1...1000).map { "slot-\($0)" }
        var board = ProgressBoard(names: names)
        for name in names.prefix(60) { board.start(name, at: start) }
        for name in names.prefix(40) { board.finish(name, .connected, took: nil) }
        board.finish("slot-60", .underfunded, took: nil)
        let lines = board.lines(at: start, frame: 0, width: 40, height: height, style: .plain)
        #expect(lines.count <= max(1, height - 2))
        for line in lines { #expect(displayWidth(line) < 40) }
        let wide = board.lines(at: start, frame: 0, width: 100, height: height, style: .plain)
        #expect(wide.last == "checked 41 of 1000: 40 connected, 1 underfunded; 19 at work")
    }

    @Test("fits every width", arguments: [20, 30, 200])
    func widths(_ width: Int) {
        var board = ProgressBoard(names: ["a", String(repeating: "n", count: 63), "你好"])
        board.start("a", at: start)
        board.finish("你好", .invalidCredentials, took: .seconds(100))
        for line in board.lines(at: start, frame: 3, width: width, height: 24, style: .ascii) {
            #expect(displayWidth(line) < width, "\(line)")
        }
    }

    @Test("is drawn at once on a terminal and taken away at the end, also after an error")
    func cleaning() async {
        struct Trouble: Error {}
        let terminal = Screen(isTerminal: true, width: 80, height: 24, style: .plain)
        let (errors, text) = TextStream.collecting(terminal)
        let (output, _) = TextStream.collecting()
        let progress = CheckProgress(console: Console(output: output, errors: errors), isWanted: true)
        await #expect(throws: Trouble.self) {
            try await progress.whileLive { () async throws(Trouble) in
                progress.begin(["a", "b"])
                #expect(text().contains("– a  waiting"))
                progress.started("a")
                throw Trouble()
            }
        }
        #expect(text().hasSuffix("\r\u{1B}[2A\u{1B}[J"))
        #expect(!text().contains("\u{1B}[?25l"))
    }

    @Test("says nothing off a terminal, when quiet, and when not wanted")
    func silent() async {
        let onTerminal = Screen(isTerminal: true, width: 80, height: 24, style: .plain)
        for (terminal, quiet, wanted) in [
            (.plain, false, true), (onTerminal, true, true), (onTerminal, false, false),
        ]
            as [(Screen, Bool, Bool)]
        {
            let (errors, text) = TextStream.collecting(terminal)
            let console = Console(output: errors, errors: errors, isQuiet: quiet)
            let progress = CheckProgress(console: console, isWanted: wanted)
            await progress.whileLive {
                progress.begin(["a"])
                progress.started("a")
            }
            #expect(text() == "")
        }
    }
}
