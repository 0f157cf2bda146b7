package import SlotModel

/// What `slots explain` tells about the findings of this room.
package let exchangeExplanations: [FindingExplanation] = credentialExplanations + endpointExplanations

private func about(
    _ code: String,
    _ title: String,
    _ text: String,
    example: String? = nil
) -> FindingExplanation {
    FindingExplanation(code: code, title: title, text: text, example: example)
}

private let walletExample = """
    credentials:
      api-wallet: 0x98a9c91b9823c994008217D6B89019ed3B975802
      private-key: env:ASTER_PRIVATE_KEY
      main-wallet: 0xBda16Bdd3B1F03b0Fc75b4a3cBF2e70132c12e70
    """

private let credentialExplanations = [
    about(
        "credentials.mixed",
        "fields of two kinds of keys stand side by side",
        """
        An exchange may know several kinds of keys, each with fields of its own. Aster's API wallets (V3) take api-wallet, \
        private-key and main-wallet; its old API keys (V1) take key and secret. Name the fields of one kind.
        """,
        example: walletExample
    ),
    about(
        "credentials.missing",
        "a part of the credentials is missing or empty",
        """
        Every part of a key is needed to sign in. If the value comes from the environment or a file, look whether it is \
        empty there.
        """,
        example: walletExample
    ),
    about(
        "credentials.not-wanted",
        "the exchange has no such part of a key",
        "Leave the field out. A value that the exchange does not know may belong to another exchange's key."
    ),
    about(
        "credentials.blanks",
        "a blank or a line break got into a credential",
        """
        Most often it was copied along with the value, or an empty line stands at the end of the file (one line end is no harm). Copy the \
        value again, without what stands around it.
        """
    ),
    about(
        "credentials.quotes",
        "quotes stand around a credential",
        """
        Some programs take the quotes of a file of variables as a part of the value, docker's --env-file among them. The \
        exchange would then get a key with quotes and refuse it. Remove them where the value is kept.
        """
    ),
    about(
        "credentials.sample",
        "a sample's words stand where a credential belongs",
        """
        YOUR-API-KEY, <secret> and the like come from an example. Put there the value that the exchange's page showed \
        when the key was made.
        """
    ),
    about(
        "credentials.alphabet",
        "a credential has a character that no credential has",
        """
        Credentials are plain letters, digits and signs. Invisible characters come along when a value is copied out of a \
        chat or a formatted text. Copy it from the exchange's page.
        """
    ),
    about(
        "credentials.pem",
        "a key in the form of a file stands where a short value belongs",
        "Text that begins with -----BEGIN is another kind of key. Use the value that the exchange's page showed."
    ),
    about(
        "credentials.recovery-phrase",
        "a wallet's recovery phrase stands in the credentials",
        """
        The words of a recovery phrase give away everything in the wallet, on every chain. No bot and no exchange's API \
        needs them. Take them out of the file and of every copy of it, git's history included. If anybody may have seen \
        them, move the funds to a new wallet.
        """
    ),
    about(
        "credentials.testnet",
        "this kind of key does not exist on the test network",
        "Aster's test network knows API wallets (V3) only. Make one there, or set 'network: live'."
    ),
    about(
        "credentials.equal",
        "key and secret are the same",
        "One of the two was pasted twice. The exchange shows both when the key is made; copy the other one again."
    ),
    about(
        "credentials.swapped",
        "a value stands in the wrong field",
        """
        An address stands where a key belongs, or the other way round. Put each value into its own field. Addresses are \
        public and shown in tables and reports: if a private key stood in the place of an address, make a new key.
        """,
        example: walletExample
    ),
    about(
        "credentials.other-exchange",
        "the key is another exchange's",
        "Nothing was asked: a key goes to its own exchange alone. Put the right one there, or name its exchange."
    ),
    about(
        "credentials.unusual",
        "a credential has another length or other characters than those that are known",
        "It may be cut off. Nothing is refused because of it: if the exchange does not accept it, copy it again as a whole."
    ),
    about(
        "credentials.main-wallet-key",
        "the private key is the main wallet's own",
        """
        Whoever reads that key owns all funds of the wallet, on the exchange and elsewhere, and nothing can be revoked. An \
        API wallet can trade for the main wallet, cannot withdraw unless you allow it, ends by itself, and can be revoked. \
        Make one on Aster's API wallet page, tab 'Pro API', and take the main wallet's key out of the file and of every \
        copy of it.
        """,
        example: walletExample
    ),
    about(
        "credentials.wrong-private-key",
        "the private key does not belong to the API wallet",
        """
        Every private key has one address, and this one's is not the address in api-wallet: two wallets were mixed up. Use \
        the private key that was shown when this API wallet was made, or put the address that the finding names into \
        api-wallet.
        """
    ),
    about(
        "credentials.same-wallet",
        "API wallet and main wallet are the same address",
        """
        main-wallet is the wallet that you log in to the exchange with; api-wallet is the one that the exchange made for \
        the bot. They differ unless the main wallet signs for itself, which no bot should do.
        """
    ),
    about(
        "credentials.private-key",
        "this is no private key",
        "A private key is 64 hexadecimal digits, with 0x in front or not. Copy it again as a whole."
    ),
    about(
        "credentials.address",
        "this is no wallet's address",
        """
        An address is 0x and 40 hexadecimal digits. The main wallet may also be a Solana address of 32 to 44 letters and \
        digits; the API wallet never is.
        """
    ),
    about(
        "credentials.checksum",
        "the capital letters of an address do not fit it",
        """
        The case of the letters in an address is a checksum (EIP-55). A wrong one means most often that a character is \
        wrong or missing. Copy the address again; all letters in lower case are accepted too.
        """
    ),
]

private let endpointExplanations = [
    about(
        "endpoint.malformed",
        "an endpoint is not written as an origin",
        """
        An endpoint is a scheme, a host and at most a port. No user, no path, no dot at the end of the host. Keys are \
        sent over https only; plain http is allowed to addresses of this machine: localhost, 127.0.0.1, [::1].
        """,
        example: "endpoint: https://fapi.asterdex.com"
    ),
    about(
        "endpoint.not-trusted",
        "a host that is not known to belong to the exchange",
        """
        Whoever answers at an endpoint gets signed requests, and with some exchanges the key. So only the exchange's own \
        hosts are asked, and those that slots.yaml lists. Names are compared as a whole: a name that only ends like the \
        exchange's is another one.
        """,
        example: "trusted-endpoints: [https://gateway.example.com]"
    ),
    about(
        "endpoint.other-network",
        "an endpoint of another network than the slot's",
        "Live and test network are apart: keys and signatures of one are refused by the other. Set 'network' instead.",
        example: "network: testnet"
    ),
    about(
        "endpoint.not-used",
        "on the sandbox an endpoint elsewhere is left out",
        "The sandbox runs on this machine, and nothing leaves it: only an endpoint on this machine is used. Set 'network: live' when the slot is to speak to its endpoint."
    ),
    about(
        "network.unknown",
        "the exchange has no such network",
        "Not every exchange has a test network. Set 'network: live', or 'network: sandbox' to try things out."
    ),
]
