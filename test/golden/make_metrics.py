"""Writes metrics.json: scikit-learn's indices for many random labelings of formula-generated points (see lcg.py)."""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import cdist
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    fowlkes_mallows_score,
    homogeneity_completeness_v_measure,
    normalized_mutual_info_score,
    silhouette_samples,
)
from sklearn.metrics.cluster import contingency_matrix

from sklearn.metrics.cluster import _unsupervised

from lcg import Lcg, cloud, random_labels

# Distances by subtraction: scikit-learn's own expand the square, which is 1e-8 off for rows that (nearly) coincide.
_unsupervised.pairwise_distances = lambda a, b=None: cdist(a, a if b is None else b)


def shape(points, labels):
    count = len(set(labels))
    if not 2 <= count < len(points):
        return None
    samples = silhouette_samples(cdist(points, points), labels, metric="precomputed")
    return {
        "silhouette": float(samples.mean()),
        "samples": samples[:6].tolist(),
        "daviesBouldin": float(davies_bouldin_score(points, labels)),
        "calinskiHarabasz": float(calinski_harabasz_score(points, labels)),
    }


def agreement(classes, clusters):
    homogeneity, completeness, v_measure = homogeneity_completeness_v_measure(classes, clusters)
    return {
        "ARI": float(adjusted_rand_score(classes, clusters)),
        "NMI": float(normalized_mutual_info_score(classes, clusters)),
        "purity": float(contingency_matrix(classes, clusters).max(axis=0).sum() / len(classes)),
        "AMI": float(adjusted_mutual_info_score(classes, clusters)),
        "homogeneity": homogeneity,
        "completeness": completeness,
        "v_measure": v_measure,
        "fowlkes_mallows": float(fowlkes_mallows_score(classes, clusters)),
    }


def random_case(seed):
    rng = Lcg(seed * 7919 + 1)
    rows = 4 + rng.integer(60)
    spec = dict(rows=rows, cols=1 + rng.integer(9), seed=seed, centres=1 + rng.integer(5), spread=float(rng.integer(6)))
    clusters, classes = 1 + rng.integer(min(rows, 12)), 1 + rng.integer(6)
    labels, truth = random_labels(rows, clusters, seed + 1000), random_labels(rows, classes, seed + 2000)
    points = cloud(**spec)
    return {
        "spec": spec,
        "clusters": clusters,
        "classes": classes,
        "labelSeed": seed + 1000,
        "classSeed": seed + 2000,
        "shape": shape(points, labels),
        **agreement(truth, labels),
    }


GRID = [[0, 0], [0, 1], [1, 0], [1, 1], [5, 5], [5, 6]]
# Points and labels that are degenerate in one way each.
EXPLICIT = {
    "one cluster": (GRID, [0, 0, 0, 0, 0, 0]),
    "all singletons": (GRID, [0, 1, 2, 3, 4, 5]),
    "one singleton": (GRID, [0, 0, 0, 0, 0, 1]),
    "duplicates in one cluster each": ([[0, 0]] * 3 + [[1, 2]] * 3, [0, 0, 0, 1, 1, 1]),
    "duplicates across clusters": ([[0, 0]] * 4 + [[1, 2]] * 2, [0, 1, 0, 1, 0, 1]),
    "all rows equal": ([[2.5, 2.5]] * 6, [0, 1, 0, 1, 0, 1]),
    "equal centroids": ([[1, 0], [-1, 0], [0, 1], [0, -1], [2, 0], [-2, 0]], [0, 0, 1, 1, 2, 2]),
    "two equal centroids of three": ([[1, 0], [-1, 0], [0, 1], [0, -1], [9, 9], [9, 8]], [0, 0, 1, 1, 2, 2]),
    "gaps in the labels": (GRID, [7, 7, 7, 7, 3, 3]),
}
CLASSES = [0, 0, 1, 1, 2, 2]

result = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "random": [random_case(seed) for seed in range(120)],
    "explicit": [
        {
            "name": name,
            "points": points,
            "labels": labels,
            "classes": CLASSES,
            "shape": shape(np.array(points, dtype=float), labels),
            **agreement(CLASSES, labels),
        }
        for name, (points, labels) in EXPLICIT.items()
    ],
    "agreement": [
        {"classes": a, "clusters": b, **agreement(a, b)}
        for a, b in [
            ([0, 0, 0], [1, 1, 1]),
            ([0, 1, 2], [0, 0, 0]),
            ([0, 0, 0], [0, 1, 2]),
            ([0, 1, 2], [2, 1, 0]),
            ([0, 1], [0, 1]),
            ([0], [5]),
            ([0, 0, 1, 1], [0, 1, 0, 1]),
            ([0, 0, 1, 1], [-1, -1, -1, 0]),
            (list(range(40)), list(range(40))),
            ([row % 3 for row in range(40)], list(range(40))),
        ]
    ],
}
Path(__file__).with_name("metrics.json").write_text(json.dumps(result, indent=1) + "\n")
