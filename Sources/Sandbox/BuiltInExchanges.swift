import SlotModel

/// The exchanges that are built in.
enum BuiltInExchanges {
    static let all: [Declaration] = [.aster, .bitget, .hitbtc]

    static func exchange(of selector: Selector) -> Declaration? {
        all.first { $0.selectors[selector] != nil }
    }

    /// What the server and the list of accounts must know of one exchange.
    struct Declaration: Sendable {
        /// Each gets a port of its own, in this order.
        var hosts: [SandboxHost]
        /// The hosts that each of its selectors speaks to.
        var selectors: [Selector: [HostName: SandboxHost]]
        /// One that answers on all of its hosts.
        var make: @Sendable (SandboxOptions) -> any ServedExchange
        /// A selector's accounts in the order in which they are shown.
        var accounts: @Sendable (Selector) -> [SandboxAccount]
        /// One of any number of connected accounts.
        var numbered: @Sendable (Int, Selector, SandboxAccount.Generation) -> SandboxAccount
        /// What nobody would show of the roles with such names if it were real, as it would stand in a slot file:
        /// base64 as it is, hexadecimal digits in small letters and without `0x`.
        var hidden: @Sendable (_ ofRoles: (String) -> Bool) -> [String]
    }
}

extension BuiltInExchanges.Declaration {
    /// An exchange with one kind of credentials, whose texts nobody would show if they were real.
    init<Cast: SandboxCast>(
        hosts: [SandboxHost],
        selectors: [Selector: [HostName: SandboxHost]],
        cast: Cast.Type,
        make: @escaping @Sendable (SandboxOptions) -> any ServedExchange
    ) {
        self.init(
            hosts: hosts,
            selectors: selectors,
            make: make,
            accounts: { selector in Cast.roles(selector).map { Cast.account($0, selector, .v3) } },
            numbered: { Cast.account(.numbered($0), $1, $2) },
            hidden: { isWanted in
                Cast.Traits.selectors.flatMap { selector in
                    Cast.roles(selector).filter { isWanted($0.name) }
                        .flatMap { Cast.account($0, selector, .v3).credentials.values }
                }
            }
        )
    }
}
