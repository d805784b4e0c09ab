"""Writes wide_range.json: Black-76 values, Greeks and the spot form, by mpmath.

The Greeks are numerical derivatives of the value at 450 digits, so they share no formula with the
library.

Usage: python3 -m pip install mpmath && python3 generate.py
"""
import json
import pathlib
import random

import mpmath as mp

SEED = 20261121
DIGITS = 450
mp.mp.dps = DIGITS
random.seed(SEED)


def value(sign, spot, strike, time, volatility, rate, dividend):
    deviation = volatility * mp.sqrt(time)
    upper = (mp.log(spot / strike) + (rate - dividend) * time) / deviation + deviation / 2
    lower = upper - deviation
    def tail(x):
        return mp.erfc(-x / mp.sqrt(2)) / 2
    return sign * (spot * mp.exp(-dividend * time) * tail(sign * upper)
                   - strike * mp.exp(-rate * time) * tail(sign * lower))


def derivative(function, point, orders):
    """Central differences at 450 digits: deep in the money the curvature is lost behind fewer, and the steps are small against every scale in the fixture."""
    names = [name for name, order in orders.items() for _ in range(order)]
    with mp.workdps(DIGITS):
        step = {name: point[name] * mp.mpf(10) ** -22 for name in orders}
        total = mp.mpf(0)
        for mask in range(2 ** len(names)):
            moved = dict(point)
            weight = mp.mpf(1)
            for bit, name in enumerate(names):
                up = mask >> bit & 1
                moved[name] += step[name] * (1 if up else -1) / 2
                weight *= 1 if up else -1
            total += weight * function(moved)
        for name in names:
            total /= step[name]
        return total


ORDERS = {
    "delta": ({"spot": 1}, 1), "gamma": ({"spot": 2}, 1), "vega": ({"volatility": 1}, 1),
    "theta": ({"time": 1}, -1), "vanna": ({"spot": 1, "volatility": 1}, 1),
    "volga": ({"volatility": 2}, 1), "charm": ({"spot": 1, "time": 1}, -1),
    "speed": ({"spot": 3}, 1), "color": ({"spot": 2, "time": 1}, -1),
    "veta": ({"volatility": 1, "time": 1}, -1), "zomma": ({"spot": 2, "volatility": 1}, 1),
    "dual_delta": ({"strike": 1}, 1), "dual_gamma": ({"strike": 2}, 1),
}


def case(kind, index):
    deviation_cap = 8
    while True:
        spot = 10 ** random.uniform(-4, 5.3)
        time = 10 ** random.uniform(-5.7, 1.3)
        volatility = 10 ** random.uniform(-2, 0.8)
        deviation = volatility * time ** 0.5
        if deviation > deviation_cap:
            continue
        far = [0.0, 0.1, 1, 3, 8, 20, 34][index % 7]
        strike = spot * float(mp.exp(random.uniform(-far, far) * deviation))
        if 1e-9 < strike / spot < 1e9:
            break
    rate = random.choice([0.0, random.uniform(-0.05, 0.2)])
    dividend = rate if kind == "forward" else random.uniform(-0.05, 0.2)
    sign = random.choice([1, -1])
    point = {"spot": mp.mpf(spot), "strike": mp.mpf(strike), "time": mp.mpf(time),
             "volatility": mp.mpf(volatility)}

    def priced(at):
        return value(sign, at["spot"], at["strike"], at["time"], at["volatility"],
                     mp.mpf(rate), mp.mpf(dividend))

    with mp.workdps(DIGITS):
        price = priced(point)
        if price < mp.mpf(10) ** -280:
            return None
        out = {"kind": kind, "right": "call" if sign > 0 else "put", "underlying": spot,
               "strike": strike, "time": time, "volatility": volatility, "rate": rate,
               "yield": dividend, "value": mp.nstr(price, 20)}
        for name, (orders, direction) in ORDERS.items():
            out[name] = mp.nstr(direction * derivative(priced, point, orders), 20)
    return out


cases = []
for kind in ["forward", "spot"]:
    index = 0
    while sum(entry["kind"] == kind for entry in cases) < 110:
        made = case(kind, index)
        index += 1
        if made:
            cases.append(made)

path = pathlib.Path(__file__).with_name("wide_range.json")
header = {"library": "mpmath " + mp.__version__, "digits": DIGITS, "seed": SEED}
rows = ",\n".join("  " + json.dumps(entry) for entry in cases)
path.write_text('{"header": ' + json.dumps(header) + ',\n "cases": [\n' + rows + "\n]}\n")
