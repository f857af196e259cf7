"""The small classifiers of messages: one logistic regression a label, trained offline.

It looks at a whole message, whatever its number of requests: at its sentence vector, its words and pairs of words, its
pieces of words (which typos and other languages leave alone), and what the thread was about before. Only numpy runs
here. `head.npz`, the intents, is made by `python -m evals.training.intents`; `asked.npz`, what exactly is asked within an intent
(`benchmark.win_rate`), by `python -m evals.training.asked`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

VECTOR, BEFORE = 1.5, 0.7
"""How much the sentence vector and the intent before weigh beside the words."""
PIECES = (2, 5)
"""Shortest and longest piece of a word, in characters."""
_WORD = re.compile(r"\d+|[^\W\d_]+(?:'[a-z]+)?|[?%]")


def terms(text: str) -> list[str]:
    """Words and pairs of neighbours, lower case, every figure as `0`."""
    words = ["<", *("0" if w.isdigit() else w for w in _WORD.findall(text.lower())), ">"]
    return words[1:-1] + [f"{a} {b}" for a, b in pairwise(words)]


def pieces(text: str) -> list[str]:
    """Runs of characters within each word, its ends marked by blanks."""
    out = []
    for word in re.sub(r"\d+", "0", text.lower()).split():
        padded = f" {word} "
        for size in range(PIECES[0], PIECES[1] + 1):
            out += [padded[i : i + size] for i in range(max(len(padded) - size + 1, 1))]
    return out


@dataclass(frozen=True)
class Terms:
    """A vocabulary and how rare each entry is."""

    places: Mapping[str, int]
    idf: Vectors
    """(n,)"""

    def weigh(self, found: Iterable[str]) -> tuple[list[int], Vectors]:
        """Places of the entries that are known, and their weights, of length 1 together."""
        counts = Counter(self.places[t] for t in found if t in self.places)
        where = sorted(counts)
        weights = np.array([(1 + np.log(counts[i])) * self.idf[i] for i in where], dtype=np.float32)
        return where, weights / max(float(np.linalg.norm(weights)), 1e-9)


@dataclass(frozen=True)
class Head:
    """Weights of a classifier; c labels, d dimensions, w words, p pieces."""

    intents: tuple[str, ...]
    """The labels: intents, or what is asked within them."""
    embedder: str
    """Name of the embedder it was trained on; vectors of another one mean nothing here."""
    sha256: str
    """Of what it was trained on."""
    words: Terms
    pieces: Terms
    by_vector: Vectors
    """(c, d + 1), the last column the intercept."""
    by_word: Vectors
    """(c, w)"""
    by_piece: Vectors
    """(c, p)"""
    by_before: Vectors
    """(c, c): the intent of the turn before."""

    def probabilities(self, texts: Sequence[str], vectors: Vectors, before: Sequence[Intent | None]) -> Vectors:
        """(len(texts), c), each intent on its own; `texts` with names masked, `vectors` (len(texts), d)."""
        logits = VECTOR * (vectors @ self.by_vector[:, :-1].T) + self.by_vector[:, -1]
        for i, (text, intent) in enumerate(zip(texts, before, strict=True)):
            for vocabulary, found, weights in ((self.words, terms(text), self.by_word), (self.pieces, pieces(text), self.by_piece)):
                where, values = vocabulary.weigh(found)
                if where:
                    logits[i] += weights[:, where] @ values
            if intent in self.intents:
                logits[i] += BEFORE * self.by_before.T[self.intents.index(intent)]
        return cast(Vectors, 1 / (1 + np.exp(-logits)))


@cache
def load_head(name: str = "head") -> Head:
    """The weights shipped beside this file, read once."""
    with as_file(files(__package__).joinpath(f"{name}.npz")) as path, np.load(path, allow_pickle=False) as z:

        def vocabulary(name: str) -> Terms:
            return Terms({t: i for i, t in enumerate(str(z[name]).split("\n"))}, z[f"{name}_idf"].astype(np.float32))

        return Head(
            tuple(str(i) for i in z["intents"]),
            str(z["embedder"]),
            str(z["sha256"]),
            vocabulary("words"),
            vocabulary("pieces"),
            *(z[name].astype(np.float32) for name in ("by_vector", "by_word", "by_piece", "by_before")),
        )


def _for(embedder: Embedder, name: str) -> Head:
    head = load_head(name)
    if embedder.name != head.embedder:
        raise SettingsError(
            f"the classifier {name}.npz was trained on the embedder {head.embedder!r}, not {embedder.name!r}; hand it that one or train it again with `python -m evals.training.{'intents' if name == 'head' else name}`"
        )
    return head


def score(texts: Sequence[str], vectors: Vectors, embedder: Embedder, before: Intent | None = None) -> tuple[tuple[Intent, ...], Vectors]:
    """Intents and the probability of each for each text, (len(texts), len(intents)).

    Args:
        texts: with names masked.
        vectors: theirs, (len(texts), d).
        embedder: whose vectors these are.
        before: the intent of the turn before.

    Raises:
        SettingsError: the embedder is not the one the head was trained on.
    """
    head = _for(embedder, "head")
    return cast("tuple[Intent, ...]", head.intents), head.probabilities(texts, vectors, [before] * len(texts))


def asked_about(texts: Sequence[str], vectors: Vectors, embedder: Embedder) -> list[dict[str, float]]:
    """How much speaks for each thing that may be asked, by text: `benchmark.win_rate` and its like, 0 to 1 each.

    Raises:
        SettingsError: as for `score`.
    """
    head = _for(embedder, "asked")
    return [{label: float(p) for label, p in zip(head.intents, row, strict=True)} for row in head.probabilities(texts, vectors, [None] * len(texts))]


def told(intent: Intent, scores: Mapping[str, float]) -> tuple[str, float] | None:
    """What is most likely asked within an intent and how likely that is by itself; None for an intent that has no such labels."""
    own = {label.partition(".")[2]: p for label, p in scores.items() if label.startswith(f"{intent}.")}
    return max(own.items(), key=lambda item: (item[1], item[0])) if own else None


def known_share(text: str) -> float:
    """Share of a text's words that any phrasing has; 1 where it has none."""
    words, known = set(_WORD.findall(text.lower())), load_head().words.places
    return sum(("0" if w.isdigit() else w) in known for w in words) / len(words) if words else 1.0
