"""Small words of the pages: dates, counts, names of states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from copilot.domain import CONVERSATION_TITLES, GoalState
from copilot.facts import words_text
from copilot.quoting import shown

_STATES = {
    GoalState.SUGGESTED: "waiting for a yes",
    GoalState.AGREED: "agreed",
    GoalState.DECLINED: "declined",
    GoalState.KEPT: "kept",
    GoalState.MISSED: "not kept",
    GoalState.WITHDRAWN: "let go",
}
_DECISIONS = {
    "propose": "proposed",
    "edit": "proposed in other words",
    "edited": "put in other words",
    "decline": "declined",
    "agreed": "agreed to",
    "missed": "not kept",
    "withdrawn": "let go",
    "checked_in": "asked about",
}
_ACTIVITIES = {"call": "Calls", "email": "E-mails", "meeting": "Meetings", "demo": "Demos", "task": "Tasks"}
_PISTONS = {"starts": "Opportunities started", "win_rate": "Win rate", "revenue_per_customer": "Revenue per customer", "speed": "Days to win"}

_VERBS = {"starts": "start", "win_rate": "win", "revenue_per_customer": "bring", "speed": "take", "call": "make", "email": "write", "meeting": "have", "demo": "give", "task": "finish"}

_COUNTED = {"starts": ("start", "starts"), "win_rate": ("closed deal", "closed deals"), "revenue_per_customer": ("customer won", "customers won"), "speed": ("win", "wins")}
"""What a piston's n counts."""


def day(value: date | datetime | None) -> str:
    """`Thursday 12 November`."""
    return f"{value:%A} {value.day} {value:%B}" if value else ""


def long_day(value: date | datetime | None) -> str:
    """`12 November 2026`."""
    return f"{value.day} {value:%B %Y}" if value else ""


def short_day(value: date | datetime | None) -> str:
    """`12 Nov`."""
    return f"{value.day} {value:%b}" if value else ""


def count(number: int, one: str, many: str) -> str:
    """`two 1:1s`; figures from a hundred on."""
    return f"{words_text(number) or number} {one if number == 1 else many}"


def rests_on(number: int, what: str) -> str:
    """`54 starts` of a piston, `53 calls` of an activity; `53 logged` of one that a company calls its own way."""
    label = _ACTIVITIES.get(what, "").lower()
    one, many = _COUNTED.get(what) or ((label[:-1], label) if label else ("logged", "logged"))
    return f"{number:,} {one if number == 1 else many}"


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def capital(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def until(value: date, today: date) -> str:
    """`tomorrow`, `Wednesday 25 November`, `overdue since 12 November`."""
    days = (value - today).days
    if days < 0:
        return f"overdue since {value.day} {value:%B}"
    if days == 0:
        return "today"
    return "tomorrow" if days == 1 else day(value)


def paragraphs(text: str) -> list[tuple[str, list[str]]]:
    """Text as blocks: (`p`, [line]) and (`ul`, [items]); a line that begins with `- ` is an item."""
    blocks: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if line.startswith("- "):
            if not blocks or blocks[-1][0] != "ul":
                blocks.append(("ul", []))
            blocks[-1][1].append(line[2:])
        elif line.strip():
            blocks.append(("p", [line]))
    return blocks


def does(what: str, name: str = "") -> str:
    """How a sentence about one's own figure begins: `You start`, `When it comes to calls, Priya makes`; empty for what has no such words.

    Args:
        what: a piston or the type of an activity.
        name: of whom; empty for whoever reads it.
    """
    if what not in _VERBS:
        return ""
    verb = _VERBS[what] if not name else "has" if _VERBS[what] == "have" else "finishes" if _VERBS[what] == "finish" else f"{_VERBS[what]}s"
    return f"When it comes to {_ACTIVITIES[what].lower()}, {name or 'you'} {verb}" if what in _ACTIVITIES else f"{name or 'You'} {verb}"


def linked(text: Markup, pages: Iterable[tuple[str, str]]) -> Markup:
    """A text whose titles of playbook pages, in their quotation marks, lead there.

    Args:
        text: escaped already.
        pages: (title, address).
    """
    for title, address in pages:
        said = Markup("“{}”").format(title)
        text = text.replace(said, Markup('<a href="{}">{}</a>').format(address, said), 1)
    return text


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "long_day": long_day,
    "short_day": short_day,
    "count": count,
    "rests_on": rests_on,
    "first_name": first_name,
    "capital": capital,
    "until": until,
    "linked": linked,
    "shown": shown,
    "does": does,
    "paragraphs": paragraphs,
    "fact_in": lambda fact_id, by_id: by_id.get(fact_id),
    "goal_state": lambda state: _STATES[state],
    "decision": lambda what: _DECISIONS.get(what, what),
    "conversation": lambda kind: CONVERSATION_TITLES[kind],
    "activity": lambda kind: _ACTIVITIES.get(kind, capital(kind)),
    "piston": lambda name: _PISTONS[name],
}
