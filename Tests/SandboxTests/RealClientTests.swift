import Foundation
import Sandbox
import TestSupport
import Testing

/// ccxt from PyPI, unchanged, against the built-in exchange; `scripts/clients/setup` says where its Pythons are.
@Suite("real clients")
struct RealClientTests {
    static let environment = ProcessInfo.processInfo.environment

    enum Generation: String, CaseIterable, Sendable {
        case v1, v3

        var python: String? { environment["SLOTS_CCXT_PYTHON_\(rawValue.uppercased())"] }
    }

    static let isPrepared = Generation.allCases.allSatisfy { $0.python != nil }
    static let hint: Comment = #"needs eval "$(scripts/clients/setup)""#

    @Test(
        "ccxt signs in, reads balances, is refused with wrong keys, and writes nothing",
        .enabled(if: isPrepared, hint),
        .timeLimit(.minutes(2)),
        arguments: Generation.allCases
    )
    func ccxt(_ generation: Generation) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let (status, output) = try run(generation, on: server)
        #expect(status == 0, "\(output)")
        #expect(output.contains("ok       spot balance"))
        #expect(server.counts.refused == [])
        #expect(server.counts.requests[.aster, default: 0] > 3)
    }

    @Test(
        "ccxt's builder fee is a write, refused and counted",
        .enabled(if: isPrepared, hint),
        .timeLimit(.minutes(2))
    )
    func builderFee() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let (status, output) = try run(.v3, on: server, ["--builder-fee"])
        #expect(status == 0, "\(output)")
        #expect(Set(server.counts.refused) == ["POST /fapi/v3/approveBuilder"])
    }

    @Test(
        "ccxt reads Bitget and HitBTC, finds its own classes of errors, and writes nothing",
        .enabled(if: isPrepared, hint),
        .timeLimit(.minutes(2)),
        arguments: [SandboxHost.bitget, .hitbtc]
    )
    func others(_ host: SandboxHost) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let (status, output) = try run(
            "check_\(host.rawValue).py",
            ["--origin", server.origin(of: host)],
            python: Generation.v3.python
        )
        #expect(status == 0, "\(output)")
        #expect(output.contains("ok       spot balance"))
        #expect(server.counts.refused == [])
        #expect(server.counts.requests[host, default: 0] > 20)
    }

    private func run(
        _ generation: Generation,
        on server: SandboxServer,
        _ more: [String] = []
    ) throws -> (status: Int32, output: String) {
        try run(
            "check_aster.py",
            [
                "--generation", generation.rawValue, "--spot", server.origin(of: .aster),
                "--futures", server.origin(of: .asterFutures),
            ] + more,
            python: generation.python
        )
    }

    private func run(
        _ name: String,
        _ arguments: [String],
        python: String?
    ) throws -> (status: Int32, output: String) {
        let script = Shared.repository.appendingPathComponent("scripts/clients/\(name)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        // No compiled files beside the scripts.
        process.arguments = ["-B", script.path] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
