"""Why the place to look first was chosen, and what another figure showed beside it, as plain sentences with their n (section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.domain import Fact, SourceTable
from copilot.facts import counted_source, date_text, make_fact, number_text, percent_text
from copilot.policy import PISTONS
from copilot.tools.benchmark_facts import LEVEL, PISTON_TITLES, piston_title, title
from copilot.tools.what_if import plural

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.pistons import Piston

_COUNTED = {"starts": "opportunities started", "win_rate": "deals won or lost", "revenue_per_customer": "customers won", "speed": "wins with both dates"}
_NOT_COUNTED = "None are listed: this is about several figures at once, and each of them lists its own."
_HOW = "Each figure is held against the level aimed at, and only a distance that is too large to be chance, given how many it rests on, is called a gap."


def focus_reason(found: Benchmark, policy: CoachingPolicy) -> Fact:
    """`focus.reason`: why this was chosen to look at first, or why nothing was."""
    kind, name = found.focus.kind, found.focus.name
    known = {f.name: f for f in found.facts}
    if kind == "activity" and name is not None:
        gap = next(a for a in found.activities if a.type == name)
        if gap.obvious and gap.target is not None:
            text = (
                f"{title(name)} came first because they are furthest from the level aimed at, {known[f'{name}.vs_target'].text}, and with {gap.n:,} counted {_over(found, name, policy)} "
                "that is more than chance; an activity is something one can do more of this week, so it goes before the results it leads to"
            )
            return _fact(found, "focus.reason", name, text, gap.n, "activities")
        text = f"{title(name)} came first because the amount of activity is level but its mix is not: {known[f'{name}.mix'].text}, more than chance with {gap.n:,} counted {_over(found, name, policy)}"
        return _fact(found, "focus.reason", name, text, gap.n, "activities")
    if kind == "piston" and name is not None and f"{name}.vs_target" in known:
        piston = next(p for p in found.pistons if p.name == name)
        share = f" and explains {known[f'{name}.share'].text}" if f"{name}.share" in known else _made_up_for(found)
        n, counted = _counted(piston)
        text = f"{piston_title(piston)} came first because no activity is clearly short, and of the results it is the one that stands out: {known[f'{name}.vs_target'].text}. With {counted} that is more than chance{share}"
        return _fact(found, "focus.reason", name, text, n)
    step = f"the place to look is where a small step would bring the most: {PISTON_TITLES[found.stretch.piston].lower()}" if found.stretch is not None else ""
    if found.uncompared is not None:
        text = f"Nothing was compared. {found.uncompared.rstrip('.')}" + (f". So {step}" if step else "")
    else:
        text = "Nothing is far enough from the level aimed at to be more than chance" + (f", so {step}" if step else "")
    return _fact(found, "focus.reason", name, text, None)


def other_reason(found: Benchmark, other: str, policy: CoachingPolicy) -> Fact:
    """`focus.other`: what another piston or activity showed, and why it was not chosen."""
    if other in PISTONS:
        return _of_piston(found, other, policy)
    gap = next((a for a in found.activities if a.type == other), None)
    name = title(other)
    if gap is None:
        where = "here" if found.activities else f"for {found.rep.name}"
        return _fact(found, "focus.other", other, f"{name} are not logged {where}, so there is nothing to compare", None, "activities")
    if gap.type == found.focus.name:
        return focus_reason(found, policy)
    own = f"about {number_text(gap.weekly)} a week, with {gap.n:,} counted {_over(found, other, policy)}"
    if gap.target is None:
        return _fact(found, "focus.other", other, f"{name}: {own}; there are too few people at the level aimed at to compare with", gap.n, "activities")
    side = f"{name}: {own}, where {gap.target.whom} run about {number_text(gap.target.value * 5)}"
    if gap.obvious:
        return _fact(found, "focus.other", other, f"{side}. That is a clear gap too, only a smaller one than that of {plural(str(found.focus.name))}", gap.n, "activities")
    if gap.rate >= gap.target.value:
        return _fact(found, "focus.other", other, f"{side}. That is no gap", gap.n, "activities")
    if gap.rate > policy.gap_ratio * gap.target.value:
        return _fact(found, "focus.other", other, f"{side}. That is close enough not to be called a gap", gap.n, "activities")
    return _fact(found, "focus.other", other, f"{side}. With so few counted, that may well be chance, so it was not called a gap", gap.n, "activities")


def _of_piston(found: Benchmark, name: str, policy: CoachingPolicy) -> Fact:
    piston = next((p for p in found.pistons if p.name == name), None)
    known = {f.name: f for f in found.facts}
    if piston is None or not piston.known:
        return _fact(found, "focus.other", name, f"{PISTON_TITLES[name]}: too little is on record to compare", 0)
    if name == found.focus.name:
        return focus_reason(found, policy)
    label = piston_title(piston) if f"{name}.vs_target" in known else PISTON_TITLES[name]
    count, n = _counted(piston)
    if piston.target is None:
        return _fact(found, "focus.other", name, f"{label}: {known[f'{name}.own'].text}; there are too few people at the level aimed at to compare with", piston.n)
    if not piston.agrees:
        return _fact(found, "focus.other", name, f"{label}: {known[f'{name}.own'].text}. With {n} it is too unsure on which side of the level aimed at that lies, so no gap was called", piston.n)
    side = f"{label}: {known[f'{name}.vs_target'].text}"
    if piston.term is not None and piston.term <= 0:
        return _fact(found, "focus.other", name, f"{side}. That is no gap, with {n}", count)
    if name not in found.passed:
        return _fact(found, "focus.other", name, f"{side}. With {n} that may well be chance, so it was not called a gap", count)
    share = f", {percent_text(piston.share_of_gap)} of the distance in revenue" if f"{name}.share" in known and piston.share_of_gap is not None and 0 < piston.share_of_gap < 1 else ""
    if found.focus.kind == "activity":
        return _fact(found, "focus.other", name, f"{side}. With {n} that is a gap too{share}; what one can do more of this week comes before it", count)
    return _fact(found, "focus.other", name, f"{side}. With {n} that is a gap too{share}, but it explains less or is harder to change", count)


def _over(found: Benchmark, kind: str, policy: CoachingPolicy) -> str:
    """`over 13 weeks`; of somebody who began in them, since when."""
    window = next((f.window for f in found.facts if f.name == f"{kind}.rate"), None)
    if window is None or window.start is None or (window.end - window.start).days + 1 >= 7 * policy.activity_weeks:
        return f"over {policy.activity_weeks} weeks"
    return f"since {date_text(window.start)}"


def _made_up_for(found: Benchmark) -> str:
    """Why no share of the distance in revenue is said, where all of it is known."""
    terms = [p.term for p in found.pistons if p.term is not None]
    if len(terms) < len(PISTONS) or sum(terms) > LEVEL:
        return ""
    return "; in revenue as a whole that level is reached or nearly so, because other figures make up for it"


def _counted(piston: Piston) -> tuple[int, str]:
    """What is compared rests on so many."""
    if piston.per_win is not None:
        return piston.per_win.n, f"{piston.per_win.n:,} wins that have a value"
    return piston.n, f"{piston.n:,} {_COUNTED[piston.name]}"


def _fact(found: Benchmark, name: str, what: str | None, text: str, n: int | None, table: SourceTable = "opportunities") -> Fact:
    known = {f.name: f for f in found.facts}
    window = (
        next((f.window for key in ("win_rate.own", "starts.own") if (f := known.get(key))), None)
        if table == "opportunities"
        else next((f.window for f in found.facts if f.name.endswith(".rate")), None)
    )
    base = known.get(f"{what}.vs_target") or known.get(f"{what}.own") or known.get(f"{what}.rate")
    how = f"{base.source.how} {_HOW}" if base is not None and base.source is not None else _HOW
    source = counted_source(table, how, found.rep.id, base.source.rows if base is not None and base.source is not None else (), _NOT_COUNTED)
    return make_fact(name, what or "none", "text", text, found.as_of, n=n, window=window, source=source, kind="comparison", rep_id=found.rep.id)
