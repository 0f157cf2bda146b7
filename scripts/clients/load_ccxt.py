"""load_ccxt.py FILE SLOT URLS: does a class of ccxt take what stands in ccxt.json for a slot, and sign in with it?

As docs/templates.md tells, with one thing more: URLS, a JSON object, says where ccxt finds the built-in exchange. Prints
the balance. Exit 0 or 1.
"""

import json
import sys

import ccxt

path, slot, urls = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    entry = json.load(file)[slot]
exchange = getattr(ccxt, entry.pop("exchange"))(entry)
exchange.urls["api"] = json.loads(urls)
exchange.session.trust_env = False
kind = exchange.options.get("defaultType")
try:
    balance = exchange.fetch_balance({"type": kind})
except ccxt.BaseError as error:
    print("invalid", type(error).__name__, error)
    sys.exit(1)
print("ok", exchange.id, kind, exchange.rateLimit)
for asset, total in sorted(balance["total"].items()):
    print("balance", asset, balance["free"][asset], total)
