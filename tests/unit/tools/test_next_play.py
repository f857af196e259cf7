"""The change a next play speaks of, and the chance of the goal beside it where that can be said kindly."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.policy import CoachingPolicy
from copilot.tools.what_if import WhatIf, added_step, plain_what_if, small_step
from tests.companies import deal, make_company, quota, veteran

POLICY = CoachingPolicy(draws=2000)
AS_OF = date(2026, 4, 15)
WINS = [deal("me", won="2026-03-01", days=10 * i, value=100, account=f"A{i}") for i in range(1, 11)]
LOSSES = [deal("me", lost="2026-02-01", days=30) for _ in range(10)]


def played(goal: float | None, factor: float = 1.3, what: str = "win_rate", words: str | None = None, policy: CoachingPolicy = POLICY) -> WhatIf:
    still_open = [deal("me", "2026-04-01", value=100, account=f"O{i}") for i in range(6)]
    company = make_company([*WINS, *LOSSES, *still_open], reps=[veteran("me")], quotas=[quota("me", "2026-04-01", "2026-06-30", goal)] if goal else [])
    found = plain_what_if(company, company.reps[0], what, factor, AS_OF, policy, words=words)
    assert found is not None
    return found


def test_a_chance_that_rises_stands_with_what_the_change_would_bring() -> None:
    found = played(300)
    before, after = round((found.now.p_goal - found.now.d_p_goal) * 100), round(found.now.p_goal * 100)
    assert 10 <= before < after
    assert found.play.text == f"{found.fact.text}, and the chance of this quarter's goal goes from {before} to {after} in 100"
    assert (found.play.kind, found.play.name, found.play.source.rows) == ("what_if", "what_if.win_rate.play", found.fact.source.rows)


def test_the_link_that_is_assumed_is_said_once_and_at_the_end() -> None:
    found = played(300, what="demo", words="one more demo a week")
    assert found.play.text.startswith("one more demo a week would bring about $")
    assert found.play.text.endswith(" in 100, if that link holds")
    assert found.play.text.count("if that link holds") == 1
    assert "is an assumption" in found.play.source.how


@pytest.mark.parametrize(
    ("goal", "factor", "policy"),
    [
        (None, 1.3, POLICY),  # nobody set one
        (2000, 1.3, POLICY),  # far out of reach: a chance of next to nothing would be a verdict
        (300, 1.0001, POLICY),  # nothing one could read
        (300, 0.8, POLICY),  # it falls
        (50, 1.3, POLICY.model_copy(update={"sure_goal": 0.5})),  # as good as certain
        (300, 1.3, POLICY.model_copy(update={"kind_chance": 0.99})),
    ],
)
def test_else_no_chance_is_said(goal: float | None, factor: float, policy: CoachingPolicy) -> None:
    found = played(goal, factor, policy=policy)
    assert found.play is found.fact


def test_a_step_is_one_that_can_be_pictured_and_within_reach() -> None:
    assert (small_step("demo", 5.0, POLICY).words, small_step("demo", 5.0, POLICY).factor) == ("one more demo a week", pytest.approx(1.2))
    assert (small_step("email", 0.8, POLICY).words, small_step("email", 0.8, POLICY).factor) == ("one more e-mail a month", pytest.approx(1 + 12 / 52 / 0.8))
    for rare in (0.5, 0.0, None):
        assert (small_step("call", rare, POLICY).words, small_step("call", rare, POLICY).factor) == (None, 1 + POLICY.stretch)
    assert small_step("win_rate", None, POLICY).factor == 1 + POLICY.stretch


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (0.231, "one more demo a month (now about 8.7)"),
        (-0.231, "one fewer demo a month (now about 8.7)"),
        (0.692, "3 more demos a month (now about 8.7)"),
        (0.5, "0.5 more demos a week (now about 2)"),
        (1.0, "one more demo a week (now about 2)"),
        (1.154, "1.2 more demos a week (now about 2)"),
        (2.0, "2 more demos a week (now about 2)"),
    ],
)
def test_what_was_asked_for_is_said_in_whole_ones_by_the_month_where_it_is_less_than_one_a_week(added: float, words: str) -> None:
    step = added_step("demo", added, 2.0)
    assert step.words == words
    assert step.factor == pytest.approx(1 + added / 2, abs=0.0005)


def test_one_more_a_month_asked_for_is_the_same_step_to_the_last_place() -> None:
    assert added_step("demo", 0.231, 0.9).factor == small_step("demo", 0.9, POLICY).factor
