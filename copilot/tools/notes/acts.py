"""What each piece of notes does: a small classifier, one logistic regression an act, trained offline.

It looks at a piece's sentence vector, its words and pairs of words, its pieces of words (which typos and other languages
leave alone), and at what is plain to see (`pieces.signals`). `acts.npz` is made by `python -m evals.training.session_notes`. Only
numpy runs here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any, cast

import numpy as np

from copilot.errors import SettingsError
from copilot.ports import Embedder
from copilot.tools.notes.pieces import Piece
from copilot.tools.understanding.head import Terms, pieces, terms

Table = np.ndarray[Any, np.dtype[np.float32]]

ACTS = (
    "ambush", "ranking", "near_ranking", "past", "any_past", "telling", "asking", "rep_topic", "aspiration", "seen", "vague",
    "promise", "promise_rep", "promise_manager", "promise_both", "outcome", "foreign",
)  # fmt: skip
"""`past` is dwelt upon, `any_past` merely told; `seen` are figures both had seen; `vague` is an end without a step; `promise_rep`
is one in the rep's own hands, `outcome` one that is not; `foreign` text is no part of a 1:1: orders to a
machine, code, essays."""
VECTOR, SIGNAL = 1.5, 0.5
"""How much the sentence vector and what is plain to see weigh beside the words."""


@dataclass(frozen=True)
class ActsHead:
    """Weights; c acts, d dimensions, w words, p pieces of words, s signals."""

    embedder: str
    sha256: str
    """Of what it was trained on."""
    words: Terms
    pieces: Terms
    by_vector: Table
    """(c, d + 1), the last column the intercept."""
    by_word: Table
    """(c, w)"""
    by_piece: Table
    """(c, p)"""
    by_signal: Table
    """(c, s)"""

    def logits(self, found: Sequence[Piece], vectors: Table) -> Table:
        """(len(found), c); `vectors` (len(found), d) of their masked texts."""
        if not found:
            return np.zeros((0, len(ACTS)), dtype=np.float32)
        out = VECTOR * (vectors @ self.by_vector[:, :-1].T) + self.by_vector[:, -1] + SIGNAL * (np.array([p.signals for p in found], dtype=np.float32) @ self.by_signal.T)
        for i, piece in enumerate(found):
            for vocabulary, split, weights in ((self.words, terms(piece.masked), self.by_word), (self.pieces, pieces(piece.masked), self.by_piece)):
                where, values = vocabulary.weigh(split)
                if where:
                    out[i] += weights[:, where] @ values
        return cast(Table, out)


def acts(found: Sequence[Piece], embedder: Embedder) -> Table:
    """How much speaks for each act in each piece, as log odds, (pieces, acts).

    Raises:
        SettingsError: the embedder is not the one the classifier was trained on.
    """
    head = load_acts()
    if embedder.name != head.embedder:
        raise SettingsError(
            f"the classifier of notes was trained on the embedder {head.embedder!r}, not {embedder.name!r}; hand it that one or train it again with `python -m evals.training.session_notes`"
        )
    return head.logits(found, embedder.embed([p.masked for p in found])) if found else np.zeros((0, len(ACTS)), dtype=np.float32)


@cache
def load_acts() -> ActsHead:
    """The weights shipped beside this file, read once."""
    with as_file(files(__package__).joinpath("acts.npz")) as path, np.load(path, allow_pickle=False) as z:

        def vocabulary(name: str) -> Terms:
            return Terms({t: i for i, t in enumerate(str(z[name]).split("\n"))}, z[f"{name}_idf"].astype(np.float32))

        tables = [z[name].astype(np.float32) for name in ("by_vector", "by_word", "by_piece", "by_signal")]
        return ActsHead(str(z["embedder"]), str(z["sha256"]), vocabulary("words"), vocabulary("pieces"), *tables)
