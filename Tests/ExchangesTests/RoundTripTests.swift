import Cryptography
import Exchanges
import HTTPTransport
import Sandbox
import SlotModel
import Testing

/// How long the chain of requests of one slot's check is, counted by the built-in exchange.
@Suite("Round trips", .timeLimit(.minutes(1)))
struct RoundTripTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// The name of one of the built-in exchange's accounts.
        var account: String
        var seen: SeenKey?
        var rounds: Int

        var testDescription: String { "\(account), \(seen.map { "seen \($0.accountMode ?? "")" } ?? "new")" }
    }

    static let rows =
        [
            "aster-connected", "aster-v1-connected", "aster-futures-connected", "aster-futures-v1-connected",
            "hitbtc-connected",
        ].map { Row(account: $0, rounds: 2) }
        + ["bitget", "bitget-futures"].flatMap { exchange in
            [
                Row(account: "\(exchange)-connected", rounds: 2),
                Row(account: "\(exchange)-connected", seen: SeenKey(accountMode: "classic"), rounds: 2),
                Row(account: "\(exchange)-connected", seen: SeenKey(accountMode: "unified"), rounds: 3),
                Row(account: "\(exchange)-unified", rounds: 2),
                Row(account: "\(exchange)-unified", seen: SeenKey(accountMode: "unified"), rounds: 2),
                Row(account: "\(exchange)-unified", seen: SeenKey(accountMode: "classic"), rounds: 2),
            ]
        }

    @Test("a check waits for answers so often, whatever a slot can want", arguments: rows)
    func rounds(of row: Row) async throws {
        let account = try #require(SandboxAccounts.all.first { $0.name == row.account })
        // Requests that leave together may arrive apart on a busy machine, and then count once more; never less. The longer
        // an answer takes, the longer they may.
        var counts: [Int] = []
        for milliseconds in [100, 200, 400, 800, 1600, 3200] where counts.last != row.rounds {
            counts.append(try await rounds(of: account, seen: row.seen, latency: .milliseconds(milliseconds)))
        }
        #expect(counts.min() == row.rounds, "\(counts)")
    }

    private func rounds(of account: SandboxAccount, seen: SeenKey?, latency: Duration) async throws -> Int {
        var options = SandboxOptions()
        options.latency = latency
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let connector = Connectors.connector(for: account.selector)
        let place = Place(file: "slots/example.yaml")
        var wish = AccountWish()
        if account.selector.market == .futures {
            wish.positionMode = Located(.oneWay, at: place)
            wish.marginMode = Located(.cross, at: place)
        }
        let inquiry = Inquiry(
            network: .sandbox,
            credentials: Credentials(account.credentials.mapValues { Secret($0) }),
            market: connector.profile.defaultMarket,
            wantsFees: true,
            seen: seen,
            account: wish
        )
        var line = SandboxLoopTests.line()
        line.origins = .init(try #require(SandboxHost.hosts(of: account.selector)).mapValues(server.origin))
        let facts = await connector.gather(inquiry, over: line)
        #expect(facts.signIn.value != nil && facts.balances.value != nil, "\(facts)")
        return server.counts.rounds
    }
}
