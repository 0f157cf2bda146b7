import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// Whether a program may have namespaces of its own here: another network, other mounts.
private let canUnshare: Bool = {
    let line = ["unshare", "-rmn", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    let ended = try? Child(line, in: URL(fileURLWithPath: "/")).end()
    return ended?.exit == 0
}()

@Suite("slots doctor, on odd machines")
struct DoctorSurroundingsTests {
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addConnected(.aster)
    }

    /// The report, which follows its schema and agrees with the exit code.
    private func report(
        _ arguments: String...,
        wrapper: [String],
        environment: [String: String] = [:],
        exit: Int32,
        location: Testing.SourceLocation = #_sourceLocation
    ) throws -> [String: JSONValue] {
        let line = ["doctor", "-o", "json"] + arguments
        let ended = try workspace.start(line, environment: environment, wrapper: wrapper).end()
        #expect(ended.exit == exit, ended.told, sourceLocation: location)
        let report = try ended.json()
        let schema = try JSONValue.read(Array(workspace.run("schema", "doctor").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [], sourceLocation: location)
        #expect(report.exit == Int(ended.exit), sourceLocation: location)
        let checks = (report["checks"]?.array ?? []).map { ($0["check"]?.string ?? "", $0) }
        for (name, check) in checks where ["warn", "fail"].contains(check["outcome"]?.string) {
            #expect(check["help"]?.string?.isEmpty == false, "\(name)", sourceLocation: location)
        }
        return Dictionary(checks) { first, _ in first }
    }

    @Test(
        "looks at everything whatever stands in the environment, and whatever does not",
        arguments: [
            ["-u", "HOME"], ["HOME="], ["HOME=relative"], ["HOME=/nonexistent"], ["-u", "PATH"], ["PATH="],
            ["PATH=.:bin"], ["-i"], ["CURL_CA_BUNDLE=/none", "SSL_CERT_FILE=/none", "SSL_CERT_DIR=/none"],
            ["https_proxy=http://127.0.0.1:1", "ALL_PROXY=http://127.0.0.1:1"],
        ]
    )
    func environment(_ words: [String]) throws {
        let checks = try report(wrapper: ["env"] + words, exit: 0)
        #expect(checks.count == 16)
        for name in ["version", "libraries", "workspace", "authorities", "reach", "modes", "disk"] {
            #expect(checks[name]?["outcome"]?.string == "pass", "\(name) \(checks[name] ?? .null)")
        }
    }

    @Test("fails where age is missing and a slot needs it")
    func withoutAge() throws {
        try folder.write("slots/a.yaml", "exchange: hitbtc\ncredentials: {key: secret:a, secret: secret:b}\n")
        let checks = try report("--offline", wrapper: ["env", "PATH=/nonexistent"], exit: 1)
        #expect(checks["age"]?["message"]?.string == "it is not installed, and secrets.age needs it")
        #expect(checks["age"]?["help"]?.string == "install it: sudo apt install age")
    }

    @Test("tells what is out of reach without a network", .enabled(if: canUnshare))
    func withoutNetwork() throws {
        let here = try report(wrapper: ["unshare", "-rn"], exit: 1)
        #expect(here["reach"]?["outcome"]?.string == "fail")
        #expect(here["reach"]?["help"]?.string?.hasSuffix("sudo ip link set lo up") == true)

        try folder.write("slots.yaml", "network: live\n")
        let live = try report("--timeout", "5s", wrapper: ["unshare", "-rn"], exit: 1)
        #expect(live["names"]?["outcome"]?.string == "fail" && live["reach"]?["outcome"]?.string == "fail")
        #expect(live["exchange-clock"]?["outcome"]?.string == "skip")
        #expect(live["address"]?["outcome"]?.string == "skip")
        let offline = try report("--offline", wrapper: ["unshare", "-rn"], exit: 0)
        #expect(offline["reach"]?["outcome"]?.string == "skip")
    }

    @Test("tells of a full disk and of one that cannot be written", .enabled(if: canUnshare))
    func disk() throws {
        func wrapper(_ end: String) -> [String] {
            let script =
                "mount -t tmpfs -o size=1m,mode=755 tmpfs bots && cp slots.yaml bots && cd bots && \(end)"
            return ["unshare", "-rm", "sh", "-c", script + "; exec \"$0\" \"$@\""]
        }
        let full = try report("--offline", wrapper: wrapper("cat /dev/zero > x 2> /dev/null"), exit: 1)
        #expect(full["disk"]?["outcome"]?.string == "fail")
        #expect(full["disk"]?["message"]?.string?.hasPrefix("only 0 bytes are free in the workspace") == true)
        let closed = try report("--offline", wrapper: wrapper("mount -o remount,ro ."), exit: 1)
        let message = closed["disk"]?["message"]?.string ?? ""
        #expect(message.hasPrefix("the workspace is on a file system that cannot be written"), "\(message)")
    }

    @Test("tells of certificate authorities that libcurl cannot read", .enabled(if: canUnshare))
    func authorities() throws {
        let bundle = try report("--offline", wrapper: [], exit: 0)["authorities"]?["data"]?["path"]?.string
        let path = try #require(bundle)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for (content, word) in [(Data(), "holds no certificate"), (whole.dropLast(100), "damaged")] {
            try folder.write("authorities", content)
            let script = "mount --bind authorities '\(path)'; exec \"$0\" \"$@\""
            let checks = try report("--offline", wrapper: ["unshare", "-rm", "sh", "-c", script], exit: 1)
            #expect(checks["authorities"]?["outcome"]?.string == "fail")
            #expect(checks["authorities"]?["message"]?.string?.contains(word) == true, "\(checks)")
        }
    }
}
