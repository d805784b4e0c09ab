"""Model-free total variance of SVI slices by Simpson's rule, numpy and scipy only.

python3 generate.py > slices.json
"""
import json
import numpy as np
from scipy.special import log_ndtr, ndtr

SLICES = [(0.01, 0.1, -0.3, 0.02, 0.15), (0.002, 0.05, 0.2, -0.01, 0.05),
          (0.02, 0.4, -0.6, 0.05, 0.3), (0.001, 0.03, -0.8, 0.03, 0.08),
          (0.3, 0.6, 0.1, -0.2, 0.6)]


def variance(a, b, rho, m, sigma, reach=100.0, nodes=4_000_001):
    k = np.linspace(-reach, reach, nodes)
    root = np.sqrt(a + b * (rho * (k - m) + np.sqrt((k - m) ** 2 + sigma**2)))
    d1 = -k / root + root / 2
    d2 = d1 - root
    put = ndtr(-d2) - np.exp(-k + log_ndtr(-d1))
    call = np.exp(-k + log_ndtr(d1)) - ndtr(d2)
    q = np.where(k < 0, put, call)
    step = k[1] - k[0]
    return float(2 * step / 3 * (q[0] + q[-1] + 4 * q[1:-1:2].sum() + 2 * q[2:-1:2].sum()))


rows = [{"svi": list(slice), "total_variance": variance(*slice)} for slice in SLICES]
print(json.dumps({"slices": rows}, indent=1))
