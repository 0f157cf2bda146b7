import SlotModel

/// What one slot's questions brought, side by side.
struct BitgetSlotAnswers: Sendable {
    var account: Result<BitgetAssets, ExchangeFailure>
    var market: Result<BitgetListing.Market, ExchangeFailure>
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
    func ask(as key: BitgetKey) async -> BitgetSlotAnswers {
        let mode = key.mode
        async let account = assets(mode)
        let listing = await listing(mode)
        let market = market(in: listing, mode)
        async let price = price(market, mode)
        async let fees = fees(market, mode)
        async let modes = modes(market, listing, mode)
        return BitgetSlotAnswers(
            account: await account,
            market: market,
            price: await price,
            fees: await fees,
            modes: await modes
        )
    }

    private func assets(_ mode: BitgetMode) async -> Result<BitgetAssets, ExchangeFailure> {
        let product = product
        return await signed(.assets, mode) { data throws(Misunderstanding) in
            try BitgetAssets(data, product, mode)
        }
    }

    private func fees(
        _ market: Result<BitgetListing.Market, ExchangeFailure>,
        _ mode: BitgetMode
    ) async -> Result<FeeRates, ExchangeFailure>? {
        guard inquiry.wantsFees else { return nil }
        switch market {
        case .failure(let failure): return .failure(failure)
        case .success(let market):
            return await signed(.fees, mode, symbol: market.symbol) { data throws(Misunderstanding) in
                try FeeRates(bitget: data)
            }
        }
    }

    /// A unified account's settings are always asked, because they tell whether the account can be used; a classic
    /// account's modes only when the slot names one.
    private func modes(
        _ market: Result<BitgetListing.Market, ExchangeFailure>,
        _ listing: Result<BitgetListing, ExchangeFailure>,
        _ mode: BitgetMode
    ) async -> Result<BitgetModes, ExchangeFailure>? {
        let known = try? market.get()
        let product = product
        if mode == .unified {
            return await signed(.modes, mode) { data throws(Misunderstanding) in
                try BitgetModes(unified: data, product, symbol: known?.symbol)
            }
        }
        let wish = inquiry.account
        guard product != .spot, wish.positionMode != nil || wish.marginMode != nil else { return nil }
        // The position mode is the same for all symbols of the contract, the margin mode is not.
        let other = wish.marginMode == nil ? try? listing.get().anyMarket : nil
        guard let asked = known ?? other else {
            switch market {
            case .success: return nil
            case .failure(let failure): return .failure(failure)
            }
        }
        return await signed(.modes, mode, symbol: asked.symbol, marginCoin: asked.marginCoin) {
            data throws(Misunderstanding) in try BitgetModes(classic: data)
        }
    }

    // MARK: - Market

    private func listing(_ mode: BitgetMode) async -> Result<BitgetListing, ExchangeFailure> {
        let product = product
        return await shared(.markets, mode) { data throws(Misunderstanding) in
            try BitgetListing(data, product, mode)
        }
    }

    private func market(
        in listing: Result<BitgetListing, ExchangeFailure>,
        _ mode: BitgetMode
    ) -> Result<BitgetListing.Market, ExchangeFailure> {
        let endpoint = endpoints.endpoint(.markets, mode)
        switch listing {
        case .failure(let failure): return .failure(failure)
        case .success(let listing):
            do throws(Misunderstanding) {
                if let market = try listing.market(inquiry.market) { return .success(market) }
            } catch {
                return .failure(
                    ExchangeFailure(
                        .notUnderstood,
                        "the answer of \(endpoint.host) cannot be understood: \(error)",
                        help: "try again later; if it stays so, look for a newer version of slots",
                        request: endpoint.label
                    )
                )
            }
            return .failure(unknownMarket(isEmpty: listing.isEmpty, endpoint))
        }
    }

    private func unknownMarket(isEmpty: Bool, _ endpoint: Endpoint) -> ExchangeFailure {
        let quote = inquiry.market.split(separator: "/").last.map(String.init)
        var help = "write 'require.market' as BASE/QUOTE, as Bitget lists it, such as BTC/USDT"
        if isEmpty {
            help = "set 'account.contract' to another one (usdt, usdc or coin)"
        } else if let contract = product.contract, contract.quote != quote {
            help =
                "the slot's contract is \(contract.rawValue), whose markets are quoted in \(contract.quote), such as "
                + "BTC/\(contract.quote); change 'require.market' or 'account.contract'"
        }
        return ExchangeFailure(
            .unknownMarket,
            isEmpty
                ? "Bitget lists no \(product.spoken) here"
                : "Bitget has no \(inquiry.market) among its \(product.spoken)",
            help: help,
            request: endpoint.label
        )
    }

    private func price(
        _ market: Result<BitgetListing.Market, ExchangeFailure>,
        _ mode: BitgetMode
    ) async -> Answer<MarketFacts> {
        switch market {
        case .failure(let failure): return .failed(failure)
        case .success(let market):
            let answer = await shared(.price, mode, symbol: market.symbol) { data throws(Misunderstanding) in
                try BitgetPrice(data, symbol: market.symbol)
            }
            switch answer {
            case .failure(let failure): return .failed(failure)
            case .success(let price):
                return .known(
                    MarketFacts(
                        symbol: market.symbol,
                        isTrading: market.isTrading,
                        price: price.price,
                        time: price.time
                    )
                )
            }
        }
    }
}
