"""Signs in at HitBTC's built-in exchange with ccxt, as it comes from PyPI, and compares what comes back.

Prints a line for each check. Exits 0 when all hold, 1 when one does not, 2 for wrong arguments. The credentials are
the documented fakes, made here from their rule (docs/sandbox.md).
"""

import sys

import ccxt
from checking import amounts, check, fake_base64, refused, run


def client(arguments, account=None):
    """An unchanged ccxt client that speaks to the built-in exchange."""
    credentials = {}
    if account:
        label = f"slots sandbox hitbtc {account}"
        credentials = {"apiKey": fake_base64(label + " key"), "secret": fake_base64(label + " secret")}
    # 20 requests a second at most: ccxt waits for more than the exchange allows by default.
    exchange = ccxt.hitbtc({"rateLimit": 60, "timeout": 10000} | credentials)
    exchange.urls["api"] = {name: arguments.origin + "/api/3" for name in exchange.urls["api"]}
    exchange.session.trust_env = False
    return exchange


def check_reads(arguments):
    """Markets, prices, balances and fees."""
    exchange = client(arguments, "connected")
    markets = exchange.load_markets()
    check("BTC/USDT and BTC/USDT:USDT are listed", {"BTC/USDT", "BTC/USDT:USDT"} <= set(markets), list(markets))
    check("the tick is read", exchange.market("BTC/USDT")["precision"]["price"] == 0.01)
    check("a ticker is read", exchange.fetch_ticker("BTC/USDT")["last"] == 67248.17)
    check("candles are read", len(exchange.fetch_ohlcv("BTC/USDT", "1m", limit=2)) == 2)
    for kind, wanted in (
        ("spot", (1250.05, 49.95, 1300.0)),
        ("wallet", (12.5, 0.0, 12.5)),
        ("swap", (310.4, 15.6, 326.0)),
    ):
        balance = exchange.fetch_balance({"type": kind})
        check(f"{kind} balance", amounts(balance, "USDT") == wanted, balance.get("USDT"))
    fee = exchange.fetch_trading_fee("BTC/USDT")
    check("spot fee", (fee["maker"], fee["taker"]) == (0.001, 0.0025), fee)
    fees = exchange.fetch_trading_fees()
    check("all fees", fees["ETH/USDT"]["taker"] == 0.0025, fees.get("ETH/USDT"))
    check("no open orders", exchange.fetch_open_orders("BTC/USDT") == [])
    return exchange


def check_errors(arguments, markets):
    """ccxt's own classes of errors."""
    for name, account, kind in (
        ("an unknown key", "invalid-credentials", ccxt.AuthenticationError),
        ("a wrong secret", "wrong-secret", ccxt.AuthenticationError),
        ("a missing right", "cannot-read", ccxt.PermissionDenied),
        # ccxt has no class for the code 403.
        ("another address", "ip-not-allowed", ccxt.ExchangeError),
        # A refused time cannot be told from a refused key.
        ("another clock", "clock-skew", ccxt.AuthenticationError),
        ("too many requests", "rate-limited", ccxt.RateLimitExceeded),
        ("service unavailable", "unavailable", ccxt.ExchangeNotAvailable),
        ("a gateway's page", "html", ccxt.ExchangeNotAvailable),
    ):
        refused(name, kind, client(arguments, account).fetch_balance)
    orders = client(arguments, "missing-permission")
    orders.set_markets_from_exchange(markets)
    check("the balance needs no order right", orders.fetch_balance()["USDT"]["free"] == 1250.05)
    refused("the fees need the order right", ccxt.PermissionDenied, lambda: orders.fetch_trading_fee("BTC/USDT"))
    for seconds in (-11, 11):
        late = client(arguments, "connected")
        late.nonce = lambda: ccxt.Exchange.milliseconds() + seconds * 1000
        refused(f"a clock that is {seconds} s off", ccxt.AuthenticationError, late.fetch_balance)
    busy = client(arguments, "connected")
    busy.enableRateLimit = False

    def hurry():
        for _ in range(60):
            busy.fetch_balance()

    refused("sixty requests at once", ccxt.RateLimitExceeded, hurry)


def checks(arguments):
    """All of them."""
    check_errors(arguments, check_reads(arguments))


def add_arguments(parser):
    """What the command line takes."""
    parser.add_argument("--origin", required=True, help="origin of the host, http://127.0.0.1:PORT")


if __name__ == "__main__":
    sys.exit(run(__doc__, checks, add_arguments))
