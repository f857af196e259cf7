"""Which wordings of a promise the CRM can count, and which stay the rep's to say."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.counted import BY_CRM, BY_WORD, countable, read_count
from copilot.domain import GoalDraft
from copilot.policy import CoachingPolicy
from copilot.tools.notes.promises import commitment_goal, find_commitments
from copilot.tools.notes.reading import read_notes


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Run two demos by Friday", ("demo", 2)),
        ("Make 12 calls by 27 November 2026.", ("call", 12)),
        ("Send five more e-mails this week", ("email", 5)),
        ("Hold three meetings before our next 1:1", ("meeting", 3)),
    ],
)
def test_so_many_of_what_is_logged_is_counted(words: str, read: tuple[str, int]) -> None:
    assert read_count(words) == read


@pytest.mark.parametrize(
    "words",
    [
        "Record two discovery calls by Friday",
        "Run two discovery demos by Friday",
        "Send five e-mails to Acme",
        "Make ten calls by Friday at Acme",
        "Book three meetings by Friday",
        "Make two to four calls by Friday",
        "Run the demos by Friday",
        "Run two demos and write five e-mails",
        "Make 10 calls a day",
        "Write two proposals",
        "",
    ],
)
def test_what_is_narrower_or_other_than_what_is_logged_is_not(words: str) -> None:
    assert read_count(words) is None


def test_a_count_takes_the_place_of_the_reps_word_and_of_nothing_else() -> None:
    draft = GoalDraft("activity", "Run two demos by Friday", "Yes if done", BY_WORD, date(2026, 11, 27))
    found = countable(draft)
    assert (found.activity, found.amount, found.measure) == ("demo", 2, BY_CRM)
    other = GoalDraft("activity", "Run two demos by Friday", "Yes if done", "The recordings lie in the folder", date(2026, 11, 27))
    assert countable(other) == other
    skill = GoalDraft("skill", "Run two demos by Friday", "Yes if done", BY_WORD, date(2026, 11, 27))
    assert countable(skill) == skill


def test_the_measure_of_a_promise_is_the_one_that_is_replaced() -> None:
    text = "Helen: What will you do?\nPriya: I'll run two demos by Friday.\nHelen: Good.\n"
    promise = next(c for c in find_commitments(read_notes(text), text, date(2026, 11, 20)) if "demos" in c.what)
    found = countable(commitment_goal(promise, date(2026, 11, 20), None, CoachingPolicy()))
    assert (found.activity, found.amount, found.measure) == ("demo", 2, BY_CRM)
