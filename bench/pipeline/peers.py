"""The peer of pipeline.ts: the reference's Hard task in Python, step by step, without its pictures.

Started with the number of epochs to train, then reads a JSON list of audio files and one of lyrics, and prints the seconds of
each step. Training is timed for those epochs: every epoch costs the same, and 800 of them would take half an hour.
"""
import importlib.util
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.manifold import TSNE
from sklearn.metrics import adjusted_rand_score, davies_bouldin_score, normalized_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent


def peer(name):
    """The module of another benchmark's peer."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "peers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


features, training = peer("features"), peer("training")
torch.set_num_threads(os.cpu_count())


def timed(steps, name, run):
    started = time.perf_counter()
    result = run()
    steps[name] = time.perf_counter() - started
    return result


def cluster(representations, labels):
    for x in representations:
        x = StandardScaler().fit_transform(x)
        partitions = [KMeans(4, n_init=20, random_state=42).fit_predict(x), AgglomerativeClustering(4).fit_predict(x)]
        partitions += [DBSCAN(eps=eps, min_samples=3).fit_predict(x) for eps in (0.5, 1.0, 1.5)]
        for found in partitions:
            kept = found >= 0
            if 1 < len(set(found[kept])) < kept.sum():
                silhouette_score(x[kept], found[kept]), davies_bouldin_score(x[kept], found[kept])
            for known in labels:
                adjusted_rand_score(known, found), normalized_mutual_info_score(known, found)


def maps(representations):
    for x in representations:
        x = PCA(min(10, *x.shape)).fit_transform(StandardScaler().fit_transform(x))
        TSNE(2, perplexity=9, init="pca", random_state=42).fit_transform(x)


def main():
    epochs = int(sys.argv[1])
    request = json.loads(sys.stdin.readline())
    steps = {}
    mels = timed(steps, "decode + log-mel", lambda: np.stack([features.log_mel(features.ffmpeg(path, 16000)) for path in request["files"]]))
    seconds = training.train(mels[:, None], epochs)
    steps["β-VAE, 400 epochs"] = steps["AE, 400 epochs"] = 400 * float(np.median(seconds[1:]))
    table = timed(steps, "lyrics", lambda: TruncatedSVD(len(mels), random_state=42).fit_transform(
        TfidfVectorizer(analyzer="char", ngram_range=(3, 5)).fit_transform(request["lyrics"])))
    latents = np.random.default_rng(0).normal(size=(2, len(mels), 16))
    means = mels.mean(axis=2)
    hybrids = [np.hstack([a * latents[0], table]) for a in (1, 0.3, 0.1, 0.03, 0.01)]
    timed(steps, "clustering", lambda: cluster([means, PCA(16).fit_transform(means), table, *latents, *hybrids], request["labels"]))
    timed(steps, "maps", lambda: maps([table, *latents, hybrids[0]]))
    print(json.dumps(steps), flush=True)


main()
