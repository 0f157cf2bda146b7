/// The exchange as the user picks it; spot and futures are separate.
package enum Selector: String, CaseIterable, Sendable, Comparable {
    case aster
    case asterFutures = "aster-futures"
    case bitget
    case bitgetFutures = "bitget-futures"
    case hitbtc

    /// The market that the selector trades on.
    package enum Market: String, Sendable {
        case spot, futures
    }

    package var market: Market {
        switch self {
        case .aster, .bitget, .hitbtc: .spot
        case .asterFutures, .bitgetFutures: .futures
        }
    }

    /// The selectors behind which the same accounts stand, this one among them: an exchange's spot and futures.
    package var ofSameExchange: [Selector] {
        switch self {
        case .aster, .asterFutures: [.aster, .asterFutures]
        case .bitget, .bitgetFutures: [.bitget, .bitgetFutures]
        case .hitbtc: [.hitbtc]
        }
    }

    /// As the exchange writes itself: `Aster Futures`.
    package var displayName: String {
        switch self {
        case .aster: "Aster"
        case .asterFutures: "Aster Futures"
        case .bitget: "Bitget"
        case .bitgetFutures: "Bitget Futures"
        case .hitbtc: "HitBTC"
        }
    }

    package static func < (left: Selector, right: Selector) -> Bool { left.rawValue < right.rawValue }
}

/// Which of an exchange's systems a slot speaks to.
package enum Network: String, CaseIterable, Sendable {
    case live, testnet, sandbox
}
