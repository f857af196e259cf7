"""Where a rep's period is heading, as everything that speaks about it needs it: figures, open deals, Facts (sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from copilot.domain import Aspiration, Fact, Rep, Source, Window
from copilot.facts import FROM_POLICY, POOLED, about_money, about_money_text, counted_source, date_text, make_fact, money_text, percent_text, played_source
from copilot.tools.attainment import PeriodGoal, personal_goal
from copilot.tools.draws import at_any_time, in_time
from copilot.tools.forecast import Forecast, chance_of, forecast
from copilot.tools.prospects import own_ids
from copilot.tools.segments import Standings, standings
from copilot.tools.window import Period, working_share

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy, Milestone
    from copilot.ports import Company

HOW = (
    "What has landed, plus each open deal by its value and the chance that a deal of its age and stage is won by then, plus what new opportunities would bring; "
    "starts, win rate, deal value and time to win are not known exactly, and this is the average over what they may be."
)
NO_GOAL_GIVEN = "there is neither a quota nor a personal goal"
_COUNT = ("no", "one", "two", "three", "four")
_HOW_RANGE = "The rest of the period is played through thousands of times, each open deal and each new one won or lost by its chance; eight times out of ten it ends within this range."
_HOW_CHANCE = "The rest of the period is played through thousands of times, each open deal and each new one won or lost by its chance; this is how often it is reached."

_GOAL_ROWS = {
    "quota": "",
    "personal": "None are listed: it is what the rep said they want to reach, in their own words.",
    "assumed": f"{POOLED} It is rounded, so that nobody's own figure can be read from it.",
}
_NOTHING_WON = "Nothing has been won in this period yet, so no deals are listed."


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal as the landing counts it."""

    opportunity_id: str
    value: float
    """Its own, or the rep's level of revenue per win where none is given."""
    chance: float
    """Of being won at all, whatever its age: by its stage, else the rep's win rate; 0 without a precedent. Coverage goes by it."""
    at_age: float
    """Of being won at all, at its age: never less than in time."""
    in_time: float
    """Of being won by the end of the period, at its age."""
    no_precedent: bool
    """No deal of this age has been won later, so nothing is expected of it."""


@dataclass(frozen=True)
class Landing:
    """The current period of one rep, or the one a later day lies in."""

    period: Period
    goal: PeriodGoal | None
    landed: float
    open_deals: tuple[OpenDeal, ...]
    new_starts: float
    """Money that starts still to come would land in the period."""
    expected: float | None
    """None where nothing is known to expect from."""
    attainment: float | None
    """Landed over goal."""
    pace: float | None
    """Landed over the goal prorated by working days; never to judge by while `early`."""
    early: bool
    forecast: Forecast
    personal: float | None
    """The personal goal of the period, where the rep named one."""
    milestones: tuple[Milestone, ...]
    rep: Rep
    currency: str | None
    won: tuple[str, ...]
    """Ids of what landed."""
    still_open: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Whether the period runs on the day looked from; one that does not can only be looked forward to."""
        return self.period.start <= self.forecast.given.as_of

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(landing_facts(self))


def landing(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, aspirations: Sequence[Aspiration] = (), standing: Standings | None = None, on: date | None = None) -> Landing:
    """Where the rep's current period is heading, or the one that a later day lies in.

    Args:
        company: as it was at `as_of`.
        rep: whose period.
        as_of: today's stand-in; the period is the one it lies in, unless `on` is given.
        policy: period, working days, draws.
        aspirations: the rep's, where the caller may read them.
        standing: everybody's standing where the caller has it already.
        on: a day of the period, where it is a later one: that of a 1:1 to be held in the next period.

    Raises:
        MixedCurrencies: the rep's open deals are in another currency than their wins.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    ahead = forecast(company, rep, where, policy, aspirations, on)
    period, goal = ahead.given.periods[0], ahead.goal
    won, still_open, known = own_ids(company, rep, where, policy, period.window)
    deals = _open_deals(ahead)
    expected = ahead.expected()[0]
    new = expected - ahead.landed - sum(d.value * d.in_time for d in deals)
    elapsed = working_share(period.start, as_of, period.start, period.end, policy)
    return Landing(
        period,
        goal,
        ahead.landed,
        deals,
        new,
        expected if known else None,
        ahead.landed / goal.value if goal else None,
        ahead.landed / (goal.value * elapsed) if goal and elapsed > 0 else None,
        elapsed < policy.early_share,
        ahead,
        personal_goal(aspirations, rep.id, as_of),
        policy.milestones,
        rep,
        where.currency(rep.id),
        won,
        still_open,
    )


def _open_deals(ahead: Forecast) -> tuple[OpenDeal, ...]:
    given = ahead.given
    if given.win_rate is None or not len(given.deals):
        return ()
    chance = given.chances(np.array([given.win_rate.mean]))[:, 0]
    alone = given.curves.no_precedent(given.deals.ages)
    values = np.where(np.isfinite(given.deals.values), given.deals.values, given.level.mean if given.level else 0.0)
    columns = (given.deals.ids, values, np.where(alone, 0.0, chance), at_any_time(given), in_time(given, given.ends[0]), alone)
    return tuple(OpenDeal(str(i), float(v), float(c), float(a), float(t), bool(n)) for i, v, c, a, t, n in zip(*columns, strict=True))


# ---------------------------------------------------------------- as Facts


def chance_text(p: float) -> str:
    """`about 38 in 100`."""
    if p < 0.01:
        return "less than 1 in 100"
    return "more than 99 in 100" if p > 0.99 else f"about {p * 100:.0f} in 100"


def landing_facts(of: Landing) -> list[Fact]:
    """`period.end`, `landed`, `expected`, `.range`, `ahead.expected`, `.range`, `no_precedent`; measured by a goal that is not assumed `goal`, `attainment`, `to_go`, `expected.attainment`, `pace`, `p_goal`; the rep's own goal and milestones."""
    rep, currency, as_of = of.rep, of.currency, of.forecast.given.as_of
    unit, window = currency or "money", of.period.window
    earned = counted_source("opportunities", "The value of the deals won in this period so far.", rep.id, of.won)
    played = of.forecast.given.rows
    whole = played_source(HOW, rep.id, played)

    def fact(name: str, value: float, text: str, source: Source, measure: str = unit, n: int | None = None, days: Window = window) -> Fact:
        return make_fact(name, value, measure, text, as_of, n=n, window=days, source=source, rep_id=rep.id)

    facts = [
        make_fact(
            "period.end",
            of.period.end,
            "date",
            date_text(of.period.end),
            as_of,
            source=Source("policy", "This is the last day of the period.", rep.id, rows_note=FROM_POLICY),
            kind="date",
            rep_id=rep.id,
        ),
    ]
    if of.expected is not None:
        now, ahead = of.forecast.outlook()
        drawn = played_source(_HOW_RANGE, rep.id, played)
        later = Window(of.forecast.given.periods[1].start, of.forecast.given.periods[-1].end)
        landed = f"{money_text(of.landed, currency)} landed so far in {of.period.label}" if of.begun else f"nothing has landed in {of.period.label} yet, which has not begun"
        many = f"the next {_COUNT[len(of.forecast.given.periods) - 1]} {of.period.kind}s"
        facts += [
            fact("landed", of.landed, landed, earned, n=len(of.won)),
            fact("expected", of.expected, f"about {_at_least(of.expected, of.landed, currency)} expected by {date_text(of.period.end)}", whole),
            fact("expected.range", now.p50, _between(now.p10, now.p90, currency, of.landed), drawn),
            fact("ahead.expected", ahead.expected, f"about {about_money_text(ahead.expected, currency)} expected over {many}", whole, days=later),
            fact("ahead.range", ahead.p50, f"{_between(ahead.p10, ahead.p90, currency)} over {many}", drawn, days=later),
        ]
        if alone := tuple(d.opportunity_id for d in of.open_deals if d.no_precedent):
            text = f"nothing is counted for {len(alone):,} open {'deal' if len(alone) == 1 else 'deals'} without a precedent: none of that age has been won"
            source = Source("opportunities", "These open deals are at least as old as the oldest deal that was ever won.", rep.id, alone)
            facts.append(fact("no_precedent", len(alone), text, source, "count", len(alone)))
    goal = of.goal
    if goal is None:
        return facts
    where_from = {
        "quota": "The quota the company gave for these days.",
        "personal": "The goal the rep named.",
        "assumed": "A working goal, assumed because there is neither a quota nor a personal goal: what was usual in the same job in the last period, rounded to two figures.",
    }[goal.basis]
    facts.append(
        fact(
            "goal",
            goal.value,
            f"{goal.words}, since {NO_GOAL_GIVEN}" if goal.basis == "assumed" else goal.words,
            Source("quotas", where_from, rep.id, goal.rows, _GOAL_ROWS[goal.basis]),
            goal.currency or "money",
        )
    )
    if goal.basis == "assumed" or of.attainment is None:
        return facts  # nothing is measured by an assumed goal in words
    by_goal = Source("quotas", "The value won in this period so far, divided by its goal.", rep.id, of.won + goal.rows, "" if of.won else _NOTHING_WON)
    to_go = max(0.0, goal.value - of.landed)
    facts.append(fact("attainment", of.attainment, f"{percent_text(of.attainment)} of the goal landed", by_goal, "ratio", len(of.won)))
    facts.append(fact("to_go", to_go, f"{money_text(to_go, currency)} to go", by_goal))
    if of.expected is not None:
        ratio = of.expected / goal.value
        facts.append(fact("expected.attainment", ratio, f"about {percent_text(ratio)} of the goal expected", whole, "ratio"))
        p_goal = chance_of(of.forecast.landings()[0], goal.value)
        facts.append(fact("p_goal", p_goal, f"a chance of {chance_text(p_goal)} to reach the goal", played_source(_HOW_CHANCE, rep.id, played), "ratio"))
        facts += _own_terms(of, fact)
    if of.pace is not None and not of.early:
        by_days = Source("quotas", "The value won so far, divided by the part of the goal that falls on the working days so far.", rep.id, of.won + goal.rows, "" if of.won else _NOTHING_WON)
        facts.append(fact("pace", of.pace, f"{percent_text(of.pace)} of the goal for the days so far", by_days, "ratio"))
    return facts


class _Make(Protocol):
    def __call__(self, name: str, value: float, text: str, source: Source, measure: str = ..., n: int | None = ...) -> Fact: ...


def _at_least(value: float, landed: float, currency: str | None) -> str:
    """Rounded as estimates are, but never to less than what has landed already."""
    text = about_money_text(value, currency)
    return text if about_money(value) >= landed else money_text(landed, currency)


def _between(low: float, high: float, currency: str | None, landed: float = 0.0) -> str:
    least, most = _at_least(low, landed, currency), _at_least(high, landed, currency)
    return f"{least}, whichever way the open deals go" if least == most else f"between {least} and {most} in eight cases of ten"


def targets_beside(of: Landing) -> list[tuple[str, float, str]]:
    """What else than the goal the rep may reach for, nearest at the start: key, money, words.

    A personal goal is one whichever side of the quota it lies on; where they are the same, it is the goal.
    """
    if of.goal is None or of.goal.basis == "assumed":
        return []
    found = []
    if of.personal is not None and of.personal != of.goal.value:
        found.append(("personal", of.personal, "the personal goal"))
    for number, milestone in enumerate(of.milestones, 1):
        if milestone.of_goal * of.goal.value > of.goal.value:
            found.append((f"milestone.{number}", milestone.of_goal * of.goal.value, f"{milestone.name} at {percent_text(milestone.of_goal)} of the goal"))
    return sorted(found, key=lambda t: t[1])


def _own_terms(of: Landing, fact: _Make) -> list[Fact]:
    """How far it is to the personal goal and to each milestone, and the chance of it."""
    facts = []
    for key, money, words in targets_beside(of):
        missing = max(0.0, money - of.landed)
        chance = chance_of(of.forecast.landings()[0], money)
        if not missing:
            facts.append(fact(f"{key}.to_go", 0.0, f"{words} is reached", counted_source("quotas", "The value won in this period has passed it.", of.rep.id, of.won)))
            continue
        text = f"{money_text(missing, of.currency)} to go to {words}, a chance of {chance_text(chance)}"
        facts.append(fact(f"{key}.to_go", missing, text, played_source(f"The amount is what is still missing. {_HOW_CHANCE}", of.rep.id, of.forecast.given.rows)))
    return facts
