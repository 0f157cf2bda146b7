import SlotModel

/// How this machine's clock is set right, wherever it runs: a container has its host's clock, and WSL falls behind Windows.
package let clockHelp =
    "set this machine's clock: sudo timedatectl set-ntp true; for a container on its host; for WSL run 'wsl --shutdown' in "
    + "Windows and start it again"

/// For a request whose time was refused as past although this machine's clock is right.
let lateHelp =
    "the request may have been too long on its way; check again, and if it stays so, try another network or proxy"

/// For a request whose time was refused as future although this machine's clock is right.
func otherClockHelp(_ exchange: String) -> String {
    "one of \(exchange)'s hosts must have another clock than the one that tells the time; check again later"
}

extension Status {
    /// What to do at every exchange alike, where nothing more is known of this one.
    ///
    /// - Parameter exchange: As it writes itself.
    func commonAdvice(at exchange: String) -> String {
        switch self {
        case .wrongMarket:
            "Write 'require.market' as BASE/QUOTE, as \(exchange) lists it on this market, such as BTC/USDT; spot and futures differ."
        case .refused:
            """
            \(exchange) refused in its own words, which the report shows. Log in to \(exchange) and read the account's notices; the same \
            question gets the same answer until something there changes.
            """
        case .unavailable:
            "Nothing is wrong with the key. Try again later; \(exchange)'s announcements tell of maintenance."
        case .wrongAccount:
            "\(exchange) spot has no margin or position modes: leave 'account' out of the slot."
        case .unchecked:
            "Run 'slots check' to ask \(exchange); a disabled slot is asked when 'enabled: false' is gone from its file."
        default: "Nothing to do: signed in, rights as wanted, funded."
        }
    }
}
