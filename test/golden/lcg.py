"""The pseudo-random numbers that the golden scripts and lcg.ts both compute, to the bit: a 32-bit congruential generator."""

import numpy as np


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def integer(self, n):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        # The high bits: a power-of-two modulus leaves the low ones periodic.
        return (self.state >> 8) % n

    def uniform(self):
        return self.integer(2**24) / 2**24


def cloud(rows, cols, seed, centres=1, spread=0.0, scale=1.0, offset=0.0):
    """rows × cols points around `centres` centres, row r at centre r mod centres; sums of four uniforms, about normal."""
    rng = Lcg(seed)
    middle = [[rng.uniform() * spread for _ in range(cols)] for _ in range(centres)]
    points = np.empty((rows, cols))
    for row in range(rows):
        for col in range(cols):
            noise = rng.uniform() + rng.uniform() + rng.uniform() + rng.uniform() - 2
            points[row, col] = (middle[row % centres][col] + noise) * scale + offset
    return points


def random_labels(rows, count, seed):
    rng = Lcg(seed)
    return [rng.integer(count) for _ in range(rows)]
