"""Writes chance.json: how often permuted labels reach scikit-learn's scores, for a few songs over all distinct permutations,
for more by scipy.stats.permutation_test with 2,000 of them. Labels are formula-generated (see lcg.py)."""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.stats import permutation_test
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score

from lcg import random_labels

SCORES = {"ARI": adjusted_rand_score, "NMI": normalized_mutual_info_score, "AMI": adjusted_mutual_info_score}


def exact(classes, clusters):
    orders = set(permutations(classes))
    out = {"classes": classes, "clusters": clusters}
    for name, score in SCORES.items():
        observed = score(classes, clusters) - 1e-12
        out[name] = sum(score(order, clusters) >= observed for order in orders) / len(orders)
    return out


def drawn(classes, clusters):
    out = {"classes": classes, "clusters": clusters}
    for name in ["ARI", "NMI"]:
        out[name] = float(
            permutation_test(
                (np.array(classes),),
                lambda order: SCORES[name](order, clusters),
                permutation_type="pairings",
                alternative="greater",
                vectorized=False,
                n_resamples=1999,
                rng=np.random.default_rng(1),
            ).pvalue
        )
    return out


def similar(rows, count, seed, every):
    """Labels, and clusters that are the labels except for all songs but every `every`-th."""
    classes = random_labels(rows, count, seed)
    other = random_labels(rows, count, seed + 1)
    return classes, [a if row % every == 0 else b for row, (a, b) in enumerate(zip(classes, other))]


EXACT = [
    ([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]),
    ([0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1]),
    ([0, 0, 0, 1, 1, 2], [0, 1, 0, 1, 1, 1]),
    ([0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 1, 2]),
    ([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1]),
    ([0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 1, 1]),
]
DRAWN = [similar(30, 4, 5, 4), similar(24, 5, 21, 3), similar(60, 4, 34, 7)]

out = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "exact": [exact(*case) for case in EXACT],
    "drawn": [drawn(*case) for case in DRAWN],
}
Path(__file__).with_name("chance.json").write_text(json.dumps(out) + "\n")
