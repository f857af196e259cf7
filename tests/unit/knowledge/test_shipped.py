"""The vectors that come with the starter playbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.embedding import MiniLmEmbedder
from knowledge.retriever import ChromaPlaybook
from knowledge.shipped import FILE, WithShipped, collect, write


class Asked:
    """An embedder that writes down what it was asked; no vector of it is any other's."""

    dimensions = MiniLmEmbedder.dimensions

    def __init__(self, name: str = MiniLmEmbedder.name) -> None:
        self.name, self.asked = name, list[str]()

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        self.asked += texts
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        out[:, 0] = 1.0
        return out


def test_a_new_folder_needs_no_model_for_the_starter_playbook(tmp_path: Path) -> None:
    embedder = Asked()
    playbook = ChromaPlaybook(tmp_path / "index", embedder)
    assert len(playbook.documents()) >= 60
    playbook.close()
    assert embedder.asked == [], "a shipped page was changed since: run `make vectors`"


def test_shipped_vectors_are_those_of_the_model(tmp_path: Path) -> None:
    texts = sorted(collect(tmp_path, Asked("nobody")))
    sample = texts[:: len(texts) // 12]
    shipped = WithShipped(Asked()).embed(sample)
    ours = MiniLmEmbedder().embed(sample)
    assert np.linalg.norm(shipped, axis=1) == pytest.approx(np.ones(len(sample)), abs=1e-5)
    assert (shipped * ours).sum(axis=1).min() > 0.9995


def test_other_texts_and_other_models_get_their_own() -> None:
    embedder = Asked()
    first = WithShipped(embedder).embed(["a text no page has", "another"])
    assert embedder.asked == ["a text no page has", "another"]
    assert first[:, 0].tolist() == [1.0, 1.0]


def test_vectors_of_another_model_are_not_taken(tmp_path: Path) -> None:
    write(tmp_path / "v.npz", "model-a", {"one": np.eye(1, 384, 3, dtype=np.float32)[0]})
    assert WithShipped(Asked("model-a"), tmp_path / "v.npz").embed(["one"])[0, 3] == 1.0
    assert WithShipped(Asked("model-b"), tmp_path / "v.npz").embed(["one"])[0, 3] == 0.0


def test_without_the_file_the_model_does_it_all(tmp_path: Path) -> None:
    embedder = Asked()
    WithShipped(embedder, tmp_path / "none.npz").embed(["one"])
    assert embedder.asked == ["one"]
    assert FILE.is_file()
