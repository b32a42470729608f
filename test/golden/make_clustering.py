"""Writes clustering.json: scikit-learn's and scipy's clusterings of formula-generated points (see lcg.py)."""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import ward
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.neighbors import NearestNeighbors

from lcg import cloud

CASES = {
    "blobs": dict(rows=2000, cols=8, seed=1, centres=6, spread=6.0),
    "four": dict(rows=4, cols=3, seed=2),
    "one cluster": dict(rows=50, cols=3, seed=3),
    "constant columns": dict(rows=60, cols=5, seed=4, centres=3, spread=5.0),
    "duplicates": dict(rows=80, cols=4, seed=5, centres=4, spread=4.0),
    "large": dict(rows=200, cols=4, seed=6, centres=5, spread=8.0, scale=1e8, offset=1e9),
    "small": dict(rows=200, cols=4, seed=7, centres=5, spread=8.0, scale=1e-8),
    "wide": dict(rows=30, cols=110, seed=8, centres=4, spread=2.0),
}
EPS = {"large": 1e8, "small": 1e-8}


def points_of(name):
    points = cloud(**CASES[name])
    if name == "constant columns":
        points[:, 1] = 3.25
        points[:, 3] = 0.0
    if name == "duplicates":
        points = points[np.arange(len(points)) % 20]
    return points


def compact(labels):
    """One character per row, noise a dot: 2,000 labels stay readable and small."""
    return "".join("." if label < 0 else chr(ord("a") + label) for label in labels)


def case(name):
    points = points_of(name)
    scale = EPS.get(name, 1.0)
    tree = ward(points)
    steps = np.arange(1, len(tree) + 1)
    out = {"spec": CASES[name], "first": points[0].tolist()}
    out["ward"] = {
        "labels": {
            k: compact(AgglomerativeClustering(n_clusters=k).fit_predict(points)) for k in (2, 3, 6) if k <= len(points)
        },
        "distanceSum": float(tree[:, 2].sum()),
        # A checksum over which clusters are merged at which step, exact in float64.
        "mergeChecksum": int((steps * (tree[:, 0] + 2 * tree[:, 1])).sum()),
        "lastDistances": tree[-5:, 2].tolist(),
    }
    if len(points) <= 60:
        out["ward"]["tree"] = tree.tolist()
    out["dbscan"] = [
        {
            "eps": eps * scale,
            "minSamples": m,
            "labels": compact(DBSCAN(eps=eps * scale, min_samples=m).fit_predict(points)),
        }
        for eps in (0.5, 1.0, 1.5, 2.0)
        for m in (1, 3, 5)
    ]
    out["kmeans"] = [
        {"k": k, "inertia": float(KMeans(k, n_init=50, random_state=0).fit(points).inertia_)}
        for k in (1, 2, 3, 6)
        if k <= len(points)
    ]
    distances = np.sort(NearestNeighbors(n_neighbors=3).fit(points).kneighbors(points)[0][:, 2])
    out["kDistances"] = {"sum": float(distances.sum()), "median": float(np.median(distances)), "max": float(distances[-1])}
    return out


result = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "cases": {name: case(name) for name in CASES},
}
Path(__file__).with_name("clustering.json").write_text(json.dumps(result, indent=1) + "\n")
