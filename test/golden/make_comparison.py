"""Writes comparison.json: Procrustes alignments of scipy, and its assignments of random tables of counts."""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.linalg import orthogonal_procrustes
from scipy.optimize import linear_sum_assignment
from scipy.spatial import procrustes

from lcg import Lcg


def numbers(rng, count):
    return [rng.integer(2001) / 100 - 10 for _ in range(count)]


def alignment(seed):
    rng = Lcg(seed * 7919 + 3)
    rows = 3 + rng.integer(20)
    a = np.array(numbers(rng, 2 * rows)).reshape(rows, 2)
    b = np.array(numbers(rng, 2 * rows)).reshape(rows, 2)
    if seed % 3 == 0:
        # The same map, mirrored, turned, scaled and shifted, with a little noise.
        turn = np.array([[np.cos(seed), np.sin(seed)], [np.sin(seed), -np.cos(seed)]])
        b = 0.5 * a @ turn + np.array([3.0, -7.0]) + 0.01 * b
    centred_a, centred_b = a - a.mean(axis=0), b - b.mean(axis=0)
    turn, total = orthogonal_procrustes(centred_b, centred_a)
    aligned = total / (centred_b**2).sum() * centred_b @ turn + a.mean(axis=0)
    return {
        "a": a.ravel().tolist(),
        "b": b.ravel().tolist(),
        "aligned": aligned.ravel().tolist(),
        "disparity": procrustes(a, b)[2],
    }


def assignment(seed):
    rng = Lcg(seed * 104729 + 5)
    rows, columns = 1 + rng.integer(9), 1 + rng.integer(9)
    counts = np.array([rng.integer(30) for _ in range(rows * columns)]).reshape(rows, columns)
    chosen = linear_sum_assignment(counts, maximize=True)
    return {"counts": counts.tolist(), "total": int(counts[chosen].sum()), "pairs": int(len(chosen[0]))}


result = {
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "alignments": [alignment(seed) for seed in range(30)],
    "assignments": [assignment(seed) for seed in range(120)],
}
Path(__file__).with_name("comparison.json").write_text(json.dumps(result) + "\n")
