"""The classifier's weights are what the utterances make of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml

from copilot.domain import Intent
from copilot.errors import SettingsError
from copilot.tools.understanding.head import load_head, score
from evals.training.intents import FOLDER, fit, read_utterances, write
from knowledge.embedding import MiniLmEmbedder


def test_the_weights_were_trained_on_these_utterances(embedder: MiniLmEmbedder) -> None:
    clauses, labels, sha256 = read_utterances()
    shipped = load_head()
    assert shipped.sha256 == sha256, "utterances.yaml changed: run `python -m evals.training.intents`"
    again = fit(clauses, labels, embedder.embed(clauses), embedder.name, sha256)
    assert again.intents == shipped.intents
    assert again.terms == shipped.terms
    np.testing.assert_allclose(again.by_vector, shipped.by_vector, atol=0.02)
    np.testing.assert_allclose(again.by_term, shipped.by_term, atol=0.02)


def test_the_same_weights_are_the_same_bytes(tmp_path: Path) -> None:
    head = load_head()
    write(head, tmp_path / "a.npz")
    write(head, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes() == (FOLDER / "head.npz").read_bytes()


def test_every_intent_but_the_question_back_and_decisions_has_forty_phrasings() -> None:
    """What is decided is read by grammar alone (see test_decisions): the classifier must not store anything."""
    table = yaml.safe_load((FOLDER / "utterances.yaml").read_text("utf-8"))
    assert set(table) == set(get_args(Intent)) - {"ask_back", "decide"}
    assert min(len(set(clauses)) for clauses in table.values()) >= 40
    counts = Counter(clause for clauses in table.values() for clause in clauses)
    assert [c for c, n in counts.items() if n > 1] == []


def test_no_unseen_message_is_a_training_phrasing(heldout: dict[str, Any]) -> None:
    clauses, _, _ = read_utterances()
    known = {c.casefold() for c in clauses}
    assert [m["say"] for m in heldout["unseen"] if m["say"].casefold() in known] == []


def test_another_embedder_is_refused() -> None:
    class Other:
        name = "other"
        dimensions = 384

        def embed(self, texts: Any) -> Any:
            return np.zeros((len(texts), 384), dtype=np.float32)

    with pytest.raises(SettingsError, match="'other'"):
        score(["hello"], Other())
