"""ccxt's asyncio: ping and balance of many slots, side by side.

usage: peer_check.py SPOT_ORIGIN FUTURES_ORIGIN ACCOUNTS    where ACCOUNTS is a file of lines "key secret"
"""

import asyncio
import sys

import ccxt.async_support as ccxt


async def check(spot, futures, key, secret):
    exchange = ccxt.aster({"apiKey": key, "secret": secret, "enableRateLimit": False})
    exchange.urls["api"] = {
        "fapiPublic": futures + "/fapi", "fapiPrivate": futures + "/fapi",
        "sapiPublic": spot + "/api", "sapiPrivate": spot + "/api",
    }
    try:
        await exchange.fetch_time()
        return await exchange.fetch_balance()
    finally:
        await exchange.close()


async def main():
    spot, futures = sys.argv[1:3]
    accounts = [line.split() for line in open(sys.argv[3])]
    balances = await asyncio.gather(*(check(spot, futures, key, secret) for key, secret in accounts))
    funded = sum(1 for balance in balances if balance["total"])
    print(f"{funded} of {len(accounts)} funded")
    sys.exit(0 if funded == len(accounts) else 1)


asyncio.run(main())
