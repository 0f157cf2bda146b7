import Cryptography
import Foundation
import Sandbox
import SlotModel

/// Signs for Bitget's accounts of the built-in exchange; the vectors and ccxt test the same gate without this code.
struct BitgetClient {
    var server: SandboxServer
    var account: SandboxAccount
    /// Ours minus the exchange's clock.
    var lead: Duration = .zero
    var isDemo = false

    var raw: RawClient { RawClient(port: server.port(of: .bitget)) }

    /// A signed read; `change` spoils the headers.
    func get(_ target: String, _ change: (inout [String: String]) -> Void = { _ in }) -> RawClient.Answer? {
        var headers = headers(for: target)
        change(&headers)
        return raw.get(target, headers: headers)
    }

    func headers(for target: String) -> [String: String] {
        let time = String(Int64(Date().timeIntervalSince1970 * 1000) + lead.wholeMilliseconds)
        let secret = Secret(copying: Array((account.credentials[.secret] ?? "").utf8))
        var headers = [
            "ACCESS-KEY": account.credentials[.key] ?? "",
            "ACCESS-SIGN": Base64.text(hmacSHA256(time + "GET" + target, key: secret)),
            "ACCESS-TIMESTAMP": time, "ACCESS-PASSPHRASE": account.credentials[.passphrase] ?? "",
        ]
        if isDemo { headers["paptrading"] = "1" }
        return headers
    }
}

/// Signs for HitBTC's accounts.
struct HitBTCClient {
    var server: SandboxServer
    var account: SandboxAccount
    var lead: Duration = .zero
    var window: Int?

    var raw: RawClient { RawClient(port: server.port(of: .hitbtc)) }

    func get(_ target: String) -> RawClient.Answer? {
        raw.get(target, headers: ["Authorization": authorization(for: target)])
    }

    func authorization(for target: String) -> String {
        let time = String(Int64(Date().timeIntervalSince1970 * 1000) + lead.wholeMilliseconds)
        let secret = Secret(copying: Array((account.credentials[.secret] ?? "").utf8))
        let end = window.map(String.init) ?? ""
        let signature = Hex.text(hmacSHA256("GET" + target + time + end, key: secret))
        let key = account.credentials[.key] ?? ""
        let text = [key, signature, time] + (window.map { [String($0)] } ?? [])
        return "HS256 " + Base64.text(Array(text.joined(separator: ":").utf8))
    }
}

extension RawClient.Answer {
    /// Bitget's own code; empty when there is none.
    var textCode: String { json["code"] as? String ?? "" }
    /// HitBTC's own code, 0 when there is none.
    var errorCode: Int {
        let code = (json["error"] as? [String: Any])?["code"]
        return code as? Int ?? (code as? String).flatMap { Int($0) } ?? 0
    }
}
