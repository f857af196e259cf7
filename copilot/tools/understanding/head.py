"""The small classifier of intents: logistic regression on sentence vectors and on words, trained offline.

Only numpy runs here. `head.npz` is made by `python -m evals.training.intents` from utterances.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Any, cast

import numpy as np

from copilot.domain import Intent
from copilot.errors import SettingsError
from copilot.ports import Embedder

Vectors = np.ndarray[Any, np.dtype[np.float32]]

_WORD = re.compile(r"\d+|[^\W\d_]+(?:'[a-z]+)?|[?%]")


def terms(clause: str) -> list[str]:
    """Words and pairs of neighbours, lower case, every figure as `0`."""
    words = ["<", *("0" if w.isdigit() else w for w in _WORD.findall(clause.lower())), ">"]
    return words[1:-1] + [f"{a} {b}" for a, b in pairwise(words)]


@dataclass(frozen=True)
class Head:
    """Weights of the classifier; c intents, d dimensions, v terms."""

    intents: tuple[Intent, ...]
    embedder: str
    """Name of the embedder it was trained on; vectors of another one mean nothing here."""
    sha256: str
    """Of the utterances it was trained on."""
    by_vector: Vectors
    """(c, d + 1), the last column the intercept."""
    terms: dict[str, int]
    idf: Vectors
    """(v,)"""
    by_term: Vectors
    """(c, v + 1), the last column the intercept."""

    def probabilities(self, clauses: Sequence[str], vectors: Vectors) -> Vectors:
        """(len(clauses), c): the mean of both halves; `clauses` with names masked, `vectors` (len(clauses), d)."""
        counts = np.zeros((len(clauses), len(self.terms)), dtype=np.float32)
        for i, clause in enumerate(clauses):
            for term in terms(clause):
                place = self.terms.get(term)
                if place is not None:
                    counts[i, place] = self.idf[place]
        counts /= np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)
        a = _softmax(vectors @ self.by_vector[:, :-1].T + self.by_vector[:, -1])
        b = _softmax(counts @ self.by_term[:, :-1].T + self.by_term[:, -1])
        return cast(Vectors, (a + b) / 2)


def _softmax(x: Vectors) -> Vectors:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return cast(Vectors, e / e.sum(axis=1, keepdims=True))


@cache
def load_head() -> Head:
    """The weights shipped beside this file, read once."""
    with as_file(files(__package__).joinpath("head.npz")) as path, np.load(path, allow_pickle=False) as z:
        return Head(
            tuple(cast(Intent, str(i)) for i in z["intents"]),
            str(z["embedder"]),
            str(z["sha256"]),
            z["by_vector"].astype(np.float32),
            {str(t): i for i, t in enumerate(z["terms"])},
            z["idf"].astype(np.float32),
            z["by_term"].astype(np.float32),
        )


def score(clauses: Sequence[str], embedder: Embedder) -> tuple[tuple[Intent, ...], Vectors]:
    """Intents and their probabilities for each clause, (len(clauses), len(intents)).

    Raises:
        SettingsError: the embedder is not the one the head was trained on.
    """
    head = load_head()
    if embedder.name != head.embedder:
        raise SettingsError(f"the intent classifier was trained on the embedder {head.embedder!r}, not {embedder.name!r}; hand it that one or train it again with `python -m evals.training.intents`")
    return head.intents, head.probabilities(clauses, embedder.embed(clauses))
