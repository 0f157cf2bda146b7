import Checks
import Cryptography
import Exchanges
import Foundation
import HTTPTransport
import Locking
import Sandbox
import SlotModel
import Testing

/// The whole way: a slot with an account's documented credentials, the real connector, real HTTP, the real judgement.
@Suite("statuses of the accounts")
struct ExpectedStatusTests {
    @Test("a check of each account says what its documentation promises", .timeLimit(.minutes(1)))
    func statuses() async throws {
        var options = SandboxOptions()
        options.weightLimits = [.aster: 1_000_000, .asterFutures: 1_000_000, .bitget: 1_000_000]
        // All ask at once from one address.
        options.limitsRates = false
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let outside = outside(server)
        let reports = await withTaskGroup(of: (SandboxAccount, SlotReport?).self) { group in
            for account in SandboxAccounts.all {
                group.addTask {
                    // A run of its own: one account's 429 stops the others of a run, as it should.
                    var runner = CheckRunner(workspace: workspace, outside: outside)
                    runner.settings.timeout = .seconds(5)
                    return (account, await runner.run([slot(account)]).reports.first)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (account, report) in reports {
            #expect(report?.status == account.expected, "\(account.name): \(report?.message ?? "no report")")
            if account.expected == .connected {
                #expect(report?.account == account.accountName, "\(account.name)")
            }
        }
        #expect(server.counts.refused == [])
    }

    private var workspace: Workspace { Workspace(network: Located(.sandbox, at: place)) }
    private var place: Place { Place(file: "slots.yaml", line: 1, column: 1) }

    private func slot(_ account: SandboxAccount) -> Slot {
        var slot = Slot(
            name: account.name,
            place: place,
            exchange: Located(account.selector, at: place),
            credentials: account.credentials.mapValues {
                Located(.plain(Concealed(Array($0.utf8))), at: place)
            },
            credentialsPlace: place
        )
        for line in account.slotLines {
            switch line {
            case "account: {position-mode: one-way}": slot.account.positionMode = Located(.oneWay, at: place)
            case "account: {margin-mode: cross}": slot.account.marginMode = Located(.cross, at: place)
            case "account: {contract: usdc}": slot.account.contract = Located(.usdc, at: place)
            case "account: {contract: coin}": slot.account.contract = Located(.coin, at: place)
            case let line where line.hasPrefix("expires: "):
                slot.expires = CalendarDate(line.dropFirst("expires: ".count)).map { Located($0, at: place) }
            default: Issue.record("this test does not know the line '\(line)'")
            }
        }
        return slot
    }

    private func outside(_ server: SandboxServer) -> CheckRunner.Outside {
        let last = Lock<Int64>(0)
        let now: @Sendable () -> Timestamp = {
            Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        }
        return CheckRunner.Outside(
            connector: { Connectors.connector(for: $0) },
            resolve: { reference throws(Finding) in
                guard case .plain(let value) = reference.value else {
                    throw Finding(.error, "secret.test", "only plain values here")
                }
                return Secret(copying: value)
            },
            http: .live(),
            nonces: NonceSource { _, skew in
                last.withLock { last in
                    last = max(last + 1, (now() + skew).microseconds)
                    return last
                }
            },
            now: now,
            sleep: { try? await Task.sleep(for: $0) },
            sandbox: { selector in
                SandboxHost.hosts(of: selector).map {
                    ConnectorProfile.Origins($0.mapValues(server.origin(of:)))
                }
            }
        )
    }
}
