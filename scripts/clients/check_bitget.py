"""Signs in at Bitget's built-in exchange with ccxt, as it comes from PyPI, and compares what comes back.

Prints a line for each check. Exits 0 when all hold, 1 when one does not, 2 for wrong arguments. The credentials are
the documented fakes, made here from their rule (docs/sandbox.md).
"""

import sys

import ccxt
from checking import amounts, check, fake, refused, run


def client(arguments, account=None, selector="bitget", markets=None, **settings):
    """An unchanged ccxt client that speaks to the built-in exchange."""
    credentials = {}
    if account:
        label = f"slots sandbox {selector} {account}"
        credentials = {
            "apiKey": "bg_" + fake(label + " key")[:32],
            "secret": fake(label + " secret"),
            "password": fake(label + " passphrase")[:20],
        }
    exchange = ccxt.bitget({"enableRateLimit": False, "timeout": 10000} | credentials | settings)
    point(exchange, arguments)
    if markets:
        # Every object loads them anew otherwise, and the list of coins may be asked for three times a second.
        exchange.set_markets_from_exchange(markets)
    return exchange


def point(exchange, arguments):
    """Directs all calls to the built-in exchange."""
    exchange.urls["api"] = {name: arguments.origin for name in exchange.urls["api"]}
    exchange.session.trust_env = False


def check_public(arguments):
    """Time, markets and prices; returns the client with the markets."""
    exchange = client(arguments)
    skew = exchange.fetch_time() - exchange.milliseconds()
    check("time is near ours", abs(skew) < 5000, f"{skew} ms")
    exchange.options["uta"] = False
    markets = exchange.load_markets()
    wanted = {"BTC/USDT", "BTC/USDT:USDT", "BTC/USDC:USDC", "BTC/USD:BTC", "BTC/USD:BTC-270625"}
    check("pairs and contracts of each kind are listed", wanted <= set(markets), wanted - set(markets))
    check("a halted pair is not active", markets["LUNA/USDT"]["active"] is False)
    check("a contract that the API may not trade is not active", markets["XRP/USDT:USDT"]["active"] is False)
    check("the tick is read", exchange.market("BTC/USDT:USDT")["precision"]["price"] == 0.1)
    check("a margin pair is known", markets["BTC/USDT"]["margin"] is True)
    check("a ticker is read", exchange.fetch_ticker("BTC/USDT")["last"] == 67251.3)
    check("a contract's ticker is read", exchange.fetch_ticker("BTC/USD:BTC")["last"] == 67240.5)
    return exchange


def check_classic(arguments, markets):
    """Balances and fees of a classic account."""
    exchange = client(arguments, "connected", markets=markets)
    balance = exchange.fetch_balance()
    check("spot balance", amounts(balance, "USDT") == (2500.5, 99.75, 2600.25), balance["USDT"])
    check("a coin in lower case is read", amounts(balance, "BTC") == (0.015, 0.0, 0.015), balance.get("BTC"))
    check("the account is classic", exchange.options["uta"] is False)
    fee = exchange.fetch_trading_fee("BTC/USDT")
    check("spot fee", (fee["maker"], fee["taker"]) == (0.001, 0.001), fee)
    futures = client(arguments, "connected", "bitget-futures", markets)
    for product, asset, free, total in (
        ("USDT-FUTURES", "USDT", 1150.5, 1200.25),
        ("USDC-FUTURES", "USDC", 600.15, 640.4),
        ("COIN-FUTURES", "BTC", 0.04, 0.05),
    ):
        balance = futures.fetch_balance({"type": "swap", "productType": product})
        found = amounts(balance, asset)
        check(f"balance of {product}", (found[0], found[2]) == (free, total), found)
    fee = futures.fetch_trading_fee("BTC/USDT:USDT")
    check("contract fee", (fee["maker"], fee["taker"]) == (0.0002, 0.0006), fee)


def check_unified(arguments):
    """A unified account, which ccxt finds out by itself."""
    exchange = client(arguments, "unified")
    markets = exchange.load_markets()
    check("the account is unified", exchange.options["uta"] is True)
    check("instruments are read", {"BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC"} <= set(markets))
    for kind in ("spot", "swap"):
        balance = exchange.fetch_balance({"type": kind})
        check(f"unified balance ({kind})", amounts(balance, "USDT") == (3000.25, 120.25, 3120.5), balance["USDT"])
    funding = client(arguments, "unified-wallet", markets=exchange).fetch_balance({"type": "funding"})
    check("funding wallet", amounts(funding, "USDT") == (850.5, 0.0, 850.5), funding.get("USDT"))
    wrong = client(arguments, "unified", markets=exchange, options={"uta": False})
    refused("a unified account is refused by v2", ccxt.PermissionDenied, wrong.fetch_balance)


def check_demo(arguments, markets):
    """Demo trading: key and header belong together."""
    exchange = client(arguments, "demo-key")
    exchange.set_sandbox_mode(True)
    point(exchange, arguments)
    exchange.set_markets_from_exchange(markets)
    balance = exchange.fetch_balance()
    check("demo balance", amounts(balance, "USDT")[0] == 2500.5, balance["USDT"])
    # ccxt has no class for 40099.
    live = client(arguments, "demo-key", markets=markets)
    refused("a demo key is refused without the header", ccxt.ExchangeError, live.fetch_balance)


def check_errors(arguments, markets):
    """ccxt's own classes of errors."""
    cases = (
        ("an unknown key", "invalid-credentials", ccxt.AuthenticationError),
        ("a wrong secret", "wrong-secret", ccxt.AuthenticationError),
        ("a wrong passphrase", "wrong-passphrase", ccxt.AuthenticationError),
        ("a missing right", "wrong-market", ccxt.PermissionDenied),
        ("another address", "ip-not-allowed", ccxt.PermissionDenied),
        ("an expired timestamp", "clock-skew", ccxt.InvalidNonce),
        # ccxt gives Bitget's 429 this class, and HTTP 429 without a code RateLimitExceeded.
        ("too many requests", "rate-limited", ccxt.DDoSProtection),
        ("a gateway's page", "html", ccxt.ExchangeNotAvailable),
        ("maintenance", "maintenance", ccxt.OnMaintenance),
    )
    for selector, parameters in (("bitget", {}), ("bitget-futures", {"type": "swap"})):
        for name, account, kind in cases:
            exchange = client(arguments, account, selector, markets)
            refused(f"{name} ({selector})", kind, lambda: exchange.fetch_balance(parameters))
    slow = client(arguments, "connected", markets=markets, options={"timeDifference": 40_000})
    refused("a clock that is 40 s behind", ccxt.InvalidNonce, slow.fetch_balance)
    near = client(arguments, "connected", markets=markets, options={"timeDifference": 20_000})
    check("a clock that is 20 s behind is let in", near.fetch_balance()["USDT"]["free"] == 2500.5)
    often = client(arguments, "older-key", markets=markets)
    often.private_spot_get_v2_spot_account_info()
    refused("the second call within a second", ccxt.DDoSProtection, often.private_spot_get_v2_spot_account_info)


def checks(arguments):
    """All of them."""
    markets = check_public(arguments)
    check_classic(arguments, markets)
    check_unified(arguments)
    check_demo(arguments, markets)
    check_errors(arguments, markets)


def add_arguments(parser):
    """What the command line takes."""
    parser.add_argument("--origin", required=True, help="origin of the host, http://127.0.0.1:PORT")


if __name__ == "__main__":
    sys.exit(run(__doc__, checks, add_arguments))
