"""A what-if as it is typed on the command line: `starts=+5%`, `demo=+2/week`, `win_rate=-3%`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot.domain import Rep
from copilot.errors import InputError
from copilot.facts import number_text
from copilot.policy import PISTONS
from copilot.tools.activities import own_days, own_window
from copilot.tools.columns import in_window
from copilot.tools.what_if import MOST, Change, counted, piston_of, plural
from copilot.tools.window import WORKING_WEEK, activity_window

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company
    from copilot.tools.segments import Standings

_SHAPE = re.compile(r"\s*(?P<what>[^=]+?)\s*=\s*(?P<sign>[+-])\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>%|/\s*week)\s*")
_WEEKS_A_MONTH = 52 / 12


def read_change(text: str, rep: Rep, company: Company, standing: Standings, policy: CoachingPolicy) -> Change:
    """One change as a factor on what the rep does now.

    Raises:
        InputError: it is written otherwise, names what nobody can change, or adds to something the rep has not done yet,
            or goes beyond `MOST` times what is.
    """
    m = _SHAPE.fullmatch(text)
    if m is None:
        raise InputError(f"--change is {text!r}: write it as starts=+5%, win_rate=-3% or demo=+2/week")
    what = _what(m["what"], standing, policy)
    if what is None:
        known = [*PISTONS, *dict.fromkeys(a for mover in policy.movers.values() for a in mover.activities)]
        raise InputError(f"--change names {m['what']!r}, and nothing is known to follow from that: choose one of {', '.join(known)}")
    amount = float(m["sign"] + m["n"])
    if m["unit"] == "%":
        if amount <= -100:
            raise InputError(f"--change is {text!r}: less than nothing is left after that; take off less than 100 %")
        if amount > (MOST - 1) * 100:
            raise InputError(f"--change is {text!r}: a what-if goes no further than {MOST} times what is now; give +{(MOST - 1) * 100}% at most")
        return Change(what, 1 + amount / 100)
    if what in PISTONS and what != "starts":
        raise InputError(f"--change is {text!r}: {what} is not counted by the week; give it in per cent, for example {what}=+5%")
    now = _weekly(what, rep, company, standing, policy)
    if not now:
        raise InputError(f"--change is {text!r}, but {rep.name} has no {plural(what)} on record lately to add to; nothing can be told from that yet")
    if now + amount <= 0:
        raise InputError(f"--change is {text!r}, but {rep.name} has {number_text(now)} a week now; take off less than that")
    if now + amount > MOST * now:
        raise InputError(f"--change is {text!r}, but {rep.name} has {number_text(now)} a week now, and a what-if goes no further than {MOST} times that: add {number_text((MOST - 1) * now)} at most")
    how_many = number_text(abs(amount))
    return Change(what, (now + amount) / now, f"{how_many} {'more' if amount > 0 else 'fewer'} {counted(float(how_many.replace(',', '')), what)} a week (now about {number_text(now)})")


def _what(name: str, standing: Standings, policy: CoachingPolicy) -> str | None:
    """A piston or an activity that moves one, also in the plural."""
    wanted = name.casefold().replace(" ", "_").replace("-", "_")
    for known in (*PISTONS, *(a for mover in policy.movers.values() for a in mover.activities), *standing.acts.types):
        if wanted in (known.casefold(), plural(known).casefold().replace("-", ""), known.casefold() + "s") and (known in PISTONS or piston_of(known, policy)):
            return known
    return None


def _weekly(what: str, rep: Rep, company: Company, standing: Standings, policy: CoachingPolicy) -> float:
    """How many a week the rep does now."""
    if what == "starts":
        return float(standing.table.at[rep.id, "starts_per_month"]) / _WEEKS_A_MONTH  # type: ignore[arg-type]  # a number, or NaN
    window, acts = activity_window(standing.as_of, policy), standing.acts
    if what not in acts.types:
        return 0.0
    place = next(i for i, r in enumerate(company.reps) if r.id == rep.id)
    count = int(((acts.rep == place) & (acts.type == acts.types.index(what)) & in_window(acts.on, own_window(standing, rep.id, window))).sum())
    days = own_days(standing, rep.id, window, policy)
    return count * WORKING_WEEK / days if days else 0.0
