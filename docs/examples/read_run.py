"""Reads the results of a Hard run: python read_run.py my-songs/results_hard

Cells are marked as editors with notebooks know them. Needs numpy and pandas.
"""

# %% The run
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results_hard")
run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
labels = run.get("labels", {})
print(f"{run['task']}, seed {run['settings']['seed']}, {run['rows']['used']} songs")

# %% Songs and a representation: rows of the array are the rows of the table
songs = pd.read_csv(folder / "songs.csv", keep_default_na=False)
metrics = pd.read_csv(folder / "clustering" / "metrics_hard.csv")
best = run["best"][0]
for row in run["best"]:
    if (row["metrics"].get("ARI_genre") or -1) > (best["metrics"].get("ARI_genre") or -1):
        best = row
name, method = best["rep"], best["method"]
vectors = np.load(folder / "embeddings" / f"{name}.npy")
assert len(vectors) == len(songs)
print(f"{labels.get(name, name)}: {vectors.shape[0]} songs x {vectors.shape[1]}, {vectors.dtype}")

# %% Its clusters beside the genres
clusters = pd.read_csv(folder / "clustering" / "clusters_hard.csv", keep_default_na=False)
mine = clusters[(clusters["rep"] == name) & (clusters["method"] == method)].reset_index(drop=True)
assert (mine["filename"] == songs["filename"]).all()
print(pd.crosstab(mine["cluster"], songs["genre"].replace("", "unknown")))

# %% The songs nearest to the first one
distances = np.linalg.norm(vectors - vectors[0], axis=1)
for index in np.argsort(distances)[1:4]:
    print(f"{distances[index]:.3f}  {songs['filename'][index]}")

# %% Scores that chance does not reach
if "ARI_genre_p" in metrics:
    sure = metrics[metrics["ARI_genre_p"] <= 0.05]
    print(f"{len(sure)} of {len(metrics)} clusterings are better than chance against the genre")
