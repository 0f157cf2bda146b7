import Foundation
import HTTPTransport
import SlotModel
import Testing
import TestSupport

@Suite("What comes back")
struct ResponseTests {
    @Test("status, headers and body are the server's")
    func whole() async throws {
        let server = try FaultServer { _ in
            .answer(
                429,
                headers: ["Retry-After:  7 ", "X-A: 1", "x-a: 2", "X-Empty:"],
                body: Array("no".utf8)
            )
        }
        let response = try await HTTPClient.live().send(HTTPRequest(url: server.url()))
        #expect(response.status == 429)
        #expect(response.text == "no")
        #expect(response.header("retry-after") == "7")
        #expect(response.localAddress == "127.0.0.1")
        #expect(
            response.headers.map { "\($0.name)=\($0.value)" } == [
                "Retry-After=7", "X-A=1", "x-a=2", "X-Empty=", "Content-Length=2",
            ]
        )
    }

    @Test("interim answers and trailers are not the answer")
    func interim() async throws {
        let text = """
            HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Real: 1\r\n\
            Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n
            """
        let server = try FaultServer { _ in FaultScript([.send(Array(text.utf8))]) }
        let response = try await HTTPClient.live().send(HTTPRequest(url: server.url()))
        #expect(response.text == "{}")
        #expect(response.headers.map(\.name) == ["X-Real", "Transfer-Encoding"])
    }

    @Test(
        "odd answers are handed over as they are",
        arguments: [200, 403, 500]
    )
    func page(_ status: Int) async throws {
        let server = try FaultServer { _ in .html(status) }
        let response = try await HTTPClient.live().send(HTTPRequest(url: server.url()))
        #expect(response.status == status)
        #expect(response.text.hasPrefix("<!doctype html>"))
    }

    @Test("timings go up step by step, and a reused connection has no connecting in it")
    func timings() async throws {
        let server = try FaultServer { _ in .json("{}").after(.milliseconds(50)) }
        let client = HTTPClient.live()
        let first = try await client.send(HTTPRequest(url: server.url())).timings
        #expect(first.nameLookup <= first.connect)
        #expect(first.connect > .zero)
        #expect(first.tls == .zero)
        #expect(first.connect <= first.sent)
        #expect(first.firstByte - first.sent > .milliseconds(45))
        #expect(first.firstByte <= first.total)
        let second = try await client.send(HTTPRequest(url: server.url())).timings
        #expect(second.nameLookup == .zero)
        #expect(second.connect == .zero)
        // Our clock against libcurl's: a millisecond of leave.
        let end = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        #expect(second.started - (first.started + first.total) > .milliseconds(-1))
        #expect(end - (second.started + second.total) > .milliseconds(-1))
    }
}
