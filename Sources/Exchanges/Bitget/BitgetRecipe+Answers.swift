import SlotModel

/// What one slot's questions brought, side by side.
struct BitgetSlotAnswers: Sendable {
    var account: Result<BitgetAssets, ExchangeFailure>
    var market: Result<ListedMarket, ExchangeFailure>
    var ofMarket: BitgetMarketAnswers
}

/// What the questions about one market brought.
struct BitgetMarketAnswers: Sendable {
    var price: Answer<MarketFacts>
    /// `nil`: nobody wants to know.
    var fees: Result<FeeRates, ExchangeFailure>?
    /// `nil`: not asked, because the slot names no mode.
    var modes: Result<BitgetModes, ExchangeFailure>?
}

extension Result<BitgetAssets, ExchangeFailure> {
    /// Whether the answer is the one of the two codes that tell another mode than the one asked for.
    var namesOtherMode: Bool {
        if case .failure(let failure) = self { failure.namesOtherMode != nil } else { false }
    }
}

extension BitgetRecipe {
    /// Everything about the slot but who its key is.
    ///
    /// - Parameter opened: The markets of the mode that was assumed.
    func answers(
        of mode: BitgetMode,
        _ opened: Result<MarketList, ExchangeFailure>
    ) async -> BitgetSlotAnswers {
        async let account = assets(mode)
        let guess = market(in: opened, assumed)
        guard mode != assumed else {
            let answers = await self.answers(about: guess, opened, mode)
            return BitgetSlotAnswers(account: await account, market: guess, ofMarket: answers)
        }
        // The other interface has a list of its own: it is asked beside the questions about the market, which has the
        // same name in both as a rule.
        async let guessed = self.answers(about: guess, opened, mode)
        let listing = await listing(mode)
        let market = market(in: listing, mode)
        var answers = await guessed
        if let market = market.value, market.symbol == guess.value?.symbol {
            if case .known(var price) = answers.price {
                price.isTrading = market.isTrading
                answers.price = .known(price)
            }
        } else {
            answers = await self.answers(about: market, listing, mode)
        }
        return BitgetSlotAnswers(account: await account, market: market, ofMarket: answers)
    }

    /// The questions that need the market's symbol.
    private func answers(
        about market: Result<ListedMarket, ExchangeFailure>,
        _ listing: Result<MarketList, ExchangeFailure>,
        _ mode: BitgetMode
    ) async -> BitgetMarketAnswers {
        async let price = price(market, { .price(mode, $0) }) { data throws(Misunderstanding) in
            try Price(bitget: data, symbol: market.value?.symbol ?? "")
        }
        async let fees = fees(market, { .fees(mode, $0) }) { data throws(Misunderstanding) in
            try FeeRates(bitget: data)
        }
        let modes = await modes(market, listing, mode)
        return BitgetMarketAnswers(price: await price, fees: await fees, modes: modes)
    }

    private func assets(_ mode: BitgetMode) async -> Result<BitgetAssets, ExchangeFailure> {
        let product = product
        return await asked(.assets(mode)) { data throws(Misunderstanding) in
            try BitgetAssets(data, product, mode)
        }
    }

    /// A unified account's settings are always asked, because they tell whether the account can be used; a classic
    /// account's modes only when the slot names one, or somebody has to type them.
    private func modes(
        _ market: Result<ListedMarket, ExchangeFailure>,
        _ listing: Result<MarketList, ExchangeFailure>,
        _ mode: BitgetMode
    ) async -> Result<BitgetModes, ExchangeFailure>? {
        let product = product
        if mode == .unified {
            return await asked(.modes(mode, nil)) { data throws(Misunderstanding) in
                try BitgetModes(unified: data, product, symbol: market.value?.symbol)
            }
        }
        let wish = inquiry.account
        guard product != .spot,
            inquiry.wantsModes || wish.positionMode != nil || wish.marginMode != nil
        else { return nil }
        // The position mode is the same for all symbols of the contract, the margin mode is not.
        let other = wish.marginMode == nil && !inquiry.wantsModes ? listing.value?.any : nil
        guard let asked = market.value ?? other else { return market.failure.map { .failure($0) } }
        return await self.asked(.modes(mode, asked)) { data throws(Misunderstanding) in
            try BitgetModes(classic: data)
        }
    }

    // MARK: - Market

    func listing(_ mode: BitgetMode) async -> Result<MarketList, ExchangeFailure> {
        let product = product
        return await shared(.markets(mode)) { data throws(Misunderstanding) in
            try MarketList(data, product, mode)
        }
    }

    private func market(
        in listing: Result<MarketList, ExchangeFailure>,
        _ mode: BitgetMode
    ) -> Result<ListedMarket, ExchangeFailure> {
        market(in: listing, of: .markets(mode)) { _ in unknownMarket(isEmpty: listing.value?.isEmpty ?? true)
        }
    }

    private func unknownMarket(isEmpty: Bool) -> (message: String, help: String) {
        let quote = inquiry.market.split(separator: "/").last.map(String.init)
        var help = "write 'require.market' as BASE/QUOTE, as Bitget lists it, such as BTC/USDT"
        if isEmpty {
            help = "set 'account.contract' to another one (usdt, usdc or coin)"
        } else if let contract = product.contract, contract.quote != quote {
            help =
                "the slot's contract is \(contract.rawValue), whose markets are quoted in \(contract.quote), such as "
                + "BTC/\(contract.quote); change 'require.market' or 'account.contract'"
        }
        let message =
            isEmpty
            ? "Bitget lists no \(product.spoken) here"
            : "Bitget has no \(inquiry.market) among its \(product.spoken)"
        return (message, help)
    }
}
