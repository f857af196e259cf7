"""Which day the next 1:1 is on, and a day of which period it is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from copilot.domain import OneOnOne
from copilot.policy import CoachingPolicy
from copilot.tools.meeting_day import day_looked_at, next_meeting_day

FRIDAY = date(2026, 12, 18)
POLICY = CoachingPolicy(holidays=(date(2026, 12, 21),))


def meeting(on: date, state: str = "planned") -> OneOnOne:
    return OneOnOne(f"m-{on}", "r", "m", on, 30, state)  # type: ignore[arg-type]


@pytest.mark.parametrize("ahead", [0, 1, 9])
def test_the_next_one_planned_counts_also_where_it_is_today(ahead: int) -> None:
    planned = FRIDAY + timedelta(days=ahead)
    assert next_meeting_day([meeting(planned + timedelta(days=7)), meeting(planned)], FRIDAY, POLICY) == planned


def test_without_one_in_the_calendar_it_is_the_next_working_day() -> None:
    others = [meeting(FRIDAY - timedelta(days=1)), meeting(FRIDAY, "held"), meeting(FRIDAY + timedelta(days=3), "moved")]
    assert next_meeting_day(others, FRIDAY, POLICY) == date(2026, 12, 22)


def test_a_meeting_is_about_the_period_of_its_own_day_unless_the_export_is_old() -> None:
    assert day_looked_at(date(2027, 1, 4), FRIDAY, POLICY) == date(2027, 1, 4)
    assert day_looked_at(FRIDAY + timedelta(days=POLICY.old_export_days + 1), FRIDAY, POLICY) == FRIDAY + timedelta(days=1)
    assert day_looked_at(FRIDAY - timedelta(days=3), FRIDAY, POLICY) == FRIDAY
