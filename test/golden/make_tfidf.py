"""Writes tfidf.json: scikit-learn's TF-IDF and the exact SVD of hard texts and of the lyrics of examples/songs30."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from lcg import Lcg

ROOT = Path(__file__).parents[2]

HARD_TEXTS = [
    "İSTANBUL ΟΔΥΣΣΕΥΣ ΣΑΣ.",
    "ẞtraße ＦＵＬＬ ǅ",
    "a\r\n\r\nb\tc  d\u00a0\u00a0e",
    "x\u001c\u001dy\u0085\u0085z\ufeff\ufeffw",
    "🎵🎵🎵 दिल 𝔘𝔫𝔦 বাংলা গান",
    "ab",
    "",
    "   ",
    "abc",
    "la la la la la la",
    "LA LA LA LA LA LA",
    "e\u0301e\u0301e\u0301 ééé",
]


def read(path):
    with open(ROOT / "examples/songs30/data" / path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def songs30():
    return [row["lyrics"] for row in read("lyrics/lyrics.csv")]


def ward_row(scores):
    """The metrics of Ward, k = 4, on the standardised lyric embedding of songs30."""
    rows, genres = read("lyrics/lyrics.csv"), {row["filename"]: row["genre"] for row in read("genre_map.csv")}
    language, genre = [row["language"] for row in rows], [genres[row["filename"]] for row in rows]
    points = StandardScaler().fit_transform(scores)
    labels = AgglomerativeClustering(4).fit_predict(points)
    return [
        float(value)
        for value in (
            silhouette_score(points, labels),
            adjusted_rand_score(language, labels),
            normalized_mutual_info_score(language, labels),
            adjusted_rand_score(genre, labels),
            normalized_mutual_info_score(genre, labels),
        )
    ]


def songs30_rows():
    """
    Two songs have no lyrics, so the table has rank 28 and two of its 30 SVD columns are zero. scikit-learn leaves them at
    1e-17, StandardScaler makes unit-variance columns of that rounding error, and the row depends on the random state.
    """
    table = TfidfVectorizer(analyzer="char", ngram_range=(3, 5)).fit_transform(songs30())
    u, sigma, _ = np.linalg.svd(table.toarray(), full_matrices=False)
    over_states = [
        tuple(round(value, 3) for value in ward_row(TruncatedSVD(64, random_state=state).fit_transform(table)))
        for state in range(100)
    ]
    return {
        "wardWithNullColumnsZero": ward_row(np.where(sigma < 1e-10, 0.0, u * sigma)),
        "scikitLearnOver100RandomStates": {
            "differentRows": len(set(over_states)),
            "commonestRow": max(set(over_states), key=over_states.count),
            "itsCount": max(over_states.count(row) for row in set(over_states)),
        },
    }


def generated(count, seed):
    """Texts of random words with a skewed distribution; lcg.ts makes the same ones."""
    rng = Lcg(seed)
    letters = "aeioulnrstmdk"
    words = ["".join(letters[rng.integer(len(letters))] for _ in range(2 + rng.integer(5))) for _ in range(400)]
    return [
        " ".join(words[min(rng.integer(400), rng.integer(400), rng.integer(400))] for _ in range(5 + rng.integer(40)))
        for _ in range(count)
    ]


def case(texts, terms=False):
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(3, 5))
    table = vectorizer.fit_transform(texts)
    names = vectorizer.get_feature_names_out()
    u, sigma, _ = np.linalg.svd(table.toarray(), full_matrices=False)
    scores = u * sigma
    out = {
        "documents": len(texts),
        "features": table.shape[1],
        "entries": table.nnz,
        "idfSum": float(vectorizer.idf_.sum()),
        "entriesPerDocument": np.diff(table.indptr).tolist()[:50],
        "sumPerDocument": np.asarray(table.sum(axis=1)).ravel().tolist()[:50],
        "singularValues": sigma[:64].tolist(),
        "products": (table[:6] @ table[:6].T).toarray().tolist(),
        # Signs are free: the entries' magnitudes identify a column.
        "absoluteScores": np.abs(scores[:5, :3]).tolist(),
        "trigrams": {name: float(value) for name, value in zip(names, vectorizer.idf_) if len(name) == 3}
        if terms
        else {},
        "firstDocument": {names[j]: float(table[0, j]) for j in table[0].indices[:20]},
    }
    return out


result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0]},
    "hard": {"texts": HARD_TEXTS, **case(HARD_TEXTS, terms=True)},
    "songs30": {**case(songs30()), **songs30_rows()},
    "generated": {"seed": 5, "count": 900, **case(generated(900, 5))},
}
Path(__file__).with_name("tfidf.json").write_text(json.dumps(result, indent=1, ensure_ascii=True) + "\n")
