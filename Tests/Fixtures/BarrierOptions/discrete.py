"""Writes discrete_barrier.json: knock-out calls watched at intervals, by repeated convolution.

Between two observations the log-price gains a normal variable, so the value is carried back by a
convolution (trapezoid rule, 400 points per deviation of one interval) and cut at the barrier.

Usage: python3 -m venv DIR && DIR/bin/pip install numpy && DIR/bin/python discrete.py
"""
import json
import math
import pathlib

import numpy as np


def knock_out_call(up, spot, strike, barrier, time, volatility, rate, observations):
    interval = time / observations
    deviation = volatility * math.sqrt(interval)
    step = deviation / 400
    direction = -1 if up else 1
    count = 1 << 17
    log_price = math.log(barrier / spot) + direction * step * np.arange(count)
    drift = direction * (rate - volatility ** 2 / 2) * interval
    value = np.maximum(spot * np.exp(log_price) - strike, 0)
    reach = int((12 * deviation + abs(drift)) / step) + 2
    move = step * np.arange(-reach, reach + 1)
    kernel = np.exp(-((move - drift) / deviation) ** 2 / 2) / deviation / math.sqrt(2 * math.pi) * step
    size = 1 << (count + 2 * reach).bit_length()
    transform = np.fft.rfft(kernel[::-1], size)
    for _ in range(observations):
        value[0] *= 0.5
        value = np.fft.irfft(np.fft.rfft(value, size) * transform, size)[reach:reach + count]
    place = abs(math.log(barrier / spot)) / step
    return math.exp(-rate * time) * float(np.interp(place, np.arange(count), value))


cases = []
for kind, barrier in [("DO", 95.0), ("DO", 91.0), ("DO", 85.0), ("UO", 115.0), ("UO", 125.0)]:
    for observations in [25, 50]:
        inputs = {"spot": 100.0, "strike": 100.0, "barrier": barrier, "time": 0.2,
                  "volatility": 0.3, "rate": 0.1, "observations": observations}
        cases.append({"kind": kind, **inputs, "value": knock_out_call(kind == "UO", **inputs)})

path = pathlib.Path(__file__).with_name("discrete_barrier.json")
path.write_text('{"cases": [\n' + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]}\n")
