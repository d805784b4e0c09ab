#!/usr/bin/env python3
"""Writes Sources/SteelyardKernels/coefficients.inc with mpmath.

Run from the package root: python3 Scripts/kernel_coefficients.py
Every fit is a Chebyshev interpolation at 40 digits, turned into powers of its variable, because
Horner's rule in powers costs half of Clenshaw's recurrence and the variables lie in [-1, 1].
"""
from mpmath import atanh, cos, erfc, exp, log, mp, mpf, pi, sqrt

mp.dps = 60


def chebyshev(function, degree, low=mpf(-1), high=mpf(1)):
    """Chebyshev coefficients of function on [low, high], by interpolation at 64 nodes or more."""
    count = max(64, 2 * degree)
    nodes = [cos(pi * (k + mpf(1) / 2) / count) for k in range(count)]
    values = [function((high - low) / 2 * node + (high + low) / 2) for node in nodes]
    series = [
        2 / mpf(count) * sum(v * cos(j * pi * (k + mpf(1) / 2) / count) for k, v in enumerate(values))
        for j in range(degree + 1)
    ]
    series[0] /= 2
    return series


def powers(series):
    """Coefficients of the same polynomial in powers of its variable on [-1, 1]."""
    total = [mpf(0)] * len(series)
    before, now = [mpf(1)], [mpf(0), mpf(1)]
    for j, coefficient in enumerate(series):
        basis = before if j == 0 else now
        for k, value in enumerate(basis):
            total[k] += coefficient * value
        if j > 0:
            after = [mpf(0)] + [2 * value for value in now]
            for k, value in enumerate(before):
                after[k] -= value
            before, now = now, after
    return total


def stretched(coefficients, low, high):
    """The polynomial in x on [low, high], from its form in t on [-1, 1]."""
    scale, shift = 2 / (high - low), -(high + low) / (high - low)
    result = [mpf(0)]
    for coefficient in reversed(coefficients):
        grown = [mpf(0)] * (len(result) + 1)
        for k, value in enumerate(result):
            grown[k] += value * shift
            grown[k + 1] += value * scale
        grown[0] += coefficient
        result = grown
    return result[: len(coefficients)]


def double(value):
    return float(value).hex()


def table(name, coefficients, comment):
    lines = [f"// {comment}", f"static const double {name}[] = {{"]
    lines += [f"    {double(c)}," for c in coefficients]
    return "\n".join(lines + ["};"])


def mills(z):
    """Mills ratio N(-z) / phi(z)."""
    return sqrt(pi / 2) * exp(z * z / 2) * erfc(z / sqrt(mpf(2)))


def normal_tail(z):
    return erfc(z / sqrt(mpf(2))) / 2


def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def solve_falling(function, target, low, high):
    """Root of a falling function by bisection; the fits need ten digits, not sixty."""
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > target else (low, middle)
    return (low + high) / 2


def mills_fit(offset, first, degree, last=mpf(40)):
    """Constants and coefficients of w P(t) for the Mills ratio on [first, last]."""
    high, low = 1 / (offset + first), 1 / (offset + last)
    # The doubles are what the kernel uses, so the fit is made in the variable that they define.
    scale = mpf(float(2 / (high - low)))
    shift = mpf(float(-(high + low) / (high - low)))

    def part(t):
        w = (t - shift) / scale
        return mills(1 / w - offset) / w

    name = f"#define MILLS_{'SHORT' if degree < 22 else 'LONG'}_"
    constants = [
        f"{name}DEGREE {degree}",
        f"{name}OFFSET {double(offset)}",
        f"{name}FIRST ({double(first)})",
        f"{name}SCALE {double(scale)}",
        f"{name}SHIFT ({double(shift)})",
    ]
    return constants, powers(chebyshev(part, degree))


def main():
    short, short_series = mills_fit(mpf("6.5"), mpf(-1) / 8, 20, mpf("38.6"))
    long, long_series = mills_fit(mpf(6), mpf(-3) / 4, 22)

    half = log(mpf(2)) / 2
    exp_series = stretched(powers(chebyshev(lambda t: exp(t * half) / sqrt(2 * pi), 10)), -half, half)

    largest = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
    square = largest * largest * mpf("1.0001")

    def atanh_part(x):
        # (atanh(y)/y - 1)/y^2 with y^2 = x
        if x < mpf("1e-12"):
            return mpf(1) / 3 + x / 5
        y = sqrt(x)
        return (atanh(y) / y - 1) / x

    middle = lambda t: atanh_part(square * (t + 1) / 2)
    atanh_series = stretched(powers(chebyshev(middle, 8)), mpf(0), square)

    ln2 = log(mpf(2))
    ln2_high = mpf(int(ln2 * 2**32)) / 2**32

    # z(y)/y in v = 1/sqrt(1 + y), y = ln(1 + |F-K|/price) in Bachelier's model.
    def bachelier(v):
        y = 1 / (v * v) - 1
        if y < mpf("1e-9"):
            return 1 / sqrt(2 * pi)
        ratio = log(exp(y) - 1)
        function = lambda z: log(density(z) / z - normal_tail(z)) + ratio
        return solve_falling(function, 0, mpf("1e-12"), mpf(60)) / y

    mp.dps = 25
    # Relative accuracy matters near v = 0, so fit bachelier(v)/v.
    v_low = 1 / sqrt(mpf(701))
    v_fit = chebyshev(lambda t: (lambda v: bachelier(v) / v)((1 - v_low) / 2 * t + (1 + v_low) / 2), 7)
    bachelier_series = stretched(powers(v_fit), v_low, mpf(1))

    # n with N(-n) = exp(-w^2).
    w_low, w_high = sqrt(mpf("1.3")), mpf(7)
    def quantile(w):
        return solve_falling(lambda n: log(normal_tail(n)), -w * w, mpf(0), mpf(40))
    q_fit = chebyshev(lambda t: quantile((w_high - w_low) / 2 * t + (w_high + w_low) / 2), 7)
    quantile_series = stretched(powers(q_fit), w_low, w_high)
    mp.dps = 60

    parts = [
        "// Written by Scripts/kernel_coefficients.py; change that program, not this file.",
        "",
        "// Mills ratio N(-z)/phi(z) = w P(t), w = 1/(z + OFFSET), t = SCALE w + SHIFT, for z in",
        "// [FIRST, 38.6] or more; lowest power first. Relative error of the fit below 2e-16, of its divided",
        "// differences below 1.1e-14. SHORT serves prices, LONG implied volatility, which needs a",
        "// longer range below zero.",
        *short,
        table("mills_short", short_series, "P, powers of t."),
        *long,
        table("mills_long", long_series, "P, powers of t."),
        "",
        "#define EXP_DEGREE 10",
        table("exponential", exp_series, "exp(r)/sqrt(2 pi) for |r| <= ln(2)/2, powers of r."),
        "",
        "#define ATANH_DEGREE 8",
        table("inverse_tanh", atanh_series, "(atanh(y)/y - 1)/y^2 in powers of y^2, y <= 0.1716."),
        "",
        f"#define LN2 {double(ln2)}",
        f"#define LN2_HIGH {double(ln2_high)}",
        f"#define LN2_LOW {double(ln2 - ln2_high)}",
        f"#define INVERSE_LN2 {double(1 / ln2)}",
        f"#define LN_ROOT_TWO_PI {double(log(2 * pi) / 2)}",
        "",
        "#define GUESS_DEGREE 7",
        table(
            "guess_bachelier",
            bachelier_series,
            "z/(y v) in powers of v = 1/sqrt(1 + y): z is Bachelier's moneyness in deviations, "
            "y = ln(1 + |F-K|/price).",
        ),
        table("guess_quantile", quantile_series, "n in powers of w with N(-n) = exp(-w^2), w <= 7."),
    ]
    with open("Sources/SteelyardKernels/coefficients.inc", "w", encoding="ascii") as file:
        file.write("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
