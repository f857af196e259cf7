"""Decisions about goals in words: which are read, with what they decide, and what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import ThreadView, Understander
from copilot.tools.understanding.decisions import decided_as, decisions_from_text

TODAY = date(2026, 11, 22)
TABLE = ThreadView(rep_id="r1", intents=("prepare",), has_agenda=True, goals=2, facts=("win_rate",), listed=("a", "b"), listed_kind="goals")


def decided(understander: Understander, team: list[Rep], message: str, thread: ThreadView = TABLE) -> list[tuple[str, ...]]:
    """(deed, places or words of the goal, reason, new words), the empty ones at the end left out."""
    request = understander.understand(message, team, thread, TODAY)
    assert request.intents[0] == "decide", (message, request)
    out = []
    for d in decisions_from_text(str(request.parameters["decisions"])):
        fields = [d.do, d.which or d.goal, d.words, d.to]
        while not fields[-1]:
            fields.pop()
        out.append(tuple(fields))
    return out


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("agree to the first", [("agree", "1")]),
        ("decline the second goal", [("decline", "2")]),
        ("propose the first goal", [("propose", "1")]),
        ("Propose the first for Priya please", [("propose", "1")]),
        ("can you propose the first one to her?", [("propose", "1")]),
        ("I accept the first one", [("agree", "1")]),
        ("ok, propose the last one", [("propose", "-1")]),
        ("propose goals 1 and 2", [("propose", "1,2")]),
        ("put forward the first two", [("propose", "1,2")]),
        ("reject #2", [("decline", "2")]),
        ("propose both", [("propose", "all")]),
        ("accept all of them", [("agree", "all")]),
        ("propose the rest", [("propose", "rest")]),
        ("take the first", [("take", "1")]),
        ("let's go with the second one", [("take", "2")]),
        ("I'd like the first one", [("take", "1")]),
        ("yes to the first, no to the second", [("take", "1"), ("decline", "2")]),
        ("1 yes, 2 no", [("take", "1"), ("decline", "2")]),
        ("not the second", [("decline", "2")]),
        ("don't propose the second", [("decline", "2")]),
        ("I don't agree to the second one", [("decline", "2")]),
        ("turn down the second", [("decline", "2")]),
        ("propose the first, not the second", [("propose", "1"), ("decline", "2")]),
        ("propose 1, decline 2 because she did that last month", [("propose", "1"), ("decline", "2", "she did that last month")]),
        ("decline the second, she did that last month", [("decline", "2", "she did that last month")]),
        ("Decline the second. She did that last month.", [("decline", "2", "She did that last month")]),
        ("decline goal 2: she did that last month", [("decline", "2", "she did that last month")]),
        ("turn down the second - Tom did it with her in October", [("decline", "2", "Tom did it with her in October")]),
        ('agree to the goal "Write 11 e-mails to new prospects by Friday"', [("agree", "Write 11 e-mails to new prospects by Friday")]),
        ("agree to the goal about referrals", [("agree", "referrals")]),
        ('edit the second to "Make 12 calls by Friday"', [("edit", "2", "", "Make 12 calls by Friday")]),
        ("edit goal 1 to: Make 12 calls by Friday", [("edit", "1", "", "Make 12 calls by Friday")]),
        ("change the first to make 12 calls by Friday", [("edit", "1", "", "Make 12 calls by Friday")]),
        ("accept it", [("agree", "it")]),
        ("I agree", [("agree", "it")]),
        # slips
        ("agre to the frist", [("agree", "1")]),
        ("decine the secnod goal", [("decline", "2")]),
        ("propse 1", [("propose", "1")]),
        ("acept the first one pls", [("agree", "1")]),
    ],
)
def test_a_decision_is_read_with_what_it_is_about(understander: Understander, team: list[Rep], message: str, wanted: list[Any]) -> None:
    assert decided(understander, team, message) == wanted


@pytest.mark.parametrize(
    "message",
    [
        "swap the second goal for a skill goal",
        "swap the second",
        "another goal instead",
        "give me another goal instead of the first",
        "drop the second goal",
        "change the second goal to a skill goal",
        "make the first one easier",
        "take the second out",
        "I don't like the second",
        "suggest goals",
        "suggest 2 goals",
        "propose three goals",
        "propose a goal for Priya",
        "is the first a good goal?",
        "should I propose the first?",
        "why not the first?",
        "what makes you suggest the first goal?",
        "did she agree to the first?",
        "she agreed to the first",
        "what did we agree to last time?",
        "we agreed to the first goal last week",
        "I agree to the first if she calls",
        "what if she declined two more demos a week?",
        "I agree with that",
        "agree to the goal on her behalf",
        "the second one",
        "take the first deal",
        "make it shorter",
        'is "Write 11 e-mails to new prospects by Friday" a good goal?',
    ],
)
def test_what_decides_nothing_is_not_read_as_a_decision(understander: Understander, team: list[Rep], message: str) -> None:
    assert "decide" not in understander.understand(message, team, TABLE, TODAY).intents


@pytest.mark.parametrize("message", ["swap the second", "swap the second goal for a skill goal", "another goal instead please", "drop the second goal"])
def test_a_wish_for_another_goal_stays_a_revision(understander: Understander, team: list[Rep], message: str) -> None:
    assert understander.understand(message, team, TABLE, TODAY).intents == ("revise",)


@pytest.mark.parametrize("message", ["take the first", "accept it", "not the second", "I agree"])
def test_soft_words_decide_nothing_where_no_goal_is_on_the_table(understander: Understander, team: list[Rep], message: str) -> None:
    deals = ThreadView(rep_id="r1", intents=("deals",), listed=("d1", "d2"), listed_kind="deals")
    assert "decide" not in understander.understand(message, team, deals, TODAY).intents


def test_the_person_is_the_threads_unless_the_decision_names_another(understander: Understander, team: list[Rep]) -> None:
    assert understander.understand("propose 1", team, TABLE, TODAY).rep_id == "r1"
    assert understander.understand("decline the second, Tom did that", team, TABLE, TODAY).rep_id == "r1"
    assert understander.understand("propose the first for Tom", team, TABLE, TODAY).rep_id == "r2"


def test_without_a_person_it_is_asked_and_the_answer_goes_on(understander: Understander, team: list[Rep]) -> None:
    asked = understander.understand("propose the first goal", team, ThreadView(), TODAY)
    assert asked.intents == ("ask_back",)
    again = understander.understand("Tom", team, ThreadView(intents=("ask_back",), asked_back_for="propose the first goal"), TODAY)
    assert (again.intents, again.rep_id) == (("decide",), "r2")
    assert [(d.do, d.which) for d in decisions_from_text(str(again.parameters["decisions"]))] == [("propose", "1")]


def test_whoever_is_alone_decides_for_themselves(understander: Understander) -> None:
    request = understander.understand("agree to the first", [Rep("r2", "Tom Brandt")], ThreadView(), TODAY)
    assert (request.intents, request.rep_id) == (("decide",), "r2")


def test_what_else_is_asked_is_answered_too(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("propose the first. What if she ran two more demos a week?", team, TABLE, TODAY)
    assert request.intents == ("decide", "what_if")
    assert "demo" in str(request.parameters)


def test_a_place_answers_which_and_goes_on_after_a_decision(understander: Understander, team: list[Rep]) -> None:
    asked = ThreadView(rep_id="r1", intents=("decide",), goals=2, listed=("a", "b"), listed_kind="goals", deciding="decline", deciding_asked=True)
    assert decided(understander, team, "the second", asked) == [("decline", "2")]
    done = ThreadView(rep_id="r1", intents=("decide",), goals=2, listed=("a", "b"), listed_kind="goals", deciding="propose")
    assert decided(understander, team, "and the second too", done) == [("propose", "2")]
    assert "decide" not in understander.understand("the second", team, done, TODAY).intents


def test_what_is_pasted_or_quoted_decides_nothing(understander: Understander, team: list[Rep]) -> None:
    for message in ("check these notes:\n> propose the first goal\n> agree to both of them", 'what do we have on "agree to the first goal and propose the second"?'):
        assert "decide" not in understander.understand(message, team, TABLE, TODAY).intents


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("skip no 3, he's got enough on", ("decline", "3", "he's got enough on")),
        ("bin the lot", ("decline", "all", "")),
        ("lock it in", ("take", "it", "")),
        ("offer her number two", ("propose", "2", "")),
        ("nicht das zweite", ("decline", "it", "")),
    ],
)
def test_what_is_surely_read_as_a_decision_says_what_is_done_and_about_what(text: str, wanted: tuple[str, str, str]) -> None:
    found = decided_as(text, TABLE)
    assert found is not None
    assert (found.do, found.which, found.words) == wanted


@pytest.mark.parametrize(
    ("text", "thread"),
    [
        ("skip no 3", ThreadView(rep_id="r1")),
        ("skip no 3", replace(TABLE, listed_kind="deals")),
        ("is the second one any good?", TABLE),
        ("if she wants it, yes to the second", TABLE),
        ("take the first on her behalf", TABLE),
        ("the second", TABLE),
        ("four demos are enough, not five", TABLE),
    ],
)
def test_without_goals_on_the_table_and_with_a_question_or_a_condition_nothing_is_decided(text: str, thread: ThreadView) -> None:
    assert decided_as(text, thread) is None


def test_a_managers_decision_in_any_words_is_read_and_a_reps_own_yes_by_grammar_alone(understander: Understander, team: list[Rep]) -> None:
    said, table = "skip number two, she has enough on her plate", replace(TABLE, intents=("goals",))
    assert decided(understander, team, said, table) == [("decline", "2", "she has enough on her plate")]
    own = understander.understand(said, [r for r in team if r.id == "r1"] or team[:1], table, TODAY)
    assert "decide" not in own.intents
