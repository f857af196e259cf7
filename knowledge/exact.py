"""Exact search over all vectors of a generation, up to the size at which that is fast enough.

A graph of neighbours (what Chroma searches) misses one in fourteen of the ten nearest of 50,000 passages by their text, and
more than half by their titles, since passages of a page share one (benchmarks/playbook.py). Comparing a question with all of
them takes about 12 ms of one core for each 50,000 vectors, so that is what is done where there are not more.
The vectors lie beside the passages as arrays, which the operating system reads when they are first needed and processes share.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.vectors import Vector

UP_TO = 60_000
"""Passages."""
TEXTS, TITLES, TITLE_OF = "texts.npy", "titles.npy", "title_of.npy"
"""(passages, dimensions) and (different titles, dimensions), float32; (passages,), which title is whose. In the order of `PassageFile.ids`."""


class Exact:
    """The arrays of one generation."""

    def __init__(self, folder: Path, ids: Sequence[str]) -> None:
        """Raises: FileNotFoundError: this generation has none. ValueError, EOFError: they are damaged, or of other passages."""
        self._ids = list(ids)
        self._texts, self._titles = np.load(folder / TEXTS, mmap_mode="r"), np.load(folder / TITLES, mmap_mode="r")
        self._title_of = np.load(folder / TITLE_OF)
        if not len(self._texts) == len(self._title_of) == len(ids):
            raise ValueError(f"{len(self._texts)} vectors of {len(ids)} passages")

    def nearest(self, vector: Vector, n: int) -> tuple[dict[str, float], dict[str, float]]:
        """Cosine similarities of the n passages nearest by text, and of the n nearest by title, best first."""
        return self._best(self._texts @ vector, n), self._best((self._titles @ vector)[self._title_of], n)

    def _best(self, likeness: Vector, n: int) -> dict[str, float]:
        places = np.argpartition(-likeness, n)[:n] if n < len(likeness) else np.arange(len(likeness))
        return {self._ids[i]: float(likeness[i]) for i in places[np.argsort(-likeness[places], kind="stable")]}


def write(folder: Path, texts: Vector, titles: Vector) -> None:
    """Keep both, each (passages, dimensions), in the order of `PassageFile.ids`."""
    row: dict[bytes, int] = {}
    title_of = np.array([row.setdefault(vector.tobytes(), len(row)) for vector in titles], dtype=np.int64)
    _, first = np.unique(title_of, return_index=True)
    np.save(folder / TEXTS, texts)
    np.save(folder / TITLES, titles[first])
    np.save(folder / TITLE_OF, title_of)
