"""Two versions of an agenda side by side: every line of both is accounted for, and what did not change is not listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.agenda_changes import agenda_changes
from copilot.domain import Agenda, GoalDraft, Section

CALL = GoalDraft("activity", "Call ten dormant accounts", "Ten accounts called", "Calls logged in the CRM", date(2026, 12, 4))
WRITE = replace(CALL, description="Write to five of them")
CONNECT = Section("connect", "Connect", 3, False, "How is the boat?")
FOCUS = Section("focus", "Your engine", 10, False, "Demos are rare.\nWhat would it take?\nWho could help?")
AGENDA = Agenda("r1", date(2026, 11, 22), date(2026, 11, 26), "tune_engine", (CONNECT, FOCUS), (CALL, WRITE), (), ())


def test_an_agenda_against_itself_changed_in_nothing() -> None:
    assert agenda_changes(AGENDA, replace(AGENDA, version=2)).changed == ()


def test_a_section_says_which_lines_went_and_came_and_its_minutes() -> None:
    after = replace(AGENDA, sections=(CONNECT, replace(FOCUS, minutes=8, text="Demos are rare.\nWhat would one more take?\nWho could help?")))
    (only,) = agenda_changes(AGENDA, after).changed
    assert (only.what, only.title, only.change, only.minutes) == ("section", "Your engine", "changed", (10, 8))
    assert [(line.kind, line.text) for line in only.lines] == [
        ("same", "Demos are rare."),
        ("removed", "What would it take?"),
        ("added", "What would one more take?"),
        ("same", "Who could help?"),
    ]


def test_sections_are_added_removed_and_moved() -> None:
    closing = Section("close", "Close", 2, False, "One thing you take along.")
    assert [(c.title, c.change) for c in agenda_changes(AGENDA, replace(AGENDA, sections=(FOCUS, closing))).changed] == [("Close", "added"), ("Connect", "removed")]
    assert {(c.title, c.change) for c in agenda_changes(AGENDA, replace(AGENDA, sections=(FOCUS, CONNECT))).changed} == {("Connect", "moved"), ("Your engine", "moved")}


def test_a_goal_left_out_is_removed_and_one_in_other_words_is_changed_field_by_field() -> None:
    (gone,) = agenda_changes(AGENDA, replace(AGENDA, goals=(WRITE,))).changed
    assert (gone.what, gone.title, gone.change) == ("goal", CALL.description, "removed")
    later = replace(CALL, completion_date=date(2026, 12, 11))
    (other,) = agenda_changes(AGENDA, replace(AGENDA, goals=(later, WRITE))).changed
    assert (other.title, other.change) == (CALL.description, "changed")
    assert [line.text for line in other.lines if line.kind != "same"] == ["By: 2026-12-04", "By: 2026-12-11"]
    (new,) = agenda_changes(AGENDA, replace(AGENDA, goals=(CALL, WRITE, later))).changed
    assert new.change == "added"


TEXTS = st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=6).map("\n".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the code
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_the_lines(old: str, new: str) -> None:
    before, after = (replace(AGENDA, sections=(replace(FOCUS, text=text),)) for text in (old, new))
    found = agenda_changes(before, after).changed
    if old == new:
        assert found == ()
        return
    lines = found[0].lines
    assert [line.text for line in lines if line.kind != "added"] == [t for t in old.split("\n") if t]
    assert [line.text for line in lines if line.kind != "removed"] == [t for t in new.split("\n") if t]
