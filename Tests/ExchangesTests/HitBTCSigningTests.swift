import Cryptography
import Exchanges
import Foundation
import HTTPTransport
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("HitBTC's signatures")
struct HitBTCSigningTests {
    @Test("the vectors of both ways to sign in are there")
    func vectorsArePresent() {
        #expect(SigningVector.all("hitbtc-hs256").count == 11)
        #expect(SigningVector.all("hitbtc-basic").count == 2)
    }

    @Test(
        "HS256 signs byte for byte as published clients do, with and without a window",
        arguments: SigningVector.all("hitbtc-hs256")
    )
    func signed(_ vector: SigningVector) throws {
        let request = try #require(vector.row["request"])
        let path = try #require(request["path"]?.string)
        let query = request["params_in"]?.string == "query" ? QueryText.encode(vector.parameters) : ""
        let target = path + (query.isEmpty ? "" : "?\(query)")
        let header = HitBTCSigning.authorization(
            method: request["method"]?.string ?? "",
            target: target,
            body: request["json_body"]?.string ?? "",
            milliseconds: try #require(request["timestamp_ms"]?.numericText.flatMap { Int64($0) }),
            window: request["window_ms"]?.numericText.flatMap { Int($0) },
            key: vector.credential("api_key"),
            secret: vector.credential("api_secret")
        )
        #expect((request["base_url"]?.string ?? "") + target == vector.expected("url"))
        #expect(query == vector.expected("query") ?? "")
        try expectHeader(header, vector)
    }

    @Test("Basic holds key and secret", arguments: SigningVector.all("hitbtc-basic"))
    func basic(_ vector: SigningVector) throws {
        let header = HitBTCSigning.basic(
            key: vector.credential("api_key"),
            secret: vector.credential("api_secret")
        )
        try expectHeader(header, vector)
    }

    /// `Content-Type` stands in some vectors; it has no influence, and reads have no content.
    private func expectHeader(_ value: Secret, _ vector: SigningVector) throws {
        let headers = try #require(vector.row["expected"]?["headers"]?.object)
        let expected = try #require(vector.row["expected"]?["headers"]?["Authorization"]?.string)
        #expect(value.isEqual(to: Secret(expected)))
        #expect(headers.count == (vector.row["expected"]?["headers"]?["Content-Type"] == nil ? 1 : 2))
        #expect(String(reflecting: value) == "•••")
    }
}

@Suite("HitBTC's signed requests")
struct HitBTCRequestTests {
    @Test("carry one secret header, HS256 for this call and moment, and no query")
    func header() async throws {
        let hitbtc = HitBTCFixture(skew: .milliseconds(-2250))
        _ = await hitbtc.gather()
        let asked = try #require(hitbtc.exchange.asked.first { $0.path == HitBTCFixture.balancePath })
        #expect(asked.url == "https://spot.test/api/3/spot/balance")
        #expect(asked.headers == ["Authorization"])
        guard case .secret(let value) = asked.sent.first?.value else {
            Issue.record("the header is not secret")
            return
        }
        let text = value.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(text.hasPrefix("HS256 "))
        let decoded = try #require(Base64.bytes(String(text.dropFirst(6))))
        let parts = String(decoding: decoded, as: UTF8.self).split(separator: ":")
        #expect(parts.count == 3)
        #expect(parts.first == Substring(HitBTCFixture.key))
        let sent = try #require(parts.last.flatMap { Int64($0) })
        let signature = Hex.text(
            hmacSHA256("GET/api/3/spot/balance\(sent)", key: Secret(HitBTCFixture.secret))
        )
        #expect(String(parts[1]) == signature)
        // Never ahead of the exchange's clock, and behind it by the second that the header leaves open at most.
        let behind = hitbtc.exchange.serverTime.milliseconds - sent
        #expect((0...1020).contains(behind), "\(behind) ms")
    }

    @Test("carry key and secret themselves only where the slot asks for it")
    func basic() async throws {
        let hitbtc = HitBTCFixture()
        _ = await hitbtc.gather(signIn: .basic)
        let asked = try #require(hitbtc.exchange.asked.first { $0.path == HitBTCFixture.balancePath })
        guard case .secret(let value) = asked.sent.first?.value else {
            Issue.record("the header is not secret")
            return
        }
        let wanted = HitBTCSigning.basic(key: Secret(HitBTCFixture.key), secret: Secret(HitBTCFixture.secret))
        #expect(value.isEqual(to: wanted))
    }
}
