"""Writes hdbscan.json: scikit-learn's HDBSCAN of formula-generated points (see lcg.py).

Between edges of equal mutual reachability scikit-learn takes what its sort puts first, so that some rows' labels depend on
the order of the rows: only points are kept whose partition is the same in twenty orders.
"""

import json
import math
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN

from lcg import Lcg, cloud


def scattered(rows, seed, extent):
    rng = Lcg(seed)
    return np.array([[(rng.uniform() - 0.5) * extent for _ in range(2)] for _ in range(rows)])


def moons(rows, seed):
    rng = Lcg(seed)
    points = []
    for row in range(rows):
        angle, upper = rng.uniform() * math.pi, row % 2 == 0
        x = math.cos(angle) if upper else 1 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        points.append([x + 0.1 * rng.uniform(), y + 0.1 * rng.uniform()])
    return np.array(points)


def blobs_and_noise():
    return np.concatenate([cloud(rows=300, cols=2, seed=21, centres=4, spread=60.0), scattered(60, 22, 120.0)])


SHAPES = {
    "blobs and noise": (blobs_and_noise(), (8, 15)),
    "moons": (moons(200, 8), (5, 10, 15)),
    "duplicates": (cloud(rows=80, cols=4, seed=5, centres=4, spread=4.0)[np.arange(80) % 8], (5, 9, 11)),
    "all rows equal": (np.full((12, 2), 2.5), (3,)),
}


def labels_of(points, size):
    return HDBSCAN(min_cluster_size=size, copy=True).fit_predict(points)


def canonical(labels):
    numbers = {}
    return [-1 if label < 0 else numbers.setdefault(label, len(numbers)) for label in labels.tolist()]


def is_the_same_in_any_order(points, size):
    rng = np.random.default_rng(0)
    expected = canonical(labels_of(points, size))
    for _ in range(20):
        order = rng.permutation(len(points))
        labels = np.empty(len(points), dtype=int)
        labels[order] = labels_of(points[order], size)
        if canonical(labels) != expected:
            return False
    return True


def compact(labels):
    return "".join("." if label < 0 else chr(ord("a") + label) for label in canonical(labels))


def random_cases():
    for seed in range(100):
        rng = Lcg(seed * 7919 + 3)
        rows = 12 + rng.integer(220)
        spec = dict(rows=rows, cols=1 + rng.integer(16), seed=seed, centres=1 + rng.integer(6), spread=1.0 + rng.integer(8))
        spec["scale"], spec["offset"] = [(1.0, 0.0), (1e8, 1e9), (1e-8, 0.0)][rng.integer(3)]
        size = 2 + rng.integer(10)
        points = cloud(**spec)
        labels = labels_of(points, size)
        if labels.max() < 26 and is_the_same_in_any_order(points, size):
            yield {"spec": spec, "minClusterSize": size, "labels": compact(labels)}


shapes = []
for name, (points, sizes) in SHAPES.items():
    for size in sizes:
        assert is_the_same_in_any_order(points, size), (name, size)
        shapes.append({"name": name, "minClusterSize": size, "labels": compact(labels_of(points, size))})
result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "shapes": shapes,
    "random": list(random_cases()),
}
Path(__file__).with_name("hdbscan.json").write_text(json.dumps(result, indent=1) + "\n")
