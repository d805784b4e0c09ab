"""Unmodified ccxt `deribit`, REST and pro, against a server of ours.

Usage: ccxt_deribit.py PORT CLIENT_ID CLIENT_SECRET OPTION_NAME
Prints one `name value` line for each thing seen; the Swift test compares. Only the URLs are set.
"""
import asyncio
import json
import sys
import time

import ccxt
import ccxt.pro

port, identifier, secret, option = sys.argv[1:]
options = {"apiKey": identifier, "secret": secret, "enableRateLimit": False}


def aimed(exchange):
    exchange.urls["api"] = {
        "rest": f"http://127.0.0.1:{port}",
        "ws": f"ws://127.0.0.1:{port}/ws/api/v2",
    }
    return exchange


def show(name, value):
    print(name, json.dumps(value), flush=True)


rest = aimed(ccxt.deribit(options))
markets = rest.load_markets()
show("markets", len(markets))
perpetual = rest.market("BTC/USD:BTC")
show("perpetual", [perpetual["id"], perpetual["swap"], perpetual["inverse"], perpetual["contractSize"]])
market = rest.markets_by_id[option][0]
show("option", [market["type"], market["strike"], market["optionType"], market["expiry"]])
ticker = rest.fetch_ticker("BTC/USD:BTC")
show("ticker", [ticker["symbol"], ticker["bid"], ticker["ask"], ticker["markPrice"], ticker["indexPrice"]])
tickers = rest.fetch_tickers(None, {"code": "BTC"})
show("tickers", len(tickers))
greeks = rest.fetch_greeks(market["symbol"])
show("greeks", [greeks["delta"], greeks["gamma"], greeks["vega"], greeks["theta"], greeks["markImpliedVolatility"]])
book = rest.fetch_order_book("BTC/USD:BTC", 5)
show("book", [len(book["bids"]), len(book["asks"]), book["bids"][0][0] < book["asks"][0][0]])
show("time", rest.fetch_time())
balance = rest.fetch_balance()
show("balance", [balance["BTC"]["total"], balance["BTC"]["free"], balance["BTC"]["used"]])
positions = {p["info"]["instrument_name"]: p for p in rest.fetch_positions()}
show("positions", {name: [p["side"], p["contracts"]] for name, p in positions.items()})
# Its nonces are milliseconds, and a nonce works once.
time.sleep(0.002)
simulated = rest.privateGetSimulatePortfolio(
    {"currency": "BTC", "simulated_positions": json.dumps({"BTC-PERPETUAL": 100000})}
)["result"]
show("simulated", [float(simulated["initial_margin"]), float(simulated["delta_total"])])
try:
    rest.fetch_ticker("BTC/USD:BTC", {"instrument_name": "BTC-1JAN20"})
    show("refusal", "none")
except ccxt.BaseError as error:
    show("refusal", type(error).__name__)
try:
    aimed(ccxt.deribit({**options, "secret": "wrong" * 8})).fetch_balance()
    show("stranger", "none")
except ccxt.BaseError as error:
    show("stranger", type(error).__name__)


async def stream():
    pro = aimed(ccxt.pro.deribit(options))
    try:
        first = await asyncio.wait_for(pro.watch_ticker("BTC/USD:BTC"), 20)
        show("watched", [first["symbol"], first["markPrice"] is not None])
        second = await asyncio.wait_for(pro.watch_ticker("BTC/USD:BTC"), 20)
        show("moved", second["timestamp"] > first["timestamp"])
        # One message a currency: ccxt gives back what has come so far.
        watched = await asyncio.wait_for(pro.watch_balance(), 20)
        while "BTC" not in watched:
            watched = await asyncio.wait_for(pro.watch_balance(), 20)
        show("portfolio", watched["BTC"]["total"]["BTC"])
        levels = await asyncio.wait_for(pro.watch_order_book("BTC/USD:BTC"), 20)
        show("levels", levels["bids"][0][0] < levels["asks"][0][0])
    finally:
        await pro.close()


asyncio.run(stream())
