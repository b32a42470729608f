"""The peers of projections.ts: reads one JSON request a line, answers with seconds and coordinates' quality measures."""
import json
import sys
import time
import warnings

import numpy as np
import openTSNE
import sklearn
import umap
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

warnings.filterwarnings("ignore")


def sklearn_tsne(x):
    model = TSNE(perplexity=30, init="pca", random_state=0)
    return model.fit_transform(x), model.kl_divergence_


def open_tsne(x):
    embedding = openTSNE.TSNE(perplexity=30, random_state=0, n_jobs=-1).fit(x)
    return np.asarray(embedding), embedding.kl_divergence


def umap_learn(x, seed):
    return umap.UMAP(n_neighbors=15, min_dist=0.1, init="pca", random_state=seed).fit_transform(x), None


METHODS = {
    "scikit-learn t-SNE": sklearn_tsne,
    "openTSNE": open_tsne,
    "umap-learn, seeded": lambda x: umap_learn(x, 0),
    "umap-learn, threads, not reproducible": lambda x: umap_learn(x, None),
}

# Numba compiles both variants here, outside the timing.
small = np.random.default_rng(0).normal(size=(300, 8))
for seed in (0, None):
    umap_learn(small, seed)

print(json.dumps({"versions": {"scikit-learn": sklearn.__version__, "openTSNE": openTSNE.__version__, "umap-learn": umap.__version__}}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    x = np.load(request["file"])
    start, cpu = time.perf_counter(), time.process_time()
    coordinates, kl = METHODS[request["method"]](x)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    if "out" in request:
        # Judged by the caller, both maps in the same way: scikit-learn's function holds all distances in memory.
        np.save(request["out"], np.asarray(coordinates, dtype=np.float32))
    trust = None if "out" in request else trustworthiness(x, coordinates)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "kl": None if kl is None else float(kl), "trust": trust}), flush=True)
