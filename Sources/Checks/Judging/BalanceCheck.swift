import Exchanges
import SlotModel

/// What the account holds, and what the slot asks for.
func examineBalance(_ evidence: Evidence) -> Examination {
    var examination = Examination(.balance)
    switch evidence.facts.balances {
    case .known(let balances):
        compare(balances, evidence, &examination)
        compareRulesOfBalance(evidence, &examination)
    case .notDisclosed(let reason): examination.leaveUnanswered(reason)
    case .notAsked(let reason):
        // A sign-in that ended at the deposit gate has answered this question as well.
        if let failure = evidence.facts.signIn.failure, failure.kind == .underfunded {
            examination.fail(failure, of: evidence.slot)
        } else {
            examination.leaveUnanswered(reason)
        }
    case .failed(let failure): examination.fail(failure, of: evidence.slot)
    }
    return examination
}

private func compare(_ balances: [Balance], _ evidence: Evidence, _ examination: inout Examination) {
    let slot = evidence.slot
    let shown = balances.worthShowing
    examination.tell("assets", .integer(Int64(shown.count)))
    guard !slot.require.balance.isEmpty || !slot.require.total.isEmpty else {
        if shown.contains(where: { $0.free > .zero || $0.total > .zero }) {
            examination.summary = holdings(shown)
        } else {
            examination.fail(
                .underfunded,
                "balance.empty",
                "the account is empty",
                help: "deposit, or move funds to the \(slot.exchange.value.market.rawValue) account",
                at: slot.exchange.place
            )
        }
        return
    }
    var enough: [String] = []
    for (asset, wanted) in slot.require.balance.sorted(by: { $0.key < $1.key }) {
        let free = balances.first { $0.asset == asset }?.free ?? .zero
        if free >= wanted.value {
            enough.append("\(free) \(asset) free, \(wanted.value) wanted")
        } else {
            examination.fail(
                .underfunded,
                "balance.short",
                "\(wanted.value) \(asset) wanted, \(free) free",
                help: balances.other(than: asset, atLeast: wanted.value, of: \.free)
                    .map {
                        "the account holds \($0): name that asset in 'require.balance', or deposit \(asset)"
                    }
                    ?? "deposit \(asset), free what orders hold, or lower 'require.balance' in the slot",
                at: wanted.place
            )
        }
    }
    for (asset, wanted) in slot.require.total.sorted(by: { $0.key < $1.key }) {
        let total = balances.first { $0.asset == asset }?.total ?? .zero
        if total >= wanted.value {
            enough.append("\(total) \(asset) free and locked, \(wanted.value) wanted")
        } else {
            examination.fail(
                .underfunded,
                "balance.short",
                "\(wanted.value) \(asset) wanted, \(total) free and locked",
                help: balances.other(than: asset, atLeast: wanted.value, of: \.total)
                    .map {
                        "the account holds \($0): name that asset in 'require.total', or deposit \(asset)"
                    }
                    ?? "deposit \(asset), or lower 'require.total' in the slot",
                at: wanted.place
            )
        }
    }
    examination.summary = enough.joined(separator: "; ")
}

/// `512.5 USDT, 0.1 BTC and 4 more`: money of the United States first, as traders look for it.
private func holdings(_ balances: [Balance]) -> String {
    let ordered = balances.inOrderOfInterest
    // Where all of it is in orders, "0 free" would look like an empty account.
    let isFree = ordered.contains { $0.free > .zero }
    let first = ordered.prefix(3).map { "\(isFree ? $0.free : $0.total) \(limited($0.asset, to: 20))" }
    return first.joined(separator: ", ") + (ordered.count > 3 ? " and \(ordered.count - 3) more" : "")
        + (isFree ? " free" : " locked by orders and positions, nothing free")
}

private func isDollar(_ asset: String) -> Bool { asset.hasPrefix("USD") }

extension [Balance] {
    /// Where dollars of one name are wanted and none are held: dollars of another name that would do, as `150 USDT`.
    fileprivate func other(
        than asset: String,
        atLeast wanted: ExactDecimal,
        of amount: (Balance) -> ExactDecimal
    ) -> String? {
        guard isDollar(asset), !contains(where: { $0.asset == asset && !$0.total.isZero }) else { return nil }
        return first { isDollar($0.asset) && $0.asset != asset && amount($0) >= wanted }
            .map { "\(amount($0)) \(limited($0.asset, to: 20))" }
    }

    /// Without assets of which nothing is there, by asset.
    var worthShowing: [Balance] {
        filter { !$0.free.isZero || !$0.locked.isZero || !$0.total.isZero }.sorted { $0.asset < $1.asset }
    }
}
