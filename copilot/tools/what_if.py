"""What a small change is worth: to this period and to the four after it, in the same draws with one thing moved (section 5 [A][B]).

Every Fact of this kind is `what_if`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Aspiration, Fact, Rep, Window
from copilot.errors import InputError
from copilot.facts import about_money_text, date_text, make_fact, more_text, number_text, played_source
from copilot.policy import PISTONS
from copilot.tools.draws import AS_IS, Factors
from copilot.tools.elasticity import elasticity
from copilot.tools.engine import row_of
from copilot.tools.forecast import Forecast, chance_of, forecast
from copilot.tools.segments import Standings, standings

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

HOW = "The forecast is worked out twice, as things are and with this one thing changed, and this is the difference; open deals count by their chance to be won in time, new opportunities at the rep's own pace."
LINK = "if that link holds"
MOST = 10
"""Nothing is multiplied by more: what a rep's own records say of such a change is nothing, and the work it would take cannot be done."""
_WEEK_OF_A_MONTH = 12 / 52
_HOW_CHANCE = "The rest of the period is played through thousands of times, with the change and without it, and this is how often the goal is reached."


@dataclass(frozen=True, slots=True)
class Stretch:
    """The small improvement with the largest effect."""

    piston: str
    factor: float
    change: float
    """Money over that span."""
    over: str
    """`the next four quarters`."""
    window: Window
    """The same as days."""
    rows: tuple[str, ...] = ()
    """Ids of the rep's own deals it goes by."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something multiplied."""

    what: str
    """A piston, or a type of activity that policy maps to one."""
    factor: float
    words: str | None = None
    """How the person who asked put it; else it is said in per cent."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes do to one span of time."""

    expected: float
    d_expected: float
    d_attainment: float | None
    """None without a goal."""
    p_goal: float | None
    d_p_goal: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change and what it is worth."""

    what: str
    """A piston or a type of activity."""
    factor: float
    piston: str
    """The piston that moves."""
    before: float
    """Expected over the same span as things are."""
    change: float
    """Money over the periods ahead; for speed, which pulls deals forward, over this one and those ahead."""
    now: Effect
    """On the present period."""
    ahead: Effect
    fact: Fact
    """`what_if.<what>`: over the periods ahead."""
    facts: tuple[Fact, ...]
    """That, `.period` (by the end of this one) and, where the goal is not assumed, `.goal`."""
    play: Fact
    """`what_if.<what>.play`: the same as `fact`, with the chance of the goal where it rises and can be said kindly; else `fact` itself."""


def stretch(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy) -> Stretch | None:
    """The piston with the largest effect at +5 %; where equal, the one that is cheaper to change. None where nothing moves."""
    of = forecast(company, rep, standing, policy)
    factor = 1 + policy.stretch
    before, best = of.expected(), None
    for piston in PISTONS:
        after = of.expected(AS_IS.times(piston, factor))
        change = after[1] - before[1] + (after[0] - before[0] if piston == "speed" else 0.0)
        if change > 0 and (best is None or change > best.change * (1 + 1e-9)):
            best = Stretch(piston, factor, change, span_text(of, piston), span_window(of, piston), of.given.rows)
    return best


def span_text(of: Forecast, piston: str) -> str:
    """`the next four quarters`; faster deals leave those for this one, so there both count."""
    kind = of.given.periods[0].kind
    return f"this {kind} and the next four" if piston == "speed" else f"the next four {kind}s"


def piston_of(activity: str, policy: CoachingPolicy) -> str | None:
    """The first piston whose list of movers names the activity."""
    return next((piston for piston in PISTONS if piston in policy.movers and activity in policy.movers[piston].activities), None)


def plural(kind: str) -> str:
    """`call` -> `calls`; a company's own types are left as they are called."""
    return {"call": "calls", "email": "e-mails", "meeting": "meetings", "demo": "demos", "task": "tasks"}.get(kind, kind)


def counted(number: float, kind: str) -> str:
    """`demo` for one of them, else `demos`."""
    if number != 1:
        return "new opportunities" if kind == "starts" else plural(kind)
    return {"starts": "new opportunity", "email": "e-mail"}.get(kind, kind)


def small_step(what: str, weekly: float | None, policy: CoachingPolicy) -> Change:
    """A change one can picture: one more a week, else one more a month, where that is within reach; else a few per cent.

    Args:
        what: a piston or a type of activity.
        weekly: how many of the activity the rep does a week; None for a piston.
        policy: what is within reach, and the few per cent.
    """
    for more, span in ((1.0, "week"), (_WEEK_OF_A_MONTH, "month")):
        if weekly and (weekly + more) / weekly <= policy.reach_factor:
            return Change(what, (weekly + more) / weekly, f"one more {counted(1, what)} a {span}")
    return Change(what, 1 + policy.stretch)


def by_the_month(added: float) -> int | None:
    """How many more a month so many a week are, less than one a week; None where those are no whole ones.

    Args:
        added: a week, to three places at least.
    """
    months = round(added / _WEEK_OF_A_MONTH)
    return months if months and abs(added) < 1 and abs(months * _WEEK_OF_A_MONTH - added) < 0.001 else None


def added_step(what: str, added: float, now: float) -> Change:
    """So many more of something, in whole ones where they are: `one more demo a month (now about 4)`, `2 more demos a week (now about 1)`.

    Args:
        what: `starts`, or a type of activity.
        added: how many more a week, fewer below 0.
        now: how many a week as things are; above 0, and more than is taken off.
    """
    months = by_the_month(added)
    if months is not None:
        added = months * _WEEK_OF_A_MONTH  # what was read is rounded
    number, have, span = (added, now, "week") if months is None else (float(months), now / _WEEK_OF_A_MONTH, "month")
    how_many = "one" if abs(number) == 1 else number_text(abs(number))
    return Change(what, (now + added) / now, f"{how_many} {'more' if number > 0 else 'fewer'} {counted(abs(number), what)} a {span} (now about {number_text(have)})")


def change_text(what: str, factor: float) -> str:
    """`5 % more new opportunities`, `a win rate 5 % higher than now`, `deals won 10 % faster`, `5 % more calls`."""
    percent = f"{number_text(abs(factor - 1) * 100)} %"
    up = factor >= 1
    if what == "win_rate":
        return f"a win rate {percent} {'higher' if up else 'lower'} than now"
    if what == "speed":
        return f"deals won {percent} {'faster' if up else 'slower'}"
    noun = {"starts": "new opportunities", "revenue_per_customer": "revenue per customer"}.get(what) or plural(what)
    return f"{percent} {'more' if up else 'less' if what == 'revenue_per_customer' else 'fewer'} {noun}"


def span_window(of: Forecast, piston: str) -> Window:
    """The days that `span_text` names."""
    periods = of.given.periods
    return Window((periods[0] if piston == "speed" else periods[1]).start, periods[-1].end)


def _link_text(activity: str, piston: str, e: float) -> str:
    """What a change of an activity is taken to do to the piston it moves, in an example of 10 %."""
    carried = 1.1**e
    follows = change_text(piston, carried) if carried >= 1.0005 else "no change"
    return f"That 10 % more {plural(activity)} would mean {follows} is an assumption: it comes from the rep's own months as far as they can tell, and otherwise from the company's policy."


def chances_text(before: float, after: float) -> str:
    """`from 38 to 52 in 100`, `stays at about 38 in 100`."""
    was, now = round(before * 100), round(after * 100)
    return f"stays at about {was} in 100" if was == now else f"goes from {was} to {now} in 100"


# ---------------------------------------------------------------- effects


def moved(change: Change, rep: Rep, company: Company, standing: Standings, policy: CoachingPolicy, so_far: Factors = AS_IS) -> tuple[Factors, str, float | None]:
    """The factors with a change made, the piston it moves, and e where an activity moves it.

    Raises:
        InputError: what changes is neither a piston nor a mapped activity, or the factor is not above 0 or above `MOST`.
    """
    if not (np.isfinite(change.factor) and change.factor > 0):
        raise InputError(f"the factor for {change.what!r} is {change.factor!r}: give one above 0, for example 1.05 for 5 % more")
    if change.factor > MOST * (1 + 1e-9):
        raise InputError(f"{change.what} at {number_text(change.factor)} times what it is now is further than a what-if can tell: ask for +{(MOST - 1) * 100} % at most, {MOST} times as much")
    if change.what in PISTONS:
        return so_far.times(change.what, change.factor), change.what, None
    piston = piston_of(change.what, policy)
    if piston is None:
        known = [*PISTONS, *dict.fromkeys(a for m in policy.movers.values() for a in m.activities)]
        raise InputError(f"nothing is known to follow from {change.what!r}: choose one of {', '.join(known)}")
    place = next(i for i, r in enumerate(company.reps) if r.id == rep.id)
    e = elasticity(place, change.what, piston, standing, policy).value
    return so_far.times(piston, change.factor**e), piston, e


def in_words(change: Change, piston: str, factors: Factors, rep: Rep, standing: Standings) -> str:
    """How a change is put; where the win rate would pass 100 %, with how far it was followed."""
    return (change.words or change_text(change.what, change.factor)) + capped_text(factors, rep, standing, change.what == piston)


def capped_text(factors: Factors, rep: Rep, standing: Standings, alone: bool) -> str:
    """` (as far as 100 %)` where factors would carry the win rate, seen or shrunk, beyond it; else nothing."""
    known = standing.pistons[rep.id].win_rate
    if factors.win_rate <= 1 or known is None or max(known.raw or 0.0, known.shrunk) * factors.win_rate <= 1:
        return ""
    return " (as far as 100 %)" if alone else " (with the win rate as far as 100 %)"


def effects(of: Forecast, factors: Factors) -> tuple[Effect, Effect]:
    """What factors do to the present period, and to the periods ahead."""
    goals = (of.goal.value if of.goal else None, of.goal_ahead)
    before, after = of.expected(), of.expected(factors)
    draws = (of.landings(), of.landings(factors)) if any(goals) else None
    found = []
    for i, goal in enumerate(goals):
        change = after[i] - before[i]
        if goal is None or draws is None:
            found.append(Effect(after[i], change, None, None, None))
            continue
        was, now = (chance_of(landings[i], goal) for landings in draws)
        found.append(Effect(after[i], change, change / goal, now, now - was))
    return found[0], found[1]


def plain_what_if(
    company: Company,
    rep: Rep,
    what: str,
    factor: float,
    as_of: date,
    policy: CoachingPolicy,
    standing: Standings | None = None,
    words: str | None = None,
    aspirations: Sequence[Aspiration] = (),
) -> WhatIf | None:
    """What it would bring if one piston or activity changed: in this period and over the four after it.

    Args:
        company: as it was at `as_of`.
        rep: whose.
        what: a piston, or a type of activity that policy maps to one.
        factor: 1.05 for 5 % more; above 0.
        as_of: last day of the window.
        policy: the map and e.
        standing: everybody's standing where the caller has it already.
        words: how the person who asked put the change; else it is said in per cent.
        aspirations: the rep's, where the caller may read them: a personal goal stands where no quota does.

    Returns:
        None where there is nothing to forecast from yet.

    Raises:
        InputError: see `moved`.
    """
    where = standing or standings(company, as_of, policy)
    change = Change(what, factor, words)
    factors, piston, e = moved(change, rep, company, where, policy)
    of = forecast(company, rep, where, policy, aspirations)
    if not can_forecast(of, where):
        return None
    now, ahead = effects(of, factors)
    said = in_words(change, piston, factors, rep, where)
    facts = what_if_facts(of, rep, replace(change, words=said), piston, e, now, ahead, where.currency(rep.id))
    before = of.expected()
    span = sum(before) - of.landed if piston == "speed" else before[1]
    play = _play(facts, now, of, "" if e is None else f", {LINK}", policy)
    return WhatIf(what, factor, piston, span, _over_all(piston, now, ahead), now, ahead, facts[0], facts, play)


def _play(facts: Sequence[Fact], now: Effect, of: Forecast, link: str, policy: CoachingPolicy) -> Fact:
    worth, chance = facts[0], next((f for f in facts if f.name.endswith(".goal")), None)
    if chance is None or now.p_goal is None or now.d_p_goal is None or not isinstance(worth.value, float) or worth.value <= 0:
        return worth
    before, after = now.p_goal - now.d_p_goal, now.p_goal
    if round(after * 100) <= round(before * 100) or after < policy.kind_chance or before >= policy.sure_goal:
        return worth
    text = f"{worth.text.removesuffix(link)}, and the chance of this {of.given.periods[0].kind}'s goal {chances_text(before, after)}{link}"
    how = f"{HOW} {_HOW_CHANCE}" + (worth.source.how.removeprefix(HOW) if worth.source else "")
    rows = worth.source.rows if worth.source else ()
    source = played_source(how, str(worth.rep_id), rows)
    return make_fact(f"{worth.name}.play", worth.value, worth.unit, text, worth.as_of, window=worth.window, source=source, kind="what_if", rep_id=worth.rep_id)


def _over_all(piston: str, now: Effect, ahead: Effect) -> float:
    """Over the periods ahead; faster deals leave those for this one, so there both count."""
    return now.d_expected + ahead.d_expected if piston == "speed" else ahead.d_expected


def can_forecast(of: Forecast, standing: Standings) -> bool:
    """Whether the rep has sold enough for a change to be worth something that can be said: a deal of their own, and a dated win and a value to go by."""
    row = row_of(standing.table, of.given.rep_id)
    own = row["started"] + row["won"] + row["lost"] + row["open"]
    return bool(own) and of.given.curves.last_win is not None and of.given.level is not None and of.given.win_rate is not None


def what_if_facts(of: Forecast, rep: Rep, change: Change, piston: str, e: float | None, now: Effect, ahead: Effect, currency: str | None) -> tuple[Fact, ...]:
    """`what_if.<what>`, `.period` and `.goal`, each said with how it was put and, for an activity, that a link is assumed."""
    as_of, period = of.given.as_of, of.given.periods[0]
    said = change.words or change_text(change.what, change.factor)
    link = "" if e is None else f", {LINK}"
    how = HOW if e is None else f"{HOW} {_link_text(change.what, piston, e)}"
    money = _over_all(piston, now, ahead)
    unit = currency or "money"

    def fact(name: str, value: float, measure: str, text: str, how: str, window: Window = period.window) -> Fact:
        return make_fact(name, value, measure, text, as_of, window=window, source=played_source(how, rep.id, of.given.rows), kind="what_if", rep_id=rep.id)

    def worth(change: float) -> str:
        if more_text(change, currency) is None:
            return "would change next to nothing"
        verb = "bring about" if change >= 0 else "cost about"
        return f"would {verb} {about_money_text(abs(change), currency)}{' more' if change >= 0 else ''}"

    key = f"what_if.{change.what}"
    facts = [
        fact(key, money, unit, f"{said} {worth(money)} over {span_text(of, piston)}{link}", how, span_window(of, piston)),
        fact(f"{key}.period", now.d_expected, unit, f"{said} {worth(now.d_expected)} by {date_text(period.end)}{link}", how),
    ]
    if of.goal is not None and of.goal.basis != "assumed" and now.p_goal is not None and now.d_p_goal is not None:
        text = f"with {said} the chance of the goal {chances_text(now.p_goal - now.d_p_goal, now.p_goal)}{link}"
        facts.append(fact(f"{key}.goal", now.d_p_goal, "ratio", text, _HOW_CHANCE))
    return tuple(facts)
