"""A rep's part of the manager's 1:1 time gives nobody else's away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from copilot.domain import OneOnOne, Rep
from copilot.policy import CoachingPolicy
from copilot.time_pool import time_pool
from copilot.tools.team_time import share_window, time_share

DAY = date(2026, 11, 22)
POLICY = CoachingPolicy()


def met(rep: str, minutes: int, state: str = "held", id: str = "") -> OneOnOne:
    return OneOnOne(id or f"{rep}-{minutes}-{state}", rep, "m", DAY - timedelta(days=3), minutes, state)  # type: ignore[arg-type]  # one of its states


MEETINGS = [met("ana", 30), met("ana", 20), met("ana", 60, "missed"), met("bo", 30), met("cy", 20), met("di", 60), met("ed", 90, "planned")]


def test_only_what_was_held_counts_and_only_ones_own_is_listed() -> None:
    pool = time_pool("ana", MEETINGS, 3)
    assert pool is not None
    assert (pool.own, pool.all) == (50, 160)
    assert pool.rows == ("ana-30-held", "ana-20-held")


def test_with_too_few_others_nothing_is_said() -> None:
    assert time_pool("ana", MEETINGS, 4) is None  # the fourth was only planned
    assert time_pool("ana", MEETINGS[:5], 3) is None


def test_it_is_said_as_a_share_with_the_reps_own_rows() -> None:
    pool = time_pool("ana", MEETINGS, 3)
    assert pool is not None
    fact = time_share(Rep("ana", "Ana"), pool, DAY, POLICY)
    assert fact is not None
    assert fact.text == "31 % of the manager's 1:1 time in the last 13 weeks"
    assert (fact.value, fact.n, fact.rep_id) == (pytest.approx(50 / 160), 2, "ana")
    assert fact.source is not None
    assert fact.source.rows == pool.rows
    window = share_window(DAY, POLICY)
    assert (DAY - (window.start or DAY)).days == 7 * POLICY.adherence_weeks - 1


def test_a_manager_who_held_none_shares_none() -> None:
    pool = time_pool("ed", [met(r, 30, "missed") for r in ("ana", "bo", "cy")], 0)
    assert pool is not None
    assert time_share(Rep("ed", "Ed"), pool, DAY, POLICY) is None
