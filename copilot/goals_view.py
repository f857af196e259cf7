"""Goals of everybody the viewer may see, by what they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Fact, Goal, OneOnOne, Rep
from copilot.tools.verdicts import CheckIn, Judged, check_ins, judge

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

EARLIER_SHOWN = 40


@dataclass(frozen=True, slots=True)
class GoalItem:
    """One goal with its verdict, what that rests on, a contest that waits, and the prompt half-way to its date."""

    rep: Rep
    judged: Judged
    check_in: CheckIn | None

    @property
    def goal(self) -> Goal:
        return self.judged.goal


@dataclass(frozen=True)
class GoalQueue:
    """The goals page."""

    as_of: date
    asked: tuple[GoalItem, ...]
    """Suggested, waiting for the rep's answer."""
    waiting: tuple[GoalItem, ...]
    """Past their date: without a verdict, or with one that was contested. A person's to decide."""
    settled: tuple[GoalItem, ...]
    """Judged from the CRM and by no person: can be contested, confirmed or corrected."""
    open: tuple[GoalItem, ...]
    """Agreed and running; `check_in` where it is half-way."""
    earlier: tuple[GoalItem, ...]
    """Judged by a person, declined or let go, the newest suggestion at the top."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown: the goals as they are worded, their evidence, the prompts."""
        items = (*self.asked, *self.waiting, *self.settled, *self.open, *self.earlier)
        evidence = (i.judged.evidence for i in items)
        return (*(e for e in evidence if e is not None), *(i.judged.promise for i in items), *(i.check_in.fact for i in items if i.check_in is not None))


def goal_queue(company: Company, reps: Sequence[Rep], goals: Mapping[str, Sequence[Goal]], meetings: Mapping[str, Sequence[OneOnOne]], as_of: date, policy: CoachingPolicy) -> GoalQueue:
    """Sort the goals.

    Args:
        company: as it was at `as_of`.
        reps: whom the viewer may see.
        goals: by rep id.
        meetings: by rep id; one held since half-way ends the prompt.
        as_of: the day.
        policy: holidays.
    """
    groups: dict[str, list[GoalItem]] = {"asked": [], "waiting": [], "settled": [], "open": [], "earlier": []}
    for rep in reps:
        judged = judge(goals.get(rep.id, ()), as_of, company)
        prompts = {c.judged.goal.id: c for c in check_ins(judged, meetings.get(rep.id, ()), as_of, policy)}
        for one in judged:
            groups[_group(one)].append(GoalItem(rep, one, prompts.get(one.goal.id)))
    earlier = sorted(groups["earlier"], key=lambda i: i.goal.suggested_at, reverse=True)[:EARLIER_SHOWN]
    settled = sorted(groups["settled"], key=lambda i: i.judged.on or as_of, reverse=True)[:EARLIER_SHOWN]
    return GoalQueue(as_of, tuple(groups["asked"]), tuple(groups["waiting"]), tuple(settled), tuple(groups["open"]), tuple(earlier))


def _group(one: Judged) -> str:
    if one.outcome in ("contested", "unverified"):
        return "waiting"
    if one.outcome in ("kept", "missed") and one.by == "crm":
        return "settled"
    return {"suggested": "asked", "running": "open"}.get(one.outcome, "earlier")
