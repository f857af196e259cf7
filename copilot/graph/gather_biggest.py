"""The biggest deals by value: of those open, or of those won or lost in the days asked about."""

from __future__ import annotations

import re

import pandas as pd

from copilot.domain import Source
from copilot.facts import counted_source, date_text, make_fact, money_text
from copilot.graph.ask import Ask
from copilot.graph.gather_periods import asked_window, days_text, outside
from copilot.graph.state import Memory
from copilot.tools.columns import in_window

_SEVERAL = re.compile(r"\b(?:deals|opportunities|opps|ones|wins|losses)\b", re.IGNORECASE)
_SHOWN = 3


def biggest(ask: Ask) -> None:
    """The biggest deal by value, or the three biggest where the question says deals; how many carry no value is said."""
    outcome = str(ask.parameters.get("outcome") or "open")
    opps = ask.company.opportunities
    own = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == outcome).to_numpy(dtype=bool)]
    days = ""
    if outcome != "open" and (window := asked_window(ask)) is not None:
        if outside(ask, window, ask.company.oldest):
            return
        own, days = own[in_window(own["closed_on"].to_numpy(), window)], days_text(window)
    which = ask.words("biggest.which", f"{len(own):,} {_which(outcome, len(own))}{days}", "This counts the deals that were looked through.", "opportunities", rows=_ids(own))
    valued = own[own["value"].fillna(0.0).to_numpy() > 0].sort_values(["value", "opportunity_id"], ascending=[False, True], kind="stable")
    if own.empty:
        none = ask.words("biggest.none", f"no {'open deal' if outcome == 'open' else f'deal {outcome}'}{days}", "This is what was looked for.", "opportunities")
        ask.say(f"{{rep}} has {{{none}}} on record.")
        return
    label = {"open": "biggest open deal", "won": "biggest deal won", "lost": "biggest deal lost"}[outcome]
    if valued.empty:
        text = f"{'it carries no value' if len(own) == 1 else 'none of them carries a value'}, so nobody can say which is the {label}"
        ask.say(f"{{rep}} has {{{which}}}, and {{{ask.words('biggest.unknown', text, 'The CRM has no value for these deals.', 'opportunities', rows=_ids(own))}}}.")
        if outcome == "open":
            ask.chips.append(f"which is the biggest deal {ask.someone.name.split()[0]} won?")
        return
    shown = valued.head(_SHOWN if _SEVERAL.search(ask.message) else 1)
    lines = [_line(ask, i, row, outcome) for i, (_, row) in enumerate(shown.iterrows(), 1)]
    opening = ask.words("biggest.label", label if len(lines) == 1 else label.replace("deal", "deals"), "By the values the CRM has.", "opportunities", rows=_ids(shown))
    if len(lines) == 1:
        ask.say(f"{{rep}}'s {{{opening}}} is {lines[0]}, out of {{{which}}}.")
    else:
        ask.say(f"{{rep}}'s {{{opening}}}, out of {{{which}}}:\n" + "\n".join(f"- {line}" for line in lines))
    without = own[~own.index.isin(valued.index)]
    if len(without):
        text = f"{len(without):,} of them {'carries' if len(without) == 1 else 'carry'} no value and may be bigger"
        source = counted_source("opportunities", "These deals have no value in the CRM.", ask.someone.id, _ids(without))
        ask.add([make_fact("biggest.without", len(without), "count", text, ask.as_of, n=len(own), source=source, rep_id=ask.someone.id)])
        ask.say("{biggest.without}.")
    if outcome == "open":
        ask.remember(Memory(listed=list(_ids(shown)), listed_kind="deals"))


def _which(outcome: str, n: int) -> str:
    noun = "deal" if n == 1 else "deals"
    return f"open {noun}" if outcome == "open" else f"{noun} {outcome}"


def _line(ask: Ask, number: int, row: pd.Series, outcome: str) -> str:
    """The Fact of one deal: its customer, its value, when it was closed."""
    deal = str(row["opportunity_id"])
    called = str(row["account"]) if pd.notna(row["account"]) else f"deal {deal}"
    day = f", {outcome} on {date_text(row['closed_on'].date())}" if outcome != "open" and pd.notna(row["closed_on"]) else ""
    money = money_text(float(row["value"]), ask.standing.currency(ask.someone.id))
    source = Source("opportunities", "The value of this deal as the CRM has it.", ask.someone.id, (deal,))
    ask.add([make_fact(f"biggest.{number}", float(row["value"]), "money", f"{called}, {money}{day}", ask.as_of, n=1, source=source, rep_id=ask.someone.id, looks_back=outcome != "open")])
    return f"{{biggest.{number}}}"


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(str(i) for i in rows["opportunity_id"])
