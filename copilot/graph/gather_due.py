"""Open deals that are to close in the days asked about."""

from __future__ import annotations

import pandas as pd

from copilot.domain import Source, Window
from copilot.facts import date_text, make_fact, money_text
from copilot.graph.ask import Ask
from copilot.graph.gather_periods import days_text
from copilot.graph.state import Memory
from copilot.tools.columns import in_window
from copilot.tools.understanding.spans import whole_span

_SHOWN = 5


def days_due(ask: Ask) -> Window | None:
    """The days by which deals are asked about that are to close; None where the question is about something else."""
    words = ask.parameters.get("span")
    if not words or not ask.parameters.get("due"):
        return None
    window = whole_span(str(words), ask.as_of)
    return window if window is not None and window.end >= ask.as_of else None


def due_deals(ask: Ask, window: Window) -> None:
    """The open deals whose close date lies in these days, the soonest at the start, each with its date and value."""
    opps = ask.company.opportunities
    still = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == "open").to_numpy(dtype=bool)]
    due = still[in_window(still["expected_close_on"].to_numpy(), window)].sort_values(["expected_close_on", "opportunity_id"], kind="stable")
    days = ask.words("due.days", days_text(window).strip(), "These are the days that were asked about.")
    if due.empty:
        ask.say(f"No open deal of {{rep}}'s has a close date {{{days}}}.")
        return
    lines = []
    for number, (_, row) in enumerate(due.head(_SHOWN).iterrows(), 1):
        deal, name = str(row["opportunity_id"]), f"due.{number}"
        called = str(row["account"]) if pd.notna(row["account"]) else f"deal {deal}"
        money = f", {money_text(float(row['value']), ask.standing.currency(ask.someone.id))}" if pd.notna(row["value"]) else ""
        source = Source("opportunities", "The close date and the value of this deal as the CRM has them.", ask.someone.id, (deal,))
        ask.add([make_fact(name, 1, "count", f"{called}{money}, on {date_text(row['expected_close_on'].date())}", ask.as_of, n=1, source=source, rep_id=ask.someone.id)])
        lines.append(f"- {{{name}}}")
    count = ask.words(
        "due.count",
        f"{len(due):,} open {'deal' if len(due) == 1 else 'deals'}",
        "This counts the open deals with a close date in these days.",
        "opportunities",
        rows=tuple(map(str, due["opportunity_id"])),
    )
    more = " The soonest:" if len(due) > _SHOWN else ""
    question = "Did the customer name that date?" if len(due) == 1 else "Which of these dates did the customer name?"
    ask.say(f"To close {{{days}}}, by the dates in the CRM: {{{count}}}.{more}\n" + "\n".join(lines) + f"\n{question}")
    ask.remember(Memory(listed=[str(i) for i in due["opportunity_id"].head(_SHOWN)], listed_kind="deals"))
