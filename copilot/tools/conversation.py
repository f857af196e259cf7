"""Which conversation suits: how good can you get, tune the deals, or tune the engine (section 7 [B])."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Aspiration, Conversation, Fact, Rep, Source
from copilot.facts import about_money_text, date_text, make_fact, percent_text
from copilot.tools.activities import activity_gaps
from copilot.tools.landing import Landing, landing
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
    """What open deals are worth by their chances, over what is missing to the goal; None where nothing is missing."""


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


def choose_conversation(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), standing: Standings | None = None) -> ConversationChoice:
    """The conversation by the three rows of section 7; `first` for a rep without any deal.

    Where no goal is known at all there is nothing to fall short of: `how_good`, and the reason says so.

    Args:
        company: as it was at `as_of`.
        rep: with whom.
        as_of: the day.
        policy: bounds, windows, thresholds.
        aspirations: the rep's, where the caller may read them.
        standing: everybody's standing where the caller has it already.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    heading = landing(company, rep, as_of, policy, aspirations, where)

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
    opening = f"About {about_money_text(heading.expected, currency)} is expected by {date_text(heading.period.end)}; the goal is {heading.goal.words}"
    if heading.expected >= heading.goal.value:
        return choice("how_good", opening)
    process, notes = process_of(company, rep, where, heading, policy)
    reasons = []
    if process.activity_gaps:
        reasons.append(f"{listed([plural(a) for a in process.activity_gaps])} are short of what the goal takes")
    if process.modelled is not None:
        reasons.append(f"the engine as it runs would bring about {about_money_text(process.modelled, currency)} a {policy.quota_period}")
    if process.coverage is not None:
        reasons.append(f"open deals cover {percent_text(process.coverage)} of what is missing")
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
    coverage = sum(d.value * d.chance for d in heading.open_deals) / missing if missing > 0 else None
    strong = not short and modelled is not None and modelled >= goal and (coverage is None or coverage >= 1)
    notes = () if compared else ("Activity is not part of the choice of conversation: none is known to compare.",)
    return Process(strong, short, modelled, coverage), notes


def listed(words: list[str]) -> str:
    """`calls`, `calls and demos`, `calls, meetings and demos`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
