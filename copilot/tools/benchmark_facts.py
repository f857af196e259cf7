"""The benchmark in words: each figure, its target and the two side by side, as Facts.

A target is always what somebody at the level aimed at does; whom it pools is named, nobody in it ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from copilot.domain import Direction, Fact, Rep, Source, Window
from copilot.facts import POOLED, about_money_text, counted_source, date_text, make_fact, money_text, more_text, number_text, percent_text, played_source
from copilot.tools.activities import ActivityGap, ActivityGaps
from copilot.tools.columns import in_window
from copilot.tools.engine import few, own_rows, within
from copilot.tools.pistons import Piston, PistonGaps, Target
from copilot.tools.segments import Standings
from copilot.tools.what_if import HOW, Stretch, change_text, plural
from copilot.tools.window import WORKING_WEEK, months_text

if TYPE_CHECKING:
    import pandas as pd

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

DAILY_FROM = 5.0
"""From so many a working day on, a rate is said per day instead of per week."""
_OWN_ONLY = "These are the rep's own deals begun or closed in the months looked back on; each figure leans on the group too, whose rows are not shown."
_NOT_COUNTED = "None are listed: this says that nothing stands out, and each figure that was looked at lists its own."
LEVEL = 0.05
"""Within so much of the target the two are level."""
_LEANED = " Unlike an average it is hardly tipped by one very large figure. Before, each figure is moved towards that of everybody in the same job, the more so the fewer deals it rests on."
_VERBS = {"starts": "start", "win_rate": "win", "revenue_per_customer": "bring", "speed": "take"}
PISTON_TITLES = {"starts": "Starts", "win_rate": "Win rate", "revenue_per_customer": "Revenue per customer", "speed": "Speed"}


PER_WIN_TITLE = "Revenue per win"


def piston_title(piston: Piston) -> str:
    """What is compared: `Revenue per win` where revenue per customer points the other way."""
    return PER_WIN_TITLE if piston.per_win is not None else PISTON_TITLES[piston.name]


def _direction(own: float, target: float) -> Direction:
    if abs(own - target) <= LEVEL * abs(target):
        return "level"
    return "above" if own > target else "below"


def _pool_source(table: Literal["opportunities", "activities"], target: Target, what: str, rep: Rep, best: tuple[str, ...], more: str = "") -> Source:
    """The rows of the rep's own best months; else none, as they are other people's."""
    if target.own_best:
        return counted_source(table, f"This is {what} in {target.whom}.", rep.id, best)
    return Source(table, f"This is {what} of {target.n} {target.whom}, this rep left out.{more}", rows_note=POOLED)


def title(kind: str) -> str:
    """`Calls`, at the head of a sentence."""
    many = plural(kind)
    return many[:1].upper() + many[1:]


# ---------------------------------------------------------------- activities


def activity_facts(company: Company, rep: Rep, standing: Standings, acts: ActivityGaps, policy: CoachingPolicy, best: Window | None = None) -> list[Fact]:
    """`<type>.rate`, `.target` and `.vs_target` for each key activity; `best` are a Star's own best months."""
    facts: list[Fact] = []
    done = standing.acts
    mine = done.rep == [r.id for r in company.reps].index(rep.id)

    def logged(kind: str, window: Window | None) -> tuple[str, ...]:
        counted = np.flatnonzero(mine & in_window(done.on, window) & (done.type == done.types.index(kind)))
        return tuple(map(str, company.activities["activity_id"].array[counted].tolist()))

    for gap in acts.gaps:
        rows = logged(gap.type, acts.own)
        source = counted_source("activities", f"What was logged {_days(acts)}, divided by the working days in them, five to a week.", rep.id, rows)
        daily = max(gap.rate, gap.target.value if gap.target else 0.0) >= DAILY_FROM
        unit = "per working day" if daily else "per week"
        own = gap.rate if daily else gap.weekly
        said = f"about {_rate_text(own)} {'a day' if daily else 'a week'}"
        small = few(gap.n, policy) if gap.n else ""
        facts.append(_figure(f"{gap.type}.rate", own, unit, said + small, rep, standing.as_of, gap.n, acts.own, source))
        if gap.target is None:
            continue
        aim = gap.target.value if daily else gap.target.value * WORKING_WEEK
        aim_text = f"about {_rate_text(aim)}"
        pooled = _pool_source("activities", gap.target, "the average rate", rep, logged(gap.type, best) if gap.target.own_best else ())
        facts.append(_figure(f"{gap.type}.target", aim, unit, f"{aim_text} {'a day' if daily else 'a week'}", rep, standing.as_of, gap.target.n, acts.window, pooled))
        verb = "had" if gap.target.own_best else "run"
        text = f"{said}{small} where {gap.target.whom} {verb} {aim_text}"
        facts.append(_comparison(f"{gap.type}.vs_target", own, aim, unit, text, rep, standing.as_of, gap.n, acts.own, source))
    if acts.mix is not None and acts.mix.share is not None and acts.mix.target_share is not None and acts.mix.target is not None:
        gap = acts.mix
        text = f"{percent_text(acts.mix.share)} of the activity where {acts.mix.target.whom} give it {percent_text(acts.mix.target_share)}"
        source = counted_source("activities", f"How much of all the activity logged {_days(acts)} was of this type, whose rows are listed.", rep.id, logged(gap.type, acts.own))
        facts.append(_comparison(f"{gap.type}.mix", acts.mix.share, acts.mix.target_share, "ratio", text, rep, standing.as_of, gap.n, acts.own, source))
    return facts


def _days(acts: ActivityGaps) -> str:
    """`in the last 13 weeks`; of somebody who began in them, since when."""
    if acts.own == acts.window or acts.own.start is None or acts.window.start is None:
        weeks = ((acts.window.end - acts.window.start).days + 1) // 7 if acts.window.start else 0
        return f"in the last {weeks} weeks"
    return f"in the days since {date_text(acts.own.start)}"


def _rate_text(value: float) -> str:
    return number_text(value, 0 if value >= 10 else 1)


# ---------------------------------------------------------------- pistons


def piston_facts(company: Company, rep: Rep, standing: Standings, gaps: PistonGaps, policy: CoachingPolicy) -> list[Fact]:
    """`<piston>.own`, `.target`, `.vs_target` and `.share` for each piston that is known."""
    currency, span = standing.currency(rep.id), months_text(standing.window)
    opps = own_rows(company, rep.id)
    counted, counted_then = _counted(opps, standing.window), _counted(opps, gaps.best) if gaps.best else {}
    hows = {
        "starts": f"The opportunities created in the last {span}, divided by the number of months.",
        "win_rate": f"The deals won, out of all deals won or lost in the last {span}; open ones do not count.",
        "revenue_per_customer": f"The value won in the last {span}, divided by the number of different customers won.",
        "speed": "Half of the wins took fewer calendar days from the first record to the win, and half took longer.",
    }
    facts: list[Fact] = []
    # Where one piston alone is more than the whole distance (others make up for it), only that is said.
    largest = max((p.share_of_gap for p in gaps.pistons if p.share_of_gap is not None), default=0.0)
    for piston in gaps.pistons:
        if piston.raw is None or not piston.known:
            continue
        source = counted_source("opportunities", hows[piston.name], rep.id, counted[piston.name])
        unit = {"starts": "per month", "win_rate": "ratio", "speed": "days"}.get(piston.name, currency or "money")
        own = _own_text(piston, currency) + (few(piston.n, policy) if piston.n else "")
        facts.append(_figure(f"{piston.name}.own", piston.raw, unit, own, rep, standing.as_of, piston.n, standing.window, source))
        if piston.target is None:
            continue
        aim = _target_text(piston.name, piston.target.value, currency)
        pooled = _pool_source("opportunities", piston.target, "the figure" if piston.target.own_best else "the typical figure", rep, counted_then.get(piston.name, ()), _LEANED)
        facts.append(_figure(f"{piston.name}.target", piston.target.value, unit, aim, rep, standing.as_of, piston.target.n, gaps.best or standing.window, pooled))
        if not piston.agrees:
            continue
        facts.append(_beside(piston, piston.target, own, aim, unit, currency, source, rep, standing, policy))
        share = piston.share_of_gap
        # Of next to no distance every share is huge: nothing is said of it.
        if share is not None and gaps.gap is not None and gaps.gap > LEVEL and (share == largest if largest >= 1 else share > 0):
            how = "Revenue is taken as starts times win rate times value of a win times what lands in time; this is how much of the whole distance to the level goes back to this one."
            split = Source("opportunities", how, rep.id, engine_rows(opps, standing.window), _OWN_ONLY)
            facts.append(
                make_fact(f"{piston.name}.share", share, "ratio", _share_text(share), standing.as_of, window=standing.window, source=split, kind="decomposition", direction="below", rep_id=rep.id)
            )
    return facts


def _counted(opps: pd.DataFrame, window: Window) -> dict[str, tuple[str, ...]]:
    """By piston: ids of those of one rep's opportunities that are counted in a window."""
    closing, won = within(opps["closed_on"], window), (opps["status"] == "won").to_numpy(dtype=bool)
    lost = (opps["status"] == "lost").to_numpy(dtype=bool)
    flags = {
        "starts": within(opps["created_on"], window),
        "win_rate": closing & (won | lost),
        "revenue_per_customer": closing & won,
        "speed": closing & won & opps["days_to_close"].notna().to_numpy(),
    }
    return {name: tuple(map(str, opps["opportunity_id"][flag].tolist())) for name, flag in flags.items()}


def engine_rows(opps: pd.DataFrame, window: Window) -> tuple[str, ...]:
    """Ids of those of one rep's opportunities that were begun or closed in a window."""
    return tuple(map(str, opps["opportunity_id"][within(opps["created_on"], window) | within(opps["closed_on"], window)].tolist()))


def _share_text(share: float) -> str:
    if share > 1.005:
        return "more than the whole distance in revenue to that level, as other figures make up for some of it"
    return "all of the distance in revenue to that level" if share >= 0.995 else f"about {percent_text(share)} of the distance in revenue to that level"


def _beside(piston: Piston, target: Target, own: str, aim: str, unit: str, currency: str | None, source: Source, rep: Rep, standing: Standings, policy: CoachingPolicy) -> Fact:
    """`<piston>.vs_target`; of revenue per win where revenue per customer points the other way."""
    raw, n, name = piston.raw or 0.0, piston.n, f"{piston.name}.vs_target"
    verb = "had" if target.own_best else _VERBS[piston.name]
    if piston.per_win is None:
        return _comparison(name, raw, target.value, unit, f"{own} where {target.whom} {verb} {aim}", rep, standing.as_of, n, standing.window, source)
    win = piston.per_win
    wins = "more" if raw > target.value else "fewer"
    text = f"{money_text(win.raw, currency)} a win{few(win.n, policy)}, with {wins} wins for each customer, where {win.target.whom} {verb} about {money_text(win.target.value, currency)}"
    how = f"The value won in the last {months_text(standing.window)}, divided by the number of wins that have a value; revenue per customer points the other way, because it is wins per customer that differs."
    per_win = counted_source("opportunities", how, rep.id, source.rows)
    return _comparison(name, win.raw, win.target.value, unit, text, rep, standing.as_of, win.n, standing.window, per_win)


def _own_text(piston: Piston, currency: str | None) -> str:
    value = piston.raw or 0.0
    if piston.name == "starts":
        return f"about {_rate_text(value)} new opportunities a month" if value else "0 new opportunities a month"
    if piston.name == "win_rate":
        return f"{percent_text(value)} of {piston.n:,} closed"
    if piston.name == "speed":
        return f"{number_text(value)} days to win"
    return f"{money_text(value, currency)} a customer"


def _target_text(name: str, value: float, currency: str | None) -> str:
    if name == "starts":
        return f"about {_rate_text(value)}"
    if name == "win_rate":
        return f"about {percent_text(value)}"
    if name == "speed":
        return f"about {number_text(value, 0)}"
    return f"about {money_text(value, currency)}"


def modelled_facts(company: Company, rep: Rep, standing: Standings, modelled: float | None, backlog: float | None) -> list[Fact]:
    """`modelled` (four quarters of this engine) and `backlog` (what happened minus what the engine explains)."""
    if modelled is None or backlog is None:
        return []
    currency = standing.currency(rep.id)
    unit, rows = currency or "money", engine_rows(own_rows(company, rep.id), standing.window)
    source = Source(
        "opportunities",
        "Starts times win rate times value of a win times the share of deals that can land in time, for 12 months; each of the four leans on the whole group, the more so the fewer records it rests on.",
        rep.id,
        rows,
        _OWN_ONLY,
    )
    rest = Source(
        "opportunities",
        f"What was won in the last {months_text(standing.window)}, less the starts of these months times their win rate times the value of a win times the share of deals that can land in time, all as they were; the rest was started before, or waits to be won.",
        rep.id,
        rows,
    )
    text = f"about {about_money_text(modelled, currency)} in 12 months at the present pace"
    explained = "these months' own starts, win rate, deal value and speed explain"
    more = f"about {by} was won than {explained}" if (by := more_text(backlog, currency)) else f"about as much was won as {explained}"
    return [
        make_fact("modelled", modelled, unit, text, standing.as_of, window=standing.window, source=source, rep_id=rep.id),
        make_fact(
            "backlog",
            backlog,
            unit,
            more,
            standing.as_of,
            window=standing.window,
            source=rest,
            kind="comparison",
            direction="above" if backlog >= 0 else "below",
            rep_id=rep.id,
            looks_back=True,
        ),
    ]


# ---------------------------------------------------------------- focus


def focus_fact(
    rep: Rep,
    as_of: date,
    kind: Literal["activity", "piston", "none"],
    name: str | None,
    acts: ActivityGaps,
    pistons: Sequence[Piston],
    facts: Sequence[Fact],
    next_bit: Stretch | None,
    currency: str | None,
    at_best: bool,
    uncompared: str | None,
    span: str,
) -> Fact:
    """`focus.sentence`: the one place to look first, as a sentence."""
    known = {fact.name: fact for fact in facts}
    titles = {p.name: piston_title(p) for p in pistons}
    if kind == "activity" and name is not None:
        obvious: list[ActivityGap] = [g for g in acts.gaps if g.type == name and g.obvious]
        base = known[f"{name}.vs_target" if obvious else f"{name}.mix"]
        return _sentence(f"{title(name)}: {base.text}.", base, rep, as_of)
    if kind == "piston" and name is not None and not at_best:
        base, share = known[f"{name}.vs_target"], known.get(f"{name}.share")
        rest = f"; that is {share.text}" if share else ""
        return _sentence(f"{titles[name]}: {base.text}{rest}.", share or base, rep, as_of)
    if next_bit is None:
        source = Source("policy", "No figure is far enough from its target, or there is too little to compare.", rep.id, rows_note=_NOT_COUNTED)
        return make_fact(
            "focus.sentence",
            "none",
            "text",
            "There is nothing to compare yet, so no clear gap to speak of." if uncompared else "There is no clear gap to speak of yet.",
            as_of,
            source=source,
            kind="words",
            rep_id=rep.id,
        )
    none = "There is nothing to set these figures beside yet, so there is no clear gap" if uncompared else "There is no clear gap"
    opening = f"The present {span} are the best so far" if at_best else f"{none}; here is what could be stretched"
    gain = f"{change_text(next_bit.piston, next_bit.factor)} would bring about {about_money_text(next_bit.change, currency)} more over {next_bit.over}"
    worth = played_source(HOW, rep.id, next_bit.rows)
    return make_fact("focus.sentence", next_bit.change, currency or "money", f"{opening}: {gain}.", as_of, window=next_bit.window, source=worth, kind="what_if", rep_id=rep.id)


def _sentence(text: str, base: Fact, rep: Rep, as_of: date) -> Fact:
    return make_fact("focus.sentence", base.value, base.unit, text, as_of, n=base.n, window=base.window, source=base.source, kind=base.kind, direction=base.direction, rep_id=rep.id)


# ---------------------------------------------------------------- shared


def _figure(name: str, value: float, unit: str, text: str, rep: Rep, as_of: date, n: int, window: Window, source: Source) -> Fact:
    return make_fact(name, value, unit, text, as_of, n=n, window=window, source=source, rep_id=rep.id)


def _comparison(name: str, value: float, target: float, unit: str, text: str, rep: Rep, as_of: date, n: int, window: Window, source: Source) -> Fact:
    return make_fact(name, value, unit, text, as_of, n=n, window=window, source=source, kind="comparison", direction=_direction(value, target), rep_id=rep.id)
