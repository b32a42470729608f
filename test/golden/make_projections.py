"""Golden values for the projections: scikit-learn, SciPy, openTSNE and umap-learn on inputs that a formula makes.

python test/golden/make_projections.py   writes projections.json beside itself.
"""
import json
from pathlib import Path

import numpy as np
import openTSNE
import scipy
import sklearn
import umap
from scipy.optimize import brentq
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set


def clouds(rows, cols, groups):
    """Must stay equal to `clouds` in test/analysis/projections/inputs.ts."""
    i, j = np.arange(rows)[:, None], np.arange(cols)[None, :]
    group = i % groups
    noise = np.sin(i * 12.9898 + j * 78.233) * 43758.5453
    return 3 * np.sin(1 + 7 * group + 1.3 * j * (group + 1)) + 2 * (noise - np.floor(noise))


def neighbours(x, k):
    distances, indices = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(x).kneighbors()
    exact = np.linalg.norm(x[:, None] - x[indices], axis=2)
    return indices, exact


def affinities(x, perplexity):
    """P of t-SNE in float64, each Gaussian found by Brent's method."""
    n = len(x)
    indices, distances = neighbours(x, min(n - 1, int(3 * perplexity + 1)))
    p = np.zeros((n, n))
    for row in range(n):
        squared = distances[row] ** 2
        squared = squared - squared.min()

        def conditional(log_precision):
            weights = np.exp(-np.exp(log_precision) * squared)
            return weights / weights.sum()

        def excess(log_precision):
            q = conditional(log_precision)
            q = q[q > 0]
            return -(q * np.log(q)).sum() - np.log(perplexity)

        p[row, indices[row]] = conditional(brentq(excess, -20, 20, xtol=1e-14))
    return (p + p.T) / (2 * n)


def kl_divergence(p, y):
    q = 1 / (1 + ((y[:, None] - y[None, :]) ** 2).sum(axis=2))
    np.fill_diagonal(q, 0)
    q /= q.sum()
    inside = p > 0
    return float((p[inside] * np.log(p[inside] / q[inside])).sum())


def sklearn_affinities(x, perplexity):
    k = min(len(x) - 1, int(3 * perplexity + 1))
    graph = NearestNeighbors(n_neighbors=k).fit(x).kneighbors_graph(mode="distance")
    graph.data **= 2
    return np.asarray(_joint_probabilities_nn(graph, perplexity, 0).todense())


def tsne_case(rows, cols, groups, perplexity):
    x = clouds(rows, cols, groups)
    p = affinities(x, perplexity)
    ours = {"method": "barnes_hut", "init": "pca", "random_state": 0, "perplexity": perplexity}
    return {
        "rows": rows, "cols": cols, "groups": groups, "perplexity": perplexity,
        "scikit-learn": kl_divergence(p, TSNE(**ours).fit_transform(x).astype(np.float64)),
        "openTSNE": kl_divergence(p, np.asarray(openTSNE.TSNE(perplexity=perplexity, random_state=0).fit(x))),
    }


def umap_case(rows, cols, groups):
    x = clouds(rows, cols, groups)
    values = [
        trustworthiness(x, umap.UMAP(init="pca", random_state=seed).fit_transform(x), n_neighbors=5) for seed in range(5)
    ]
    return {"rows": rows, "cols": cols, "groups": groups, "trustworthiness": float(np.mean(values))}


def fuzzy_case():
    x = clouds(24, 5, 3)
    indices, distances = neighbours(x, 7)
    indices = np.hstack([np.arange(24)[:, None], indices])
    distances = np.hstack([np.zeros((24, 1)), distances])
    graph, _, _ = fuzzy_simplicial_set(x, 8, None, "euclidean", knn_indices=indices, knn_dists=distances.astype(np.float32))
    return {"rows": 24, "cols": 5, "groups": 3, "nNeighbors": 8, "graph": np.asarray(graph.todense()).astype(float).tolist()}


small = clouds(24, 5, 3)
p = affinities(small, 5)
golden = {
    "versions": {
        "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        "openTSNE": openTSNE.__version__, "umap-learn": umap.__version__,
    },
    "affinities": {
        "rows": 24, "cols": 5, "groups": 3, "perplexity": 5, "scipy": p.tolist(),
        "scikit-learn": sklearn_affinities(small, 5).astype(float).tolist(),
    },
    "trustworthiness": [
        {"rows": n, "cols": 5, "groups": 3, "k": k, "value": float(trustworthiness(clouds(n, 5, 3), clouds(n, 5, 3)[:, :2], n_neighbors=k))}
        for n, k in [(3, 1), (4, 1), (5, 2), (7, 3), (10, 4), (11, 5), (24, 5), (300, 5)]
    ],
    "tsne": [tsne_case(60, 6, 4, 15), tsne_case(600, 10, 6, 30)],
    "umapCurves": [
        {"minDist": d, "a": float(find_ab_params(1.0, d)[0]), "b": float(find_ab_params(1.0, d)[1])} for d in (0.0, 0.1, 0.5, 0.99)
    ],
    "fuzzyGraph": fuzzy_case(),
    "umap": umap_case(600, 10, 6),
}
path = Path(__file__).with_name("projections.json")
path.write_text(json.dumps(golden) + "\n")
print({key: golden[key] for key in ("versions", "trustworthiness", "tsne", "umapCurves", "umap")})
