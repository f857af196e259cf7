"""Train the classifier of intents: `python -m evals.training.intents`.

Reads copilot/tools/understanding/utterances.yaml, writes head.npz beside it; with `--check` (minutes) it first
prints the share right of a stratified five-fold cross-validation of the classifier alone. The optimum of a convex problem: no seed but that of the folds.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from copilot.ports import Embedder
from copilot.tools.understanding.head import Head, terms
from copilot.tools.understanding.people import NEUTRAL

FOLDER = Path(__file__).resolve().parents[2] / "copilot" / "tools" / "understanding"
C_VECTOR, C_TERM = 10.0, 30.0
MIN_COUNT = 2
"""A term seen once in all utterances says nothing."""


def read_utterances(path: Path = FOLDER / "utterances.yaml") -> tuple[list[str], list[str], str]:
    """Clauses with the neutral name, their intents, and the file's sha256."""
    raw = path.read_bytes()
    table: dict[str, list[str]] = yaml.safe_load(raw)
    pairs = [(clause.replace("{rep}", NEUTRAL), intent) for intent, clauses in table.items() for clause in clauses]
    return [c for c, _ in pairs], [i for _, i in pairs], hashlib.sha256(raw).hexdigest()


def fit(clauses: list[str], labels: list[str], vectors: np.ndarray[Any, Any], embedder: str, sha256: str) -> Head:
    """Both halves on the same clauses; `vectors` is (len(clauses), d)."""
    intents = sorted(set(labels))
    y = np.array([intents.index(label) for label in labels])
    seen = [set(terms(c)) for c in clauses]
    counts: dict[str, int] = {}
    for one in seen:
        for term in one:
            counts[term] = counts.get(term, 0) + 1
    vocabulary = sorted(t for t, n in counts.items() if n >= MIN_COUNT)
    place = {t: i for i, t in enumerate(vocabulary)}
    idf = np.array([1 + np.log((1 + len(clauses)) / (1 + counts[t])) for t in vocabulary], dtype=np.float32)
    x = np.zeros((len(clauses), len(vocabulary)))
    for i, one in enumerate(seen):
        for term in one & place.keys():
            x[i, place[term]] = idf[place[term]]
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    halves = []
    for features, c in ((vectors.astype(np.float64), C_VECTOR), (x, C_TERM)):
        model = LogisticRegression(C=c, max_iter=5000, tol=1e-6, class_weight="balanced").fit(features, y)
        halves.append(np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float16).astype(np.float32))
    return Head(tuple(intents), embedder, sha256, halves[0], place, idf, halves[1])  # type: ignore[arg-type]  # the file's keys are intents; a test says so


def cross_validate(clauses: list[str], labels: list[str], vectors: np.ndarray[Any, Any], seed: int = 0) -> float:
    """Share right, by five stratified folds."""
    right = 0
    y = np.array(labels)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(vectors, y):
        head = fit([clauses[i] for i in train], [labels[i] for i in train], vectors[train], "", "")
        guessed = head.probabilities([clauses[i] for i in test], vectors[test]).argmax(axis=1)
        right += sum(head.intents[g] == labels[i] for g, i in zip(guessed, test, strict=True))
    return right / len(labels)


def write(head: Head, path: Path) -> None:
    """As .npz with fixed time stamps, so that the same weights are the same bytes."""
    arrays = {
        "intents": np.array(head.intents),
        "embedder": np.array(head.embedder),
        "sha256": np.array(head.sha256),
        "by_vector": head.by_vector.astype(np.float16),
        "terms": np.array(sorted(head.terms, key=head.terms.__getitem__)),
        "idf": head.idf.astype(np.float16),
        "by_term": head.by_term.astype(np.float16),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            z.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def train(embedder: Embedder) -> Head:
    clauses, labels, sha256 = read_utterances()
    return fit(clauses, labels, embedder.embed(clauses), embedder.name, sha256)


def main() -> int:
    from copilot.bootstrap import open_embedder

    embedder = open_embedder()
    if "--check" in sys.argv[1:]:
        clauses, labels, _ = read_utterances()
        print(f"{len(clauses)} utterances, {len(set(labels))} intents; right out of fold: {cross_validate(clauses, labels, embedder.embed(clauses)):.3f}")
    path = FOLDER / "head.npz"
    write(train(embedder), path)
    print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
