"""Writes normal_distribution.json: the normal distribution by mpmath at 60 digits.

Usage: python3 -m pip install mpmath && python3 generate.py
"""
import json
import pathlib
import random

import mpmath as mp

SEED = 20261121
mp.mp.dps = 60
random.seed(SEED)


def text(number):
    return mp.nstr(number, 20)


def tail(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def mills(x):
    return tail(x) / mp.npdf(x)


points = []
for x in [0.0, 1e-300, 1e-9, -1.0, 1.0] + [random.uniform(-37, 37) for _ in range(80)] \
        + [random.uniform(-2, 2) for _ in range(40)]:
    exact = mp.mpf(x)
    points.append({"argument": x, "density": text(mp.npdf(exact)), "cumulative": text(tail(-exact)),
                   "log_cumulative": text(mp.log(tail(-exact)) if x < 0 else mp.log1p(-tail(exact))), "mills": text(mills(exact))})

quantiles = []
for p in [0.5, 0.25, 0.75, 0.975, 1e-300] + [random.random() for _ in range(30)] \
        + [10 ** random.uniform(-290, 0) for _ in range(30)]:
    exact = mp.mpf(p)
    root = mp.sqrt(2) * mp.erfinv(2 * exact - 1) if p > 1e-10 else \
        mp.findroot(lambda x: mp.log(tail(-x)) - mp.log(exact), -mp.sqrt(-2 * mp.log(exact)))
    quantiles.append({"probability": p, "quantile": text(root)})

differences = []
for index in range(80):
    half = 10 ** random.uniform(-8, 0.5)
    centre = random.choice([0.0, 10 ** random.uniform(-8, 1.58)])
    exact = mills(mp.mpf(centre) - mp.mpf(half)) - mills(mp.mpf(centre) + mp.mpf(half))
    differences.append({"centre": centre, "half_width": half, "difference": text(exact)})

path = pathlib.Path(__file__).with_name("normal_distribution.json")
header = {"library": "mpmath " + mp.__version__, "digits": 60, "seed": SEED}
path.write_text(json.dumps({"header": header, "points": points, "quantiles": quantiles,
                            "differences": differences}, indent=1) + "\n")
