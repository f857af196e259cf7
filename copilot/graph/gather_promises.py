"""What was promised, sorted for the agenda: to be answered, settled by the CRM, seen differently, still running."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from copilot.decisions import day_of
from copilot.facts import date_text
from copilot.graph.ask import Ask

if TYPE_CHECKING:
    from copilot.tools.verdicts import Judged

SHOWN = 3
"""Of each kind: what looks back gets three minutes."""
_WORDS = {"kept": "kept", "missed": "not kept"}


@dataclass(frozen=True)
class Promises:
    """Names of Facts, each the text of one goal."""

    due: tuple[str, ...]
    """Past their date, or due today, without a verdict: to be answered yes or no."""
    settled: tuple[str, ...]
    """Judged from the CRM since the last 1:1, with what was counted."""
    contested: tuple[str, ...]
    """One side sees the verdict differently, in their words."""
    running: tuple[str, ...]


def promises(ask: Ask, judged: tuple[Judged, ...]) -> Promises:
    """Sort the goals of the rep by what the 1:1 has to do with them."""
    since = max((m.on for m in ask.meetings if m.state == "held" and m.on <= ask.as_of), default=ask.as_of - timedelta(days=ask.services.policy.goal_max_days))
    due, settled, contested, running = [], [], [], []
    for one in judged:
        goal, day = one.goal, one.goal.draft.completion_date
        if day is None:
            continue
        name, text = f"promise.{goal.id}", _one_line(goal.draft.description)
        if one.outcome == "unverified" or (one.outcome == "running" and day <= ask.as_of):
            due.append(ask.words(name, text, "A goal the rep agreed to, past its date.", "goals", looks_back=True, rows=(goal.id,)))
        elif one.outcome in _WORDS and one.by == "crm" and day >= since and one.evidence is not None:
            ask.add([one.evidence])
            settled.append(ask.words(name, f"{text}: {_WORDS[one.outcome]}, {one.evidence.text}", "A goal the rep agreed to, counted in the CRM.", "goals", looks_back=True, rows=(goal.id,)))
        elif one.outcome == "contested" and one.contest is not None:
            said = f"{text}: “{_one_line(one.contest.words)}” ({one.contest.by}, {date_text(day_of(one.contest.at))})"
            contested.append(ask.words(name, said, "A verdict that was contested, in the words it was contested with.", "goals", looks_back=True, rows=(goal.id,)))
        elif one.outcome == "running":
            running.append(ask.words(name, text, "A goal the rep agreed to, still running.", "goals", rows=(goal.id,)))
    return Promises(tuple(due[:SHOWN]), tuple(settled[:SHOWN]), tuple(contested[:SHOWN]), tuple(running[:SHOWN]))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
