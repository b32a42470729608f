"""Golden values of ways through nearest neighbours: scipy.sparse.csgraph on scikit-learn's neighbour graph.

Run from the repository's root: python test/golden/make_shortest_path.py
Points are made by a formula that test/analysis/neighbours/shortest-path.test.ts repeats.
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.sparse.csgraph import connected_components, dijkstra
from sklearn.neighbors import NearestNeighbors

COUNT = 10
# A bent band of points: the straight way is not along it.
i = np.arange(120)
points = np.stack([np.cos(i / 20) * (3 + np.sin(i * i)), np.sin(i / 20) * (3 + np.sin(i * i)), np.sin(3.7 * i)], axis=1)
distances, indices = NearestNeighbors(n_neighbors=COUNT + 1).fit(points).kneighbors(points)
assert (indices[:, 0] == i).all()
distances, indices = distances[:, 1:], indices[:, 1:]
cases = []
for source, target in [(0, 119), (5, 70), (33, 34), (100, 2), (17, 88)]:
    for k in range(1, COUNT + 1):
        graph = np.zeros((len(i), len(i)))
        for row in i:
            graph[row, indices[row, :k]] = distances[row, :k]
        graph = np.maximum(graph, graph.T)
        labels = connected_components(scipy.sparse.csr_matrix(graph), directed=False)[1]
        if labels[source] == labels[target]:
            break
    total, before = dijkstra(scipy.sparse.csr_matrix(graph), directed=False, indices=source, return_predecessors=True)
    songs = [target]
    while songs[-1] != source:
        songs.append(int(before[songs[-1]]))
    cases.append({"from": source, "to": target, "neighbours": k, "songs": songs[::-1], "length": float(total[target])})
out = pathlib.Path(__file__).with_name("shortest_path.json")
out.write_text(json.dumps({
    "versions": {"scipy": scipy.__version__, "scikit-learn": sklearn.__version__}, "count": COUNT, "cases": cases,
}, indent=1) + "\n")
print(out, out.stat().st_size, "bytes", [(c["neighbours"], len(c["songs"])) for c in cases])
