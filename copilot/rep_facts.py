"""What a rep's page says beside the tools' own Facts: how sure a piston is, and the range the forecast may land in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from copilot.domain import Fact
from copilot.facts import about_money, about_money_text, counted_source, make_fact, money_text, number_text, percent_text

if TYPE_CHECKING:
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.forecast import Outlook
    from copilot.tools.landing import Landing

_HOW_SURE = (
    "In eight cases of ten it settles between these two. The own figure is weighed with those of everybody in the same job, the more so the fewer there are to count, "
    "so a figure of few can lie outside."
)


def _known(facts: Sequence[Fact]) -> Mapping[str, Fact]:
    return {f.name: f for f in facts}


def interval_facts(found: Benchmark) -> list[Fact]:
    """`<piston>.interval` for each piston whose own figure is said: its 80 % interval in words, in the unit it is shown in."""
    known = _known(found.facts)
    facts = []
    for piston in found.pistons:
        own = known.get(f"{piston.name}.own")
        if own is None or piston.low is None or piston.high is None or piston.shrunk is None:
            continue
        currency = None if own.unit == "money" else own.unit
        low, high = (_said(piston.name, end, currency) for end in (piston.low, piston.high))
        unit = {"starts": " a month", "speed": " days"}.get(piston.name, "")
        text = f"settles between {low} and {high}{unit} in eight cases of ten"
        if piston.raw is not None and not piston.low <= piston.raw <= piston.high:
            text += ", others in the same job weighed in"  # else a figure outside its own bar is a riddle
        source = counted_source("opportunities", _HOW_SURE, found.rep.id, own.source.rows if own.source else ())
        facts.append(make_fact(f"{piston.name}.interval", piston.shrunk, own.unit, text, found.as_of, n=piston.n, window=own.window, source=source, rep_id=found.rep.id))
    return facts


def _said(piston: str, value: float, currency: str | None) -> str:
    if piston == "win_rate":
        return percent_text(value)
    if piston == "revenue_per_customer":
        return about_money_text(value, currency)
    return number_text(value, 0 if piston == "speed" or value >= 10 else 1)


def range_facts(heading: Landing, now: Outlook, ahead: Outlook) -> list[Fact]:
    """`expected.p10`, `.p50`, `.p90` of this period, and `ahead.p10`, `.p50`, `.p90` of the four after it.

    Args:
        heading: the landing whose Facts name the window and where the range comes from.
        now: of this period.
        ahead: of the periods after it.
    """
    known = _known(heading.facts)
    facts = []
    for key, base, of, least in (("expected", known.get("expected.range"), now, heading.landed), ("ahead", known.get("ahead.range"), ahead, 0.0)):
        if base is None:
            continue
        for name, value, often in (("p10", of.p10, "in nine cases of ten"), ("p50", of.p50, "in half of all cases"), ("p90", of.p90, "in one case of ten")):
            said = about_money_text(value, heading.currency) if about_money(value) >= least else money_text(least, heading.currency)
            facts.append(make_fact(f"{key}.{name}", value, base.unit, f"{said} or more {often}", base.as_of, window=base.window, source=base.source, rep_id=heading.rep.id))
    return facts
