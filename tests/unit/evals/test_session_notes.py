"""The labelled notes, and how what is found in them is counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from copilot.domain import Commitment, Finding, NotesReport, Talk
from copilot.errors import InputError
from evals.session_notes import FOLDER, SINS, LabelledNotes, Promise, Read, count_promises, count_sin, covered, days_right, dice, false_on_clean, load_notes, owners_right, span_overlap

TEXT = "Opened with the report: 41 calls. Tom will ring Lund on Friday. I send the price list."


def label(**changed: object) -> LabelledNotes:
    said = {
        "id": "x-1", "kind": "notes", "held_on": date(2026, 11, 18), "manager": "Ann Lee", "rep": "Tom Ray", "text": TEXT,
        "sins": {"data_ambush": ("Opened with the report: 41 calls.",), "no_aspiration": ()}, "cannot_tell": ("my_time",),
        "commitments": (Promise(who="rep", what="ring Lund", by=date(2026, 11, 20), own_hands=True, quote="Tom will ring Lund on Friday."), Promise(who="manager", what="send the price list", by=None, own_hands=True, quote="I send the price list.")),
        "tags": (),
    }  # fmt: skip
    return LabelledNotes.model_validate(said | changed)


def finding(sin: str, verdict: str, quote: str | None = None) -> Finding:
    start = TEXT.index(quote) if quote else None
    return Finding(sin, verdict, quote or "", start, start + len(quote) if quote and start is not None else None, "", "", 0.9, "t")  # type: ignore[arg-type]


def promise(who: str, quote: str, by: date | None) -> Commitment:
    start = TEXT.index(quote)
    return Commitment(who, quote, by, quote, start, start + len(quote), True)  # type: ignore[arg-type]


def read(findings: list[Finding], promises: list[Commitment], **changed: object) -> Read:
    return Read(label(**changed), NotesReport(tuple(findings), tuple(promises), Talk(None, None, None, None, None), 0.5))


def test_there_are_enough_of_each_and_a_third_is_held_out() -> None:
    found = load_notes()
    assert sum(n.kind == "notes" for n in found) >= 300
    assert sum(n.kind == "transcript" for n in found) >= 60
    assert 0.28 < sum(n.held_out for n in found) / len(found) < 0.39
    assert len({n.id[:2] for n in found}) >= 4
    for tag in ("clean", "one_sin", "several", "near_miss", "thin", "telegraphic", "bullets", "prose", "markdown", "verbatim", "dictated", "minutes", "email", "language"):
        assert any(tag in n.tags for n in found), tag
    for sin in SINS:
        assert sum(sin in n.sins for n in found) >= 60, sin


def test_a_sin_is_right_wrong_or_missed() -> None:
    some = [read([finding("data_ambush", "present", "Opened with the report")], []), read([finding("my_time", "present")], []), read([], [], sins={})]
    assert (c := count_sin(some, "data_ambush")) == type(c)(1, 0, 1)
    assert count_sin(some, "my_time").wrong == 1, "where a reader cannot tell, `present` is wrong"
    assert count_sin(some, "data_ambush").f1 == pytest.approx(2 / 3)
    assert false_on_clean([read([finding("my_time", "present")], [], sins={}), some[0]]) == (1, len(SINS))


def test_quotations_overlap_as_far_as_they_share_characters() -> None:
    assert dice((0, 10), (5, 15)) == 0.5
    assert covered((0, 10), (4, 8)) == 1.0
    exact = read([finding("data_ambush", "present", "Opened with the report: 41 calls.")], [])
    half = read([finding("data_ambush", "present", "Opened with the report: 41 calls."), finding("data_ambush", "present", "I send the price list.")], [])
    assert span_overlap([exact, half], "data_ambush") == [1.0, 0.5]


def test_promises_are_paired_by_place_one_to_one() -> None:
    friday = date(2026, 11, 20)
    found = read([], [promise("rep", "Tom will ring Lund", friday), promise("rep", "I send the price list.", None), promise("rep", "41 calls", None)])
    counts = count_promises([found])
    assert (counts.right, counts.wrong, counts.missed) == (2, 1, 0)
    assert owners_right([found]) == [True, False]
    assert days_right([found]) == [True, True]


def test_a_quotation_that_is_not_in_its_text_once_is_refused_with_its_place(tmp_path: Path) -> None:
    row = (FOLDER / "hand_1.yaml").read_text("utf-8").split("\n- id:")[0]
    (tmp_path / "hand_x.yaml").write_text(row, "utf-8")
    good = load_notes(tmp_path)[0]
    (tmp_path / "hand_x.yaml").write_text(
        '- {id: a, kind: notes, held_on: 2026-11-18, manager: A B, rep: C D, text: "one two", sins: {stack_ranking: ["three"]}, cannot_tell: [], commitments: [], tags: []}\n', "utf-8"
    )
    assert good.id
    with pytest.raises(InputError, match=r"a of 'hand_x\.yaml': 'three' stands 0 times"):
        load_notes(tmp_path)
