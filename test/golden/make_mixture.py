"""Writes mixture.json: scikit-learn's GaussianMixture and SpectralClustering of formula-generated points (see lcg.py).

Expectation maximisation starts from given labels, row r in component (r · 7 div 3) mod k: what it comes to depends on the
start. Of the spectral embedding the eigenvalues are kept, and the projection of one vector onto the eigenvectors, which does not
depend on how those are turned.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.sparse.csgraph import laplacian
from sklearn.cluster import SpectralClustering
from sklearn.manifold import spectral_embedding
from sklearn.mixture import GaussianMixture

from lcg import cloud

MIXTURES = {
    "separate groups": (dict(rows=90, cols=3, seed=1, centres=3, spread=20.0), 3),
    "overlapping": (dict(rows=200, cols=4, seed=2, centres=4, spread=2.0), 4),
    "more columns than rows": (dict(rows=30, cols=80, seed=3, centres=3, spread=1.0), 3),
    "as many columns as rows": (dict(rows=40, cols=40, seed=4, centres=2, spread=2.0), 2),
    "away from the origin": (dict(rows=60, cols=2, seed=5, centres=2, spread=4.0, scale=10.0, offset=1000.0), 2),
    "one component": (dict(rows=50, cols=5, seed=6), 1),
    "small scale": (dict(rows=80, cols=3, seed=7, centres=2, spread=3.0, scale=1e-3), 2),
}


class FromLabels(GaussianMixture):
    def _initialize_parameters(self, X, random_state, xp=None):
        rows = len(X)
        start = np.arange(rows) * 7 // 3 % self.n_components
        self._initialize(X, np.eye(self.n_components)[start])


def letters(labels):
    numbers = {}
    return "".join(chr(ord("a") + numbers.setdefault(label, len(numbers))) for label in labels.tolist())


def mixture(name, spec, k, kind):
    points = cloud(**spec)
    model = FromLabels(k, covariance_type="diag" if kind == "diagonal" else kind)
    labels = model.fit_predict(points)
    return {
        "name": name,
        "kind": kind,
        "spec": spec,
        "k": k,
        "logLikelihood": model.score(points) * len(points),
        "bic": model.bic(points),
        "iterations": model.n_iter_,
        "labels": letters(labels),
    }


SPECTRAL = {
    "groups": (dict(rows=60, cols=3, seed=11, centres=3, spread=3.0), 3, 6),
    "separate parts": (dict(rows=60, cols=2, seed=12, centres=3, spread=60.0), 4, 5),
    "many dimensions": (dict(rows=120, cols=40, seed=13, centres=4, spread=1.5), 4, 10),
    "above the limit of dense eigenvectors": (dict(rows=900, cols=4, seed=14, centres=5, spread=3.0), 5, 8),
    "parts above that limit": (dict(rows=600, cols=2, seed=15, centres=6, spread=200.0), 6, 10),
}


def spectral(name, spec, k, neighbours):
    points = cloud(**spec)
    model = SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=neighbours, n_init=20, random_state=0)
    labels = model.fit_predict(points)
    weights = model.affinity_matrix_
    maps = spectral_embedding(weights, n_components=k, eigen_solver="arpack", random_state=0, drop_first=False)
    normalised, roots = laplacian(weights, normed=True, return_diag=True)
    vectors = maps * roots[:, None]
    probe = np.sin(np.arange(len(points)) + 1.0)
    projected = vectors @ np.linalg.solve(vectors.T @ vectors, vectors.T @ probe)
    eigenvalues = np.linalg.eigvalsh(normalised.toarray())[: k + 1]
    return {
        "name": name,
        "spec": spec,
        "k": k,
        "neighbours": neighbours,
        "weightSum": (weights.sum() - weights.diagonal().sum()),
        "eigenvalues": eigenvalues.tolist(),
        "projected": projected[:: len(points) // 12].tolist(),
        "labels": letters(labels),
    }


warnings.filterwarnings("ignore", message="Graph is not fully connected")
result = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "mixtures": [mixture(name, *args, kind) for name, args in MIXTURES.items() for kind in ("diagonal", "full")],
    "spectral": [spectral(name, *args) for name, args in SPECTRAL.items()],
}
Path(__file__).with_name("mixture.json").write_text(json.dumps(result, indent=1) + "\n")
