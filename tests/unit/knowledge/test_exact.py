"""Exact search: all vectors are compared, passages that share a title share its vector, and Chroma answers where there are no arrays."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from copilot.domain import Passage
from copilot.errors import FolderUnreadable
from copilot.testing.playbook import HashEmbedder
from knowledge import exact
from knowledge.index import SAMPLE, SAMPLED, Index, Reader, sampled
from knowledge.ingest import Page


def unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_the_nearest_are_those_of_a_comparison_with_all_best_first(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    texts, shared = unit(random.standard_normal((300, 8))), unit(random.standard_normal((30, 8)))
    titles = shared[random.integers(0, 30, 300)]
    exact.write(tmp_path, texts, titles)
    assert len(np.load(tmp_path / exact.TITLES)) == len(np.unique(titles, axis=0)) <= 30
    found = exact.Exact(tmp_path, [f"p{i}" for i in range(300)])
    question = unit(random.standard_normal((1, 8)))[0]
    for side, vectors in zip(found.nearest(question, 10), (texts, titles), strict=True):
        likeness = vectors @ question
        assert list(side.values()) == pytest.approx(np.sort(likeness)[::-1][:10], abs=1e-6)
        assert all(side[name] == pytest.approx(likeness[int(name[1:])], abs=1e-6) for name in side)
    assert len(found.nearest(question, 1000)[0]) == 300


def test_arrays_of_other_passages_are_refused(tmp_path: Path) -> None:
    exact.write(tmp_path, np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32))
    with pytest.raises(ValueError, match="3 vectors of 2 passages"):
        exact.Exact(tmp_path, ["a", "b"])


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index(tmp_path / "index", HashEmbedder(), wait_s=0)
    pages = [Page(f"d{i}", "", tuple(Passage(f"d{i}.{j}", f"d{i}", f"Roses {i}", "", text := f"roses number {i} and {j} in gardens", 0, len(text)) for j in range(3))) for i in range(8)]
    with index.writing():
        index.replace(pages, source="", keep=None)
    with index.writing():
        index.replace(pages[2:3], source="", keep=index.manifest(), delete=["d1"])
    return index


def opened(index: Index) -> Reader:
    manifest = index.manifest()
    assert manifest is not None
    return index.reader(manifest)


def test_both_ways_of_searching_give_the_same_after_pages_changed_and_went(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = HashEmbedder().embed(["roses number 2"])[0]
    by_arrays = opened(index)
    monkeypatch.setattr(exact, "UP_TO", 0)
    by_graph = opened(index)
    for one, other in zip(by_arrays.nearest(vector, 50), by_graph.nearest(vector, 50), strict=True):
        assert len(one) == 21
        assert one == pytest.approx(other, abs=1e-5)
    by_arrays.close()
    by_graph.close()


def test_a_generation_without_arrays_is_searched_and_one_with_damaged_ones_says_what_to_run(index: Index) -> None:
    manifest = index.manifest()
    assert manifest is not None
    arrays = index.generation(manifest) / exact.TEXTS
    arrays.write_bytes(arrays.read_bytes()[:-40])
    with pytest.raises(FolderUnreadable, match="playbook reindex"):
        opened(index)
    arrays.unlink()
    reader = opened(index)
    assert len(reader.nearest(HashEmbedder().embed(["roses number 2"])[0], 5)[0]) == 5
    reader.close()


def test_a_generation_without_a_sample_weighs_a_question_as_one_with_it(index: Index) -> None:
    vector = HashEmbedder().embed(["roses number 2"])[0]
    with closing(opened(index)) as reader:
        there = reader.standing(vector)
    manifest = index.manifest()
    assert manifest is not None
    (index.generation(manifest) / SAMPLE).unlink()
    with closing(opened(index)) as reader:
        without = reader.standing(vector)
    assert (without.closeness, without.spread, without.title_spread) == pytest.approx((there.closeness, there.spread, there.title_spread), abs=1e-5)
    assert there.spread > 0


def test_a_large_playbook_is_weighed_by_passages_from_all_over_it() -> None:
    ids = [str(i) for i in range(4 * SAMPLED + 1)]
    some = sampled(ids)
    assert len(some) <= SAMPLED < 1.3 * len(some)
    assert (some[0], int(some[-1]) > 4 * SAMPLED - 8) == ("0", True)
    assert sampled(ids[:7]) == ids[:7]
