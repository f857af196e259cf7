"""Dates: what was known when, and the windows all figures are taken over (sections 0 and 1).

Windows are inclusive at both ends. Working days are Monday to Friday without the policy's holidays.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Window
from copilot.errors import NoDataAsOf
from copilot.facts import date_text

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

PeriodKind = Literal["month", "quarter", "year"]
WORKING_WEEK = 5
_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}


# ---------------------------------------------------------------- periods


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, quarter or year."""

    start: date
    end: date
    """Last day, inclusive."""
    kind: PeriodKind

    @property
    def label(self) -> str:
        """`2025-Q1`, `2025-03` or `2025`."""
        if self.kind == "year":
            return str(self.start.year)
        if self.kind == "month":
            return f"{self.start.year}-{self.start.month:02d}"
        return f"{self.start.year}-Q{(self.start.month + 2) // 3}"

    @property
    def window(self) -> Window:
        return Window(self.start, self.end)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_of(day: date, kind: PeriodKind) -> Period:
    """The period a day lies in."""
    months = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(start, add_months(start, months) - timedelta(days=1), kind)


def next_period(period: Period) -> Period:
    return period_of(period.end + timedelta(days=1), period.kind)


def previous_period(period: Period) -> Period:
    return period_of(period.start - timedelta(days=1), period.kind)


def span_label(start: date, end: date) -> str:
    """The label of the calendar period that these days are, else both dates."""
    for kind in _MONTHS:
        period = period_of(start, kind)
        if (period.start, period.end) == (start, end):
            return period.label
    return f"{start.isoformat()}..{end.isoformat()}"


# ---------------------------------------------------------------- windows


def engine_window(as_of: date, policy: CoachingPolicy) -> Window:
    """The trailing 12 months up to and including `as_of`."""
    return Window(add_months(as_of, -policy.engine_months) + timedelta(days=1), as_of)


def months_text(window: Window) -> str:
    """`12 months`, `1 month`: how long a bounded window is, to the nearest whole month."""
    months = round(months_between(window.start, window.end)) if window.start else 0
    return f"{months} month{'' if months == 1 else 's'}"


def activity_window(as_of: date, policy: CoachingPolicy) -> Window:
    """The trailing 13 weeks up to and including `as_of`."""
    return Window(as_of - timedelta(weeks=policy.activity_weeks) + timedelta(days=1), as_of)


def months_between(start: date, end: date) -> float:
    """Calendar months from `start` to `end`, both included; a begun month counts by its share of days."""
    after = end + timedelta(days=1)
    if after <= start:
        return 0.0
    whole = (after.year - start.year) * 12 + after.month - start.month
    while add_months(start, whole) > after:
        whole -= 1
    reached = add_months(start, whole)
    following = add_months(start, whole + 1)
    return whole + (after - reached).days / (following - reached).days


def working_days(start: date, end: date, policy: CoachingPolicy) -> int:
    """Monday to Friday from `start` to `end`, both included, without the policy's holidays; 0 where `end` is earlier."""
    return _working_days(start, end, policy.holidays)


@lru_cache(maxsize=4096)
def _working_days(start: date, end: date, holidays: tuple[date, ...]) -> int:
    # Everybody's quotas are of the same few periods.
    if end < start:
        return 0
    return int(np.busday_count(start, end + timedelta(days=1), holidays=list(holidays)))


def working_share(start: date, end: date, whole_start: date, whole_end: date, policy: CoachingPolicy) -> float:
    """Which share of a span's working days lies between `start` and `end` (0 to 1)."""
    inside = working_days(max(start, whole_start), min(end, whole_end), policy)
    whole = working_days(whole_start, whole_end, policy)
    if whole:
        return inside / whole
    return 1.0 if start <= whole_start and end >= whole_end else 0.0


# ---------------------------------------------------------------- point in time


def default_as_of(company: Company, today: date, policy: CoachingPolicy) -> tuple[date, str | None]:
    """Today, or the date of the newest record where the export is old, with the sentence that says so (section 0)."""
    if company.newest is None or (today - company.newest).days <= policy.old_export_days:
        return today, None
    note = f"The newest record is from {date_text(company.newest)}, so everything here is as of that day."
    return company.newest, note


_KNOWN: WeakKeyDictionary[Company, tuple[date, Company]] = WeakKeyDictionary()
"""By company, the last day asked about: whoever prepares several 1:1s asks about one day."""


def company_as_of(company: Company, as_of: date, policy: CoachingPolicy) -> Company:
    """The company as it could be known on the evening of `as_of` (section 1); the same object when asked again.

    Opportunities created later are gone; those closed later are open again, without a value (what they came to was
    not known) and in the stage they were in where history says, else in the stage they have. Later activities,
    stages and changes are gone. An opportunity without a created date stays unless its stage history begins later.

    Raises:
        NoDataAsOf: every record is later than `as_of`.
    """
    kept = _KNOWN.get(company)
    if kept is None or kept[0] != as_of:
        kept = _KNOWN[company] = (as_of, _known_on(company, as_of))
    return kept[1]


def _known_on(company: Company, as_of: date) -> Company:
    if company.oldest is not None and as_of < company.oldest:
        raise NoDataAsOf(f"there is nothing to look at on {as_of.isoformat()!r}: the first record is from {company.oldest.isoformat()!r}; choose that day or a later one")
    end = np.datetime64(as_of, "us") + np.timedelta64(1, "D")
    acts, opps, stages = company.activities, company.opportunities, company.stages
    later_stage = stages["entered_on"].to_numpy() >= end
    known = stages[~later_stage]
    created, closed = opps["created_on"].to_numpy(), opps["closed_on"].to_numpy()
    gone = created >= end
    if later_stage.any():
        begun_later = set(stages["opportunity_id"]) - set(known["opportunity_id"])
        gone = gone | (np.isnat(created) & opps["opportunity_id"].isin(begun_later).to_numpy())
    reopened = (closed >= end) & ~gone
    changed = reopened.any() or later_stage.any()
    if changed:
        opps = opps.copy()
        was_expected = opps["expected_close_on"].to_numpy()
        # An expected date that equals the closing was written when it closed.
        opps.loc[reopened & (was_expected == closed), "expected_close_on"] = pd.NaT
        opps.loc[reopened, "status"] = "open"
        opps.loc[reopened, "closed_on"] = pd.NaT
        opps.loc[reopened, ["days_to_close", "value"]] = np.nan
        last = known.sort_values("entered_on", kind="stable").groupby("opportunity_id")["stage"].last()
        then = opps["opportunity_id"].map(last)
        opps["stage"] = then.where(then.notna() & (opps["status"] == "open"), opps["stage"])
    modified_later = opps["modified_on"].to_numpy() >= end
    if modified_later.any():
        opps = opps.assign(modified_on=opps["modified_on"].mask(modified_later))
    if gone.any():
        opps = opps[~gone]
    later_act = acts["on"].to_numpy() >= end
    if later_act.any():
        acts = acts[~later_act]
    newest = company.newest
    if newest is not None and newest > as_of:
        newest = _newest(opps, acts)
    return replace(company, opportunities=opps, activities=acts, stages=known if later_stage.any() else stages, newest=newest)


def _newest(opps: pd.DataFrame, acts: pd.DataFrame) -> date | None:
    dates = pd.concat([opps["created_on"], opps["closed_on"], acts["on"]]).dropna()
    return dates.max().date() if len(dates) else None
