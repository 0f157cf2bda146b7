import Cryptography
import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Requests as third-party clients would have sent them, from `Vectors/signing.json`.
@Suite("requests that other clients signed")
struct AsterVectorTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Credentials: Decodable, Sendable {
            var api_key: String?
            var api_secret: String?
            var user: String?
            var signer: String?
        }

        struct Request: Decodable, Sendable {
            var method: String
            var base_url: String
            var path: String
            var timestamp_ms: Int64?
        }

        struct Expected: Decodable, Sendable {
            var query: String?
        }

        var id: String
        var scheme: String
        var credentials: Credentials
        var request: Request
        var expected: Expected

        var testDescription: String { id }
    }

    /// The reads, with what the built-in exchange says: 0 for a good answer.
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
            $0.scheme.hasPrefix("aster-") && $0.request.method == "GET" && $0.expected.query != nil
        }
    }()

    @Test("there are vectors of both generations")
    func count() {
        #expect(Self.vectors.filter { $0.scheme == "aster-v1-hmac" }.count >= 8)
        #expect(Self.vectors.filter { $0.scheme == "aster-v3-eip712" }.count >= 18)
    }

    @Test("are accepted byte for byte at the time for which they were signed", arguments: vectors)
    func accepted(_ vector: Vector) throws {
        let moment = Timestamp(milliseconds: try #require(vector.request.timestamp_ms))
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        var options = SandboxOptions()
        options.clockOffset = moment - now
        options.guests = [try guest(vector.credentials)]
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let host = vector.request.base_url.contains("sapi") ? SandboxHost.aster : .asterFutures
        let client = RawClient(port: server.port(of: host))
        let headers = vector.credentials.api_key.map { ["X-MBX-APIKEY": $0] } ?? [:]
        let query = try #require(vector.expected.query)
        let answer = try #require(client.get("\(vector.request.path)?\(query)", headers: headers))
        if vector.request.path == "/fapi/v3/income" {
            // Not one of the calls that we make: the built-in exchange does not have it.
            #expect(answer.status == 404)
        } else if vector.request.base_url.contains("testnet") {
            #expect(answer.code == -1022, "chain 714 does not open the live system")
        } else if vector.scheme == "aster-v3-abi-withdrawn" {
            #expect(answer.code == -1022, "the withdrawn scheme opens nothing")
        } else {
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    private func guest(_ credentials: Vector.Credentials) throws -> any SandboxGuest {
        if let key = credentials.api_key, let secret = credentials.api_secret {
            return AsterGuest.v1(key: key, secret: Secret(copying: Array(secret.utf8)))
        }
        let signer = try EthereumAddress.read(try #require(credentials.signer)).address
        return AsterGuest.v3(mainWallet: try #require(credentials.user), apiWallet: signer)
    }
}
