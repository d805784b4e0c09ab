"""Writes scalar_distributions.json: Student t, chi-square and binomial by mpmath at 400 digits.

Usage: python3 -m pip install mpmath && python3 generate.py
"""
import json
import math
import pathlib
import random

import mpmath as mp

SEED = 20261122
mp.mp.dps = 400  # the smallest tails come from 1 - p
random.seed(SEED)


def text(number):
    return mp.nstr(number, 20)


def beta_lower(x, a, b):
    """I_x(a, b) from the hypergeometric series, whose terms are all positive for x < 1."""
    front = mp.exp(a * mp.log(x) + b * mp.log1p(-x) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
    term = total = mp.mpf(1)
    order = 0
    while term > total * mp.mpf(10) ** -390:
        term *= (a + b + order) * x / (a + 1 + order)
        total += term
        order += 1
    return front * total


def student_tail(t, nu):
    """P(T > t), t > 0: by the series of whichever side converges sooner."""
    x = nu / (nu + t * t)
    if x < mp.mpf("0.9"):
        return beta_lower(x, nu / 2, mp.mpf("0.5")) / 2
    return (1 - beta_lower(t * t / (nu + t * t), mp.mpf("0.5"), nu / 2)) / 2


def student_density(t, nu):
    log = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
    return mp.exp(log - (nu + 1) / 2 * mp.log1p(t * t / nu))


student = []
orders = [0.05, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.3, 12.0, 30.0, 100.0, 999.5, 1e4, 1e5, 9.9e5, 1.1e6, 1e8, 1e12]
for nu in orders:
    for t in [1e-8, 0.01, 0.3, 1.0, 1.7, 2.5, 4.0, 8.0, 15.0, 30.0, 36.5, 300.0, 1e6, 1e30, 1e160]:
        tail = student_tail(mp.mpf(t), mp.mpf(nu)) if t < 60 or nu < 200 else mp.mpf(0)
        if tail < mp.mpf(10) ** -300:
            continue
        student.append({"degrees_of_freedom": nu, "argument": t,
                        "density": text(student_density(mp.mpf(t), mp.mpf(nu))), "complementary": text(tail)})

chi_square = []
for k in [1.0, 2.0, 3.0, 4.5, 10.0, 37.0, 250.0, 1000.0, 33333.3, 1e6]:
    spread = math.sqrt(2 * k)
    points = [k * f for f in (1e-6, 0.01, 0.2, 0.7)] + [k + spread * d for d in (-5, -2, -0.5, 0, 0.1, 1, 3, 6, 15, 25)]
    for x in points:
        if x <= 0:
            continue
        a, half = mp.mpf(k) / 2, mp.mpf(x) / 2
        front = mp.exp(a * mp.log(half) - half - mp.loggamma(a + 1))
        term = total = mp.mpf(1)
        order = 0
        while term > total * mp.mpf(10) ** -390:
            order += 1
            term *= half / (a + order)
            total += term
        lower = front * total
        upper = 1 - lower
        if lower < mp.mpf(10) ** -300 or upper < mp.mpf(10) ** -300:
            continue
        chi_square.append({"degrees_of_freedom": k, "argument": x, "cumulative": text(lower), "complementary": text(upper)})

binomial = []
for n, p in [(1, 0.3), (10, 0.5), (250, 0.01), (250, 0.99), (1043, 0.05), (10000, 0.001), (100000, 0.025),
             (1000000, 0.01), (1000000, 0.5), (1000000, 1e-6)]:
    mean, spread = n * p, math.sqrt(n * p * (1 - p))
    ks = {0, n} | {round(mean + spread * d) for d in (-20, -6, -2, -0.5, 0, 0.5, 2, 4, 8, 20)}
    exact, other = mp.mpf(p), 1 - mp.mpf(p)
    for k in sorted(k for k in ks if 0 <= k <= n):
        def point(j):
            return mp.exp(mp.loggamma(n + 1) - mp.loggamma(j + 1) - mp.loggamma(n - j + 1)
                          + j * mp.log(exact) + (n - j) * mp.log(other))
        at = point(k)
        lower, term, j = mp.mpf(0), at, k
        while j >= 0 and term > at * mp.mpf(10) ** -40:  # downwards from k: the terms fall only below the mean
            lower += term
            if j == 0:
                break
            term *= mp.mpf(j) * other / (exact * (n - j + 1))
            j -= 1
        upper, term, j = mp.mpf(0), at, k
        while j < n:
            term *= mp.mpf(n - j) * exact / (other * (j + 1))
            j += 1
            if term < max(upper, at) * mp.mpf(10) ** -40:
                break
            upper += term
        # Each direction is complete only on its own side of the mean.
        if k < mean:
            upper = 1 - lower
        else:
            lower = 1 - upper
        if at < mp.mpf(10) ** -290:
            continue
        binomial.append({"trials": n, "probability": p, "successes": k, "point": text(at),
                         "cumulative": text(lower), "complementary": text(upper)})

path = pathlib.Path(__file__).with_name("scalar_distributions.json")
header = {"library": "mpmath " + mp.__version__, "digits": 400, "seed": SEED}
path.write_text(json.dumps({"header": header, "student": student, "chi_square": chi_square,
                            "binomial": binomial}, indent=1) + "\n")
print(len(student), len(chi_square), len(binomial))
