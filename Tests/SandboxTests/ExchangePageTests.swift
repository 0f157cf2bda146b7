import Cryptography
import Exchanges
import Foundation
import HTTPTransport
import Sandbox
import SlotModel
import TestSupport
import Testing

/// The page is written from what the connectors really do on the built-in exchange, so that it cannot promise more.
@Suite("docs/exchanges.md")
struct ExchangePageTests {
    /// One way to sign in at one exchange, and what a check of its connected account brought.
    private struct Row: Sendable {
        var profile: ConnectorProfile
        var form: ConnectorProfile.CredentialForm
        /// Everything that a slot can want was asked.
        var full: Facts
        /// Only what every slot needs.
        var least: Facts

        var name: String {
            profile.forms.count > 1
                ? "`\(profile.selector.rawValue)` \(form.name)" : "`\(profile.selector.rawValue)`"
        }
    }

    @Test("it says what each exchange tells and what a check costs", .timeLimit(.minutes(1)))
    func page() async throws {
        var options = SandboxOptions()
        for host in SandboxHost.allCases { options.weightLimits[host] = 1_000_000 }
        // Each account is asked twice, by two runs that know nothing of each other's pace.
        options.limitsRates = false
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        var rows: [Row] = []
        for connector in Connectors.all {
            for form in connector.profile.forms {
                let account = try #require(
                    SandboxAccounts.all.first {
                        $0.selector == connector.profile.selector && $0.expected == .connected
                            && Set($0.credentials.keys) == Set(form.fields)
                    }
                )
                let full = await facts(connector, account, server, wantsAll: true)
                let least = await facts(connector, account, server, wantsAll: false)
                rows.append(Row(profile: connector.profile, form: form, full: full, least: least))
            }
        }
        try expectGolden(text(rows), file: Shared.repository.appendingPathComponent("docs/exchanges.md"))
    }

    private func facts(
        _ connector: any Connector,
        _ account: SandboxAccount,
        _ server: SandboxServer,
        wantsAll: Bool
    ) async -> Facts {
        let hosts = SandboxHost.hosts(of: account.selector)
        let place = Place(file: "slots/example.yaml")
        var wish = AccountWish()
        if wantsAll, account.selector.market == .futures {
            wish.positionMode = Located(.oneWay, at: place)
            wish.marginMode = Located(.cross, at: place)
        }
        let line = ExchangeLine(
            origins: .init((hosts ?? [:]).mapValues { server.origin(of: $0) }),
            http: .live(),
            proxy: nil,
            now: { wallClock() },
            nonces: NonceSource { _, skew in (wallClock() + skew).microseconds },
            shared: SharedAnswers(),
            deadline: wallClock() + .seconds(20),
            sleep: { try? await Task.sleep(for: $0) }
        )
        let inquiry = Inquiry(
            network: .sandbox,
            credentials: Credentials(account.credentials.mapValues { Secret(copying: Array($0.utf8)) }),
            market: connector.profile.market(for: wish),
            wantsFees: wantsAll,
            account: wish
        )
        return await connector.gather(inquiry, over: line)
    }

    // MARK: - The page

    private func text(_ rows: [Row]) -> String {
        """
        # Exchanges

        What is read from each exchange, written from what the connectors do on the built-in exchange
        (`SLOTS_RECORD=1 swift test --filter ExchangePageTests` writes it anew). Every request is a `GET`.

        ## Where slots asks

        | selector | live | test network | keys are made on |
        | --- | --- | --- | --- |
        \(lines(unique(rows)) { hosts($0.profile) })

        ## What each check stands on

        *told*: the exchange says it. *yours*: the exchange never says it; the slot can (`expires`, `ip-allowlist`), else
        it is unknown and the check is skipped. *unknown*: nobody says it; look by hand. *none*: there is
        nothing of the kind to tell. *here*: found out on this machine.

        | | \(Check.ofExchange.map { "`\($0.rawValue)`" }.joined(separator: " | ")) |
        | --- |\(String(repeating: " --- |", count: Check.ofExchange.count))
        \(lines(rows) { row in ([row.name] + Check.ofExchange.map { word($0, row.full) }).joined(separator: " | ") })

        ## Rights of the key

        | | \(Permission.allCases.map(\.rawValue).joined(separator: " | ")) |
        | --- | --- | --- | --- | --- | --- |
        \(lines(rows) { row in ([row.name] + Permission.allCases.map { right($0, row.full) }).joined(separator: " | ") })

        ## The account behind a key

        By its name (`account` in `-o json`) it can be seen whether two keys trade the same money. No request is made for
        it: it is the user's id that Bitget gives with the rights, and the main wallet that Aster accepted.

        | | account |
        | --- | --- |
        \(lines(rows) { "\($0.name) | \($0.least.accountName == nil ? "unknown" : "told")" })

        ## What a check costs

        In the exchange's own unit of weight, or in requests where it has none, for a slot that checks alone: public
        answers are asked once for all slots of a run. *least*: a slot that names neither fees nor modes. *most*: one that
        names fees, position mode and margin mode, or whose bot has a form that asks for the modes.

        | | least | most |
        | --- | --- | --- |
        \(lines(rows) { "\($0.name) | \($0.least.weight) | \($0.full.weight)" })

        ## Statuses

        Each has an account on the built-in exchange that shows it (`docs/sandbox.md`), and a test walks all of them; but for
        `wrong-market`, which a slot with an unknown `require.market` shows on every selector, and `refused`, which follows from
        a refusal whose code `slots` does not know.

        | | \(statuses.map { "`\($0.rawValue)`" }.joined(separator: " | ")) |
        | --- |\(String(repeating: " --- |", count: statuses.count))
        \(lines(unique(rows)) { row in shown(row.profile.selector) })

        """
    }

    private var statuses: [Status] {
        Status.allCases.filter { ![.unchecked, .wrongMarket, .refused].contains($0) }
    }

    private func shown(_ selector: SlotModel.Selector) -> String {
        let expected = Set(SandboxAccounts.all.filter { $0.selector == selector }.map(\.expected))
        return (["`\(selector.rawValue)`"] + statuses.map { expected.contains($0) ? "yes" : "–" })
            .joined(separator: " | ")
    }

    private func lines(_ rows: [Row], _ text: (Row) -> String) -> String {
        rows.map { "| \(text($0)) |" }.joined(separator: "\n")
    }

    /// One for each selector.
    private func unique(_ rows: [Row]) -> [Row] {
        var seen: Set<SlotModel.Selector> = []
        return rows.filter { seen.insert($0.profile.selector).inserted }
    }

    private func hosts(_ profile: ConnectorProfile) -> String {
        func list(_ origins: ConnectorProfile.Origins?) -> String {
            guard let origins else { return "none" }
            var hosts: [String] = []
            for origin in [origins.spot, origins.futures].compactMap(\.self)
            where !hosts.contains("`\(origin)`") {
                hosts.append("`\(origin)`")
            }
            return hosts.joined(separator: ", ")
        }
        return
            "`\(profile.selector.rawValue)` | \(list(profile.live)) | \(list(profile.testnet)) | \(profile.keyPage)"
    }

    private func word(_ check: Check, _ facts: Facts) -> String {
        switch check {
        case .credentials: "here"
        case .reach: told(facts.reach)
        case .clock: told(facts.clock)
        case .signIn: told(facts.signIn)
        case .permissions: told(facts.permissions)
        case .addresses: told(facts.addresses.mapped { $0.allowlist == nil ? nil : $0 }, otherwise: "yours")
        case .expiry: told(facts.expiry, otherwise: "yours")
        case .account: told(facts.account, otherwise: "none")
        case .balance: told(facts.balances)
        case .market: told(facts.market)
        case .fees: told(facts.fees)
        case .limits: told(facts.limits)
        case .bot: "here"
        }
    }

    private func right(_ permission: Permission, _ facts: Facts) -> String {
        guard let rights = facts.permissions.value, let grant = rights[permission], grant != .unknown else {
            return "unknown"
        }
        return "told"
    }

    private func told<Value>(_ answer: Answer<Value>, otherwise: String = "unknown") -> String {
        switch answer {
        case .known: "told"
        case .notDisclosed: otherwise
        case .notAsked(let reason): "not asked: \(reason)"
        case .failed(let failure): "FAILED: \(failure.message)"
        }
    }
}

extension Answer {
    /// The answer as far as it tells something.
    fileprivate func mapped<Other>(_ transform: (Value) -> Other?) -> Answer<Other> {
        switch self {
        case .known(let value): transform(value).map(Answer<Other>.known) ?? .notDisclosed("not told")
        case .notDisclosed(let reason): .notDisclosed(reason)
        case .notAsked(let reason): .notAsked(reason)
        case .failed(let failure): .failed(failure)
        }
    }
}
