"""Writes analytic_barrier.json: single-barrier options valued by QuantLib's AnalyticBarrierEngine.

Usage: python3 -m venv DIR && DIR/bin/pip install QuantLib==1.44 && DIR/bin/python generate.py
"""
import json
import math
import pathlib
import random

import QuantLib as ql

SEED = 20261121
today = ql.Date(21, 11, 2026)
ql.Settings.instance().evaluationDate = today
day_count = ql.Actual365Fixed()
random.seed(SEED)


def curve(rate):
    return ql.YieldTermStructureHandle(
        ql.FlatForward(today, rate, day_count, ql.Continuous))


KINDS = {"UI": ql.Barrier.UpIn, "UO": ql.Barrier.UpOut,
         "DI": ql.Barrier.DownIn, "DO": ql.Barrier.DownOut}
cases = []
for index in range(320):
    kind = list(KINDS)[index % 4]
    right = "call" if (index // 4) % 2 == 0 else "put"
    spot = round(10 ** random.uniform(0, 5), 4)
    strike = round(spot * math.exp(random.uniform(-0.6, 0.6)), 4)
    away = random.uniform(0.01, 0.7)
    barrier = round(spot * math.exp(away if kind[0] == "U" else -away), 4)
    days = random.choice([1, 7, 30, 90, 180, 365, 730, 1825])
    volatility = round(random.uniform(0.1, 2.0), 4)
    rate = round(random.uniform(-0.02, 0.15), 4)
    dividend = random.choice([0.0, rate, round(random.uniform(-0.02, 0.15), 4)])
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)), curve(dividend), curve(rate),
        ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(today, ql.NullCalendar(), volatility, day_count)))
    option = ql.BarrierOption(
        KINDS[kind], barrier, 0.0,
        ql.PlainVanillaPayoff(ql.Option.Call if right == "call" else ql.Option.Put, strike),
        ql.EuropeanExercise(today + days))
    option.setPricingEngine(ql.AnalyticBarrierEngine(process))
    cases.append({
        "kind": kind, "right": right, "spot": spot, "strike": strike, "barrier": barrier,
        "days": days, "volatility": volatility, "rate": rate, "yield": dividend,
        "value": option.NPV()})

path = pathlib.Path(__file__).with_name("analytic_barrier.json")
header = {"library": "QuantLib " + ql.__version__, "engine": "AnalyticBarrierEngine",
          "seed": SEED, "time": "days / 365", "rebate": 0}
rows = ",\n".join("  " + json.dumps(case) for case in cases)
path.write_text('{"header": ' + json.dumps(header) + ',\n "cases": [\n' + rows + "\n]}\n")
