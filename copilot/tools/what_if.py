"""What a small change is worth, plainly: one factor of modelled revenue moved, over the next four quarters.

Until the forecast draws of section 5 exist this is the identity of section 4.3 and nothing more: no interval, no chance
of the goal. Every Fact of this kind is `what_if`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Fact, Rep, Source
from copilot.errors import InputError
from copilot.facts import about_money_text, make_fact, number_text
from copilot.policy import PISTONS
from copilot.tools.pistons import Engine, own_engine
from copilot.tools.segments import Standings, standings

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

_WORDS = {"starts": "opportunities started", "win_rate": "win rate", "revenue_per_customer": "revenue per customer", "speed": "speed"}
HOW = "Modelled revenue (starts x win rate x revenue per win x what can still land) with one factor changed, over 12 months."


@dataclass(frozen=True, slots=True)
class Stretch:
    """The small improvement with the largest effect."""

    piston: str
    factor: float
    change: float
    """Money over four quarters."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change and what it is worth."""

    what: str
    """A piston or a type of activity."""
    factor: float
    piston: str
    """The piston that moves."""
    before: float
    """Modelled revenue of four quarters."""
    change: float
    """Money over four quarters."""
    fact: Fact


def stretch(engine: Engine, policy: CoachingPolicy) -> Stretch | None:
    """The piston with the largest effect at +5 %; where equal, the one that is cheaper to change. None where nothing moves."""
    factor = 1 + policy.stretch
    before = engine.model.yearly
    best: Stretch | None = None
    for piston in PISTONS:
        change = engine.moved(piston, factor).yearly - before
        if change > 0 and (best is None or change > best.change * (1 + 1e-9)):
            best = Stretch(piston, factor, change)
    return best


def piston_of(activity: str, policy: CoachingPolicy) -> str | None:
    """The first piston whose list of movers names the activity."""
    return next((piston for piston in PISTONS if piston in policy.movers and activity in policy.movers[piston].activities), None)


def plural(kind: str) -> str:
    """`call` -> `calls`; a company's own types are left as they are called."""
    return {"call": "calls", "email": "e-mails", "meeting": "meetings", "demo": "demos", "task": "tasks"}.get(kind, kind)


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


def plain_what_if(company: Company, rep: Rep, what: str, factor: float, as_of: date, policy: CoachingPolicy, standing: Standings | None = None, words: str | None = None) -> WhatIf | None:
    """What it would bring over the next four quarters if one piston or activity changed.

    An activity acts through the first piston that policy says it moves: piston x factor^e, with the policy's e.

    Args:
        company: as it was at `as_of`.
        rep: whose engine.
        what: a piston, or a type of activity that policy maps to one.
        factor: 1.05 for 5 % more; above 0.
        as_of: last day of the window.
        policy: the map and e.
        standing: everybody's standing where the caller has it already.
        words: how the person who asked put the change; else it is said in per cent.

    Returns:
        None where the engine cannot be modelled yet.

    Raises:
        InputError: `what` is neither a piston nor a mapped activity, or the factor is not above 0.
    """
    if factor <= 0:
        raise InputError(f"the factor for {what!r} is {factor!r}: give one above 0, for example 1.05 for 5 % more")
    piston = what if what in PISTONS else piston_of(what, policy)
    if piston is None:
        known = [*PISTONS, *dict.fromkeys(a for m in policy.movers.values() for a in m.activities)]
        raise InputError(f"nothing is known to follow from {what!r}: choose one of {', '.join(known)}")
    where = standing or standings(company, as_of, policy)
    engine = own_engine(rep, where, policy)
    if engine is None:
        return None
    effect = factor if piston == what else factor**policy.activity_elasticity
    before = engine.model.yearly
    change = engine.moved(piston, effect).yearly - before
    currency = where.currency(rep.id)
    verb = "bring about" if change >= 0 else "cost about"
    much = f"{about_money_text(abs(change), currency)} {'more ' if change >= 0 else ''}over the next four quarters"
    said = words or change_text(what, factor)
    if piston == what:
        text, how = f"{said} would {verb} {much}", HOW
    else:
        text = f"{said} would {verb} {much}, if that link holds"
        how = f"{HOW} The activity moves {_WORDS[piston]} by the factor to the power of {policy.activity_elasticity:g}, an assumption of the policy."
    source = Source("opportunities", how, rep.id)
    fact = make_fact(f"what_if.{what}", change, currency or "money", text, as_of, window=where.window, source=source, kind="what_if", rep_id=rep.id)
    return WhatIf(what, factor, piston, before, change, fact)
