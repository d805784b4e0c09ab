#!/usr/bin/env python3
"""Steelyard next to numpy/scipy, QuantLib, py_vollib_vectorized and arch, in one run.

    python Benchmarks/peers.py --steelyard .build/release/steelyard

The 4096 options are those of Sources/SteelyardBenchmarks/OptionColumns.swift, to the bit; the 2000 returns
those of GARCHBenchmark.swift but for the last digits. Every peer's output is checked against an
independent sum before its time is printed, arch's against the log-likelihood that Steelyard found;
one thread each. Times are the fastest and the median repetition, in nanoseconds per option, fit,
number or column.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

# One thread each, as Steelyard runs; read by the libraries when they are imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import QuantLib
import scipy
from scipy.special import ndtr, ndtri

import sampling_peers

COUNT = 4096
GARCH = "garch.fit.2000"


def spread(multiplier):
    """Weyl sequence in [0, 1); products wrap at 64 bits."""
    rows = np.arange(1, COUNT + 1, dtype=np.uint64)
    return (rows * np.uint64(multiplier) >> np.uint64(11)).astype(np.float64) * 2.0**-53


FORWARD = np.full(COUNT, 90_000.0)
STRIKE = 45_000 + 135_000 * spread(0x9E3779B97F4A7C15)
VOLATILITY = 0.4 + 0.8 * spread(0xBF58476D1CE4E5B9)
TIME = 0.05 + 0.95 * spread(0x94D049BB133111EB)
SIDE = np.where(np.arange(1, COUNT + 1) % 2 == 0, 1.0, -1.0)
OUT_SIDE = np.where(FORWARD <= STRIKE, 1.0, -1.0)


def scipy_prices(side):
    deviation = VOLATILITY * np.sqrt(TIME)
    upper = np.log(FORWARD / STRIKE) / deviation + deviation / 2
    return side * (FORWARD * ndtr(side * upper) - STRIKE * ndtr(side * (upper - deviation)))


def scipy_greeks():
    root = np.sqrt(TIME)
    deviation = VOLATILITY * root
    upper = np.log(FORWARD / STRIKE) / deviation + deviation / 2
    lower = upper - deviation
    weight = ndtr(SIDE * upper)
    density = np.exp(-0.5 * upper * upper) / np.sqrt(2 * np.pi)
    vega = FORWARD * density * root
    return (
        SIDE * (FORWARD * weight - STRIKE * ndtr(SIDE * lower)),
        SIDE * weight,
        density / (FORWARD * deviation),
        vega,
        -FORWARD * density * VOLATILITY / (2 * root),
        -density * lower / VOLATILITY,
        vega * upper * lower / VOLATILITY,
    )


def rows(*columns):
    """Columns as Python numbers, so that QuantLib's wrapper is not timed on converting numpy's."""
    return list(zip(*(column.tolist() for column in columns)))


def option_type(side):
    return QuantLib.Option.Call if side > 0 else QuantLib.Option.Put


def peers():
    """(benchmark, peer, work, sum of the result that it must give, tolerance)."""
    import py_vollib_vectorized as vollib

    deviation = VOLATILITY * np.sqrt(TIME)
    prices, out_prices = scipy_prices(SIDE), scipy_prices(OUT_SIDE)
    greeks_sum = sum(column.sum() for column in scipy_greeks())
    types, out_types = [option_type(s) for s in SIDE], [option_type(s) for s in OUT_SIDE]
    price_rows = list(zip(types, rows(STRIKE, FORWARD, deviation)))
    implied_rows = list(zip(out_types, rows(STRIKE, FORWARD, out_prices)))
    calculator_rows = list(zip(types, rows(STRIKE, FORWARD, deviation, VOLATILITY, TIME)))
    flags = np.where(SIDE > 0, "c", "p")
    out_flags = np.where(OUT_SIDE > 0, "c", "p")

    def quantlib_price():
        black = QuantLib.blackFormula
        return np.array([black(kind, *row) for kind, row in price_rows])

    def quantlib_greeks():
        # It has no vanna; theta is at fixed spot = forward without rates. Volga is left out because
        # its version divides by the deviation, so this is value and four Greeks.
        total = 0.0
        for kind, (strike, forward, total_deviation, _, maturity) in calculator_rows:
            payoff = QuantLib.PlainVanillaPayoff(kind, strike)
            calculator = QuantLib.BlackCalculator(payoff, forward, total_deviation)
            total += (
                calculator.value()
                + calculator.deltaForward()
                + calculator.gammaForward()
                + calculator.vega(maturity)
                + calculator.theta(forward, maturity)
            )
        return np.array([total])

    def quantlib_implied():
        solve = QuantLib.blackFormulaImpliedStdDevLiRS
        return np.array([solve(kind, *row) for kind, row in implied_rows])

    def vollib_price():
        return vollib.vectorized_black(
            flags, FORWARD, STRIKE, TIME, 0.0, VOLATILITY, return_as="numpy"
        )

    def vollib_implied():
        return vollib.vectorized_implied_volatility_black(
            out_prices, FORWARD, STRIKE, 0.0, TIME, out_flags, return_as="numpy"
        )

    four = sum(column.sum() for column in scipy_greeks()[:5])
    price, greeks = "black76.price.4096options", "black76.priceAndGreeks.4096options"
    implied = "impliedVolatility.4096options"
    science = f"numpy {np.__version__}, scipy {scipy.__version__}"
    library = f"QuantLib {QuantLib.__version__} (Python)"
    vectorized = "py_vollib_vectorized 0.1.1"
    return [
        (price, science, lambda: scipy_prices(SIDE), quantlib_price().sum(), 1e-12),
        (price, library, quantlib_price, prices.sum(), 1e-12),
        (price, vectorized, vollib_price, prices.sum(), 1e-12),
        (greeks, science, lambda: np.array(scipy_greeks()), greeks_sum, 1e-12),
        (greeks, library + ", 4 Greeks", quantlib_greeks, four, 1e-9),
        (implied, library, quantlib_implied, deviation.sum(), 1e-6),
        (implied, vectorized, vollib_implied, VOLATILITY.sum(), 1e-6),
    ]


def simulated_returns(count=2000):
    """GARCH(1,1) returns in per cent, from SplitMix64 of the row's number."""
    mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    draws = ndtri(((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53)
    returns, variance = [], 2.5
    for draw in draws:
        residual = np.sqrt(variance) * draw
        variance = 0.05 + 0.08 * residual * residual + 0.9 * variance
        returns.append(0.1 + residual)
    return np.array(returns)


def arch_fit():
    """The peer's version and its fit, standard errors included as in Steelyard's."""
    import arch

    returns = simulated_returns()

    def fit():
        model = arch.arch_model(returns, mean="Constant", vol="GARCH", p=1, q=1, rescale=False)
        result = model.fit(disp="off", update_freq=0)
        result.std_err.to_numpy()
        return np.array([result.loglikelihood])

    return f"arch {arch.__version__}", fit


def nanoseconds_per_item(work, count, seconds=0.6, most=201):
    """Fastest and median repetition within the time allowed, three at least."""
    work()
    times, start = [], time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - start < seconds and len(times) < most):
        begin = time.perf_counter_ns()
        work()
        times.append((time.perf_counter_ns() - begin) / count)
    return min(times), statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steelyard", required=True, help="path of the steelyard program")
    arguments = parser.parse_args()
    table, wrong = [], []
    command = [arguments.steelyard, "bench", "--format", "json"]
    for name in ("black76", "impliedVolatility", GARCH, "random", "copula.10000", "tail"):
        command += ["--only", name]
    log_likelihood = None
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    for result in json.loads(answer.stdout)["results"]:
        name, expected = result["name"], result["expectedChecksum"]
        if name == GARCH:
            log_likelihood = expected
        if abs(result["checksum"] - expected) > 1e-11 * abs(expected):
            wrong.append(f"{name}: steelyard {result['level']}")
        table.append(
            (
                name,
                f"steelyard {result['level']}",
                result["nanosecondsPerItemMinimum"],
                result["nanosecondsPerItemMedian"],
            )
        )
    peer_of_fit, fit = arch_fit()
    work_list = [(*row, COUNT) for row in peers()] + sampling_peers.peers()
    work_list.append((GARCH, peer_of_fit, fit, log_likelihood, 1e-9, 1))
    for name, peer, work, expected, tolerance, count in work_list:
        error = abs(np.sum(work()) / expected - 1)
        if not error <= tolerance:
            wrong.append(f"{name}: {peer}, sum off by {error:.1e}, allowed {tolerance:.0e}")
        table.append((name, peer, *nanoseconds_per_item(work, count)))
    order = list(dict.fromkeys(row[0] for row in table))
    table.sort(key=lambda row: (order.index(row[0]), row[2]))
    print(f"{'benchmark':<48}{'by':<38}{'min ns':>12}{'median ns':>13}   per item")
    for name, peer, least, median in table:
        print(f"{name:<48}{peer:<38}{least:>12.2f}{median:>13.2f}")
    for line in wrong:
        print(f"WRONG RESULT  {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
