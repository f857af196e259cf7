"""Which conversation suits: how good can you get, tune the deals, or tune the engine (section 7 [B])."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Aspiration, Conversation, Fact, Rep, Source
from copilot.facts import about_money_text, date_text, listed, make_fact, percent_text
from copilot.tools.activities import activity_gaps
from copilot.tools.landing import NO_GOAL_GIVEN, Landing, landing
from copilot.tools.pistons import own_engine
from copilot.tools.segments import Standings, segment_of_goal, standings
from copilot.tools.what_if import plural
from copilot.tools.window import months_between

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class Process:
    """Whether the engine is in order for the goal of the period."""

    strong: bool
    activity_gaps: tuple[str, ...] | None
    """Types with an obvious gap against the segment that contains 1.0; None where no activities are known."""
    modelled: float | None
    """Revenue of one such period by the engine as it runs."""
    coverage: float | None
    """What open deals are worth by their chances, over what is missing to the goal; None where nothing is missing or nothing can be said of any open deal."""
    unsaid: int = 0
    """Open deals that nothing can be said of; they are not in the coverage."""


@dataclass(frozen=True)
class ConversationChoice:
    """The conversation and why."""

    kind: Conversation
    why: Fact
    """`conversation.why`."""
    process: Process | None
    """Looked at only where the expected landing is short of the goal."""
    landing: Landing
    notes: tuple[str, ...]


def choose_conversation(
    company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), standing: Standings | None = None, on: date | None = None
) -> ConversationChoice:
    """The conversation by the three rows of section 7; `first` for a rep without any deal.

    Where no goal is known at all there is nothing to fall short of: `how_good`, and the reason says so.

    Args:
        company: as it was at `as_of`.
        rep: with whom.
        as_of: the day.
        policy: bounds, windows, thresholds.
        aspirations: the rep's, where the caller may read them.
        standing: everybody's standing where the caller has it already.
        on: the day of the 1:1: where it lies in a later period, that one decides, and not one that will be over.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    heading = landing(company, rep, as_of, policy, aspirations, where, on)

    def choice(kind: Conversation, text: str, process: Process | None = None, notes: tuple[str, ...] = ()) -> ConversationChoice:
        source = Source(
            "opportunities",
            "What is expected by the end of the period is held against the goal; where it falls short, activity, the engine as it runs and the open deals say which conversation helps.",
            rep.id,
            heading.won + heading.still_open,
            "" if heading.won or heading.still_open else "None are listed: nothing was won in this period and nothing is open.",
        )
        why = make_fact("conversation.why", kind, "text", text, as_of, window=heading.period.window, source=source, kind="comparison", rep_id=rep.id)
        return ConversationChoice(kind, why, process, heading, notes)

    if heading.expected is None:
        return choice("first", "There are no deals on record yet")
    if heading.goal is None:
        return choice("how_good", "No goal is known for this period, so it starts from what is wanted", notes=("No goal is known: no quota, no personal goal, and too few others to assume one.",))
    currency = where.currency(rep.id)
    measure = f". {NO_GOAL_GIVEN.capitalize()}, so {heading.goal.words} stands in" if heading.goal.basis == "assumed" else f"; the goal is {heading.goal.words}"
    opening = f"About {about_money_text(heading.expected, currency)} is expected by {date_text(heading.period.end)}{measure}"
    if heading.expected >= heading.goal.value:
        return choice("how_good", opening)
    process, notes = process_of(company, rep, where, heading, policy)
    reasons = []
    if process.activity_gaps:
        reasons.append(f"{listed([plural(a) for a in process.activity_gaps])} are short of what the goal takes")
    if process.modelled is not None:
        reasons.append(f"the engine as it runs would bring about {about_money_text(process.modelled, currency)} a {policy.quota_period}")
    if process.coverage is not None:
        reasons.append(coverage_text(process.coverage, heading))
    told = listed(reasons) if reasons else ""
    text = f"{opening}. {told[:1].upper()}{told[1:]}" if told else opening
    return choice("tune_deals" if process.strong else "tune_engine", text, process, notes)


def process_of(company: Company, rep: Rep, standing: Standings, heading: Landing, policy: CoachingPolicy) -> tuple[Process, tuple[str, ...]]:
    """Process strong = no obvious activity gap, modelled revenue of the period >= goal, and coverage >= 1.

    Coverage ignores timing. Activity is skipped, and that is said, where none is known.
    """
    if heading.goal is None:
        raise ValueError("a process is judged against a goal")
    goal = heading.goal.value
    acts = activity_gaps(company, rep, standing, segment_of_goal(policy), policy)
    compared = [g for g in acts.gaps if g.target]
    short = tuple(g.type for g in compared if g.obvious) if compared else None
    engine = own_engine(rep, standing, policy)
    modelled = engine.model.monthly * months_between(heading.period.start, heading.period.end) if engine else None
    missing = goal - heading.landed
    coverage, unsaid = coverage_of(heading), len(heading.forecast.given.left_out)
    strong = not short and modelled is not None and modelled >= goal and (missing <= 0 or (coverage is not None and coverage >= 1))
    notes = [] if compared else ["Activity is not part of the choice of conversation: none is known to compare."]
    if unsaid and missing > 0:
        notes.append(left_out_text(unsaid))
    return Process(strong, short, modelled, coverage, unsaid), tuple(notes)


def coverage_of(heading: Landing) -> float | None:
    """What open deals are worth by their chances, over what is missing to the goal, whatever the timing.

    None where nothing is missing, and where nothing can be said of any deal that is open: that is not the same as nothing.
    """
    missing = heading.goal.value - heading.landed if heading.goal is not None else 0.0
    if missing <= 0 or (heading.forecast.given.left_out and not heading.open_deals):
        return None
    return sum(d.value * d.chance for d in heading.open_deals) / missing


def coverage_text(coverage: float, heading: Landing) -> str:
    """`open deals, by their chance, cover 65 % of what is missing`; all of it or more in words, as is next to nothing."""
    if coverage >= 2:
        return "open deals, by their chance, cover what is missing more than twice over"
    if coverage >= 1:
        return "open deals, by their chance, cover all of what is missing"
    if coverage >= 0.01:
        return f"open deals, by their chance, cover {percent_text(coverage)} of what is missing"
    if not heading.open_deals:
        return "there is no open deal to cover what is missing"
    if all(d.no_precedent for d in heading.open_deals):
        return "the open deals are older than any that was won, so they are not counted on"
    return "open deals, by their chance, cover next to nothing of what is missing"


def left_out_text(number: int) -> str:
    """That some open deals are in no figure, and why."""
    deals, them = ("1 open deal has", "it") if number == 1 else (f"{number:,} open deals have", "them")
    return f"{deals} no start date, or neither a value nor a win to go by, so nothing can be said of {them}."
