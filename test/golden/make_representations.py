"""Writes representations.json: scikit-learn's StandardScaler and PCA on formula-generated points (see lcg.py)."""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from lcg import cloud

CASES = {
    "tall": (dict(rows=200, cols=6, seed=11, centres=3, spread=4.0), 4),
    "wide": (dict(rows=12, cols=40, seed=12, centres=3, spread=4.0), 8),
    "large": (dict(rows=60, cols=5, seed=13, scale=1e150), 3),
    "small": (dict(rows=60, cols=5, seed=14, scale=1e-120), 3),
    "far from zero": (dict(rows=60, cols=5, seed=15, offset=1e7), 3),
    "constant columns": (dict(rows=50, cols=5, seed=16), 3),
    "dependent columns": (dict(rows=50, cols=5, seed=17), 5),
    "four rows": (dict(rows=4, cols=80, seed=18), 3),
    "two rows": (dict(rows=2, cols=3, seed=19), 1),
}


def points_of(name, spec):
    points = cloud(**spec)
    if name == "constant columns":
        points[:, 0] = 0.1
        points[:, 2] = 0.0
        points[:, 4] = -1e9 / 3
    if name == "dependent columns":
        points[:, 3] = points[:, 0] + points[:, 1]
        points[:, 4] = 2 * points[:, 2]
    return points


def case(name, spec, components):
    points = points_of(name, spec)
    scaler = StandardScaler().fit(points)
    scaled = scaler.transform(points)
    out = {
        "spec": spec,
        "components": components,
        "scale": scaler.scale_.tolist(),
        "firstRow": scaled[0].tolist(),
        "lastRow": scaled[-1].tolist(),
    }
    pca = PCA(components, svd_solver="full").fit(scaled)
    out["pca"] = {
        "explainedVariance": pca.explained_variance_.tolist(),
        "explainedVarianceRatio": pca.explained_variance_ratio_.tolist(),
        "firstScores": pca.transform(scaled)[0].tolist(),
        "firstAxis": pca.components_[0].tolist(),
    }
    return out


result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "cases": {name: case(name, *arguments) for name, arguments in CASES.items()},
}
Path(__file__).with_name("representations.json").write_text(json.dumps(result, indent=1) + "\n")
