import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("slots sandbox, as other programs use it")
struct SandboxProcessTests {
    @Test(
        "many processes that check one API wallet at once never collide in a nonce",
        .timeLimit(.minutes(2))
    )
    func nonces() throws {
        let sandbox = try SandboxProcess()
        let workspace = try TestWorkspace(network: "live")
        for selector in [Selector.aster, .asterFutures] {
            try workspace.addConnected(selector, lines: [sandbox.endpoint(for: selector)])
        }
        let children = try (0..<8).map { _ in
            try workspace.start(["check", "-o", "json", "--timeout", "40s"])
        }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0, ended.told)
            #expect(!ended.stdout.contains("4225") && !ended.stderr.contains("4225"), ended.told)
            #expect(try Set(ended.json().statuses.values) == ["connected"], ended.told)
        }
        let ended = sandbox.end()
        #expect(ended.exit == 130 && ended.stderr == "", ended.told)
    }

    @Test("so do two slots with the same API wallet in one process")
    func oneProcess() throws {
        let workspace = try TestWorkspace(lines: "policy: {shared-key: allow}")
        for number in 1...6 {
            try workspace.addConnected(
                named: "slot-\(number)",
                lines: ["as: {main: \"asterdex#\(number + 1)\"}"]
            )
        }
        let ended = try workspace.run("check", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(!ended.stdout.contains("4225"), ended.told)
    }

    private static func python(_ generation: String) -> String? {
        ProcessInfo.processInfo.environment["SLOTS_CCXT_PYTHON_\(generation.uppercased())"]
    }

    @Test(
        "ccxt signs in, reads, and is refused with wrong keys",
        .enabled(
            if: python("v1") != nil && python("v3") != nil,
            "eval \"$(scripts/clients/setup)\" was not run"
        ),
        arguments: ["v1", "v3"]
    )
    func ccxt(_ generation: String) throws {
        let sandbox = try SandboxProcess()
        let folder = try TemporaryFolder()
        let script = Shared.repository.appendingPathComponent("scripts/clients/check_aster.py").path
        let ended = try Child(
            [
                try #require(Self.python(generation)), script, "--spot", sandbox.spot, "--futures",
                sandbox.futures,
                "--generation", generation,
            ],
            in: folder.url,
            environment: ["PYTHONDONTWRITEBYTECODE": "1"]
        ).end(within: .seconds(120))
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stdout.contains("ok ") && !ended.stdout.contains("MISMATCH"), ended.told)
        let served = sandbox.end()
        #expect(served.exit == 130)
        #expect(served.stderr == "", "no request wanted to write: \(served.stderr)")
    }

    @Test(
        "a request that would write is refused, counted, and told at the end",
        .enabled(if: Tool.isThere("curl"), "no curl")
    )
    func writes() throws {
        let sandbox = try SandboxProcess()
        let folder = try TemporaryFolder()
        let ended = try Child(
            [
                "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST",
                sandbox.futures + "/fapi/v3/order",
            ],
            in: folder.url
        ).end()
        #expect(ended.stdout == "403", ended.told)
        let served = sandbox.end()
        #expect(served.stderr.contains("1 request") && served.stderr.contains("/fapi/v3/order"), served.told)
        #expect(served.stdout.hasSuffix("{\"version\":1,\"rounds\":1}\n"), served.told)
    }

    @Test("fixed ports are taken in order, and the text names the real hosts")
    func ports() throws {
        let folder = try TemporaryFolder()
        var served: Child?
        for _ in 0..<20 where served == nil {
            let port = Int.random(in: 20_000..<30_000)
            let child = try Child([BuiltProgram.path, "sandbox", "--port", "\(port)"], in: folder.url)
            let isUp = child.waits { $0.stdout.contains("fapi.asterdex.com") || !$0.stderr.isEmpty }
            guard isUp, child.stdout.contains("127.0.0.1:\(port + 1)  stands for fapi.asterdex.com") else {
                continue
            }
            #expect(child.stdout.contains("127.0.0.1:\(port)  stands for sapi.asterdex.com"))
            served = child
        }
        let child = try #require(served)
        child.signal(SIGTERM)
        #expect(child.end(within: .seconds(10)).exit == 143)
    }

    @Test("prints the keys that it knows, and a slot with them is what it says", arguments: Selector.allCases)
    func keys(_ selector: Selector) throws {
        let workspace = try TestWorkspace()
        let told = try workspace.run("sandbox", "--fakes", selector.rawValue)
        #expect(told.exit == 0 && told.stderr.isEmpty, told.told)
        for block in told.stdout.split(separator: "\n\n").prefix(3) {
            let lines = block.split(separator: "\n").map(String.init)
            let title = try #require(lines.first?.split(separator: " ").map(String.init))
            let name = String(title[1].dropLast())
            let fields = lines.dropFirst().filter { !$0.hasPrefix("expires:") }.map { "  " + $0 }
            let others = lines.dropFirst().filter { $0.hasPrefix("expires:") }
            let text = ["exchange: \(selector.rawValue)", "credentials:"] + fields + others
            try workspace.folder.write("slots/\(name).yaml", text.joined(separator: "\n") + "\n")
            let checked = try workspace.run("check", name, "-o", "json").json()
            #expect(checked.statuses[name] == String(title[2].dropLast()), "\(block)")
        }
        let listed = try workspace.run("sandbox", "--fakes", selector.rawValue, "-o", "json").json()
        #expect(listed["accounts"]?.array?.count == told.stdout.split(separator: "\n\n").count)
        #expect(try workspace.run("sandbox", "--fakes", "kraken").exit == 64)
    }
}
