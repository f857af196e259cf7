"""Does this rep keep what they agree to, and which quadrant asks what of the manager (section 6 [B]).

A quadrant is about how to coach; it is no input to pay, ranking or dismissal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb
from typing import TYPE_CHECKING, Literal

from copilot.decisions import day_of
from copilot.domain import Fact, Goal, Rep, Window
from copilot.facts import counted_source, make_fact, percent_text
from copilot.tools.verdicts import Judged, Outcome, judge
from copilot.tools.window import add_months, engine_window, months_text

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company
    from copilot.tools.attainment import Basis

Level = Literal["strong", "weak", "unproven"]
Quadrant = Literal["STAR", "FUTURE", "INDEPENDENT", "TOXIC", "UNPROVEN"]


@dataclass(frozen=True, slots=True)
class Coachability:
    """Goals of the last 12 months, counted."""

    kept: int
    missed: int
    unverified: tuple[str, ...]
    """Goal ids past their date without a verdict: work for the manager, never missed ones."""
    contested: tuple[str, ...]
    """Goal ids whose verdict somebody contested, and that wait for a person: neither kept nor missed."""
    open: int
    """Agreed and not due yet."""
    agreed: int
    """Ever agreed to, of those suggested in the window."""
    declined: int
    score: float | None
    """kept / (kept + missed); None without a verdict."""
    level: Level
    facts: tuple[Fact, ...]
    judged: tuple[Judged, ...]
    """Every goal known at the time, in the order given, with its verdict and what that rests on."""

    @property
    def taken_up(self) -> float | None:
        answered = self.agreed + self.declined
        return self.agreed / answered if answered else None

    @property
    def waiting(self) -> tuple[str, ...]:
        """Goal ids that a person has to judge."""
        return (*self.unverified, *self.contested)

    @property
    def evidence(self) -> tuple[Fact, ...]:
        """`evidence.<goal id>` of every goal that the CRM counts."""
        return tuple(j.evidence for j in self.judged if j.evidence is not None)


def coachability(goals: Sequence[Goal], rep: Rep, as_of: date, policy: CoachingPolicy, company: Company | None = None) -> Coachability:
    """Verdicts on the rep's goals over the last months that policy names, as known at `as_of`.

    Args:
        goals: all goals of the rep, any state; what was decided after `as_of` counts as undecided.
        rep: whose goals.
        as_of: the day.
        policy: what is strong, how many verdicts it takes, when weak is believed.
        company: as it was at `as_of`, for activity goals; without it only people's verdicts count.
    """
    window = Window(add_months(as_of, -policy.verdict_months) + timedelta(days=1), as_of)
    judged = judge(goals, as_of, company)
    recent = [j for j in judged if _recent(j.goal, window)]

    def ids(outcome: Outcome) -> list[str]:
        return [j.goal.id for j in recent if j.outcome == outcome]

    kept, missed, unverified, contested = ids("kept"), ids("missed"), ids("unverified"), ids("contested")
    declined = ids("declined")
    agreed = [j.goal.id for j in recent if j.outcome not in ("declined", "suggested")]
    verdicts = len(kept) + len(missed)
    score = len(kept) / verdicts if verdicts else None
    level = level_of(len(kept), len(missed), policy)
    by_crm = sum(j.by == "crm" and j.outcome in ("kept", "missed") for j in recent)
    facts = _facts(rep, as_of, window, kept, missed, unverified, contested, by_crm, agreed, declined, score, policy)
    running = sum(j.outcome == "running" for j in judged)
    return Coachability(len(kept), len(missed), tuple(unverified), tuple(contested), running, len(agreed), len(declined), score, level, facts, judged)


def due_day(goal: Goal) -> date:
    """The day that a goal belongs to: due, else decided, else suggested."""
    return goal.draft.completion_date or goal.decided_on or day_of(goal.suggested_at)


def _recent(goal: Goal, window: Window) -> bool:
    """Its day lies in the window, or is still to come."""
    return window.start is None or due_day(goal) >= window.start


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


_MEASURED = {
    "quota": "Goals kept against revenue over quota in the last {span}",
    "personal": "Goals kept against revenue over the rep's own goal in the last {span}",
    "assumed": "Goals kept against revenue over an assumed goal in the last {span}, since there is neither a quota nor a goal of the rep's own",
}


NO_VERDICT = "None are listed: no goal of these months has a verdict yet."


def quadrant_fact(rep: Rep, quadrant: Quadrant, as_of: date, policy: CoachingPolicy, judged: Coachability | None = None, basis: Basis | None = None) -> Fact:
    """`quadrant`, under the name that the policy shows it by, the same to both sides.

    Args:
        rep: whose.
        quadrant: from `quadrant_of`.
        as_of: the day.
        policy: names.
        judged: the verdicts it rests on, for n.
        basis: what kind of goal the outcome was measured by.
    """
    measured = _MEASURED[basis].format(span=months_text(engine_window(as_of, policy))) if basis else "Goals kept, beside trailing attainment"
    rows = next((f.source.rows for f in judged.facts if f.name == "coachability.score" and f.source), ()) if judged else ()
    source = counted_source("goals", f"{measured}; it is about how to coach, and nothing else.", rep.id, rows, NO_VERDICT)
    n = judged.kept + judged.missed if judged else None
    return make_fact("quadrant", quadrant, "text", policy.quadrant_names.get(quadrant, quadrant.lower()), as_of, n=n, source=source, kind="name", rep_id=rep.id)


def _facts(
    rep: Rep,
    as_of: date,
    window: Window,
    kept: list[str],
    missed: list[str],
    unverified: list[str],
    contested: list[str],
    by_crm: int,
    agreed: list[str],
    declined: list[str],
    score: float | None,
    policy: CoachingPolicy,
) -> tuple[Fact, ...]:
    facts = []
    verdicts = len(kept) + len(missed)
    counted = f" {by_crm} of them {'was' if by_crm == 1 else 'were'} judged from the CRM." if by_crm else ""
    source = counted_source("goals", f"Goals judged kept, of those judged, due in the last {months_text(window)}.{counted}", rep.id, kept + missed)

    def count(name: str, ids: list[str], text: str, how: str) -> Fact:
        waiting = counted_source("goals", how, rep.id, ids)
        return make_fact(name, len(ids), "count", text, as_of, n=len(ids), window=window, source=waiting, rep_id=rep.id, looks_back=True)

    if score is not None:
        small = ", too few to say much" if verdicts < policy.min_verdicts and level_of(len(kept), len(missed), policy) == "unproven" else ""
        facts.append(make_fact("coachability.kept", len(kept), "count", f"{len(kept)} of {verdicts}", as_of, n=verdicts, window=window, source=source, rep_id=rep.id, looks_back=True))
        text = f"{percent_text(score)} of {verdicts} {'goal' if verdicts == 1 else 'goals'} kept{small}"
        facts.append(make_fact("coachability.score", score, "ratio", text, as_of, n=verdicts, window=window, source=source, rep_id=rep.id, looks_back=True))
    if unverified:
        facts.append(count("coachability.unverified", unverified, f"{len(unverified)} waiting for a verdict", "Agreed goals past their date that nobody has judged and the CRM cannot."))
    if contested:
        how = "Goals whose verdict one side contested in words; until a person decides they count neither as kept nor as missed."
        facts.append(count("coachability.contested", contested, f"{len(contested)} contested, waiting for a decision", how))
    answered = len(agreed) + len(declined)
    if answered:
        asked = counted_source("goals", "Goals agreed to, of those agreed to or declined.", rep.id, [*agreed, *declined])
        facts.append(
            make_fact("coachability.taken_up", len(agreed) / answered, "ratio", f"{len(agreed)} of {answered} taken up", as_of, n=answered, window=window, source=asked, rep_id=rep.id, looks_back=True)
        )
    return tuple(facts)
