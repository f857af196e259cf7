from __future__ import annotations

import numpy as np

from knowledge.index import AROUND, CONTEXT, in_context


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_passage_alone_on_its_page_keeps_its_vector() -> None:
    vectors = unit([[1, 2, 3], [3, 2, 1]])
    np.testing.assert_allclose(in_context(vectors, ["a", "b"]), vectors, atol=1e-6)


def test_a_hand_worked_page_of_two_leans_towards_what_both_are_about() -> None:
    mixed = in_context(unit([[1, 0], [0, 1]]), ["a", "a"])
    first = np.array([1 + CONTEXT / np.sqrt(2), CONTEXT / np.sqrt(2)])
    np.testing.assert_allclose(mixed[0], first / np.linalg.norm(first), atol=1e-6)
    np.testing.assert_allclose(mixed[1], mixed[0][::-1], atol=1e-6)


def test_only_the_nearest_of_a_long_page_count_and_no_other_page_does() -> None:
    vectors = unit([[1, i % 3, i % 5] for i in range(12)])
    changed = vectors.copy()
    changed[0] = [0, 0, 1]
    names = ["long"] * 9 + ["other"] * 3
    moved = np.abs(in_context(changed, names) - in_context(vectors, names)).max(axis=1) > 1e-6
    assert moved.tolist() == [True] * (AROUND + 1) + [False] * (11 - AROUND)


def test_opposite_passages_and_none_at_all_are_no_error() -> None:
    assert np.isfinite(in_context(unit([[1, 0], [-1, 0]]), ["a", "a"])).all()
    assert in_context(np.zeros((0, 2), dtype=np.float32), []).shape == (0, 2)
