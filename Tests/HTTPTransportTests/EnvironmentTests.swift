import Cryptography
import Foundation
import HTTPTransport
import Testing
import TestSupport

/// Each in a process of its own, because the environment is the whole process's.
@Suite("Settings from outside")
struct EnvironmentTests {
    @Test("the environment's proxies are not asked")
    func proxies() async {
        await #expect(processExitsWith: .success) {
            let thief = try FaultServer { _ in .json("{}") }
            let server = try FaultServer { _ in .json("{}") }
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:\(thief.port)", 1)
            }
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let client = HTTPClient.live()
            #expect(try await client.send(HTTPRequest(url: server.url())).status == 200)
            // Nor for https; that the handshake fails is all the same.
            let secure = HTTPRequest(url: "https://127.0.0.1:\(server.port)/", timeout: .milliseconds(500))
            #expect(await failure(of: secure, with: client) == .timedOut(during: .tls))
            #expect(thief.record.connections == 0)
        }
    }

    @Test("a proxy that a request names is asked even where the environment excludes the host")
    func noProxy() async {
        await #expect(processExitsWith: .success) {
            setenv("no_proxy", "*", 1)
            setenv("NO_PROXY", "*", 1)
            let proxy = try FaultServer { $0.method == "CONNECT" ? .answer(200) : .json("{}") }
            let request = HTTPRequest(url: "http://127.0.0.1:9/", proxy: proxy.url(""))
            #expect(try await HTTPClient.live().send(request).status == 200)
        }
    }

    @Test("passwords in .netrc are not sent")
    func netrc() async {
        await #expect(processExitsWith: .success) {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let netrc = "machine 127.0.0.1 login me password mine\ndefault login me password mine\n"
            try Data(netrc.utf8).write(to: folder.appendingPathComponent(".netrc"))
            setenv("HOME", folder.path, 1)
            setenv("NETRC", folder.appendingPathComponent(".netrc").path, 1)
            let server = try FaultServer { _ in .json("{}") }
            _ = try await HTTPClient.live().send(HTTPRequest(url: server.url()))
            #expect(server.requests.first?.header("Authorization") == nil)
        }
    }
}

@Suite("Proxies that a request names")
struct ProxyTests {
    private let request = HTTPRequest(
        url: "http://127.0.0.1:9/api?signature=tell-tale",
        headers: [.init("X-MBX-APIKEY", .secret(Secret(copying: Array("mine".utf8))))]
    )

    @Test("the proxy gets no key, query or path, only the host")
    func tunnel() async throws {
        let proxy = try FaultServer { $0.method == "CONNECT" ? .answer(200) : .json("{}") }
        var request = request
        request.proxy = "http://me:word@127.0.0.1:\(proxy.port)"
        #expect(try await HTTPClient.live().send(request).text == "{}")
        let seen = proxy.requests
        #expect(
            seen.map { "\($0.method) \($0.target)" } == [
                "CONNECT 127.0.0.1:9", "GET /api?signature=tell-tale",
            ]
        )
        #expect(seen.first?.header("X-MBX-APIKEY") == nil)
        #expect(seen.first?.header("Proxy-Authorization") == "Basic bWU6d29yZA==")
        // Inside the tunnel it is the other way round.
        #expect(seen.last?.header("X-MBX-APIKEY") == "mine")
        #expect(seen.last?.header("Proxy-Authorization") == nil)
    }

    @Test("a proxy that refuses is a connection that cannot be made", arguments: [403, 407, 502])
    func refusing(_ status: Int) async throws {
        let proxy = try FaultServer { _ in .html(status) }
        var request = request
        request.proxy = "http://me:word@127.0.0.1:\(proxy.port)"
        let error = await failure(of: request)
        guard case .proxy(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("\(status)"))
        #expect(!message.contains("word"))
    }

    @Test("a proxy that is not there is a connection that cannot be made")
    func absent() async throws {
        let port = try RefusingPort()
        var request = request
        for scheme in ["http", "socks5", "socks5h"] {
            request.proxy = "\(scheme)://me:word@127.0.0.1:\(port.port)"
            let error = await failure(of: request)
            guard case .proxy(let message) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(!message.contains("word"))
        }
    }

    @Test("a proxy of an unknown name is told with its name alone")
    func unknown() async {
        let request = HTTPRequest(url: "https://127.0.0.1:9/", proxy: "http://me:word@no-such.invalid:3128")
        let message = "no address is known for the name no-such.invalid"
        #expect(await failure(of: request) == .proxy(message: message))
    }
}
