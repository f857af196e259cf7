"""Gatherers for where a period is heading: the chance of the goal, what has landed, what is missing (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from copilot.domain import Source, Window
from copilot.events import StepStarted
from copilot.facts import counted_source, date_text, make_fact, money_text
from copilot.graph.ask import Ask
from copilot.tools.columns import in_window
from copilot.tools.understanding.spans import resolve_span
from copilot.tools.window import period_of

if TYPE_CHECKING:
    from copilot.tools.landing import Landing


def heading(ask: Ask) -> Iterator[StepStarted]:
    """One of the chance of the goal, what has landed, or what is missing, as `asked` says."""
    if ask.parameters.get("last"):
        yield ask.step("count", "looking through the wins")
        _last_win(ask)
        return
    if ask.parameters.get("asked") == "landed" and (window := _window(ask)):  # other days, a count, or deals lost
        yield ask.step("count", "counting in the CRM")
        _won(ask, window)
        return
    yield ask.step("forecast", "working out where the period is heading")
    found = landing_of(ask)
    asked = ask.parameters.get("asked")
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
    if words and str(words) != f"this {ask.services.policy.quota_period}":
        return resolve_span(str(words), ask.as_of)
    if ask.parameters.get("many") or ask.parameters.get("outcome"):
        period = period_of(ask.as_of, ask.services.policy.quota_period)
        return Window(period.start, ask.as_of)
    return None


def _won(ask: Ask, window: Window) -> None:
    """What was won, or lost, in a stretch of time."""
    outcome = str(ask.parameters.get("outcome") or "won")
    opps = ask.company.opportunities
    won = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == outcome).to_numpy(dtype=bool) & in_window(opps["closed_on"].to_numpy(), window)]
    currency = ask.standing.currency(ask.someone.id)
    value = float(won["value"].fillna(0.0).sum())
    days = f"from {date_text(window.start)} to {date_text(window.end)}" if window.start else f"up to {date_text(window.end)}"
    text = f"{money_text(value, currency)} in {len(won):,} {'deal' if len(won) == 1 else 'deals'} {days}"
    source = counted_source("opportunities", f"The values of the deals {outcome} in these days, added up.", ask.someone.id, tuple(str(i) for i in won["opportunity_id"]))
    ask.add([make_fact(f"{outcome}.span", value, currency or "money", text, ask.as_of, n=len(won), window=window, source=source, rep_id=ask.someone.id, looks_back=True)])
    ask.say(f"{{rep}} {outcome} {{{outcome}.span}}.")


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
