"""Signs in at Aster's built-in exchange with ccxt, as it comes from PyPI, and compares what comes back.

Prints a line for each check. Exits 0 when all hold, 1 when one does not, 2 for wrong arguments. The credentials are
the documented fakes, made here from their rule (docs/sandbox.md).
"""

import sys
import time

import ccxt
from checking import amounts, check, fake, refused, run


def client(arguments, kind, **settings):
    """An unchanged ccxt client that speaks to the built-in exchange."""
    options = {"defaultType": kind} | settings.pop("options", {})
    exchange = ccxt.aster({"enableRateLimit": False, "timeout": 10000, "options": options} | settings)
    exchange.urls["api"] = {
        "fapiPublic": arguments.futures + "/fapi",
        "fapiPrivate": arguments.futures + "/fapi",
        "sapiPublic": arguments.spot + "/api",
        "sapiPrivate": arguments.spot + "/api",
    }
    exchange.session.trust_env = False
    return exchange


def with_key(arguments, kind, selector, secret=None, key=None, account="connected"):
    """A client with the V1 key of an account."""
    label = f"slots sandbox {selector} v1 {account}"
    return client(
        arguments, kind, apiKey=key or fake(label + " key"), secret=secret or fake(label + " secret")
    )


def with_main_wallet(arguments, kind, selector, private_key=None):
    """A client that signs with the main wallet's own key, as ccxt does by default."""
    private_key = private_key or "0x" + fake(f"slots sandbox {selector} connected main wallet")
    options = {"builderFee": arguments.builder_fee}
    return client(arguments, kind, privateKey=private_key, options=options)


def with_api_wallet(arguments, kind, selector, private_key=None, account="connected"):
    """A client that signs with an account's API wallet, by way of ccxt's internal options."""
    wallet_key = "0x" + fake(f"slots sandbox {selector} {account}")
    main_key = "0x" + fake(f"slots sandbox {selector} {account} main wallet")
    private_key = private_key or wallet_key
    address = ccxt.aster().eth_get_address_from_private_key
    options = {
        "builderFee": arguments.builder_fee,
        "signerAddress": address(wallet_key),
        "cachedWalletAddress": address(main_key),
        "privateKeyHashForCachedWalletAddress": fake(private_key),
    }
    return client(arguments, kind, privateKey=private_key, options=options)


def balance(exchange, kind):
    """Free, used and total USDT."""
    # ccxt makes nonces from milliseconds: two requests in one would collide.
    time.sleep(0.005)
    return amounts(exchange.fetch_balance({"type": kind}), "USDT")


SPOT = (1523.45, 76.55, 1600.0)


def check_common(arguments, maker):
    """What both generations do."""
    exchange = maker(arguments, "spot", "aster")
    skew = exchange.fetch_time() - exchange.milliseconds()
    check("time is near ours", abs(skew) < 5000, f"{skew} ms")
    markets = exchange.load_markets()
    check("BTC/USDT and BTC/USDT:USDT are listed", {"BTC/USDT", "BTC/USDT:USDT"} <= set(markets))
    check("a halted pair is not active", markets["LUNA/USDT"]["active"] is False)
    check("the tick is read", exchange.market("BTC/USDT")["precision"]["price"] == 0.1)
    check("a ticker is read", exchange.fetch_ticker("BTC/USDT")["last"] == 67250.1)
    check("candles are read", len(exchange.fetch_ohlcv("BTC/USDT", "1m", limit=2)) == 2)
    found = balance(exchange, "spot")
    check("spot balance", found == SPOT, found)
    time.sleep(0.005)
    fee = exchange.fetch_trading_fee("BTC/USDT")
    check("spot fee", (fee["maker"], fee["taker"]) == (0.0002, 0.0007), fee)
    futures = maker(arguments, "swap", "aster-futures")
    found = balance(futures, "swap")
    check("futures balance", found[2] == 980.1 and found[0] == 902.33, found)


def check_v1(arguments):
    """Key and secret, HMAC."""
    check_common(arguments, with_key)
    for kind, selector in (("spot", "aster"), ("swap", "aster-futures")):
        wrong = with_key(arguments, kind, selector, secret="f" * 64)
        refused(f"wrong secret is refused ({kind})", ccxt.AuthenticationError, lambda: balance(wrong, kind))
        unknown = with_key(arguments, kind, selector, key="f" * 64)
        refused(f"unknown key is refused ({kind})", ccxt.AuthenticationError, lambda: balance(unknown, kind))
    check_errors(
        arguments,
        with_key,
        (
            ("an expired timestamp", "clock-skew", ccxt.InvalidNonce),
            ("another address", "ip-not-allowed", ccxt.PermissionDenied),
            ("too many requests", "rate-limited", ccxt.RateLimitExceeded),
            ("a ban", "banned", ccxt.RateLimitExceeded),
            # What ccxt makes of -1016.
            ("maintenance", "unavailable", ccxt.ExchangeClosedByUser),
            ("a gateway's page", "html", ccxt.ExchangeNotAvailable),
        ),
    )


def check_v3(arguments):
    """Wallets, EIP-712."""
    print("-- the main wallet signs for itself")
    check_common(arguments, with_main_wallet)
    print("-- the API wallet signs")
    check_common(arguments, with_api_wallet)
    other = "0x" + fake("slots sandbox some other wallet")
    for kind, selector in (("spot", "aster"), ("swap", "aster-futures")):
        stranger = with_main_wallet(arguments, kind, selector, private_key=other)
        # "No aster user found" has the code -1000, which ccxt does not count as a failure to sign in.
        refused(f"unknown main wallet is refused ({kind})", ccxt.OperationRejected, lambda: balance(stranger, kind))
        wrong = with_api_wallet(arguments, kind, selector, private_key=other)
        refused(f"wrong private key is refused ({kind})", ccxt.AuthenticationError, lambda: balance(wrong, kind))
    check_errors(
        arguments,
        with_api_wallet,
        (
            # ccxt has no class for -4225, and takes -2015 for a refused key, which it may be.
            ("an expired nonce", "clock-skew", ccxt.ExchangeError),
            ("no right to read", "cannot-read", ccxt.AuthenticationError),
            ("another address", "ip-not-allowed", ccxt.AuthenticationError),
            ("too many requests", "rate-limited", ccxt.RateLimitExceeded),
            ("a ban", "banned", ccxt.RateLimitExceeded),
            # What ccxt makes of -1016.
            ("maintenance", "unavailable", ccxt.ExchangeClosedByUser),
            ("a gateway's page", "html", ccxt.ExchangeNotAvailable),
        ),
    )


def check_errors(arguments, maker, cases):
    """ccxt's own classes of errors, on both hosts."""
    for kind, selector in (("spot", "aster"), ("swap", "aster-futures")):
        for name, account, error in cases:
            exchange = maker(arguments, kind, selector, account=account)
            refused(f"{name} ({kind})", error, lambda: balance(exchange, kind))


def checks(arguments):
    """Those of one generation."""
    (check_v1 if arguments.generation == "v1" else check_v3)(arguments)


def add_arguments(parser):
    """What the command line takes."""
    parser.add_argument("--spot", required=True, help="origin of the spot host, http://127.0.0.1:PORT")
    parser.add_argument("--futures", required=True, help="origin of the futures host")
    parser.add_argument("--generation", required=True, choices=["v1", "v3"])
    parser.add_argument(
        "--builder-fee",
        action="store_true",
        help="let ccxt ask for its builder's fee, which is a write: the exchange has to refuse it",
    )


if __name__ == "__main__":
    sys.exit(run(__doc__, checks, add_arguments))
