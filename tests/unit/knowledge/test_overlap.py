"""A question's words in passages, and which of them are looked for in a large playbook."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from knowledge.ingest import parse_page
from knowledge.lexical import PassageFile


@pytest.fixture
def file(tmp_path: Path) -> PassageFile:
    made = PassageFile(tmp_path / "passages.db")
    made.create()
    texts = {"a": "# Bridges\n\nThe bridge of stone.", "b": "# Gardens\n\nThe garden of roses.", "c": "# Horses\n\nThe horses of noon."}
    made.put([parse_page(name, text, "") for name, text in texts.items()])
    return made


def test_rare_words_count_more_and_their_endings_do_not(file: PassageFile) -> None:
    passages = {p.document_id: p for p in file.passages()}
    found = file.overlap("the stones of unicorns", list(passages.values()))
    rare, everywhere, unknown = (math.log(1 + (3 - n + 0.5) / (n + 0.5)) for n in (1, 3, 0))
    stone = found[passages["a"].id]
    assert stone.share == pytest.approx((rare + 2 * everywhere) / (rare + 2 * everywhere + unknown))
    assert stone.weight == pytest.approx((rare + 2 * everywhere) / math.log(3))
    assert found[passages["b"].id].share < stone.share
    assert file.overlap("???", [passages["a"]])[passages["a"].id].share == 0.0


def test_common_words_are_not_looked_for_in_a_large_playbook_unless_there_are_no_others(file: PassageFile, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(file.search("the roses", 9)) == 3
    monkeypatch.setattr("knowledge.lexical.LARGE", 3)
    monkeypatch.setattr("knowledge.lexical.COMMON", 0.5)
    assert list(file.search("the roses", 9)) == ["b.1"]
    assert len(file.search("the of", 9)) == 3
