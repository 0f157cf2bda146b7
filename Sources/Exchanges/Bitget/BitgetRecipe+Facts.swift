import SlotModel

// What the answers mean for the slot.

extension BitgetRecipe {
    func tell(_ answers: BitgetSlotAnswers, of key: BitgetKey, into facts: inout Facts) {
        if key.rights == nil, case .failure(let failure) = answers.account {
            failSignIn(failure, &facts)
            return
        }
        facts.signIn = .known(label(key.rights == nil ? .assets(key.mode) : .key(key.mode)))
        tellRights(key, answers.account, into: &facts)
        facts.accountName = key.rights?.user
        facts.market = answers.ofMarket.price
        facts.fees = Answer(answers.ofMarket.fees, orNotAsked: "the slot names no fee")
        facts.account = account(answers, key)
        facts.balances = Answer(answers.account.map(\.balances))
        // Whatever was read while the account moves may be wrong a moment later.
        if let modes = answers.ofMarket.modes?.value, modes.isMoving {
            facts.account = .failed(moving(label(.modes(key.mode, nil))))
            facts.balances = .failed(moving(label(.modes(key.mode, nil))))
        }
    }

    private func tellRights(
        _ key: BitgetKey,
        _ account: Result<BitgetAssets, ExchangeFailure>,
        into facts: inout Facts
    ) {
        guard let rights = key.rights else {
            facts.permissions = .notDisclosed("Bitget does not let this key read its own rights")
            facts.addresses = .notDisclosed("Bitget does not let this key read its own IP list")
            return
        }
        var grants = rights.grants(for: product)
        // Which right each call needs is not fully documented; what worked, works.
        if case .success = account { grants[.read] = .yes }
        facts.permissions = .known(grants)
        facts.addresses = .known(AddressFacts(allowlist: rights.allowlist))
    }

    private func account(_ answers: BitgetSlotAnswers, _ key: BitgetKey) -> Answer<AccountFacts> {
        var facts = AccountFacts()
        facts.contract = product.contract
        facts.traits["account-mode"] = key.mode.rawValue
        if let unknown = key.rights?.unknownCodes, !unknown.isEmpty {
            facts.traits["unknown-rights"] = unknown.joined(separator: " ")
        }
        if case .success(let market) = answers.market, !market.isTrading {
            facts.traits["market-status"] = market.status
        }
        if case .success(let assets) = answers.account {
            facts.traits["asset-mode"] = assets.assetMode
            if !assets.debts.isEmpty { facts.traits["debt"] = assets.debts.joined(separator: " ") }
            if !assets.freeMembers.isEmpty {
                facts.traits["free-is"] = assets.freeMembers.sorted().joined(separator: " ")
            }
        }
        switch answers.ofMarket.modes {
        case nil: return .known(facts)
        case .failure(let failure): return .failed(failure)
        case .success(let modes): return tell(modes, key, into: facts)
        }
    }

    private func tell(_ modes: BitgetModes, _ key: BitgetKey, into known: AccountFacts) -> Answer<
        AccountFacts
    > {
        var facts = known
        facts.traits["account-mode"] = modes.accountMode ?? key.mode.rawValue
        facts.traits["account-level"] = modes.accountLevel
        if let assetMode = modes.assetMode { facts.traits["asset-mode"] = assetMode }
        guard product != .spot else { return .known(facts) }
        facts.positionMode = modes.positionMode
        facts.marginMode = modes.marginMode
        if modes.margin == nil {
            facts.marginModeNotTold =
                "Bitget lists the margin mode of a market only after it was changed once"
        }
        for (name, word, isKnown) in [
            ("position", modes.position, modes.positionMode != nil),
            ("margin", modes.margin, modes.marginMode != nil),
        ] {
            guard let word, !isKnown else { continue }
            facts.traits["unknown-\(name)-mode"] = word
            let isWanted =
                name == "position" ? inquiry.account.positionMode != nil : inquiry.account.marginMode != nil
            if isWanted { return .failed(unknownMode(name, word, key)) }
        }
        return .known(facts)
    }

    private func unknownMode(_ name: String, _ word: String, _ key: BitgetKey) -> ExchangeFailure {
        ExchangeFailure(
            .notUnderstood,
            "\(AnswerNode.quoted(word)) is not a \(name) mode that slots knows",
            help: "look at the \(name) mode on Bitget's trading page; look for a newer version of slots",
            request: label(.modes(key.mode, nil))
        )
    }
}
