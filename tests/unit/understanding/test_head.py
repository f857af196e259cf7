"""The classifier's weights are what the utterances make of them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml

from copilot.domain import Intent
from copilot.errors import SettingsError
from copilot.tools.understanding.head import asked_about, load_head, score, told
from evals.training.asked import read_asked_phrasings
from evals.training.intents import FOLDER, masked, read_phrasings, train, write
from evals.understanding import load_messages
from knowledge.embedding import MiniLmEmbedder


def test_the_weights_were_trained_on_these_phrasings() -> None:
    """That training gives these weights again is shown in the heavy tier: minutes."""
    _, sha256 = read_phrasings()
    assert load_head().sha256 == sha256, "a phrasing changed: run `python -m evals.training.intents`"


@pytest.mark.skipif(not os.environ.get("NEXTPLAY_HEAVY"), reason="minutes; in `make test-all`")
def test_training_again_gives_the_same_weights(embedder: MiniLmEmbedder) -> None:
    again, shipped = train(embedder), load_head()
    assert again.intents == shipped.intents
    assert again.words.places == shipped.words.places
    assert again.pieces.places == shipped.pieces.places
    for name in ("by_vector", "by_word", "by_piece", "by_before"):
        np.testing.assert_allclose(getattr(again, name), getattr(shipped, name), atol=0.02)


def test_the_weights_of_what_is_asked_were_trained_on_these_phrasings() -> None:
    hands, sha256 = read_asked_phrasings()
    shipped = load_head("asked")
    assert shipped.sha256 == sha256, "a phrasing changed: run `python -m evals.training.asked`"
    assert {label for said in hands.values() for p in said for label in p.intents} == set(shipped.intents)


@pytest.mark.parametrize(
    ("intent", "said", "label"),
    [
        ("benchmark", "how often does it end with a signature when Sam pitches", "win_rate"),
        ("benchmark", "where does Sam end up by the end of the quarter", "chance"),
        ("benchmark", "what keeps Sam back", "focus"),
        ("history", "what did i say i would do for Sam", "mine"),
        ("deals", "which of them hang on one person only", "single"),
        ("cadence", "whom have i let slide", "overdue"),
        ("revise", "that sounds too stiff, friendlier please", "warmer"),
        ("decline", "do you think Sam is looking for another job", "leaving"),
    ],
)
def test_what_is_asked_is_told_from_words_no_pattern_has(embedder: MiniLmEmbedder, intent: Any, said: str, label: str) -> None:
    found = told(intent, asked_about([said], embedder.embed([said]), embedder)[0])
    assert found is not None
    assert found[0] == label


def test_an_intent_without_such_labels_tells_nothing(embedder: MiniLmEmbedder) -> None:
    assert told("share", asked_about(["send it"], embedder.embed(["send it"]), embedder)[0]) is None


def test_what_no_message_was_held_out_for_is_not_trained_on() -> None:
    """Those held out are no training phrasing, word for word."""
    phrasings, _ = read_phrasings()
    known = {p.text.casefold() for p in phrasings}
    assert [m.say for m in load_messages() if m.held_out and masked(m.say).casefold() in known and len(m.say.split()) > 3] == []


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
    known = {p.text.casefold() for p in read_phrasings()[0]}
    assert [m["say"] for m in heldout["unseen"] if m["say"].casefold() in known] == []


def test_another_embedder_is_refused() -> None:
    class Other:
        name = "other"
        dimensions = 384

        def embed(self, texts: Any) -> Any:
            return np.zeros((len(texts), 384), dtype=np.float32)

    with pytest.raises(SettingsError, match="'other'"):
        score(["hello"], np.zeros((1, 384), dtype=np.float32), Other())
