import Cryptography
import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Requests to Bitget and HitBTC as third-party clients would have sent them, from `Vectors/signing.json`.
@Suite("requests with headers that other clients signed")
struct HeaderVectorTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Credentials: Decodable, Sendable {
            var api_key: String
            var api_secret: String
            var passphrase: String?
        }

        struct Request: Decodable, Sendable {
            var method: String
            var timestamp_ms: Int64?
        }

        struct Expected: Decodable, Sendable {
            var url: String
            var headers: [String: String]
        }

        var id: String
        var scheme: String
        var credentials: Credentials
        var request: Request
        var expected: Expected

        var testDescription: String { id }
        var isDemo: Bool { expected.headers.contains { $0.key.lowercased() == "paptrading" } }
    }

    static let vectors: [Vector] = {
        struct File: Decodable { var cases: [Failable] }
        struct Failable: Decodable {
            var vector: Vector?
            init(from decoder: any Decoder) throws { vector = try? Vector(from: decoder) }
        }
        guard let bytes = try? Shared.vectors("signing.json"),
            let file = try? JSONDecoder().decode(File.self, from: Data(bytes))
        else { return [] }
        return file.cases.compactMap(\.vector).filter {
            $0.request.method == "GET"
                && ($0.scheme.hasPrefix("bitget-") || $0.scheme.hasPrefix("hitbtc-"))
        }
    }()

    @Test("there are vectors of every scheme")
    func count() {
        let counts = Dictionary(grouping: Self.vectors, by: \.scheme).mapValues(\.count)
        #expect(counts["bitget-hmac-v2", default: 0] >= 12)
        #expect(counts["bitget-hmac-v3-uta", default: 0] >= 3)
        #expect(counts["hitbtc-hs256", default: 0] >= 9)
        #expect(counts["hitbtc-basic", default: 0] >= 2)
    }

    @Test("are accepted byte for byte at the time for which they were signed", arguments: vectors)
    func accepted(_ vector: Vector) throws {
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        var options = SandboxOptions()
        if let moment = vector.request.timestamp_ms {
            options.clockOffset = Timestamp(milliseconds: moment) - now
        }
        options.guests = [guest(vector)]
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let host = vector.scheme.hasPrefix("bitget-") ? SandboxHost.bitget : .hitbtc
        let target = try #require(
            vector.expected.url.range(of: "/api/").map { vector.expected.url[$0.lowerBound...] }
        )
        let answer = try #require(
            RawClient(port: server.port(of: host)).get(String(target), headers: vector.expected.headers)
        )
        if target.contains("%E5%B8%81") {
            #expect(answer.textCode == "40034", "signed well, but there is no such contract")
        } else {
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    private func guest(_ vector: Vector) -> any SandboxGuest {
        let credentials = vector.credentials
        let secret = Secret(copying: Array(credentials.api_secret.utf8))
        guard let passphrase = credentials.passphrase else {
            return HitBTCGuest(key: credentials.api_key, secret: secret)
        }
        return BitgetGuest(
            key: credentials.api_key,
            secret: secret,
            passphrase: passphrase,
            mode: vector.scheme.contains("uta") ? .unified : vector.isDemo ? .demo : .classic
        )
    }
}
