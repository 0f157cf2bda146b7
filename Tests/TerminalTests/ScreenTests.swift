import Glibc
import Terminal
import TestSupport
import Testing

@Suite("Terminals")
struct ScreenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var isTerminal: Bool
        var choice = ColorChoice.auto
        var environment: [String: String] = [:]
        var usesColor: Bool
        var testDescription: String {
            "terminal \(isTerminal), \(choice), \(environment.sorted { $0.key < $1.key })"
        }
    }

    static let cases = [
        Case(isTerminal: true, usesColor: true),
        Case(isTerminal: false, usesColor: false),
        Case(isTerminal: true, environment: ["NO_COLOR": "1"], usesColor: false),
        Case(isTerminal: true, environment: ["NO_COLOR": ""], usesColor: true),
        Case(isTerminal: true, environment: ["TERM": "dumb"], usesColor: false),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "1"], usesColor: true),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "0"], usesColor: false),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], usesColor: false),
        Case(isTerminal: true, choice: .never, environment: ["CLICOLOR_FORCE": "1"], usesColor: false),
        Case(isTerminal: false, choice: .always, environment: ["NO_COLOR": "1"], usesColor: true),
    ]

    @Test("colours follow the option, then the environment, then the stream", arguments: cases)
    func colours(_ testCase: Case) {
        let terminal = Screen.decide(
            isTerminal: testCase.isTerminal,
            columns: 80,
            lines: 24,
            color: testCase.choice
        ) { testCase.environment[$0] }
        #expect(terminal.style.usesColor == testCase.usesColor)
    }

    @Test(
        "symbols beyond ASCII need a UTF-8 locale",
        arguments: [
            (["LANG": "C.UTF-8"], true), (["LANG": "de_DE.utf8"], true), (["LANG": "C"], false), ([:], false),
            (["LC_ALL": "C", "LANG": "C.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "C.UTF-8"], true),
        ]
    )
    func symbols(environment: [String: String], expected: Bool) {
        let terminal = Screen.decide(isTerminal: true, columns: 80, lines: 24, color: .auto) {
            environment[$0]
        }
        #expect(terminal.style.usesUnicode == expected)
    }

    @Test("the width is COLUMNS, or the terminal's, and has no limit in a pipe")
    func width() {
        func width(_ columns: Int?, _ named: String?, isTerminal: Bool = true) -> Int? {
            Screen.decide(isTerminal: isTerminal, columns: columns, lines: nil, color: .auto) {
                $0 == "COLUMNS" ? named : nil
            }
            .width
        }
        #expect(width(120, nil) == 120)
        #expect(width(120, "60") == 60)
        #expect(width(120, "x") == 120)
        #expect(width(120, "0") == 120)
        #expect(width(nil, nil) == 80)
        #expect(width(3, nil) == 20)
        #expect(width(120, "60", isTerminal: false) == nil)
    }

    @Test("a real terminal is recognized, with its size")
    func pseudoTerminal() throws {
        let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(main >= 0)
        defer { close(main) }
        // TIOCSPTLCK and TIOCGPTN, which the overlay does not import: unlock, and tell the number.
        var (locked, number): (CInt, CInt) = (0, 0)
        try #require(ioctl(main, 0x4004_5431, &locked) == 0 && ioctl(main, 0x8004_5430, &number) == 0)
        let descriptor = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var size = winsize(ws_row: 33, ws_col: 77, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0)
        let terminal = Screen.detect(descriptor: descriptor, color: .auto) { _ in nil }
        #expect(terminal.isTerminal)
        #expect(terminal.width == 77)
        #expect(terminal.height == 33)
        #expect(terminal.style == TextStyle(usesColor: true, usesUnicode: false))
    }
}
