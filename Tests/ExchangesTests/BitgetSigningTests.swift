import Cryptography
import Exchanges
import HTTPTransport
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("Bitget's signatures")
struct BitgetSigningTests {
    static let vectors =
        SigningVector.all("bitget-hmac-v2") + SigningVector.all("bitget-hmac-v3-uta")

    @Test("sixteen requests of published clients are there")
    func present() { #expect(Self.vectors.count == 16) }

    @Test("every request is signed byte for byte as published clients do", arguments: vectors)
    func text(_ vector: SigningVector) throws {
        let request = try #require(vector.row["request"])
        let milliseconds = try #require(request["timestamp_ms"]?.numericText.flatMap { Int64($0) })
        let method = try #require(request["method"]?.string)
        let text = BitgetSigning.text(
            method,
            try #require(request["path"]?.string),
            method == "GET" ? vector.parameters : [],
            body: request["json_body"]?.string ?? "",
            milliseconds: milliseconds
        )
        #expect(text == vector.expected("string_to_sign"))
        let signature = BitgetSigning.signature(text, secret: vector.credential("api_secret"))
        #expect(signature == vector.expected("signature"))
        guard method == "GET" else { return }
        let query = BitgetSigning.query(vector.parameters)
        let base = (request["base_url"]?.string ?? "") + (request["path"]?.string ?? "")
        #expect(base + (query.isEmpty ? "" : "?" + query) == vector.expected("url"))
    }

    @Test("every header goes out as published clients send it", arguments: vectors)
    func headers(_ vector: SigningVector) throws {
        let request = try #require(vector.row["request"])
        guard request["method"]?.string == "GET" else { return }
        let expected = try #require(vector.row["expected"]?["headers"]?.object)
        let signer = try BitgetSigner(
            Credentials([
                .key: vector.credential("api_key"), .secret: vector.credential("api_secret"),
                .passphrase: vector.credential("passphrase"),
            ]),
            on: expected.contains { $0.name == "PAPTRADING" } ? .testnet : .live
        )
        let headers = signer.headers(
            try #require(request["path"]?.string),
            vector.parameters,
            at: Timestamp(
                milliseconds: try #require(request["timestamp_ms"]?.numericText.flatMap { Int64($0) })
            )
        )
        var sent = Dictionary(uniqueKeysWithValues: headers.map { ($0.name, Self.text($0.value)) })
        #expect(sent.removeValue(forKey: "locale") == "en-US")
        #expect(sent == Dictionary(uniqueKeysWithValues: expected.map { ($0.name, $0.value.string ?? "") }))
        for header in headers where ["ACCESS-KEY", "ACCESS-PASSPHRASE"].contains(header.name) {
            guard case .secret = header.value else {
                Issue.record("\(header.name) could be printed")
                continue
            }
        }
    }

    @Test("parameters are sent and signed in ascending order, whatever order they come in")
    func order() {
        let parameters = [
            QueryParameter("symbol", "A"), QueryParameter("coin", "B"), QueryParameter("a", "C"),
        ]
        #expect(BitgetSigning.query(parameters) == "a=C&coin=B&symbol=A")
        #expect(BitgetSigning.text("GET", "/p", parameters, milliseconds: 7) == "7GET/p?a=C&coin=B&symbol=A")
    }

    private static func text(_ value: HTTPRequest.HeaderValue) -> String {
        switch value {
        case .open(let text): text
        case .secret(let secret): secret.withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }
}
