import Cryptography
import Exchanges
import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// One row of `Vectors/signing.json` that is about Aster.
struct SigningVector: CustomTestStringConvertible, Sendable {
    var row: JSONValue

    var testDescription: String { row["id"]?.string ?? "?" }
    var scheme: String { row["scheme"]?.string ?? "" }
    var parameters: [QueryParameter] {
        (row["request"]?["ordered_params"]?.array ?? []).map {
            QueryParameter($0.array?.first?.string ?? "", $0.array?.last?.string ?? "")
        }
    }

    func credential(_ name: String) -> Secret {
        Secret(copying: Array((row["credentials"]?[name]?.string ?? "").utf8))
    }

    func expected(_ name: String) -> String? { row["expected"]?[name]?.string }

    /// The signed text and its place: the query of the URL, or the form body.
    func whole(with query: String) -> String {
        let request = row["request"]
        let base = (request?["base_url"]?.string ?? "") + (request?["path"]?.string ?? "")
        return request?["params_in"]?.string == "form body" ? query : "\(base)?\(query)"
    }

    var expectedWhole: String { expected("body") ?? expected("url") ?? "" }

    static func all(_ scheme: String) -> [SigningVector] {
        guard let bytes = try? Shared.vectors("signing.json"), let file = try? JSONValue.read(bytes)
        else {
            return []
        }
        return (file["cases"]?.array ?? []).map(SigningVector.init).filter { $0.scheme == scheme }
    }
}

@Suite("Aster's signatures")
struct AsterSigningTests {
    @Test("the vectors of both generations are there")
    func vectorsArePresent() {
        #expect(SigningVector.all("aster-v1-hmac").count == 9)
        #expect(SigningVector.all("aster-v3-eip712").count == 20)
    }

    @Test("V1 signs byte for byte as published clients do", arguments: SigningVector.all("aster-v1-hmac"))
    func first(_ vector: SigningVector) {
        let query = AsterSigning.signedQuery(vector.parameters, secret: vector.credential("api_secret"))
        #expect(vector.whole(with: query) == vector.expectedWhole)
        #expect(query.hasSuffix("&signature=\(vector.expected("signature") ?? "?")"))
    }

    @Test("V3 signs byte for byte as published clients do", arguments: SigningVector.all("aster-v3-eip712"))
    func third(_ vector: SigningVector) throws {
        let key = try PrivateKey(text: vector.credential("signer_private_key"))
        let chainID = vector.row["expected"]?["eip712"]?["domain"]?["chainId"]?.numericText
        let chain: AsterSigning.Chain = chainID == "714" ? .testnet : .live
        #expect(String(chain.id) == chainID)
        let query = AsterSigning.signedQuery(vector.parameters, key: key, chain: chain)
        let normalised = try #require(vector.expected("signature_normalised"))
        let asWritten = try #require(vector.expected("signature"))
        #expect(query.hasSuffix("&signature=\(normalised)"))
        // Clients write the signature with 0x and in upper case too: the same bytes.
        #expect(
            vector.whole(with: query.replacingOccurrences(of: normalised, with: asWritten))
                == vector.expectedWhole
        )
        #expect(key.address.lowercased == vector.row["credentials"]?["signer"]?.string?.lowercased())
    }

    @Test("the published example of V1 comes out")
    func published() {
        let secret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"
        let parameters = [
            ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("quantity", "1"), ("price", "9000"),
            ("timeInForce", "GTC"), ("recvWindow", "5000"), ("timestamp", "1591702613943"),
        ]
        let query = AsterSigning.signedQuery(
            parameters.map { QueryParameter($0.0, $0.1) },
            secret: Secret(copying: Array(secret.utf8))
        )
        #expect(
            query.hasSuffix("&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9")
        )
    }

    @Test("the sandbox signs for the live chain")
    func chains() {
        #expect(AsterSigning.Chain.of(.live).id == 1666)
        #expect(AsterSigning.Chain.of(.sandbox).id == 1666)
        #expect(AsterSigning.Chain.of(.testnet).id == 714)
    }
}

@Suite("Query texts")
struct QueryTextTests {
    @Test("only letters, digits and -_.~ stay as they are")
    func encoding() {
        #expect(QueryText.encode("azAZ09-_.~") == "azAZ09-_.~")
        #expect(QueryText.encode("币 +/?&=%:é") == "%E5%B8%81%20%2B%2F%3F%26%3D%25%3A%C3%A9")
    }

    @Test("the order is the caller's")
    func order() {
        let text = QueryText.encode([
            QueryParameter("z", "1"), QueryParameter("a", ""), QueryParameter("ä", "ö"),
        ])
        #expect(text == "z=1&a=&%C3%A4=%C3%B6")
    }
}
