"""Gatherers for where a period is heading: the chance of the goal, what has landed, what is missing (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from copilot.domain import Source, Window
from copilot.events import StepStarted
from copilot.facts import counted_source, date_text, make_fact, money_text
from copilot.graph.ask import Ask
from copilot.graph.gather_periods import asked_window, days_text, outside
from copilot.tools.attainment import personal_goal, quota_row, quotas_of
from copilot.tools.columns import in_window
from copilot.tools.window import PeriodKind, period_of, span_label

if TYPE_CHECKING:
    from copilot.tools.landing import Landing

_KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "year")
_QUOTAS_SHOWN = 12


def heading(ask: Ask) -> Iterator[StepStarted]:
    """One of the chance of the goal, what has landed, or what is missing, as `asked` says."""
    if ask.parameters.get("last"):
        yield ask.step("count", "looking through the wins")
        _last_win(ask)
        return
    if ask.parameters.get("asked") == "quota":
        yield ask.step("count", "looking through the quotas")
        _quota(ask)
        return
    window = _window(ask)
    if ask.parameters.get("asked") == "landed" and window:  # other days, a count, or deals lost
        yield ask.step("count", "counting in the CRM")
        _won(ask, window)
        return
    yield ask.step("forecast", "working out where the period is heading")
    found = landing_of(ask)
    asked = ask.parameters.get("asked")
    if window is not None and ask.parameters.get("span"):
        ask.say("That I can work out for the present period only.")
    if found.expected is None:
        ask.say("There are no deals of {rep}'s on record yet, so there is nothing to forecast from.")
    elif "p_goal" not in ask.turn.ledger:
        ask.say("No goal of {rep}'s own is known for this period, so I can say only where it is heading: {landed}, with {expected}, {expected.range}.")
    elif asked == "landed":
        ask.say("{rep} has {landed}. The goal is {goal}.")
    elif asked == "to_go":
        ask.say("{rep} has {to_go}: {landed}, and the goal is {goal}.")
    else:
        ask.say("{rep} has {p_goal}. The goal is {goal}, with {expected}, {expected.range}.")
    name = ask.someone.name.split()[0]
    ask.chips += [f"what would it take for {name} to reach the goal?", f"which of {name}'s deals matter most?", f"get me ready for {ask.someone.name}"]


def _window(ask: Ask) -> Window | None:
    """The days asked about, where they are not the present period, which the landing answers."""
    words = ask.parameters.get("span")
    if words and str(words).removeprefix("so far ") != f"this {ask.services.policy.quota_period}":
        return asked_window(ask)
    if ask.parameters.get("many") or ask.parameters.get("outcome"):
        period = period_of(ask.as_of, ask.services.policy.quota_period)
        return Window(period.start, ask.as_of)
    return None


def _won(ask: Ask, window: Window) -> None:
    """What was won, or lost, in a stretch of time."""
    outcome = str(ask.parameters.get("outcome") or "won")
    if outside(ask, window, ask.company.oldest):
        return
    opps = ask.company.opportunities
    won = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == outcome).to_numpy(dtype=bool) & in_window(opps["closed_on"].to_numpy(), window)]
    currency = ask.standing.currency(ask.someone.id)
    value = float(won["value"].fillna(0.0).sum())
    count = f"{len(won):,} {'deal' if len(won) == 1 else 'deals'}" if len(won) else "no deal"
    text = f"{money_text(value, currency)} in {count}{days_text(window)}" if value else f"{count}{days_text(window)}"
    source = counted_source("opportunities", f"The values of the deals {outcome} in these days, added up.", ask.someone.id, tuple(str(i) for i in won["opportunity_id"]))
    ask.add([make_fact(f"{outcome}.span", value, currency or "money", text, ask.as_of, n=len(won), window=window, source=source, rep_id=ask.someone.id, looks_back=True)])
    ask.say(f"{{rep}} {outcome} {{{outcome}.span}}.")
    name = ask.someone.name.split()[0]
    ask.chips += ["and the quarter before?", "and the year before?", f"which of {name}'s deals matter most?", f"get me ready for {ask.someone.name}"]


def _quota(ask: Ask) -> None:
    """What was asked of the rep for the days in question, as the quotas have it; where none was given, that and what is looked at instead."""
    named = asked_window(ask)
    period = period_of(ask.as_of, ask.services.policy.quota_period)
    window = named or period.window
    quotas = quotas_of(ask.company, ask.someone.id)
    start = window.start or window.end
    if named is not None and named.end == ask.as_of:  # "this year" is asked about as a whole: a quota covers days ahead too
        whole = next((p for kind in _KINDS if (p := period_of(start, kind)).start == start and str(ask.parameters["span"]).endswith(kind)), None)
        window = whole.window if whole else window
    touching = [q for q in quotas if q.start <= window.end and q.end >= start]
    label = ask.words("quota.days", span_label(start, window.end), "These are the days that were asked about.")
    if touching:
        lines, currency = [], ask.standing.currency(ask.someone.id)
        for i, q in enumerate(touching[:_QUOTAS_SHOWN], 1):
            text = f"{money_text(float(q.value), q.currency or currency)} for {span_label(q.start, q.end)} ({date_text(q.start)} to {date_text(q.end)})"
            source = counted_source("quotas", "This is the quota as it was given.", ask.someone.id, (quota_row(q),))
            ask.add([make_fact(f"quota.{i}", float(q.value), q.currency or currency or "money", text, ask.as_of, n=1, window=Window(q.start, q.end), source=source, rep_id=ask.someone.id)])
            lines.append(f"{{quota.{i}}}")
        ask.say(f"{{rep}}'s quota is {lines[0]}." if len(lines) == 1 else "{rep}'s quotas:\n" + "\n".join(f"- {line}" for line in lines))
    elif quotas:
        newest = max(q.end for q in quotas)
        day = ask.day("quota.newest", newest, "The last day that a quota was given for.", "quotas", tuple(quota_row(q) for q in quotas if q.end == newest))
        ask.say(f"No quota of {{rep}}'s was given for {{{label}}}: quotas are on record up to {{{day}}}.")
    else:
        ask.say("No quota of {rep}'s was given: none is on record for any period.")
        if (own := personal_goal(ask.aspirations, ask.someone.id, ask.as_of)) is not None:
            source = Source("aspirations", "The performance goal that the rep named last.", ask.someone.id, rows_note="None are listed: these are the rep's own words.")
            currency = ask.standing.currency(ask.someone.id)
            ask.add([make_fact("quota.own", own, currency or "money", money_text(own, currency), ask.as_of, source=source, rep_id=ask.someone.id)])
            ask.say(f"The goal of {{rep}}'s own is {{quota.own}} a {ask.services.policy.quota_period}.")
    name = ask.someone.name.split()[0]
    ask.chips += [f"how much has {name} closed this {ask.services.policy.quota_period}?", f"how is {name} doing?", f"get me ready for {ask.someone.name}"]


def _last_win(ask: Ask) -> None:
    """The newest win, with its day."""
    opps = ask.company.opportunities
    won = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == "won").to_numpy(dtype=bool) & opps["closed_on"].notna().to_numpy(dtype=bool)]
    if won.empty:
        ask.say("No win of {rep}'s with a date is on record.")
        return
    newest = won.sort_values("closed_on", kind="stable").iloc[-1]
    day = newest["closed_on"].date()
    source = Source("opportunities", "This is the newest deal won, as the CRM has it.", ask.someone.id, (str(newest["opportunity_id"]),))
    value = "" if pd.isna(newest["value"]) else f", {money_text(float(newest['value']), ask.standing.currency(ask.someone.id))}"
    account = "" if pd.isna(newest["account"]) else f" ({newest['account']}{value})"
    ask.add([make_fact("won.last", day, "date", f"{date_text(day)}{account}", ask.as_of, n=1, source=source, rep_id=ask.someone.id, looks_back=True)])
    ask.say("{rep} last won a deal on {won.last}.")


def landing_of(ask: Ask) -> Landing:
    """The rep's present period, its Facts put into the ledger."""
    from copilot.tools.landing import landing

    found = landing(ask.company, ask.someone, ask.as_of, ask.services.policy, ask.aspirations, ask.standing)
    ask.add(found.facts)
    return found


def where_to(ask: Ask) -> str:
    """What has landed and what is expected, as the opening of a longer answer; empty where nothing is known."""
    found = landing_of(ask)
    if found.expected is None:
        return ""
    goal = "; the goal is {goal}" if "p_goal" in ask.turn.ledger else ""
    return "{rep} has {landed}, with {expected}" + goal + "."
