"""Vectors of the starter playbook that come with it, so that a new data folder need not work them out.

`playbook_vectors.npz` holds one vector for each text that is embedded when the starter playbook is indexed, under the
text's sha256: a page changed since is simply not found there and embedded as any other. `python -m knowledge.shipped`
(`make vectors`) makes the file anew from the pages beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from copilot.ports import Embedder

FILE = Path(__file__).parent / "playbook_vectors.npz"
KEY_BYTES = 16
"""Of the sha256: enough that no two texts share it."""
Vectors = np.ndarray[Any, np.dtype[np.float32]]


class WithShipped:
    """The `Embedder` port: vectors that were shipped where the same model made them, the model itself for all else."""

    def __init__(self, embedder: Embedder, file: Path = FILE) -> None:
        self._embedder, self._file, self.name = embedder, file, embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), dimensions), float32, each row of length 1."""
        made_by, known = _load(self._file)
        found = [known.get(key_of(text)) if made_by == self.name else None for text in texts]
        missing = [i for i, vector in enumerate(found) if vector is None]
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for i, vector in enumerate(found):
            if vector is not None:
                out[i] = vector
        if missing:
            out[missing] = self._embedder.embed([texts[i] for i in missing])
        return out


class Collecting:
    """The `Embedder` port that remembers what it was asked, in order."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self.name, self.dimensions = embedder, embedder.name, embedder.dimensions
        self.made: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._embedder.embed(texts)
        self.made.update(zip(texts, vectors, strict=True))
        return vectors


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:KEY_BYTES]


def write(file: Path, embedder: str, made: dict[str, Vectors]) -> None:
    """Half the bits are kept: similarities move by less than a thousandth."""
    texts = sorted(made, key=key_of)
    keys = np.frombuffer(b"".join(key_of(text) for text in texts), dtype=np.uint8).reshape(len(texts), KEY_BYTES)
    with file.open("wb") as out:
        np.savez(out, embedder=np.array(embedder), keys=keys, vectors=np.stack([made[text] for text in texts]).astype(np.float16))


@cache
def _load(file: Path) -> tuple[str, dict[bytes, Vectors]]:
    """Who made them, and the vector under each key; nobody's and none where the file is not there."""
    if not file.is_file():
        return "", {}
    with np.load(file, allow_pickle=False) as kept:
        vectors = kept["vectors"].astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return str(kept["embedder"]), {keys.tobytes(): vector for keys, vector in zip(kept["keys"], vectors, strict=True)}


def collect(folder: Path, embedder: Embedder) -> dict[str, Vectors]:
    """Every text that indexing the starter playbook embeds, and its vector; `folder` is a scratch folder."""
    from knowledge.retriever import ChromaPlaybook

    collecting = Collecting(embedder)
    playbook = ChromaPlaybook(folder / "index", collecting, shipped=None)
    playbook.documents()
    playbook.close()
    return collecting.made


def main() -> None:
    """Make the file anew."""
    import sys
    import tempfile

    from knowledge.embedding import MiniLmEmbedder

    embedder = MiniLmEmbedder()
    with tempfile.TemporaryDirectory() as scratch:
        made = collect(Path(scratch), embedder)
    write(FILE, embedder.name, made)
    sys.stdout.write(f"{len(made)} vectors, {FILE.stat().st_size // 1000} KB: {FILE.name}\n")


if __name__ == "__main__":
    main()
