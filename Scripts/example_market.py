"""Writes the invented option chains of Examples/, as Deribit's book summary answers them.

Prices follow from SVI slices, a forward curve and Black-76; nothing is taken from a venue. Run:

    python3 Scripts/example_market.py Examples/hedged-book
"""
import datetime
import json
import math
import sys

NOW = datetime.datetime(2026, 6, 12, 9, 0, tzinfo=datetime.timezone.utc)
EXPIRIES = ["13JUN26", "19JUN26", "26JUN26", "31JUL26", "25SEP26", "25DEC26", "26MAR27"]
COINS = {
    "BTC": dict(index=96_400.0, carry=0.045, level=0.46, skew=-0.22, step=2000, tick=0.0001, future=2.5),
    "ETH": dict(index=3_180.0, carry=0.038, level=0.66, skew=-0.14, step=100, tick=0.0001, future=0.05),
}
WITHOUT_FUTURE = {"13JUN26"}


def expiry_time(name):
    return datetime.datetime.strptime(name + "+0000", "%d%b%y%z") + datetime.timedelta(hours=8)


def total_variance(coin, years, log_moneyness):
    """An SSVI slice (power law), which is free of arbitrage by its parameters."""
    theta = coin["level"] ** 2 * years * (1 + 0.12 * math.exp(-8 * years))
    phi = 0.9 / math.sqrt(theta) / math.sqrt(1 + theta)
    x = phi * log_moneyness
    rho = coin["skew"]
    return theta / 2 * (1 + rho * x + math.sqrt((x + rho) ** 2 + 1 - rho**2))


def normal(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def coin_price(forward, strike, deviation, call):
    upper = math.log(forward / strike) / deviation + deviation / 2
    lower = upper - deviation
    if call:
        return normal(upper) - strike / forward * normal(lower)
    return strike / forward * normal(-lower) - normal(-upper)


def quotes(price, tick, half_spread):
    bid = math.floor((price - half_spread) / tick) * tick
    ask = math.ceil((price + half_spread) / tick) * tick
    return (round(bid, 6) if bid > 0 else None), round(ask, 6)


def rows(name, coin):
    stamp = int(NOW.timestamp() * 1000)
    index = coin["index"]
    answer = []
    for expiry in EXPIRIES:
        years = (expiry_time(expiry) - NOW).total_seconds() / (365 * 86400)
        forward = round(index * math.exp(coin["carry"] * years), 2)
        width = 2.2 * coin["level"] * math.sqrt(years)
        step = coin["step"] / 2 if years < 0.05 else coin["step"]
        first = math.ceil(index * math.exp(-width) / step)
        last = math.floor(index * math.exp(width) / step)
        stride = max(1, (last - first) // 16)
        common = dict(base_currency=name, creation_timestamp=stamp, estimated_delivery_price=index)
        for strike in (step * n for n in range(first, last + 1, stride)):
            deviation = math.sqrt(total_variance(coin, years, math.log(strike / forward)))
            volatility = round(100 * deviation / math.sqrt(years), 2)
            deviation = volatility / 100 * math.sqrt(years)
            for side in "CP":
                price = round(coin_price(forward, strike, deviation, side == "C"), 6)
                bid, ask = quotes(price, coin["tick"], 0.0004 + 0.01 * price)
                answer.append(dict(
                    common, instrument_name=f"{name}-{expiry}-{strike:.0f}-{side}", quote_currency=name,
                    underlying_index=("SYN." if expiry in WITHOUT_FUTURE else "") + f"{name}-{expiry}",
                    underlying_price=forward, mark_price=price, mark_iv=volatility, bid_price=bid,
                    ask_price=ask, open_interest=round(40 + strike % 97, 1), volume=round(strike % 13, 1),
                    interest_rate=0.0))
        if expiry not in WITHOUT_FUTURE:
            answer.append(dict(
                common, instrument_name=f"{name}-{expiry}", quote_currency="USD", mark_price=forward,
                bid_price=forward - coin["future"], ask_price=forward + coin["future"],
                open_interest=25_000_000, volume=310.5))
    answer.append(dict(
        base_currency=name, creation_timestamp=stamp, estimated_delivery_price=index,
        instrument_name=f"{name}-PERPETUAL", quote_currency="USD", mark_price=round(index * 1.0002, 2),
        bid_price=round(index * 1.0001, 2), ask_price=round(index * 1.0003, 2),
        open_interest=480_000_000, volume=9120.3))
    return answer


if __name__ == "__main__":
    for name, coin in COINS.items():
        found = rows(name, coin)
        with open(f"{sys.argv[1]}/market-{name.lower()}.json", "w") as file:
            file.write('{"jsonrpc":"2.0","result":[\n')
            file.write(",\n".join(json.dumps(row, separators=(",", ":")) for row in found))
            file.write('\n],"testnet":false}\n')
        print(name, len(found), "rows")
