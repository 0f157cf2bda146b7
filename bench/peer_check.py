"""ccxt's asyncio: ping and balance of many slots, side by side.

usage: peer_check.py SPOT_ORIGIN ACCOUNTS    where ACCOUNTS is a file of lines "key secret"
"""

import asyncio
import sys

import ccxt.async_support as ccxt


async def check(origin, key, secret):
    exchange = ccxt.aster({"apiKey": key, "secret": secret, "enableRateLimit": False})
    for name in ("sapiPublic", "sapiPrivate"):
        exchange.urls["api"][name] = origin + "/api"
    try:
        await exchange.fetch_time()
        return await exchange.fetch_balance()
    finally:
        await exchange.close()


async def main():
    origin, accounts = sys.argv[1], [line.split() for line in open(sys.argv[2])]
    balances = await asyncio.gather(*(check(origin, key, secret) for key, secret in accounts))
    funded = sum(1 for balance in balances if balance["total"])
    print(f"{funded} of {len(accounts)} funded")
    sys.exit(0 if funded == len(accounts) else 1)


asyncio.run(main())
