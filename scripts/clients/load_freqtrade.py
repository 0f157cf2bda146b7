"""load_freqtrade.py [--balance] CONFIG [CONFIG...]: would freqtrade start with these files? Of several, later ones win.

Needs all of freqtrade. Loads and validates them as for live trading, builds the exchange without a request, and asks for
trading mode and complete credentials: `freqtrade show-config` ends with 0 whatever is wrong. With --balance the bot's
own class signs in and reads the balance; the files then say where, in exchange.ccxt_config.urls.api. Exit 0 or 1.
"""

import logging
import sys
import tempfile

logging.disable(logging.CRITICAL)

from freqtrade.configuration import Configuration  # noqa: E402
from freqtrade.configuration.config_validation import validate_config_consistency  # noqa: E402
from freqtrade.enums import RunMode  # noqa: E402
from freqtrade.exchange import Exchange  # noqa: E402
from freqtrade.resolvers.exchange_resolver import ExchangeResolver  # noqa: E402

wants_balance = "--balance" in sys.argv
# Part of the bot's start: it switches the position mode of a futures account, which is a write.
Exchange.ft_additional_exchange_init = lambda self: None
files = [word for word in sys.argv[1:] if word != "--balance"]


def load(folder):
    """The exchange as freqtrade would use it, or the step that fails."""
    step = "load"
    try:
        config = Configuration({"config": files, "user_data_dir": folder}, RunMode.LIVE).get_config()
        step = "schema"
        validate_config_consistency(config, preliminary=True)
        step = "exchange"
        # A dry run would drop the keys; a websocket's thread would keep this process alive.
        config["dry_run"] = False
        config["exchange"]["enable_ws"] = False
        exchange = ExchangeResolver.load_exchange(config, validate=False)
        step = "mode"
        exchange.validate_trading_mode_and_margin_mode(exchange.trading_mode, exchange.margin_mode)
        step = "credentials"
        exchange._api.check_required_credentials()
        print("ok", exchange.id, exchange.trading_mode.value, exchange.margin_mode.value or "-")
        step = "balance"
        if wants_balance:
            for asset, amounts in sorted(exchange.get_balances().items()):
                print("balance", asset, amounts["free"], amounts["total"])
        exchange.close()
        return 0
    except Exception as error:  # noqa: BLE001: whatever it is, it is what is wrong
        # Not the message of a file that is no JSON: it quotes what stands around the fault, secrets included.
        print("invalid", step, type(error).__name__, "" if step == "load" else error)
        return 1


# freqtrade wants a folder for its data, and fills it.
with tempfile.TemporaryDirectory() as folder:
    sys.exit(load(folder))
