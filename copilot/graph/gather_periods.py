"""The days that a question names, and figures of just those days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Source, Window
from copilot.facts import counted_source, date_text, make_fact, money_text, number_text, percent_text
from copilot.graph.ask import Ask
from copilot.tools.understanding.spans import iso_span, leans_back, resolve_span
from copilot.tools.window import period_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAYS = "None are listed: these are days of the calendar, and nothing was counted for them."


def asked_window(ask: Ask) -> Window | None:
    """The days that the question names; None where it names none.

    Words that mean something only beside the days before ("and the year before?") are remembered as the days they came to mean.
    """
    words = ask.parameters.get("span")
    if not words:
        return None
    before = resolve_span(str(ask.parameters["span_before"]), ask.as_of) if ask.parameters.get("span_before") else None
    if before is None and "before" in str(words):
        before = period_of(ask.as_of, ask.services.policy.quota_period).window
    window = resolve_span(str(words), ask.as_of, before)
    if window is not None and leans_back(str(words)):
        ask.parameters["span"] = iso_span(window)
    return window


def in_days(day: date, days: Window) -> bool:
    """Whether a day lies in these, both ends included."""
    return (days.start is None or day >= days.start) and day <= days.end


def days_text(window: Window) -> str:
    """` from 1 October 2017 to 31 December 2017`, with the space before it."""
    if window.start == window.end:
        return f" on {date_text(window.end)}"
    return f" from {date_text(window.start)} to {date_text(window.end)}" if window.start else f" up to {date_text(window.end)}"


def outside(ask: Ask, window: Window, oldest: date | None) -> bool:
    """Whether nothing can be known of these days, because they lie ahead or before all that is on record; then it is said, as it is where the record begins within them.

    Args:
        ask: the question.
        window: the days it names.
        oldest: the day of the oldest record of what is counted; None where there is none.
    """
    start = window.start or window.end
    if start > ask.as_of:
        text = f"The days{days_text(window)} still lie ahead: what is on record goes up to {date_text(ask.as_of)}"
    elif oldest is None or window.end < oldest:
        known = f": the oldest record is from {date_text(oldest)}" if oldest else ""
        text = f"Nothing is on record{days_text(window)}{known}"
    elif window.start is not None and window.start < oldest:
        text = f"What is on record begins on {date_text(oldest)}"
    else:
        return False
    source = Source("policy", "These are the days that were asked about, beside those that the CRM data covers.", rows_note=_DAYS)
    ask.add([make_fact("days.outside", text, "text", text, ask.as_of, source=source, kind="words")])
    ask.say("{days.outside}.")
    return oldest is None or start > ask.as_of or window.end < oldest


def piston_of_days(ask: Ask, piston: str, window: Window) -> None:
    """One piston over other days than the engine window, as counted, beside nobody's: what people aim at is known over 12 months only."""
    from copilot.tools.engine import engine_table, few, own_rows, row_of, within

    if outside(ask, window, ask.company.oldest):
        return
    policy, rep, company = ask.services.policy, ask.someone, ask.company
    row = row_of(engine_table(company, window, policy), rep.id)
    opps = own_rows(company, rep.id)
    closing = within(opps["closed_on"], window)
    won, lost = closing & (opps["status"] == "won"), closing & (opps["status"] == "lost")
    days = days_text(window)
    closed, wins = int(row["won"] + row["lost"]), int(row["won"])
    n, value, unit, text, how, used = 0, 0.0, "", "", "", opps[:0]
    if piston == "win_rate" and closed:
        n, value, unit = closed, float(row["win_rate"]), "ratio"
        text, how, used = f"{percent_text(value)} of {closed:,} closed", "The deals won, out of all deals won or lost in these days; open ones do not count.", opps[won | lost]
    elif piston == "revenue_per_customer" and wins:
        n, value, unit = int(row["customers_won"]), float(row["revenue_per_customer"]), row["currency"] or "money"
        text, how, used = f"{money_text(value, row['currency'])} a customer", "The value won in these days, divided by the number of different customers won.", opps[won]
    elif piston == "speed" and np.isfinite(row["days_to_win_median"]):
        used = opps[won & opps["days_to_close"].notna()]
        n, value, unit = len(used), float(row["days_to_win_median"]), "days"
        text, how = f"{number_text(value)} days to win", "Half of the wins of these days took fewer calendar days from created to won, and half took longer."
    elif piston == "starts":
        used = opps[within(opps["created_on"], window)]
        n, value, unit = len(used), float(len(used)), "count"
        text, how = f"{n:,} new {'opportunity' if n == 1 else 'opportunities'}", "The opportunities created in these days."
    if not text:
        _say_days(ask, "Too little of {rep}'s was closed{days.asked} to say.", days)
        return
    source = counted_source("opportunities", how, rep.id, _ids(used["opportunity_id"].tolist()))
    ask.add([make_fact(f"{piston}.span", value, unit, f"{text}{days}{few(n, policy) if piston != 'starts' else ''}", ask.as_of, n=n, window=window, source=source, rep_id=rep.id, looks_back=True)])


def _say_days(ask: Ask, template: str, days: str) -> None:
    ask.words("days.asked", days.strip(), "These are the days that were asked about.")
    ask.say(template.replace("{days.asked}", " {days.asked}"))


def _ids(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(v) for v in values)
