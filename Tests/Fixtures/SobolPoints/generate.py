#!/usr/bin/env python3
"""Writes sobol_points.json: some points of the unscrambled Sobol sequence in 128 dimensions.

Run in this folder: python3 generate.py (needs scipy)
"""
import json

from scipy.stats import qmc

INDICES = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 100, 255, 256, 1000, 4095, 4096, 65537]
BITS = 30


def main():
    points = qmc.Sobol(d=128, scramble=False, bits=BITS).random(max(INDICES) + 1)
    rows = [[int(x * 2**BITS) for x in points[index]] for index in INDICES]
    content = {"bits": BITS, "indices": INDICES, "numerators": rows}
    with open("sobol_points.json", "w", encoding="ascii") as file:
        file.write(json.dumps(content) + "\n")


if __name__ == "__main__":
    main()
