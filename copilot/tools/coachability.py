"""Does this rep keep what they agree to, and which quadrant asks what of the manager (section 6 [B]).

A quadrant is about how to coach; it is no input to pay, ranking or dismissal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb
from typing import TYPE_CHECKING, Literal

from copilot.domain import Fact, Goal, GoalState, Rep, Source, Window
from copilot.facts import make_fact, percent_text
from copilot.tools.window import add_months

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy

Level = Literal["strong", "weak", "unproven"]
Quadrant = Literal["STAR", "FUTURE", "INDEPENDENT", "TOXIC", "UNPROVEN"]
VERDICT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Coachability:
    """Goals of the last 12 months, counted."""

    kept: int
    missed: int
    unverified: tuple[str, ...]
    """Goal ids past their date without a verdict: work for the manager, never missed ones."""
    open: int
    """Agreed and not due yet."""
    agreed: int
    """Ever agreed to, of those suggested in the window."""
    declined: int
    score: float | None
    """kept / (kept + missed); None without a verdict."""
    level: Level
    facts: tuple[Fact, ...]

    @property
    def taken_up(self) -> float | None:
        answered = self.agreed + self.declined
        return self.agreed / answered if answered else None


def coachability(goals: Sequence[Goal], rep: Rep, as_of: date, policy: CoachingPolicy) -> Coachability:
    """Verdicts on the rep's goals over the last 12 months, as known at `as_of`.

    Args:
        goals: all goals of the rep, any state; what was decided after `as_of` counts as undecided.
        rep: whose goals.
        as_of: the day.
        policy: what is strong, how many verdicts it takes, when weak is believed.
    """
    window = Window(add_months(as_of, -VERDICT_MONTHS) + timedelta(days=1), as_of)
    kept: list[str] = []
    missed: list[str] = []
    unverified: list[str] = []
    running = agreed = declined = 0
    for goal in goals:
        if goal.suggested_at.date() > as_of:
            continue
        due = goal.draft.completion_date
        recent = _recent(goal, window)
        took_up = goal.agreed_at is not None and goal.agreed_at.date() <= as_of
        if recent and took_up:
            agreed += 1
        elif recent and goal.state is GoalState.DECLINED and _declined_on(goal) <= as_of:
            declined += 1
        decided = goal.decided_on is not None and goal.decided_on <= as_of
        if goal.state in (GoalState.KEPT, GoalState.MISSED) and decided:
            if recent:
                (kept if goal.state is GoalState.KEPT else missed).append(goal.id)
        elif took_up and not (goal.state is GoalState.WITHDRAWN and decided):
            if due is not None and due < as_of:
                if recent:
                    unverified.append(goal.id)
            else:
                running += 1
    verdicts = len(kept) + len(missed)
    score = len(kept) / verdicts if verdicts else None
    level = level_of(len(kept), len(missed), policy)
    facts = _facts(rep, as_of, window, kept, missed, unverified, agreed, declined, score, policy)
    return Coachability(len(kept), len(missed), tuple(unverified), running, agreed, declined, score, level, facts)


def _recent(goal: Goal, window: Window) -> bool:
    """Its date (due, else decided, else suggested) lies in the window, or is still to come."""
    day = goal.draft.completion_date or goal.decided_on or goal.suggested_at.date()
    return window.start is None or day >= window.start


def _declined_on(goal: Goal) -> date:
    events = [e.at.date() for e in goal.history if e.action == "declined"]
    return events[-1] if events else goal.decided_on or goal.suggested_at.date()


def level_of(kept: int, missed: int, policy: CoachingPolicy) -> Level:
    """Strong at 0.70 with at least 3 verdicts; weak below it where that is no accident (one-sided binomial p < 0.20)."""
    n = kept + missed
    if n == 0:
        return "unproven"
    if kept / n >= policy.strong_coachability:
        return "strong" if n >= policy.min_verdicts else "unproven"
    return "weak" if chance_of_at_most(kept, n, policy.strong_coachability) < policy.weak_p else "unproven"


def chance_of_at_most(kept: int, n: int, p: float) -> float:
    """P(X <= kept) for X ~ Binomial(n, p)."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(kept + 1))


def quadrant_of(level: Level, trailing: float | None, policy: CoachingPolicy) -> Quadrant:
    """Outcome (trailing attainment) against coachability; without either it is too early to say."""
    if level == "unproven" or trailing is None:
        return "UNPROVEN"
    if trailing >= policy.strong_outcome:
        return "STAR" if level == "strong" else "INDEPENDENT"
    return "FUTURE" if level == "strong" else "TOXIC"


def quadrant_fact(rep: Rep, quadrant: Quadrant, as_of: date, policy: CoachingPolicy) -> Fact:
    """`quadrant`, under the name that the policy shows it by, the same to both sides."""
    source = Source("goals", "Goals kept against trailing attainment; about how to coach, and nothing else.", rep.id)
    return make_fact("quadrant", quadrant, "text", policy.quadrant_names.get(quadrant, quadrant.lower()), as_of, source=source, kind="name", rep_id=rep.id)


def _facts(
    rep: Rep, as_of: date, window: Window, kept: list[str], missed: list[str], unverified: list[str], agreed: int, declined: int, score: float | None, policy: CoachingPolicy
) -> tuple[Fact, ...]:
    facts = []
    verdicts = len(kept) + len(missed)
    source = Source("goals", "Goals judged kept, of those judged, due in the last 12 months.", rep.id, tuple(kept + missed))
    if score is not None:
        small = ", too few to say much" if verdicts < policy.min_verdicts else ""
        facts.append(make_fact("coachability.kept", len(kept), "count", f"{len(kept)} of {verdicts}", as_of, n=verdicts, window=window, source=source, rep_id=rep.id, looks_back=True))
        text = f"{percent_text(score)} of {verdicts} goals kept{small}"
        facts.append(make_fact("coachability.score", score, "ratio", text, as_of, n=verdicts, window=window, source=source, rep_id=rep.id, looks_back=True))
    if unverified:
        waiting = Source("goals", "Agreed goals past their date that nobody has judged.", rep.id, tuple(unverified))
        text = f"{len(unverified)} waiting for a verdict"
        facts.append(make_fact("coachability.unverified", len(unverified), "count", text, as_of, n=len(unverified), window=window, source=waiting, rep_id=rep.id, looks_back=True))
    answered = agreed + declined
    if answered:
        asked = Source("goals", "Goals agreed to, of those agreed to or declined.", rep.id)
        facts.append(make_fact("coachability.taken_up", agreed / answered, "ratio", f"{agreed} of {answered} taken up", as_of, n=answered, window=window, source=asked, rep_id=rep.id, looks_back=True))
    return tuple(facts)
