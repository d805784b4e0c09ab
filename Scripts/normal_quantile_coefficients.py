#!/usr/bin/env python3
"""Writes Sources/SteelyardKernels/normal_quantile_coefficients.inc with mpmath.

Run from the package root: python3 Scripts/normal_quantile_coefficients.py
Two rational functions of degrees (7, 7) in variables on [0, 1], where all coefficients come out
positive so that no digits cancel; by least squares of the linearised relative error at Chebyshev
nodes, reweighted by the last denominator until it stands.
"""
from mpmath import cos, erfc, exp, log, lu_solve, matrix, mp, mpf, npdf, pi, sqrt

mp.dps = 50
DEGREE = 7
NODES = 120
CENTRE = mpf("0.425")
TAIL_END = mpf("6.1")


def upper_quantile(tail):
    """The z >= 0 with N(-z) = tail < 1/2."""
    z = sqrt(-2 * log(tail)) if tail < 0.1 else mpf("0.5")
    for _ in range(80):
        probability = erfc(z / sqrt(mpf(2))) / 2
        after = z + log(probability / tail) * probability / npdf(z)
        if after <= 0:
            after = z / 3
        if abs(after - z) < mpf(10) ** -40:
            return after
        z = after
    raise ArithmeticError("no convergence")


def centre_part(square):
    """z / q in q^2, q = 1/2 - p."""
    if square < mpf("1e-24"):
        return sqrt(2 * pi)
    q = sqrt(square)
    return upper_quantile(mpf(1) / 2 - q) / q


def tail_part(root):
    """z in sqrt(-ln p)."""
    return upper_quantile(exp(-root * root))


def rational(function, scale, shift):
    """Coefficients in powers of t = scale x + shift on [0, 1]: numerator, denominator from 1."""
    nodes = [(1 + cos(pi * (k + mpf(1) / 2) / NODES)) / 2 for k in range(NODES)]
    values = [function((t - shift) / scale) for t in nodes]
    denominators = [mpf(1)] * NODES
    best = None
    for _ in range(6):
        system, right = matrix(NODES, 2 * DEGREE + 1), matrix(NODES, 1)
        for i, t in enumerate(nodes):
            weight = 1 / (values[i] * denominators[i])
            for j in range(DEGREE + 1):
                system[i, j] = t**j * weight
            for j in range(1, DEGREE + 1):
                system[i, DEGREE + j] = -values[i] * t**j * weight
            right[i] = values[i] * weight
        found = lu_solve(system, right)
        top = [found[j] for j in range(DEGREE + 1)]
        bottom = [mpf(1)] + [found[DEGREE + j] for j in range(1, DEGREE + 1)]
        error = mpf(0)
        for i, t in enumerate(nodes):
            denominators[i] = sum(c * t**j for j, c in enumerate(bottom))
            fit = sum(c * t**j for j, c in enumerate(top)) / denominators[i]
            error = max(error, abs(fit / values[i] - 1))
        if best is None or error < best[0]:
            best = (error, top, bottom)
    return best


def double(value):
    return float(value).hex()


def table(name, coefficients):
    return [f"static const double {name}[] = {{"] + [f"    {double(c)}," for c in coefficients] + ["};"]


def main():
    lines = [
        "// Written by Scripts/normal_quantile_coefficients.py; change that program, not this file.",
        "",
        "// Rational functions for the z >= 0 with N(-z) = p; numerator and denominator in powers of",
        "// t = SCALE x + SHIFT, lowest power first. CENTRE: z/q, x = q^2, q = 1/2 - p <= 0.425.",
        "// TAIL: z, x = sqrt(-ln p), up to 6.1, that is p = 7e-17. Relative error of the fits",
    ]
    body = []
    worst = mpf(0)
    start = float(sqrt(-log(mpf(1) / 2 - CENTRE)))
    for name, function, zero, one in (
        ("centre", centre_part, mpf(float(CENTRE**2)), mpf(0)),
        ("tail", tail_part, mpf(start) * mpf("0.999"), TAIL_END),
    ):
        # The doubles are what the kernel uses, so the fit is made in the variable that they define.
        scale = mpf(float(1 / (one - zero)))
        shift = mpf(float(-zero * scale))
        error, top, bottom = rational(function, scale, shift)
        worst = max(worst, error)
        body.append(f"#define QUANTILE_{name.upper()}_SCALE ({double(scale)})")
        body.append(f"#define QUANTILE_{name.upper()}_SHIFT ({double(shift)})")
        body += table(f"quantile_{name}_numerator", top) + table(f"quantile_{name}_denominator", bottom)
    lines.append(f"// below {float(worst) * 1.05:.1e}.")
    lines += ["#define QUANTILE_DEGREE 7", f"#define QUANTILE_CENTRE {double(CENTRE)}"] + body
    with open("Sources/SteelyardKernels/normal_quantile_coefficients.inc", "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
