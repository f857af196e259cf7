"""The five checks of an agenda: each sees the fault it is for, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from evals.checks import aspiration_held, complete_sections, goals_keep_rules, grounded_numbers, little_past
from evals.dataset import Case

CASE = Case(id="a", rep="Priya Nair", viewer="Helen Brooks", why="test", aspiration="taken_up", sections=("connect", "conversation", "now_what"))


def section(id_: str, text: str, minutes: int = 10, looks_back: bool = False, facts: list[str] | None = None) -> dict[str, Any]:
    return {"id": id_, "title": id_, "minutes": minutes, "looks_back": looks_back, "text": text, "facts": facts or [], "passages": []}


def fact(id_: str, text: str, table: str = "opportunities") -> dict[str, Any]:
    return {"id": id_, "text": text, "value": None, "as_of": "2026-11-16", "source": {"table": table}}


@pytest.fixture
def agenda() -> dict[str, Any]:
    return {
        "as_of": "2026-11-16",
        "meeting_on": "2026-11-19",
        "sections": [
            section("connect", "You told me: “Two quarters in a row at quota.”", facts=["f-wish"]),
            section("commitments", "You kept 4 of 5 goals.", minutes=3, looks_back=True, facts=["f-kept"]),
            section("conversation", "Somebody at that level runs 1,204.50 a month; 62 % of them on 19 November 2026.", minutes=13, facts=["f-rate", "f-share"]),
            section("now_what", "One of these?", minutes=4),
        ],
        "goals": [{"description": "Make 8 calls by 3 December 2026", "success_criteria": "8 calls logged", "why": "", "completion_date": "2026-12-03"}],
        "facts": [
            fact("f-wish", "“Two quarters in a row at quota.”", "aspirations"),
            fact("f-kept", "You kept 4 of 5 goals"),
            fact("f-rate", "1,204.5 a month"),
            fact("f-share", "62 %"),
            fact("f-goal", "8 calls"),
        ],
        "passages": [],
        "minutes": {"total": 30, "past": 3},
    }


def test_a_whole_agenda_passes_every_check(agenda: dict[str, Any]) -> None:
    assert complete_sections(agenda, CASE).value == 1
    assert goals_keep_rules(agenda, CASE, [[]]).value == 1
    assert little_past(agenda).value == 1
    assert grounded_numbers(agenda).value == 1
    assert aspiration_held(agenda, CASE).value == 1


def test_a_section_without_text_or_minutes_is_missing(agenda: dict[str, Any]) -> None:
    agenda["sections"][0]["text"] = " \n"
    agenda["sections"][3]["minutes"] = 0
    found = complete_sections(agenda, CASE)
    assert found.value == pytest.approx(1 / 3)
    assert found.why == "missing: connect, now_what"


def test_violations_count_by_goal_and_the_number_of_goals_matters(agenda: dict[str, Any]) -> None:
    agenda["goals"] *= 2
    assert goals_keep_rules(agenda, CASE, [[], ["binary", "dated"]]).value == 0.5
    agenda["goals"] = []
    assert goals_keep_rules(agenda, CASE, []).value == 0
    assert goals_keep_rules(agenda, CASE.model_copy(update={"goals": (0, 0)}), []).value == 1


def test_a_minute_too_many_of_the_past_is_seen_whatever_the_agenda_says_of_itself(agenda: dict[str, Any]) -> None:
    honest, lying = copy.deepcopy(agenda), copy.deepcopy(agenda)
    honest["sections"][1]["minutes"], honest["sections"][0]["minutes"], honest["minutes"]["past"] = 4, 9, 4
    assert little_past(honest).value == 0
    lying["sections"][1]["minutes"], lying["sections"][0]["minutes"] = 4, 9
    assert little_past(lying).value == 0
    assert "add up to 4 of 30" in little_past(lying).why


@pytest.mark.parametrize("planted", ["You run 5 a week.", "That is 63 %.", "By 20 November 2026.", "1,205 more."])
def test_a_number_no_fact_says_is_seen(agenda: dict[str, Any], planted: str) -> None:
    agenda["sections"][3]["text"] += " " + planted
    found = grounded_numbers(agenda)
    assert found.value is not None
    assert 0.7 < found.value < 1
    assert "now_what" in found.why


def test_a_number_in_a_goals_reason_needs_a_fact_too(agenda: dict[str, Any]) -> None:
    agenda["goals"][0]["why"] = "You make 41 now."
    assert "41 in goal" in grounded_numbers(agenda).why


def test_an_agenda_without_numbers_cannot_be_scored_and_is_not_zero(agenda: dict[str, Any]) -> None:
    agenda["goals"] = []
    for s in agenda["sections"]:
        s["text"] = "Words alone."
    assert grounded_numbers(agenda).value is None


def test_a_wish_must_stand_in_a_section_in_the_reps_words(agenda: dict[str, Any]) -> None:
    agenda["sections"][0]["text"] = "What do you want from this year?"
    assert aspiration_held(agenda, CASE).value == 0


def test_where_nobody_knows_it_is_asked_and_nothing_is_known_too_early(agenda: dict[str, Any]) -> None:
    case = CASE.model_copy(update={"aspiration": "asked"})
    assert aspiration_held(agenda, case).value == 0, "the wish was not said by then"
    agenda["facts"] = agenda["facts"][1:]
    assert aspiration_held(agenda, case).value == 0, "no question"
    agenda["sections"][0]["text"] = "I don't know yet what you want from this year. What would make it a good one, and what is it for?"
    assert aspiration_held(agenda, case).value == 1
