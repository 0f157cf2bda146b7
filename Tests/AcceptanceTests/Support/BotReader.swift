import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// The programs that read what is written, as they come from PyPI; `scripts/clients/setup` says where their Pythons are.
enum BotReader: String, Sendable {
    case freqtrade = "FREQTRADE_PYTHON"
    case octoBot = "OCTOBOT_PYTHON"
    /// The last ccxt that signs Aster's V1.
    case oldCCXT = "CCXT_PYTHON_V1"
    case ccxt = "CCXT_PYTHON_V3"

    var python: String? { ProcessInfo.processInfo.environment["SLOTS_" + rawValue] }
    var isThere: Bool { python != nil }
    var hint: Comment { "needs SLOTS_\(rawValue); scripts/test --bots makes it" }

    /// Runs one of `scripts/clients` in a folder.
    func run(_ script: String, _ arguments: String..., in folder: TemporaryFolder) throws -> Child.Ended {
        let path = Shared.repository.appendingPathComponent("scripts/clients/" + script).path
        return try Child([try #require(python), "-B", path] + arguments, in: folder.url)
            .end(within: .seconds(120))
    }

    /// Where ccxt finds a selector's built-in exchange: `exchange.urls["api"]`.
    static func places(of selector: SlotModel.Selector, on server: SandboxServer) throws -> String {
        let aster = (server.origin(of: .aster) + "/api", server.origin(of: .asterFutures) + "/fapi")
        let urls: [String: String] =
            switch selector {
            case .hitbtc:
                Dictionary(
                    uniqueKeysWithValues: ["public", "private"].map {
                        ($0, server.origin(of: .hitbtc) + "/api/3")
                    }
                )
            case .bitget, .bitgetFutures:
                Dictionary(
                    uniqueKeysWithValues: ["spot", "mix", "margin", "common", "user", "uta"].map {
                        ($0, server.origin(of: .bitget))
                    }
                )
            default:
                [
                    "sapiPublic": aster.0, "sapiPrivate": aster.0, "fapiPublic": aster.1,
                    "fapiPrivate": aster.1,
                ]
            }
        return String(decoding: try JSONEncoder().encode(urls), as: UTF8.self)
    }

    /// What `slots check` says that a slot holds, as the scripts print it: asset to free and total.
    static func balance(of slot: String, in workspace: TestWorkspace) throws -> [String: [Double]] {
        let report = try workspace.run("check", slot, "-o", "json").json()
        let amounts = report["slots"]?.array?.first?["balances"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: amounts.map { amount in
                (
                    amount["asset"]?.string ?? "",
                    ["free", "total"].map { Double(amount[$0]?.string ?? "") ?? -1 }
                )
            }
        )
    }

    /// What a script printed of a balance; assets without any are left out.
    static func balance(in output: String) -> [String: [Double]] {
        var found: [String: [Double]] = [:]
        for line in output.split(separator: "\n") where line.hasPrefix("balance ") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4, let free = Double(words[2]), let total = Double(words[3]), total != 0
            else { continue }
            found[words[1]] = [free, total]
        }
        return found
    }
}
