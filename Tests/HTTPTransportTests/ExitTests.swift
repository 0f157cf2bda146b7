import Glibc
import HTTPTransport
import Testing

@Suite("The end of the process", .enabled(if: TLSServer.has("openssl"), "needs the openssl command"))
struct ExitTests {
    @Test("exit in the middle of handshakes keeps its code", arguments: [0, 2, 5, 10, 20, 40])
    func handshakes(_ milliseconds: Int) async throws {
        let certificates = try Certificates()
        let leaf = try certificates.leaf(for: "localhost")
        for _ in 1...8 {
            let server = try TLSServer(certificate: leaf)
            await #expect(processExitsWith: .exitCode(7)) {
                [port = server.port as Int, authority = certificates.authority as String, milliseconds] in
                var limits = HTTPLimits()
                limits.authorities = authority
                let client = HTTPClient.live(limits: limits)
                let tasks = (0..<200).map { _ in
                    Task { await failure(of: HTTPRequest(url: "https://localhost:\(port)/"), with: client) }
                }
                try await Task.sleep(for: .milliseconds(milliseconds))
                exit(tasks.count == 200 ? 7 : 1)
            }
        }
    }
}
