import Foundation
import Sandbox
import Testing

@Suite("the count of round trips")
struct RoundMeterTests {
    private static func server(latency: Duration) throws -> SandboxServer {
        var options = SandboxOptions()
        options.latency = latency
        return try SandboxServer.start(options)
    }

    @Test("requests in a row are as many rounds, whatever the host and the latency", arguments: [0, 20])
    func row(milliseconds: Int) throws {
        let server = try Self.server(latency: .milliseconds(milliseconds))
        defer { server.stop() }
        #expect(server.counts.rounds == 0)
        for host in [SandboxHost.aster, .bitget, .hitbtc, .aster] {
            #expect(RawClient(port: server.port(of: host)).get("/") != nil)
        }
        #expect(server.counts.rounds == 4)
    }

    @Test("requests that wait together are one round; one after the first answer begins another")
    func together() throws {
        let server = try Self.server(latency: .milliseconds(500))
        defer { server.stop() }
        let request = Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
        let clients = [SandboxHost.aster, .bitget, .hitbtc].map { RawClient(port: server.port(of: $0)) }
        let sockets = try clients.map { try #require($0.connect()) }
        for (client, socket) in zip(clients, sockets) { client.write(request, to: socket) }
        for (client, socket) in zip(clients, sockets) {
            #expect(!client.read(from: socket).isEmpty)
            close(socket)
        }
        #expect(server.counts.rounds == 1)
        #expect(clients[0].get("/") != nil)
        #expect(server.counts.rounds == 2)
    }
}
