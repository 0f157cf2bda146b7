import Cryptography
import Glibc
import HTTPTransport
import Testing
import TestSupport

@Suite("What goes over the wire")
struct RequestBytesTests {
    @Test(
        "path and query arrive byte for byte, because they were signed",
        arguments: [
            "/api/v3/account?timestamp=1&signature=ab",
            "/a/../b/./c//d",
            "/%2f%2F%7e~%41?x=%2b+%20&y=a%0d%0aHost:%20evil",
            "/?x=[1,2]{3}|^`\\\"<>'()*;:@!$,",
            "/?",
            "/??a=b?c",
            "/?empty=&&=&",
            "/",
        ]
    )
    func target(_ target: String) async throws {
        let server = try FaultServer { _ in .json("{}") }
        _ = try await HTTPClient.live().send(HTTPRequest(url: server.url(target)))
        #expect(server.requests.map(\.target) == [target])
    }

    @Test("a URL without a path asks for the root")
    func rootPath() async throws {
        let server = try FaultServer { _ in .json("{}") }
        _ = try await HTTPClient.live().send(HTTPRequest(url: server.url("")))
        _ = try await HTTPClient.live().send(HTTPRequest(url: server.url("?a=b")))
        #expect(server.requests.map(\.target) == ["/", "/?a=b"])
    }

    @Test("nothing is sent that was not asked for")
    func whole() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let request = HTTPRequest(
            url: server.url("/x"),
            headers: [
                .init("X-MBX-APIKEY", .secret(Secret(copying: Array("key of mine".utf8)))),
                .init("X-Open", .open("yes: 1")),
                .init("X-Empty", .open("")),
            ]
        )
        _ = try await HTTPClient.live().send(request)
        #expect(
            server.requests.first?.lines == [
                "GET /x HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: slots/1", "Accept: */*",
                "X-MBX-APIKEY: key of mine", "X-Open: yes: 1", "X-Empty:",
            ]
        )
    }

    @Test("headers of one request are not on the next one")
    func nextRequest() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let client = HTTPClient.live()
        let headers = [HTTPRequest.Header("X-MBX-APIKEY", .open("one"))]
        _ = try await client.send(HTTPRequest(url: server.url(), headers: headers))
        _ = try await client.send(HTTPRequest(url: server.url()))
        #expect(server.requests.map { $0.header("X-MBX-APIKEY") } == ["one", nil])
    }

    @Test(
        "a header that would bring another one with it is refused, whoever wrote it",
        arguments: ["a\r\nHost: evil", "a\nb", "a\rb", "a\0b", "a\u{7f}b", "a\u{1b}[31m"]
    )
    func injection(_ value: String) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let client = HTTPClient.live()
        for value in [.open(value), .secret(Secret(copying: Array(value.utf8)))]
            as [HTTPRequest.HeaderValue]
        {
            let request = HTTPRequest(url: server.url(), headers: [.init("X-Key", value)])
            let error = await failure(of: request, with: client)
            #expect(
                error
                    == .notSendable(
                        message: "the header X-Key contains a line break or another control character"
                    )
            )
        }
        let named = HTTPRequest(url: server.url(), headers: [.init(value, .open("x"))])
        #expect(
            await failure(of: named, with: client)
                == .notSendable(message: "a header's name is not well-formed")
        )
        #expect(server.record.connections == 0)
    }

    @Test("redirects are answers, and nothing follows them", arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) async throws {
        let thief = try FaultServer { _ in .json("{}") }
        let thiefURL = thief.url("/steal")
        let server = try FaultServer { _ in .redirect(to: thiefURL, status: status) }
        let request = HTTPRequest(
            url: server.url(),
            headers: [.init("X-MBX-APIKEY", .secret(Secret(copying: Array("mine".utf8))))]
        )
        let response = try await HTTPClient.live().send(request)
        #expect(response.status == status)
        #expect(response.header("location") == thiefURL)
        #expect(thief.record.connections == 0)
    }

    @Test("cookies are not kept")
    func cookies() async throws {
        let server = try FaultServer { _ in .json("{}", headers: ["Set-Cookie: id=1"]) }
        let client = HTTPClient.live()
        for _ in 0..<2 { _ = try await client.send(HTTPRequest(url: server.url())) }
        #expect(server.requests.allSatisfy { $0.header("Cookie") == nil })
    }

    @Test("connections are not handed on to programs that are started meanwhile")
    func closedOnExec() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let client = HTTPClient.live()
        _ = try await client.send(HTTPRequest(url: server.url()))
        let flags = (3..<Int32(sysconf(Int32(_SC_OPEN_MAX)))).compactMap { descriptor -> Int32? in
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let code = withUnsafeMutableBytes(of: &peer) { bytes in
                getpeername(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
            }
            guard code == 0, Int(UInt16(bigEndian: peer.sin_port)) == server.port else { return nil }
            return fcntl(descriptor, F_GETFD)
        }
        #expect(flags == [FD_CLOEXEC])
        _ = client
    }
}
