"""numpy and scipy on the work of the sampling benchmarks, imported by peers.py.

Random numbers differ from Steelyard's, so their sums are checked against the expectation; the tails
are taken of the columns of Sources/SteelyardBenchmarks/TailBenchmark.swift, to the bit.
"""
import math

import numpy as np
import scipy
from scipy.special import stdtr, stdtrit

NUMBERS = 100_000
SCENARIOS, ASSETS, FREEDOM, CORRELATION = 10_000, 20, 4.0, 0.6
TAIL_COLUMNS = 50


def tail_columns(count):
    """Columns of the tail benchmark; products wrap at 64 bits."""
    places = np.arange(1, TAIL_COLUMNS * count + 1, dtype=np.uint64)
    share = (places * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    values = (share - 0.5) / np.sqrt(share * (1 - share) + 1e-6)
    return list(values.reshape(TAIL_COLUMNS, count))


def tails(columns, select):
    """Sum over columns of the mean of the worst 2.5 %, the last row counted in part."""
    mass = (1 - 0.975) * len(columns[0])
    whole = int(mass)
    total = 0.0
    for column in columns:
        ordered = select(column, whole)
        total += (ordered[:whole].sum() + (mass - whole) * ordered[whole]) / mass
    return np.array([total])


def copula(generator, factor, freedoms):
    normal = generator.standard_normal((SCENARIOS, ASSETS)) @ factor.T
    mixing = generator.chisquare(FREEDOM, (SCENARIOS, 1)) / FREEDOM
    return np.abs(0.03 * stdtrit(freedoms, stdtr(FREEDOM, normal / np.sqrt(mixing))))


def mean_size(freedom):
    """E|T| of Student's t."""
    ratio = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    return 2 * math.sqrt(freedom / math.pi) * ratio / (freedom - 1)


def peers():
    """(benchmark, peer, work, sum of the result that it must give, tolerance, items)."""
    library = f"numpy {np.__version__}"
    science = f"{library}, scipy {scipy.__version__}"
    freedoms = 2.5 + 0.25 * np.arange(ASSETS)
    factor = np.linalg.cholesky(
        np.full((ASSETS, ASSETS), CORRELATION) + (1 - CORRELATION) * np.eye(ASSETS)
    )
    sizes = 0.03 * SCENARIOS * sum(map(mean_size, freedoms))
    found = []
    for kind in (np.random.Philox, np.random.PCG64):
        generator = np.random.Generator(kind(20_261_122))
        found.append(
            (
                "random.normals.100000",
                f"{library} {kind.__name__}",
                lambda generator=generator: generator.standard_normal(NUMBERS) ** 2,
                NUMBERS,
                0.03,
                NUMBERS,
            )
        )
    generator = np.random.Generator(np.random.PCG64(20_261_122))
    found.append(
        (
            "copula.10000x20",
            science,
            lambda: copula(generator, factor, freedoms),
            sizes,
            0.1,
            SCENARIOS * ASSETS,
        )
    )
    for count in (1024, 10_000):
        columns = tail_columns(count)
        expected = tails(columns, lambda column, _: np.sort(column)).sum()
        for name, select in (
            ("partition", np.partition),
            ("sort", lambda column, _: np.sort(column)),
        ):
            found.append(
                (
                    f"tail.es.{count}scenarios",
                    f"{library} {name}",
                    lambda columns=columns, select=select: tails(columns, select),
                    expected,
                    1e-12,
                    TAIL_COLUMNS,
                )
            )
    return found
