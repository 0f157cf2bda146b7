import Operations
import Testing

@Suite("Exit codes")
struct ExitCodeTests {
    @Test("are those that the design promises")
    func values() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 64, 65, 69, 70, 73, 74, 75, 78, 130, 143])
    }

    @Test(
        "the worst of several wins",
        arguments: [
            ([], .done), ([.done, .done], .done), ([.unreachable, .stopped], .stopped),
            ([.stopped, .noSecret], .noSecret), ([.noSecret, .wrongFiles, .stopped], .wrongFiles),
            ([.done, .unreachable], .unreachable), ([.changes, .unreachable], .unreachable),
            ([.changes, .done], .changes), ([.wrongFiles, .interrupted], .interrupted),
        ] as [([ExitCode], ExitCode)]
    )
    func worst(codes: [ExitCode], expected: ExitCode) {
        #expect(ExitCode.worst(of: codes) == expected)
        #expect(ExitCode.worst(of: codes.reversed()) == expected)
    }
}
