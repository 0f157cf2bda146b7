import Checks
import Exchanges
import HTTPTransport
import SlotModel

/// 2026-11-20 10:00 UTC.
let now = Timestamp(milliseconds: 1_795_168_800_000)

func row(_ line: Int) -> Place { Place(file: "slots/main.yaml", line: line, column: 3) }

func decimal(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? .zero }

func percent(_ text: String) -> Percentage { Percentage(percent: decimal(text)) }

func holding(_ asset: String, free: String, locked: String = "0") -> Balance {
    let total = decimal(free).adding(decimal(locked)) ?? .zero
    return Balance(asset: asset, free: decimal(free), locked: decimal(locked), total: total)
}

extension Slot {
    /// A futures slot with a V3 key; the exchange stands in line 2, the credentials from line 3 on.
    static func sample(_ name: String = "main", _ exchange: SlotModel.Selector = .asterFutures) -> Slot {
        Slot(
            name: name,
            place: Place(file: "slots/\(name).yaml"),
            exchange: Located(exchange, at: Place(file: "slots/\(name).yaml", line: 2, column: 11)),
            credentials: [
                .apiWallet: Located(.environment(name: "\(name)_WALLET"), at: row(4)),
                .privateKey: Located(.environment(name: "\(name)_PRIVATE"), at: row(5)),
                .mainWallet: Located(.environment(name: "\(name)_MAIN"), at: row(6)),
            ],
            credentialsPlace: row(3)
        )
    }
}

extension ConnectorProfile {
    static let sample = ConnectorProfile(
        selector: .asterFutures,
        forms: [
            CredentialForm(name: "V3", fields: [.apiWallet, .privateKey, .mainWallet]),
            CredentialForm(name: "V1", fields: [.key, .secret]),
        ],
        live: Origins(spot: "https://spot.example", futures: "https://futures.example"),
        testnet: nil,
        needed: [.read, .futures],
        defaultMarket: "BTC/USDT",
        keyPage: "the key page"
    )
}

extension Facts {
    /// Everything asked and well.
    static var good: Facts {
        var facts = Facts(notAsked: "nobody asked")
        facts.reach = .known(
            HTTPTimings(
                started: now,
                nameLookup: .milliseconds(3),
                connect: .milliseconds(23),
                tls: .milliseconds(64),
                sent: .milliseconds(65),
                firstByte: .milliseconds(83),
                total: .milliseconds(84)
            )
        )
        facts.clock = .known(ClockReading(skew: .milliseconds(18), uncertainty: .milliseconds(9)))
        facts.signIn = .known("GET futures.example/account")
        facts.permissions = .known([.read: .yes, .spot: .no, .futures: .yes, .withdraw: .no, .transfer: .no])
        facts.addresses = .known(AddressFacts(allowlist: ["203.0.113.7"]))
        facts.expiry = .known(now + .seconds(365 * 86_400))
        var account = AccountFacts()
        account.canTrade = true
        facts.account = .known(account)
        facts.balances = .known([holding("USDT", free: "512.5")])
        facts.market = .known(
            MarketFacts(
                symbol: "BTCUSDT",
                isTrading: true,
                price: decimal("64000.5"),
                time: now - .seconds(2)
            )
        )
        facts.limits = .known(LimitFacts(used: 40, limit: 2400, interval: .seconds(60), costPerPair: 5))
        facts.weight = 11
        return facts
    }
}

extension Evidence {
    static var good: Evidence {
        Evidence(
            slot: .sample(),
            network: .live,
            profile: .sample,
            policy: Policy(),
            facts: .good,
            checkedAt: now,
            duration: .milliseconds(212)
        )
    }
}

func failure(
    _ kind: ExchangeFailure.Kind,
    _ message: String = "no",
    help: String? = "mend it",
    code: String? = nil
) -> ExchangeFailure {
    ExchangeFailure(kind, message, help: help, request: "GET futures.example/account", code: code)
}

extension Judgement {
    func result(_ check: Check) -> CheckResult? { report.checks.first { $0.check == check } }

    func data(_ check: Check, _ name: String) -> CheckResult.DataItem.Value? {
        result(check)?.data.first { $0.name == name }?.value
    }
}
