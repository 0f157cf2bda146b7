import Foundation
import Locking
import PlainJSON
import TestSupport

/// A stand-in for a Gunbot that runs: its own REST interface, written from the facts about it and nothing else.
final class RunningGunbot: Sendable {
    struct State: Sendable {
        /// What an answer is in place of the usual one, by the path's end.
        var answers: [String: FaultScript] = [:]
        var token = "FAKE-jwt.eyJzdWIiOiJndW5ib3QifQ.of-the-bot"
        var hasTwoFactors = false
        /// Assets with their amounts, of connections that are registered.
        var balances: [String: [(asset: String, free: String, locked: String)]] = [:]
        /// The same of connections that are not yet.
        var unregistered: [String: [(asset: String, free: String, locked: String)]] = [:]
        /// What became of the file when keys were registered.
        var rewrites: @Sendable (String) -> String? = { _ in nil }
        /// What it runs with in place of its file until keys are registered.
        var former: String?
        /// Whether it goes on with that all the same.
        var ignoresEdits = false
        /// What was sent to be registered.
        var edits: [JSONValue] = []
        var file = ""
    }

    private let state = Lock(State())
    private let server: FaultServer
    var port: Int { server.port }
    var requests: [FaultRequest] { server.requests }
    var edits: [JSONValue] { state.withLock { $0.edits } }
    var token: String { state.withLock { $0.token } }

    init() throws {
        let state = state
        server = try FaultServer { request in Self.answer(request, state) }
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    private static func answer(_ request: FaultRequest, _ state: Lock<State>) -> FaultScript {
        state.withLock { state in
            guard request.target.hasPrefix("/api/v1/") else { return .html(404) }
            let path = String(request.target.dropFirst("/api/v1/".count))
            if let answer = state.answers[path] { return answer }
            if path == "auth/status", request.method == "GET" {
                return .json(#"{"isRegistered":true,"isTwoFA":\#(state.hasTwoFactors),"isDemo":false}"#)
            }
            guard request.header("Authorization") == "Bearer \(state.token)" else {
                return .json(#"{"status":"error","message":"jwt malformed"}"#, status: 401)
            }
            switch (request.method, path) {
            case ("GET", "config/full"):
                let text =
                    state.former ?? (try? String(contentsOfFile: state.file, encoding: .utf8)) ?? "null"
                return .json(#"{"status":"success","config":\#(text)}"#)
            case ("POST", "balances"): return .json(balances(state))
            case ("POST", "license/keys/edit"): return edit(request, &state)
            default: return .html(404)
            }
        }
    }

    private static func balances(_ state: State) -> String {
        let rows = state.balances.sorted { $0.key < $1.key }.flatMap { id, assets in
            assets.map { asset in
                #"{"Asset":"\#(asset.asset)","Exchange":"\#(id)","Available Qty":"\#(asset.free)","#
                    + #""On Order":"\#(asset.locked)"}"#
            }
        }
        return "[" + rows.joined(separator: ",") + "]"
    }

    private static func edit(_ request: FaultRequest, _ state: inout State) -> FaultScript {
        guard let json = try? JSONValue.read(request.body) else {
            return .json(#"{"status":"error","message":"unexpected token"}"#, status: 400)
        }
        state.edits.append(json)
        guard let proof = json["verifyExchange"]?.string, state.balances[proof] != nil,
            json["wallet"]?.string?.hasPrefix("0x") == true
        else { return .json(#"{"status":"error","message":"could not verify the exchange"}"#, status: 400) }
        if state.ignoresEdits { return .json(#"{"status":"error","message":"INVALID LICENSE"}"#) }
        state.former = nil
        for entry in json["newLicenses"]?.object ?? [] {
            if let assets = state.unregistered.removeValue(forKey: entry.name) {
                state.balances[entry.name] = assets
            }
        }
        if let text = try? String(contentsOfFile: state.file, encoding: .utf8),
            let after = state.rewrites(text)
        {
            try? after.write(toFile: state.file, atomically: false, encoding: .utf8)
        }
        return .json(#"{"status":"success"}"#)
    }
}
