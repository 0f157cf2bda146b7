import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("every status, shown by the accounts of the built-in exchange")
struct StatusTests {
    /// A 429 or a 418 is for the address, so that every other slot of the run has to wait, too.
    private static let accounts = SandboxAccounts.all.filter { $0.expected != .rateLimited }

    @Test("one check of all accounts gives each its status, and exit 1")
    func allAccounts() throws {
        let workspace = try TestWorkspace(lines: "policy: {shared-key: allow}")
        for account in Self.accounts { try workspace.add(account) }
        let ended = try workspace.run("check", "-o", "json", "--timeout", "8s")
        let report = try ended.json()
        let statuses = report.statuses
        for account in Self.accounts {
            let told = slot(account.name, in: report).map(\.description) ?? "absent"
            #expect(statuses[account.name] == account.expected.rawValue, "\(account.name): \(told)")
        }
        #expect(statuses.count == Self.accounts.count)
        #expect(ended.exit == 1 && report.exit == 1, ended.told)
        for account in Self.accounts {
            guard let report = slot(account.name, in: report) else { continue }
            // What stops says what to do, and every check is told, the twelve in their order.
            if account.expected.consequence != .go {
                #expect(report["help"]?.string?.isEmpty == false, "\(report)")
            }
            // A sentence that is cut short takes the exchange's own code and words with it.
            for check in report["checks"]?.array ?? [] {
                let message = check["message"]?.string ?? ""
                let open = message.count { $0 == "(" } - message.count { $0 == ")" }
                #expect(open == 0, "\(account.name): \(message)")
            }
            // A fake key is on no page of the real exchange, and the rights of a refused one matter to nobody.
            let told = (report["checks"]?.array ?? []).map(\.description).joined()
            for words in [" page", "log in", "notices"] {
                #expect(!told.contains(words), "\(account.name): \(told)")
            }
            if account.expected == .invalidCredentials { #expect(!told.contains("seen-by-hand"), "\(told)") }
            let checks = (report["checks"]?.array ?? []).compactMap { $0["check"]?.string }
            #expect(checks == Check.ofExchange.map(\.rawValue), "\(account.name)")
        }
        for secret in Self.accounts.flatMap(Account.secrets) {
            #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [])
        }
    }

    @Test(
        "who asks too often is told how long to wait, and the exit is 69",
        arguments: SandboxAccounts.all.filter { $0.expected == .rateLimited }.map(\.name)
    )
    func rateLimited(_ name: String) throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named(name))
        let ended = try workspace.run("check", "-o", "json")
        #expect(ended.exit == 69, ended.told)
        let report = try ended.json()
        let slot = try #require(report["slots"]?.array?.first)
        #expect(slot["status"]?.string == "rate-limited")
        #expect(slot["message"]?.string?.contains(/[0-9]+ s/) == true, ended.told)
        // The others do not tell how long to wait, so that a short wait is tried.
        if name.hasPrefix("aster") {
            #expect(ended.duration < .seconds(5), "a wait beyond the time budget is not waited for")
        }
    }

    @Test("an address that is banned stops the other slots of the exchange, and says why")
    func banned() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("aster-banned"), named: "a")
        try workspace.add(Account.named("aster-connected"), named: "b", lines: ["as: {main: \"asterdex#2\"}"])
        let ended = try workspace.run("check", "-o", "json", "--jobs", "1")
        #expect(try ended.json().statuses["a"] == "rate-limited", ended.told)
        #expect(try ["rate-limited", "connected"].contains(ended.json().statuses["b"]), ended.told)
        #expect(ended.exit == 69)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var accounts: [String]
        var exit: Int32
        var testDescription: String { accounts.joined(separator: ", ") + " → \(exit)" }
    }

    static let exits = [
        Case(accounts: ["aster-connected", "aster-futures-v1-connected"], exit: 0),
        Case(accounts: ["aster-connected", "aster-expiring"], exit: 0),
        Case(accounts: ["aster-connected", "aster-unavailable"], exit: 69),
        Case(accounts: ["aster-rate-limited"], exit: 69),
        Case(accounts: ["aster-unavailable", "aster-underfunded"], exit: 1),
        Case(accounts: ["aster-futures-hedge"], exit: 1),
    ]

    @Test("the worst status decides the exit code, of check and of the gate", arguments: exits)
    func exit(_ testCase: Case) throws {
        let workspace = try TestWorkspace()
        for (number, name) in testCase.accounts.enumerated() {
            try workspace.add(Account.named(name), lines: number > 0 ? ["as: {main: \"x#\(number)\"}"] : [])
        }
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        for command in ["check", "verify"] {
            let ended = try workspace.run(command)
            #expect(ended.exit == testCase.exit, ended.told)
        }
    }

    @Test("nothing is written for a slot that is not connected", arguments: [true, false])
    func applyStops(_ saysYes: Bool) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(.asterFutures, lines: ["delay: 5s"])
        try workspace.add(Account.named("aster-excess-permission"), lines: ["delay: 5s"])
        try workspace.folder.write("bots/gunbot/config.js", "{\"exchanges\": {}}\n")
        let before = try workspace.snapshot()
        let ended = try workspace.start(["apply"] + (saysYes ? ["--yes"] : [])).end()
        #expect(ended.exit == 1, ended.told)
        #expect(ended.stderr.contains("nothing was written"), ended.told)
        #expect(ended.stdout.contains("excess-permission"), ended.told)
        #expect(try workspace.snapshot().differences(to: before) == [])
    }

    @Test("a waived policy and a smaller demand let the slot through")
    func waived() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("aster-excess-permission"), lines: ["allow: [withdraw]"])
        #expect(try workspace.run("apply").exit == 0)
        #expect(try workspace.run("verify").exit == 0)
        try workspace.addConnected(.asterFutures, lines: ["require: {balance: {USDT: 999999}}"])
        let poor = try workspace.run("verify", "-o", "json")
        #expect(poor.exit == 1)
        #expect(try poor.json().statuses["aster-futures"] == "underfunded")
        try workspace.addConnected(.asterFutures, lines: ["require: {balance: {USDT: 10}}"])
        #expect(try workspace.run("apply").exit == 0)
        #expect(try workspace.run("verify").exit == 0)
    }

    private func slot(_ name: String, in report: JSONValue) -> JSONValue? {
        report["slots"]?.array?.first { $0["slot"]?.string == name }
    }
}

extension JSONValue: CustomStringConvertible {
    package var description: String { text() }
}
