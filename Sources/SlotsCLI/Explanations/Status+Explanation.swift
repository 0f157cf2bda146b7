import SlotModel

extension Status {
    /// What the status means and what to do.
    var explanation: FindingExplanation {
        let (title, text): (String, String) =
            switch self {
            case .invalidCredentials:
                (
                    "the exchange refuses the key, the secret, the passphrase or the wallet",
                    """
                    One of the credentials is wrong, belongs to another account or network, or was deleted on the exchange. \
                    The check named sign-in or credentials says which, where the exchange lets us know.

                    Copy the credentials once more from the exchange, mind that key and secret are not swapped, and run \
                    'slots check SLOT'. A secret that was shown only once and is lost needs a new key.
                    """
                )
            case .expired:
                (
                    "the key has ended",
                    """
                    The exchange does not accept the key any more, because its time is over. Make a new key on the exchange, \
                    put its credentials where the slot file says, and run 'slots check SLOT'.
                    """
                )
            case .ipNotAllowed:
                (
                    "this machine's address is not on the key's list",
                    """
                    The key may be used from certain addresses only, and this machine's outgoing address is none of them. \
                    The check named addresses shows both, where the exchange tells them.

                    Add the address to the key's list on the exchange. If the address changes often, use a machine with a \
                    fixed one, or set proxy: in the slot.
                    """
                )
            case .clockSkew:
                (
                    "the exchange refused a request because of its time",
                    """
                    This machine's clock and that of the exchange are too far apart. Switch time synchronization on \
                    (timedatectl set-ntp true) and check again; in a virtual machine look at the host's clock too.
                    """
                )
            case .missingPermission:
                (
                    "the key lacks a right that the slot needs",
                    """
                    The key signs in, but may not do what the bot will want: read, or trade on this market. Edit the key on \
                    the exchange and tick the right that the check named permissions asks for.
                    """
                )
            case .excessPermission:
                (
                    "the key may withdraw or transfer money",
                    """
                    A trading bot never needs these rights, and whoever steals the key could empty the account with them. \
                    Take the right away on the exchange, or make a new key without it.

                    Where it has to be so, 'allow: [withdraw]' or 'allow: [transfer]' in the slot waives the policy.
                    """
                )
            case .wrongAccount:
                (
                    "the account is not set up as the slot says",
                    """
                    Contract type, position mode or margin mode differ from what stands under account: in the slot. Change \
                    the setting on the exchange, or correct the slot if the account is right.
                    """
                )
            case .underfunded:
                (
                    "connected, but there is less than the slot requires, or nothing",
                    """
                    The key works; the money is not there, or lies in another wallet (spot and futures are separate). \
                    Deposit or move it, or lower require: balance: in the slot.
                    """
                )
            case .rateLimited:
                (
                    "the exchange asks us to wait",
                    """
                    Too many requests came from this address or with this key, possibly from the bot itself. The message says \
                    how long to wait, where the exchange tells. The key is not to blame. Longer delays in the bot help when \
                    it happens again and again.
                    """
                )
            case .unavailable:
                (
                    "the exchange could not be reached, or not understood",
                    """
                    A timeout, maintenance, a fault of the network, or an answer that made no sense. The key is not to \
                    blame. Try again; if it stays, look at the exchange's status page, this machine's network, and proxy: in \
                    the slot.
                    """
                )
            case .expiring:
                (
                    "connected, and the key ends soon",
                    """
                    Everything works, but the key ends within the time of policy: expiry-warning:. Make a new one before \
                    that day; apply and verify go on until then.
                    """
                )
            case .connected:
                (
                    "signed in, rights as wanted, funded",
                    "Every question that decides was asked and answered. There is nothing to do."
                )
            case .unchecked:
                (
                    "nobody asked the exchange",
                    "The slot is disabled (enabled: false), or the command was told to leave the network out."
                )
            }
        return FindingExplanation(code: rawValue, title: title, text: text)
    }
}
