"""Where to look first: the rep beside the level they want (section 4 [B]).

In order: the obvious activity gap with the largest shortfall, else the mix, else the piston that explains most of the
gap in modelled revenue, else nothing, said as what one could stretch. Whatever is named has passed its test, with all
that was looked at counted (Holm). Never a rank, never a team average [A].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from copilot.domain import Aspiration, Fact, Rep
from copilot.tools.activities import ActivityGap, ActivityGaps, activity_gaps, largest_shortfall
from copilot.tools.benchmark_facts import activity_facts, focus_fact, modelled_facts, piston_facts
from copilot.tools.engine import row_of
from copilot.tools.level_wanted import target_segment
from copilot.tools.pistons import Piston, PistonGaps, piston_gaps
from copilot.tools.segments import Standings, standing_facts, standings
from copilot.tools.significance import holm
from copilot.tools.what_if import Stretch, stretch
from copilot.tools.window import months_text

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class Focus:
    """Where to look first."""

    kind: Literal["activity", "piston", "none"]
    name: str | None
    """A type of activity, or a piston; None for `none`."""
    sentence: str
    """The text of the Fact `focus.sentence`."""


@dataclass(frozen=True)
class Benchmark:
    """One rep beside the level they want; the fields of `nextplay benchmark`."""

    rep: Rep
    as_of: date
    segment: str | None
    target_segment: str | None
    focus: Focus
    activities: tuple[ActivityGap, ...]
    pistons: tuple[Piston, ...]
    notes: tuple[str, ...]
    """Why a figure is missing."""
    modelled: float | None
    """What the engine as it is would bring in 12 months."""
    observed: float
    """Won value of the engine window."""
    backlog: float | None
    """Observed minus what the starts, win rate, revenue per win and cycles of those months, as they were, explain."""
    passed: frozenset[str]
    """Pistons whose test passed, with all that was looked at counted (Holm)."""
    stretch: Stretch | None
    """The small improvement with the largest effect; None where the engine cannot be modelled."""
    facts: tuple[Fact, ...]
    uncompared: str | None = None
    """Why nothing could be compared, as a sentence; None where something was."""

    @property
    def weekly(self) -> float | None:
        """How many of the activity to look at first the rep does a week; None where it is a piston or nothing."""
        return next((a.weekly for a in self.activities if self.focus.kind == "activity" and a.type == self.focus.name), None)


def benchmark(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), standing: Standings | None = None) -> Benchmark:
    """What somebody at the level this rep wants does, and where the rep could look first.

    Args:
        company: as it was at `as_of`.
        rep: whose benchmark.
        as_of: last day of every window.
        policy: windows, thresholds, key activities, `min_pool`.
        aspirations: the rep's, where the caller may read them: they may name a higher segment.
        standing: everybody's standing at `as_of` where the caller has it already.

    Raises:
        MixedCurrencies: two currencies in one cohort.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    own = where.by_rep[rep.id]
    target = target_segment(own.segment, aspirations, rep.id, as_of)
    gaps = piston_gaps(company, rep, where, target, policy)
    acts = activity_gaps(company, rep, where, None if own.segment == "Star" else target, policy, gaps.best, [p.p for p in gaps.pistons if p.p is not None])
    months = float(row_of(where.table, rep.id)["months"])
    modelled = gaps.engine.model.yearly if gaps.engine else None
    backlog = own.revenue - gaps.engine.as_was.monthly * months if gaps.engine else None
    next_bit = stretch(company, rep, where, policy) if gaps.engine else None
    kind, name = choose_focus(acts, gaps, next_bit, policy)
    currency = where.currency(rep.id)
    facts = [
        *standing_facts(company, where, rep, target),
        *activity_facts(company, rep, where, acts, policy, gaps.best),
        *piston_facts(company, rep, where, gaps, policy),
        *modelled_facts(company, rep, where, modelled, backlog),
    ]
    span = months_text(where.window)
    uncompared = _uncompared(acts, gaps, own.note, span)
    sentence = focus_fact(rep, as_of, kind, name, acts, gaps.pistons, facts, next_bit, currency, gaps.at_best, uncompared, span)
    notes = [*([own.note] if own.note else []), *acts.notes, *gaps.notes]
    if gaps.engine is None:
        notes.append(f"The engine cannot be modelled yet: that takes a start, a dated win and a value in the last {span}.")
    if any(p.per_win for p in gaps.pistons):
        notes.append("Revenue per customer and per win point opposite ways: what differs in revenue per customer is the number of wins with each, not the size of a win.")
    focus = Focus(kind, name, sentence.text)
    passed = frozenset(p.name for p in passing(gaps.pistons, acts.p_values, policy))
    return Benchmark(rep, as_of, own.segment, target, focus, acts.gaps, gaps.pistons, tuple(dict.fromkeys(notes)), modelled, own.revenue, backlog, passed, next_bit, (*facts, sentence), uncompared)


def _uncompared(acts: ActivityGaps, gaps: PistonGaps, note: str | None, span: str) -> str | None:
    """Why nothing was compared; None where something was."""
    if any(p.p is not None for p in gaps.pistons) or acts.p_values:
        return None
    if gaps.at_best:
        return f"The present {span} are the best so far, and nobody else is looked at for more."
    return note or next(iter(gaps.notes), "Too little is on record.")


def choose_focus(acts: ActivityGaps, gaps: PistonGaps, next_bit: Stretch | None, policy: CoachingPolicy) -> tuple[Literal["activity", "piston", "none"], str | None]:
    """The first place to look (section 4.4); among equal pistons the one that is cheaper to change."""
    obvious = largest_shortfall(acts)
    if obvious is not None:
        return "activity", obvious.type
    if acts.mix is not None:
        return "activity", acts.mix.type
    if gaps.at_best:
        return ("piston", next_bit.piston) if next_bit else ("none", None)
    piston = clear_piston(gaps.pistons, acts.p_values, policy)
    return ("piston", piston.name) if piston else ("none", None)


def passing(pistons: Sequence[Piston], beside: Sequence[float], policy: CoachingPolicy) -> list[Piston]:
    """The pistons whose test passes Holm's correction, over all that was looked at."""
    tested = [p for p in pistons if p.p is not None]
    passed = holm([*(p.p for p in tested if p.p is not None), *beside], policy.holm_alpha)
    return [p for p, ok in zip(tested, passed, strict=False) if ok]


def clear_piston(pistons: Sequence[Piston], beside: Sequence[float], policy: CoachingPolicy) -> Piston | None:
    """The piston with the largest positive term among those whose tests pass; the cheaper to change of those tied with it.

    Args:
        pistons: in the order of what is cheaper to change.
        beside: p values of what else was looked at.
        policy: the family-wise level.
    """
    clear = [p for p in passing(pistons, beside, policy) if p.agrees and p.term is not None and p.term > 0]
    if not clear:
        return None
    largest = max(clear, key=lambda p: p.term or 0.0)
    return next(p for p in clear if p is largest or (p.term_high or 0.0) >= (largest.term_low or 0.0))
