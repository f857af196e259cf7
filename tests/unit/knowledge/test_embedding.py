from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from copilot.errors import SettingsError
from knowledge import embedding
from knowledge.embedding import MiniLmEmbedder


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


def test_vectors_have_length_one_and_near_meanings_are_near(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed(["ask a customer for a referral", "request an introduction from a client", "the canteen closes at two", ""])
    assert vectors.shape == (4, embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 2 * abs(vectors[0] @ vectors[2])
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_vector_does_not_depend_on_what_else_is_embedded() -> None:
    texts = ["short", "a sentence of some more words than that", "word " * 300, "short", "two words"]
    together = MiniLmEmbedder().embed(texts)
    alone = np.vstack([MiniLmEmbedder().embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_a_repeated_short_text_is_remembered_and_a_forgotten_one_is_the_same(embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CACHED_TEXTS", 2)
    fresh = MiniLmEmbedder()
    first = fresh.embed(["one", "two", "three"])
    assert list(fresh._cache) == ["two", "three"]
    np.testing.assert_array_equal(fresh.embed(["one", "three"]), first[[0, 2]])
    first[2] = 0
    assert fresh.embed(["three"]).any(), "a caller's change must not reach the memory"


def test_several_threads_get_the_vectors_of_one() -> None:
    shared, texts = MiniLmEmbedder(), [f"text number {i}" for i in range(24)]
    out: dict[int, np.ndarray] = {}
    threads = [threading.Thread(target=lambda i=i: out.__setitem__(i, shared.embed(texts))) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for vectors in out.values():
        np.testing.assert_allclose(vectors, out[0], atol=1e-6)
    assert len(out) == 4


def test_another_model_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not a model")
    with pytest.raises(SettingsError, match=r"sha256.*make install"):
        MiniLmEmbedder(model=other).embed(["x"])
    with pytest.raises(SettingsError, match="cannot be read"):
        MiniLmEmbedder(tokenizer=tmp_path / "gone.json").embed(["x"])


def test_making_one_opens_nothing() -> None:
    assert MiniLmEmbedder(model=Path("/nowhere/model.onnx")).dimensions == 384
