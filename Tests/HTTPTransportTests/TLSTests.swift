import Foundation
import HTTPTransport
import Testing
import TestSupport

@Suite("TLS", .enabled(if: TLSServer.has("openssl"), "needs the openssl command"))
struct TLSTests {
    private func client(trusting certificates: Certificates) -> HTTPClient {
        var limits = HTTPLimits()
        limits.authorities = certificates.authority
        return .live(limits: limits)
    }

    private enum Refusal { case handshake, certificate }

    private func refusal(of url: String, by client: HTTPClient) async -> Refusal? {
        switch await failure(of: HTTPRequest(url: url), with: client) {
        case .tls: .handshake
        case .certificate: .certificate
        default: nil
        }
    }

    @Test("a certificate of a trusted authority for the right name is taken, and timed")
    func trusted() async throws {
        let certificates = try Certificates()
        let server = try TLSServer(certificate: certificates.leaf(for: "localhost"))
        let request = HTTPRequest(url: "https://localhost:\(server.port)/")
        let response = try await client(trusting: certificates).send(request)
        #expect(response.status == 200)
        #expect(response.timings.connect <= response.timings.tls)
        #expect(response.timings.tls > .zero)
        #expect(response.timings.tls <= response.timings.sent)
    }

    @Test("a certificate of an unknown authority is refused")
    func unknownAuthority() async throws {
        let server = try TLSServer(certificate: Certificates().leaf(for: "localhost"))
        #expect(await refusal(of: "https://localhost:\(server.port)/", by: .live()) == .certificate)
    }

    @Test("a certificate for another name is refused")
    func wrongName() async throws {
        let certificates = try Certificates()
        let server = try TLSServer(certificate: certificates.leaf(for: "other.example"))
        #expect(
            await refusal(of: "https://localhost:\(server.port)/", by: client(trusting: certificates))
                == .certificate
        )
    }

    @Test("a certificate that has expired is refused")
    func expired() async throws {
        let certificates = try Certificates()
        let server = try TLSServer(certificate: certificates.leaf(for: "localhost", days: -1))
        #expect(
            await refusal(of: "https://localhost:\(server.port)/", by: client(trusting: certificates))
                == .certificate
        )
    }

    @Test("TLS 1.1 is refused, and the certificate is not blamed")
    func old() async throws {
        let certificates = try Certificates()
        let server = try TLSServer(
            certificate: certificates.leaf(for: "localhost"),
            options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        )
        #expect(
            await refusal(of: "https://localhost:\(server.port)/", by: client(trusting: certificates))
                == .handshake
        )
    }

    @Test("a server that speaks no TLS is refused, and gets no request")
    func plain() async throws {
        let server = try FaultServer(onConnect: .html(200)) { _ in FaultScript() }
        #expect(await refusal(of: "https://127.0.0.1:\(server.port)/", by: .live()) == .handshake)
        #expect(server.requests.isEmpty)
    }

    @Test("authorities that the environment names are not trusted")
    func environmentAuthorities() async {
        await #expect(processExitsWith: .success) {
            let certificates = try Certificates()
            for name in ["SSL_CERT_FILE", "CURL_CA_BUNDLE"] { setenv(name, certificates.authority, 1) }
            setenv("SSL_CERT_DIR", certificates.folder.path, 1)
            let server = try TLSServer(certificate: certificates.leaf(for: "localhost"))
            let error = await failure(of: HTTPRequest(url: "https://localhost:\(server.port)/"))
            guard case .certificate = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("a configuration of OpenSSL that the environment names lets no weak key through")
    func environmentConfiguration() async {
        await #expect(processExitsWith: .success) {
            let certificates = try Certificates()
            let file = certificates.folder.appendingPathComponent("openssl.cnf")
            let lax =
                "openssl_conf=a\n[a]\nssl_conf=b\n[b]\nsystem_default=c\n[c]\nCipherString=ALL:@SECLEVEL=0\n"
            try Data(lax.utf8).write(to: file)
            let leaf = try certificates.leaf(for: "localhost", key: ["rsa:1024"])
            let server = try TLSServer(certificate: leaf, options: ["-cipher", "ALL:@SECLEVEL=0"])
            setenv("OPENSSL_CONF", file.path, 1)
            var limits = HTTPLimits()
            limits.authorities = certificates.authority
            let request = HTTPRequest(url: "https://localhost:\(server.port)/")
            let error = await failure(of: request, with: .live(limits: limits))
            guard case .certificate(let message) = error, message.contains("too weak") else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("session keys are not logged for SSLKEYLOGFILE, which stays set for others")
    func keyLog() async {
        await #expect(processExitsWith: .success) {
            let certificates = try Certificates()
            let log = certificates.folder.appendingPathComponent("keys.log").path
            setenv("SSLKEYLOGFILE", log, 1)
            let server = try TLSServer(certificate: certificates.leaf(for: "localhost"))
            var limits = HTTPLimits()
            limits.authorities = certificates.authority
            let request = HTTPRequest(url: "https://localhost:\(server.port)/")
            #expect(try await HTTPClient.live(limits: limits).send(request).status == 200)
            #expect(!FileManager.default.fileExists(atPath: log))
            #expect(ProcessInfo.processInfo.environment["SSLKEYLOGFILE"] == log)
        }
    }

    @Test(
        "a stream that a server refuses is not asked for again behind the rate limit's back",
        .enabled(if: TLSServer.has("python3"), "needs python3")
    )
    func refusedStream() async throws {
        let certificates = try Certificates()
        let server = try TLSServer(refusingStreams: certificates.leaf(for: "localhost"))
        let client = client(trusting: certificates)
        for _ in 0..<4 {
            let error = await failure(of: HTTPRequest(url: "https://localhost:\(server.port)/"), with: client)
            guard case .interrupted = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(server.end() == ["1", "2", "3", "4"])
    }

    @Test(
        "300 requests at once share a few HTTP/2 connections",
        .enabled(if: TLSServer.has("nghttpx"), "needs nghttpx (Debian: nghttp2-proxy)")
    )
    func http2() async throws {
        let certificates = try Certificates()
        let backend = try FaultServer { .json($0.target).after(.milliseconds(20)) }
        // nghttpx cannot choose a port itself.
        let port = try RefusingPort().port
        let server = try TLSServer(
            http2: certificates.leaf(for: "localhost"),
            toPort: backend.port,
            on: port
        )
        let client = client(trusting: certificates)
        let base = "https://localhost:\(server.port)/"
        for _ in 0..<200 where await failure(of: HTTPRequest(url: base), with: client) != nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        let connections = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let response = try? await client.send(HTTPRequest(url: "\(base)\(number)"))
                    guard let response, response.text == "/\(number)" else { return nil }
                    return response.timings.connect > .zero ? 1 : 0
                }
            }
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(connections.compactMap(\.self).count == 300)
        #expect(connections.compactMap(\.self).reduce(0, +) <= 10)
    }
}
