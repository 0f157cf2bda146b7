import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("a slot's proxy", .enabled(if: Tool.isThere("python3")))
struct ProxyTests {
    /// Hands every tunnel on, and prints its port.
    private static let tunnel = """
        import socket, threading
        def copy(a, b):
            try:
                while data := a.recv(65536): b.sendall(data)
                b.shutdown(socket.SHUT_WR)
            except OSError: pass
        def serve(client):
            head = b""
            while b"\\r\\n\\r\\n" not in head: head += client.recv(4096)
            host, port = head.split()[1].decode().rsplit(":", 1)
            server = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
            threading.Thread(target=copy, args=(server, client), daemon=True).start()
            copy(client, server)
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """

    /// A SOCKS proxy that takes nobody without a password, and prints its port.
    private static let refusing = """
        import socket
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            client.recv(300)
            client.sendall(b"\\x05\\xff")
            client.close()
        """

    /// Runs a proxy while `body` is at work.
    private func with(_ program: String, in workspace: TestWorkspace, _ body: (String) throws -> Void) throws
    {
        let proxy = try Child(["python3", "-c", program], in: workspace.folder.url)
        defer {
            proxy.signal(SIGKILL)
            _ = proxy.end()
        }
        try #require(proxy.waits { $0.stdout.hasSuffix("\n") }, "\(proxy.stderr)")
        try body(proxy.stdout.trimmingCharacters(in: .newlines))
    }

    @Test("a recorded result stands in for a check only while the proxy that is referred to is the same")
    func sealed() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["proxy: env:TEST_PROXY"])
        try with(Self.tunnel, in: workspace) { port in
            let one = ["TEST_PROXY": "http://127.0.0.1:\(port)"]
            let other = ["TEST_PROXY": "http://me:other@127.0.0.1:\(port)"]
            func checkedAt(_ environment: [String: String]) throws -> String? {
                let ended = try workspace.start(
                    ["verify", "--max-age", "10m", "-o", "json"],
                    environment: environment
                ).end()
                #expect(ended.exit == 0, ended.told)
                return try ended.json()["slots"]?.array?.first?["checked_at"]?.string
            }
            let applied = try workspace.start(["apply"], environment: one).end()
            #expect(applied.exit == 0, applied.told)
            let first = try checkedAt(one)
            #expect(try first != nil && checkedAt(one) == first)
            let second = try checkedAt(other)
            #expect(second != first, "the result of another proxy was believed")
        }
    }

    @Test("one that wants a sign-in is told at its own line, not as the exchange's trouble")
    func refusal() throws {
        let workspace = try TestWorkspace()
        try with(Self.refusing, in: workspace) { port in
            try workspace.addConnected(lines: ["proxy: socks5h://127.0.0.1:\(port)"])
            let ended = try workspace.run("check", "-o", "json")
            #expect(ended.exit == 69, ended.told)
            let findings = try ended.json()["findings"]?.array ?? []
            let finding = try #require(findings.first { $0["severity"]?.string == "error" }, ended.told)
            let lines = try workspace.folder.text("slots/aster.yaml").split(separator: "\n")
            let line = try #require(lines.firstIndex { $0.hasPrefix("proxy:") }) + 1
            #expect(finding["place"]?["line"]?.numericText == "\(line)", ended.told)
            #expect(finding["message"]?.string?.contains("proxy") == true, ended.told)
        }
    }
}
