"""check_freqtrade.py FILE: does freqtrade's own schema take the file as the last -c of a complete configuration?

Needs freqtrade without its dependencies, and jsonschema. Says what is wrong, a line each; exit 0 or 1. Beyond the schema,
which lets unknown members pass: whether every member is one that the schema knows, and that nothing secret stands in
ccxt_config, which freqtrade logs.
"""
import json
import sys

import jsonschema
from freqtrade.config_schema import config_schema as fs

MAIN = {
    "dry_run": False, "max_open_trades": 1, "stake_currency": "USDT", "stake_amount": 50, "timeframe": "5m",
    "stoploss": -0.1, "minimal_roi": {"0": 0.02}, "pairlists": [{"method": "StaticPairList"}],
    "entry_pricing": {"price_side": "same", "use_order_book": True},
    "exit_pricing": {"price_side": "same", "use_order_book": True},
}
known = fs.CONF_SCHEMA["properties"]
exchange = fs.CONF_SCHEMA["definitions"]["exchange"]["properties"]
needed = [k for k in fs.SCHEMA_TRADE_REQUIRED if "default" not in known.get(k, {}) and k != "internals"]
checker = jsonschema.Draft4Validator({**fs.CONF_SCHEMA, "required": needed})

with open(sys.argv[1], encoding="utf-8") as file:
    own = json.load(file)
problems = [f"{'/'.join(map(str, e.absolute_path))}: {e.validator}" for e in checker.iter_errors({**MAIN, **own})]
problems += [f"{name}: unknown" for name in own if name not in known]
problems += [f"exchange/{name}: unknown" for name in own.get("exchange", {}) if name not in exchange]
secret = [own["exchange"].get(name) for name in ("api_key", "secret", "password", "private_key")]
logged = json.dumps(own["exchange"].get("ccxt_config", {}))
problems += ["exchange/ccxt_config: a secret" for value in secret if value and value in logged]
print("\n".join(problems) or "ok")
sys.exit(bool(problems))
