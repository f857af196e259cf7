"""The day of a rep's next 1:1, and the day of the period that it is about: every page and the agenda go by the same one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.domain import OneOnOne

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy


def next_meeting_day(meetings: Sequence[OneOnOne], as_of: date, policy: CoachingPolicy) -> date:
    """The earliest planned from `as_of` on, today's included; with none in the calendar the next working day."""
    planned = min((m.on for m in meetings if m.state == "planned" and m.on >= as_of), default=None)
    return planned or next_working_day(as_of, policy.holidays)


def next_working_day(day: date, holidays: Sequence[date] = ()) -> date:
    """The first working day after `day`."""
    following = day + timedelta(days=1)
    while following.weekday() >= 5 or following in holidays:
        following += timedelta(days=1)
    return following


def far_ahead(meeting_on: date, as_of: date, policy: CoachingPolicy) -> bool:
    """Whether the 1:1 is so long after the day looked from that figures of that day say little about it."""
    return (meeting_on - as_of).days > policy.old_export_days


def day_looked_at(meeting_on: date, as_of: date, policy: CoachingPolicy) -> date:
    """A day of the period the 1:1 is about: its own, so that it is not about one that will be over; of an old export the day after it."""
    return as_of + timedelta(days=1) if far_ahead(meeting_on, as_of, policy) else max(meeting_on, as_of)
