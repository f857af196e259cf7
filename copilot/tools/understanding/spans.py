"""A stretch of time that a question names: "last week", "in October", "the past 30 days"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from copilot.domain import Window
from copilot.tools.dates import find_numbers

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_UNIT = r"(?:day|week|fortnight|month|quarter|year)s?"
_SPAN = re.compile(
    rf"\b(?:today|yesterday|(?:this|last|past|previous|current) {_UNIT}|(?:in |over |during )?(?:the )?(?:last|past|previous) (?:\d+|[a-z]+(?:-[a-z]+)?) {_UNIT}|"
    rf"(?:in|during|since|for|of) (?:{'|'.join(m for m in _MONTHS if m != 'may')}|May\b)|year to date|ytd|so far this {_UNIT})\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}


def span_words(text: str) -> str | None:
    """The words that name a stretch of time looking back; None where there are none."""
    m = _SPAN.search(text)
    return " ".join(m.group().lower().split()) if m else None


def resolve_span(words: str, as_of: date) -> Window | None:
    """The days that `span_words` means, both ends inclusive and none after `as_of`; None where the words cannot be read.

    A week begins on Monday. "Last month" is the calendar month before, "the last 3 months" are the 91 days up to `as_of`.
    """
    if words in ("today", "yesterday"):
        day = as_of - timedelta(days=words == "yesterday")
        return Window(day, day)
    if m := re.search(rf"\b({'|'.join(_MONTHS)})\b", words):
        month = _MONTHS.index(m[1]) + 1
        start = date(as_of.year if month <= as_of.month else as_of.year - 1, month, 1)
        return Window(start, as_of if words.startswith("since") else min(as_of, _month_end(start)))
    if words in ("year to date", "ytd"):
        return Window(date(as_of.year, 1, 1), as_of)
    m = re.search(rf"\b(this|last|past|previous|current)\s+(?:([\w-]+)\s+)?({_UNIT})\b", words)
    if m is None:
        return None
    which, many, unit = m[1], m[2], m[3].removesuffix("s")
    if many is not None:
        count = {"couple": 2, "few": 3}.get(many) or next((n.value for n in find_numbers(many)), None)
        return Window(as_of - timedelta(days=_DAYS[unit] * count - 1), as_of) if count else None
    start = _start(as_of, unit)
    if which in ("this", "current"):
        return Window(start, as_of)
    return Window(_start(start - timedelta(days=1), unit), start - timedelta(days=1))


def _start(day: date, unit: str) -> date:
    """The first day of the week, month, quarter or year that a day lies in; of a fortnight, the week before counts too."""
    if unit in ("week", "fortnight"):
        return day - timedelta(days=day.weekday() + (7 if unit == "fortnight" else 0))
    if unit == "day":
        return day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return date(day.year, month, 1)


def _month_end(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
