"""Kept, missed, unverified, taken up; levels and quadrants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Goal, GoalDraft, GoalEvent, GoalState, Role
from copilot.policy import CoachingPolicy
from copilot.tools.coachability import chance_of_at_most, coachability, level_of, quadrant_fact, quadrant_of
from tests.companies import rep

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 30)
ANA = rep("ana")


def goal(state: GoalState, due: str, *, decided: str | None = None, agreed: bool = True, number: int = 0) -> Goal:
    end = date.fromisoformat(due)
    begun = datetime(end.year, end.month, end.day, tzinfo=UTC) - timedelta(days=14)
    draft = GoalDraft("activity", "Run six discovery calls", "six are logged", "CRM", end, activity="call", amount=6)
    judged = date.fromisoformat(decided) if decided else end if state in (GoalState.KEPT, GoalState.MISSED, GoalState.WITHDRAWN) else None
    history = (GoalEvent(begun, "ana", Role.REP, "declined"),) if state is GoalState.DECLINED else ()
    return Goal(f"g-{state}-{due}-{number}", "ana", draft, state, "boss", begun, begun if agreed else None, judged, None, history)


def of(*goals: Goal, as_of: date = AS_OF):
    return coachability(goals, ANA, as_of, POLICY)


KEPT, MISSED, AGREED = GoalState.KEPT, GoalState.MISSED, GoalState.AGREED


@pytest.mark.parametrize(
    ("kept", "missed", "level", "text"),
    [
        (0, 1, "unproven", "0 % of 1 goal kept, too few to say much"),
        (0, 2, "weak", "0 % of 2 goals kept"),  # somebody who keeps 70 of 100 does so 9 times of 100: that says something
        (2, 0, "unproven", "100 % of 2 goals kept, too few to say much"),
        (3, 0, "strong", "100 % of 3 goals kept"),
    ],
)
def test_few_verdicts_are_called_too_few_only_where_nothing_follows_from_them(kept: int, missed: int, level: str, text: str):
    got = of(*(goal(KEPT, "2026-03-01", number=i) for i in range(kept)), *(goal(MISSED, "2026-03-01", number=i) for i in range(missed)))
    assert (got.level, next(f.text for f in got.facts if f.name == "coachability.score")) == (level, text)


def test_how_far_back_verdicts_count_is_the_policys():
    goals = [goal(KEPT, "2026-03-01"), goal(MISSED, "2025-12-01")]
    assert (of(*goals).kept, of(*goals).missed) == (1, 1)
    got = coachability(goals, ANA, AS_OF, CoachingPolicy(verdict_months=6))
    assert (got.kept, got.missed) == (1, 0)
    assert "due in the last 6 months." in next(f for f in got.facts if f.name == "coachability.score").source.how


def test_counts_by_hand():
    got = of(
        *(goal(KEPT, "2026-03-01", number=i) for i in range(7)),
        goal(MISSED, "2026-03-01"),
        goal(MISSED, "2026-04-01"),
        goal(KEPT, "2025-06-30"),  # a day too long ago
        goal(AGREED, "2026-06-29"),  # nobody judged it
        goal(AGREED, "2026-06-30"),  # due today: not past
        goal(GoalState.WITHDRAWN, "2026-05-01"),
        goal(GoalState.DECLINED, "2026-05-01", agreed=False),
        goal(GoalState.SUGGESTED, "2026-05-01", agreed=False),
    )
    assert (got.kept, got.missed, len(got.unverified), got.open) == (7, 2, 1, 1)
    assert got.score == pytest.approx(7 / 9)
    assert got.level == "strong"
    assert (got.agreed, got.declined) == (12, 1)
    assert got.taken_up == pytest.approx(12 / 13)
    facts = {f.name: f for f in got.facts}
    assert facts["coachability.kept"].text == "7 of 9"
    assert facts["coachability.kept"].looks_back
    assert len(facts["coachability.kept"].source.rows) == 9
    assert facts["coachability.score"].text == "78 % of 9 goals kept"
    assert facts["coachability.unverified"].text == "1 waiting for a verdict"
    assert facts["coachability.taken_up"].text == "12 of 13 taken up"


def test_a_verdict_given_later_is_not_known_yet():
    got = of(goal(KEPT, "2026-05-01", decided="2026-07-02"))
    assert (got.kept, len(got.unverified)) == (0, 1)
    assert of(goal(KEPT, "2026-05-01"), as_of=date(2026, 4, 1)).agreed == 0  # not even suggested then


def test_without_goals_there_is_no_score():
    got = of()
    assert (got.score, got.taken_up, got.level, got.facts) == (None, None, "unproven", ())


@pytest.mark.parametrize(
    ("kept", "missed", "level"),
    [
        (2, 0, "unproven"),  # too few verdicts to be strong
        (3, 0, "strong"),
        (7, 3, "strong"),
        (2, 1, "unproven"),  # P(X <= 2 of 3 | 0.7) = 0.657
        (1, 1, "unproven"),  # 0.51
        (0, 1, "unproven"),  # 0.30
        (0, 2, "weak"),  # 0.09
        (1, 3, "weak"),  # 0.084
        (2, 2, "unproven"),  # 0.348
        (5, 5, "weak"),  # 0.150
    ],
)
def test_levels(kept: int, missed: int, level: str):
    assert level_of(kept, missed, POLICY) == level


def test_the_binomial_by_hand():
    assert chance_of_at_most(1, 4, 0.7) == pytest.approx(0.3**4 + 4 * 0.7 * 0.3**3)


@given(st.integers(0, 30), st.integers(0, 30))
def test_keeping_one_more_never_lowers_the_level(kept: int, missed: int):
    order = ["weak", "unproven", "strong"]
    if kept + missed and missed:
        assert order.index(level_of(kept + 1, missed - 1, POLICY)) >= order.index(level_of(kept, missed, POLICY))


@pytest.mark.parametrize(
    ("level", "trailing", "quadrant"),
    [("strong", 1.0, "STAR"), ("strong", 0.99, "FUTURE"), ("weak", 1.0, "INDEPENDENT"), ("weak", 0.99, "TOXIC"), ("unproven", 2.0, "UNPROVEN"), ("strong", None, "UNPROVEN")],
)
def test_quadrants(level, trailing, quadrant):
    assert quadrant_of(level, trailing, POLICY) == quadrant


def test_the_shown_name_is_the_policys():
    assert quadrant_fact(ANA, "TOXIC", AS_OF, POLICY).text == "commitments first"
