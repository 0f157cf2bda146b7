import SlotModel

extension Check {
    /// What is asked, and what a failure means.
    var explanation: FindingExplanation {
        let (title, text): (String, String) =
            switch self {
            case .credentials:
                (
                    "are the credentials there and well-formed",
                    """
                    Looks at length, alphabet and beginning of each credential, at blanks around it, and whether two of them \
                    are swapped, before anything is sent. A value that fails here never leaves the machine.
                    """
                )
            case .reach:
                (
                    "does the exchange answer",
                    """
                    Name lookup, connection, TLS and first byte, with the time of each. When it fails, the network, a proxy \
                    or the exchange is in trouble; the key is not to blame.
                    """
                )
            case .clock:
                (
                    "is the clock right",
                    """
                    Compares the exchange's clock with this machine's, corrected by half the round trip. A small difference \
                    is made up for in the signature and reported; a large one should be mended with time synchronization.
                    """
                )
            case .signIn:
                (
                    "does a signed request work",
                    "The proof that key and secret belong together. A refusal is translated into what to do."
                )
            case .permissions:
                (
                    "what may the key do",
                    """
                    Read, trade spot, trade futures, withdraw, transfer: as far as the exchange tells. What it does not tell \
                    is shown with a question mark and never assumed.
                    """
                )
            case .addresses:
                (
                    "from where may the key be used",
                    """
                    Compares the key's list of addresses with ip-allowlist: in the slot, and with this machine's address \
                    where the exchange reports it. A key that works from anywhere is warned about where it can withdraw.
                    """
                )
            case .expiry:
                (
                    "when does the key end",
                    "From the exchange where it tells, else from expires: in the slot."
                )
            case .account:
                (
                    "is the account set up as the slot says",
                    "Contract type, position mode and margin mode against the account of the slot's file."
                )
            case .balance:
                (
                    "is there enough money",
                    """
                    Every asset with what is free, locked and there in total. Without require.balance and require.total \
                    anything above zero that is free is enough; total counts what orders hold as well.
                    """
                )
            case .market:
                (
                    "is there fresh data for the pair",
                    "Asks for the pair of require.market, or for a busy one where the slot names none."
                )
            case .fees:
                (
                    "is the fee in the slot the one that the account pays",
                    """
                    A bot that believes in a fee that is too low sells at a loss. Differences beyond policy.fee-tolerance \
                    are reported.
                    """
                )
            case .limits:
                (
                    "how much of the exchange's rate limit is used",
                    """
                    Used weight against the limit, and the shortest delay that the limits, the slots on this address and the \
                    pairs in the bot's config allow.
                    """
                )
            case .bot:
                (
                    "will the bot use what was proved",
                    """
                    verify compares the slot's credentials with those that stand in the files of its bots. Others, or none,                     stop it: the bot would trade with a key that nobody looked at. A fee or a delay that differs is warned                     about.
                    """
                )
            }
        return FindingExplanation(code: rawValue, title: title, text: text)
    }
}
