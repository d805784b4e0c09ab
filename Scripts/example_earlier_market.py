"""Writes the invented market of the day before Examples/hedged-book, for the instruments of its book.

Every number follows from the later market by the moves below and Black-76; nothing is taken from a venue. Run:

    python3 Scripts/example_earlier_market.py Examples/hedged-book Examples/daily-report/market-before.json
"""
import csv
import datetime
import json
import math
import sys

from example_market import coin_price, expiry_time

# What happened in the day that followed: coin by +2 % and -1.5 %, volatility by -1.8 and +0.9 points.
MOVES = {"BTC": dict(spot=0.02, volatility=-1.8), "ETH": dict(spot=-0.015, volatility=0.9)}
DAY_MILLISECONDS = 86_400_000


def earlier(row, move):
    """A row a day before: forward and index divided by the move, volatility less its change, priced anew."""
    row = dict(row, creation_timestamp=row["creation_timestamp"] - DAY_MILLISECONDS)
    row["estimated_delivery_price"] = round(row["estimated_delivery_price"] / (1 + move["spot"]), 2)
    for field in ("bid_price", "ask_price"):
        row.pop(field, None)
    if "mark_iv" not in row:
        row["mark_price"] = round(row["mark_price"] / (1 + move["spot"]), 2)
        return row
    _, expiry, strike, side = row["instrument_name"].split("-")
    row["underlying_price"] = round(row["underlying_price"] / (1 + move["spot"]), 2)
    row["mark_iv"] = round(row["mark_iv"] - move["volatility"], 2)
    now = datetime.datetime.fromtimestamp(row["creation_timestamp"] / 1000, datetime.timezone.utc)
    years = (expiry_time(expiry) - now).total_seconds() / (365 * 86400)
    deviation = row["mark_iv"] / 100 * math.sqrt(years)
    row["mark_price"] = round(
        coin_price(row["underlying_price"], float(strike), deviation, side == "C"), 6)
    return row


def main():
    source, target = sys.argv[1:]
    with open(f"{source}/positions.csv") as positions:
        held = {row["instrument"] for row in csv.DictReader(positions)}
    result = []
    for coin, move in MOVES.items():
        with open(f"{source}/market-{coin.lower()}.json") as market:
            for row in json.load(market)["result"]:
                if row["instrument_name"] in held:
                    result.append(earlier(row, move))
    with open(target, "w") as output:
        rows = ",\n".join(json.dumps(row) for row in result)
        output.write('{"jsonrpc":"2.0","result":[\n' + rows + "\n]}\n")


if __name__ == "__main__":
    main()
