import Cryptography
import Exchanges
import Foundation
import HTTPTransport
import Locking
import Sandbox
import SlotModel
import Testing

/// The connectors over real HTTP, against an exchange that was built from the same facts by other code.
@Suite("Against the built-in exchange")
struct SandboxLoopTests {
    @Test("every account shows in the facts what it is there to show, and nothing but reads is sent")
    func accounts() async throws {
        var options = SandboxOptions()
        options.weightLimits = [.aster: 1_000_000, .asterFutures: 1_000_000, .bitget: 1_000_000]
        options.limitsRates = false
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let line = Self.line()
        // Whoever shows a mode that its slot has to name is checked through the whole program instead.
        let accounts = SandboxAccounts.all.filter { !$0.slotLines.joined().contains("account:") }
        let seen = try await withThrowingTaskGroup(of: (SandboxAccount, Facts, Int).self) { group in
            for account in accounts {
                let connector = Connectors.connector(for: account.selector)
                let credentials = Credentials(account.credentials.mapValues { Secret($0) })
                let hosts = try #require(SandboxHost.hosts(of: account.selector))
                let origins = ConnectorProfile.Origins(hosts.mapValues(server.origin))
                group.addTask {
                    var line = line
                    line.origins = origins
                    // Of its own: a refused address is refused to all slots of a run.
                    line.shared = SharedAnswers()
                    if account.name.hasSuffix("silent") { line.deadline = line.now() + .seconds(3) }
                    let inquiry = Inquiry(
                        network: .sandbox,
                        credentials: credentials,
                        market: connector.profile.defaultMarket,
                        wantsFees: true,
                        account: AccountWish()
                    )
                    let errors = connector.inspect(credentials).count { $0.severity == .error }
                    return (account, await connector.gather(inquiry, over: line), errors)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(seen.count == accounts.count)
        for (account, facts, errors) in seen {
            let isToldBySlot = account.slotLines.contains { $0.contains("expires") }
            let expected = isToldBySlot ? .connected : account.expected
            #expect(Self.shows(expected, facts), "\(account.name): \(facts)")
            #expect(errors == (account.name.hasSuffix("wrong-private-key") ? 1 : 0), "\(account.name)")
            #expect(facts.market.value != nil || facts.signIn.value == nil, "\(account.name)")
        }
        #expect(server.refusedWrites == 0)
    }

    /// To no host yet; of a run of its own.
    static func line() -> ExchangeLine {
        let now: @Sendable () -> Timestamp = {
            Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        }
        let last = Lock<Int64>(0)
        return ExchangeLine(
            origins: .init(spot: nil, futures: nil),
            http: HTTPClient.live(),
            proxy: nil,
            now: now,
            nonces: NonceSource { _, skew in
                last.withLock { last in
                    last = max(last + 1, (now() + skew).microseconds)
                    return last
                }
            },
            shared: SharedAnswers(),
            deadline: now() + .seconds(25),
            sleep: { try? await Task.sleep(for: $0) }
        )
    }

    /// Whether the facts tell what a status stands for.
    private static func shows(_ status: Status, _ facts: Facts) -> Bool {
        let failures = [facts.signIn.failure, facts.balances.failure].compactMap(\.?.kind)
        return switch status {
        case .connected: facts.balances.value?.isEmpty == false
        case .expiring: facts.expiry.value.map { $0 != nil } ?? false
        case .underfunded: facts.balances.value?.isEmpty ?? failures.contains(.underfunded)
        case .expired: failures == [.expired]
        case .ipNotAllowed:
            failures.count == 1
                && failures.allSatisfy { if case .addressNotAllowed = $0 { true } else { false } }
        case .clockSkew: failures == [.clockSkew]
        case .invalidCredentials:
            failures.count == 1
                && failures.allSatisfy { if case .invalidCredentials = $0 { true } else { false } }
        case .missingPermission:
            facts.permissions.value?.contains { $0.key != .withdraw && $0.value == .no } == true
        case .excessPermission:
            facts.permissions.value?[.withdraw] == .yes || facts.permissions.value?[.transfer] == .yes
        case .wrongAccount:
            failures == [.wrongAccount] || facts.account.value?.positionMode == .hedge
                || facts.account.value?.marginMode == .isolated
        case .wrongMarket: facts.market.value != nil
        case .refused: failures.contains(.refused)
        case .rateLimited:
            failures.contains { if case .rateLimited(_?) = $0 { true } else { false } }
        case .unavailable: failures.contains(.unavailable) || failures.contains(.notUnderstood)
        case .unchecked: false
        }
    }
}
