"""The peers of clustering.ts: reads one JSON request a line (`method`, `file`), answers with its seconds."""
import json
import sys
import time

import hdbscan
import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors


def svd(texts):
    table = TfidfVectorizer(analyzer="char", ngram_range=(3, 5)).fit_transform(texts)
    TruncatedSVD(n_components=64, random_state=0).fit_transform(table)


def kmeans(points):
    return float(KMeans(20, n_init=10, random_state=0).fit(points).inertia_)


METHODS = {
    "K-Means": kmeans,
    "Ward": lambda points: AgglomerativeClustering(20).fit_predict(points),
    "DBSCAN": lambda points: DBSCAN(eps=EPS[0], min_samples=3).fit_predict(points),
    "HDBSCAN": lambda points: hdbscan.HDBSCAN(min_cluster_size=5).fit_predict(points),
    # The row itself comes first.
    "neighbours": lambda points: NearestNeighbors(n_neighbors=31, n_jobs=-1).fit(points).kneighbors(points),
    "silhouette": lambda points: silhouette_score(points, np.arange(len(points)) % 20),
    "TF-IDF and SVD": svd,
}
EPS = [0.0]
loaded = {}

print(json.dumps({"scikit-learn": sklearn.__version__, "numpy": np.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    file = request["file"]
    if file not in loaded:
        loaded[file] = np.load(file) if file.endswith(".npy") else json.load(open(file, encoding="utf-8"))
    EPS[0] = request["eps"]
    start = time.perf_counter()
    result = METHODS[request["method"]](loaded[file])
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "inertia": result if isinstance(result, float) else None}), flush=True)
