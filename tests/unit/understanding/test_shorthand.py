"""Short forms, slips and nicknames are read for what they stand for."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import ThreadView, Understander
from copilot.tools.understanding.asked import parameters_of
from copilot.tools.understanding.people import find_people
from copilot.tools.understanding.shorthand import written_out

SUNDAY = date(2026, 11, 22)
PEOPLE = [Rep(id="z", name="Zoë Lindqvist"), Rep(id="s", name="Samuel Adeyemi"), Rep(id="a", name="Ana Souza"), Rep(id="t", name="Tom Brandt"), Rep(id="g", name="Grant Hollis")]


def test_short_forms_are_written_out_and_other_words_left() -> None:
    assert written_out("prep tom thu, abt 3 opps a wk") == "prep tom Thursday, about 3 opportunities a week"
    assert written_out("the winner took wednesday off") == "the winner took wednesday off"


@pytest.mark.parametrize(("said", "who"), [("zoeys numbers", "z"), ("sam tues", "s"), ("where does anna want to go", "a"), ("toms deals", "t"), ("samules emails", "s"), ("zoë's win rate", "z")])
def test_names_without_apostrophes_short_and_doubled(said: str, who: str) -> None:
    assert [m.candidates[0].id for m in find_people(said, PEOPLE)] == [who]


@pytest.mark.parametrize("said", ["anything on pricing", "the same for all of them", "sample questions for discovery", "many thanks"])
def test_words_that_begin_like_a_name_are_none(said: str) -> None:
    assert find_people(said, PEOPLE) == []


def test_two_who_begin_alike_are_not_told_by_a_beginning() -> None:
    assert find_people("sam tues", [*PEOPLE, Rep(id="x", name="Samantha Reed")]) == []


def test_a_name_that_is_a_word_counts_where_nobody_else_can_be_meant(understander: Understander) -> None:
    request = understander.understand("agenda grant wensday 10am", PEOPLE, ThreadView(), SUNDAY)
    assert (request.intents, request.rep_id, request.parameters["meeting_on"]) == (("prepare",), "g", "2026-11-25")


def test_a_draft_of_somebody_else_is_not_changed_for_another(understander: Understander) -> None:
    thread = ThreadView(rep_id="t", intents=("prepare",), has_agenda=True, goals=2)
    request = understander.understand("same thing for Samuel but shorter", PEOPLE, thread, SUNDAY)
    assert (request.intents, request.rep_id) == (("prepare",), "s")


def test_what_is_asked_of_one_intent_is_not_asked_of_another() -> None:
    said = {"span": "last month", "benchmark.asked": "count", "deals.asked": "biggest"}
    assert parameters_of("benchmark", said) == {"span": "last month", "asked": "count"}
    assert parameters_of("deals", said) == {"span": "last month", "asked": "biggest"}
    assert parameters_of("prepare", said) == {"span": "last month"}
