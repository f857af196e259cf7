"""A stretch of time that a question names: "last week", "in October", "2017-Q2", "the first half of 2017", "and the year before?"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from copilot.domain import Window
from copilot.tools.dates import find_numbers

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_UNIT = r"(?:day|week|fortnight|month|quarter|year)s?"
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
_PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4, "final": 4}

_MONTH = rf"(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' if len(m) > 3 else m for m in _MONTHS).replace('sep(?:tember)?', 'sept?(?:ember)?')})\b\.?"
_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d|(?:last|this|the previous|the current) year|the year before(?: last)?)"
_PLACE = "(?:first|1st|second|2nd|third|3rd|fourth|4th)"
_PART = rf"(?:(?:the )?(?:{_PLACE}|last|final) quarter(?= of\b)|(?:the )?{_PLACE} quarter|q[1-4]\b|(?:the )?(?:first|1st|second|2nd) half|h[12]\b)"
_OF = r"(?:\s*[,'’-]?\s*(?:of |in )?(?:the year )?)"
_NAMED = "|".join(
    (
        r"(?:19|20)\d\d-\d\d-\d\d",
        r"(?:19|20)\d\d[\s-]*(?:q[1-4]|h[12])\b",
        r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])\b",
        rf"{_PART}(?:{_OF}{_YEAR}\b)?",
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?:19|20)\d\d\b)?",
        rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?! (?:calls?|demos?|deals?|meetings?|e-?mails?|tasks?))(?:,? (?:19|20)\d\d\b)?",
        rf"{_MONTH}{_OF}{_YEAR}\b",
    )
)
_LOOSE = rf"(?:{_NAMED}|{_MONTH}|{_YEAR})"
"""What a preposition makes a period of: "in 2017", "in March"."""
_SPAN = re.compile(
    rf"(?:\b(?:between|from) (?P<from>{_LOOSE}) (?:and|to|until|till|through|up to) (?P<to>{_LOOSE})(?!\w)"
    r"|\b(?:today|yesterday|year to date|ytd)\b"
    rf"|\b(?:the )?end of (?:the |this )?(?:week|month|quarter|year)\b(?! (?:of|in) )"
    rf"|\b(?:so far )?(?:this|last|past|previous|current|next|coming) {_UNIT}\b(?! (?:of|in) (?:(?:19|20)\d\d|last year))"
    rf"|\b(?:in |over |during )?(?:the )?(?:last|past|previous) (?:\d+|[a-z]+(?:-[a-z]+)?) {_UNIT}\b"
    rf"|\b(?:the |a |one )?(?:{_UNIT} (?:before|earlier)|(?:preceding|prior) {_UNIT})(?: last)?\b"
    r"|\b(?:the )?same (?:period|time|days|months?|quarter) (?:(?:a|one) year (?:ago|before|earlier)|(?:of |in )?last year|the year before)\b"
    rf"|(?P<since>\bsince )(?P<begin>{_LOOSE})(?!\w)"
    rf"|(?<![\w.,€$£-])(?P<named>{_NAMED})(?!\w)"
    rf"|\b(?:in|during|for|of|on|over|throughout|last|this) (?P<said>{_LOOSE})(?!\w)"
    rf"|\b(?P<bare>(?-i:(?:{'|'.join(m.capitalize() for m in _MONTHS if m != 'may')})\b))"
    r"|^(?:(?:and|or|but|ok(?:ay)?|what about|how about)[\s,]+)*(?P<alone>(?:19|20)\d\d|may)\W*$)",
    re.IGNORECASE,
)
_MODAL = re.compile(r"^(?:in|during|for|of|on|over|throughout|last|this) (?:may|mar)\b(?!\s+(?:19|20)\d\d)")


def span_words(text: str) -> str | None:
    """The words that name a stretch of time; None where there are none. The long names of the months that are words too count with a capital only."""
    for m in _SPAN.finditer(text):
        words = " ".join(m.group().lower().split())
        if _MODAL.match(words) and not re.search(r"\b(?:May|Mar|March)\b", m.group()) and not words.endswith(" march"):
            continue
        return m.groupdict()["alone"].lower() if m.groupdict()["alone"] else words
    return None


def iso_span(window: Window) -> str:
    """Words that `resolve_span` reads as just these days."""
    return f"{window.start.isoformat() if window.start else ''}..{window.end.isoformat()}"


def leans_back(words: str) -> bool:
    """Whether the words mean something only beside the period talked of before: "the year before", a quarter without its year."""
    return bool(_BEFORE.search(words) or _SAME.search(words)) or not re.search(r"\d{4}|\byear\b|\b(?:last|this|past|previous|current|next|coming|today|yesterday|ytd)\b", words)


_BEFORE = re.compile(rf"\b(?:(?P<a>{_UNIT}) (?:before|earlier)|(?:preceding|prior) (?P<b>{_UNIT}))(?! last)\b")
_SAME = re.compile(r"\bsame (?:period|time|days|months?|quarter)\b")


def resolve_span(words: str, as_of: date, before: Window | None = None) -> Window | None:
    """The days that `span_words` means, both ends inclusive; None where the words cannot be read.

    A week begins on Monday. "Last month" is the calendar month before, "the last 3 months" are the 91 days up to `as_of`. A month or quarter
    without a year is the newest that has begun by `as_of`. A window ends on `as_of` at the latest, unless all of it lies ahead.

    Args:
        words: lower case, from `span_words` or `iso_span`.
        as_of: the day it is relative to.
        before: the days talked of before: what "the year before" goes back from, and whose year "and in Q3?" takes where it has begun by `as_of`.
    """
    found = _resolved(words, as_of, before)
    if found is None or found.end <= as_of or (found.start is not None and found.start > as_of):
        return found
    return Window(found.start, as_of)


def whole_span(words: str, as_of: date) -> Window | None:
    """As `resolve_span`, with the days that are still to come of a stretch that has begun: all of "this month"."""
    m = re.fullmatch(rf"(?:in |over |during |the )*(?:this|current)\s+({_UNIT})", words)
    if m is None:
        return _resolved(words, as_of, None)
    start, unit = _start(as_of, m[1].removesuffix("s")), m[1].removesuffix("s")
    return Window(start, _next(start, unit) - timedelta(days=1))


def _resolved(words: str, as_of: date, before: Window | None) -> Window | None:
    if m := re.fullmatch(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)", words):
        return Window(date.fromisoformat(m[1]) if m[1] else None, date.fromisoformat(m[2]))
    if words in ("today", "yesterday"):
        day = as_of - timedelta(days=words == "yesterday")
        return Window(day, day)
    if m := re.fullmatch(rf"(?:the )?end of (?:the |this )?({_UNIT})", words):
        start = _start(as_of, m[1].removesuffix("s"))
        return Window(start, _next(start, m[1].removesuffix("s")) - timedelta(days=1))
    if words in ("year to date", "ytd"):
        return Window(date(as_of.year, 1, 1), as_of)
    if m := re.match(r"(?:between|from) (?P<from>.+?) (?:and|to|until|till|through|up to) (?P<to>.+)$", words):
        end = _named(m["to"], as_of, before)
        begin = _named(m["from"], as_of, end or before)
        return Window(begin.start, end.end) if begin and end and begin.start and begin.start <= end.end else None
    if m := re.match(r"since (.+)$", words):
        begin = _named(m[1], as_of, before)
        return Window(begin.start, max(as_of, begin.end)) if begin else None
    if _SAME.search(words):
        return _back(before or Window(_start(as_of, "quarter"), as_of), "year")
    if (m := _BEFORE.search(words)) and not re.search(r"\b(?:q[1-4]|h[12]|quarter|half) of\b|\d", words) and not re.match(rf"{_MONTH} ", words):
        unit = (m["a"] or m["b"]).removesuffix("s")
        start = _start(as_of, unit)
        return _back(before or Window(start, _next(start, unit) - timedelta(days=1)), unit)
    m = re.match(rf"(?:so far )?(?:in |over |during |the )*(this|last|past|previous|current|next|coming)\s+(?:([\w-]+)\s+)?({_UNIT})\b(?! (?:of|in) )", words)
    if m is None or (m[2] and m[2] in _PLACES):
        return _named(words, as_of, before)
    which, many, unit = m[1], m[2], m[3].removesuffix("s")
    if many is not None:
        count = {"couple": 2, "few": 3}.get(many) or next((n.value for n in find_numbers(many)), None)
        return Window(as_of - timedelta(days=_DAYS[unit] * count - 1), as_of) if count else None
    start = _start(as_of, unit)
    if which in ("this", "current"):
        return Window(start, as_of)
    if which in ("next", "coming"):
        following = _next(start, unit)
        return Window(following, _next(following, unit) - timedelta(days=1))
    return Window(_start(start - timedelta(days=1), unit), start - timedelta(days=1))


def _named(words: str, as_of: date, before: Window | None) -> Window | None:
    """A year, half, quarter, month or day by its name."""
    words = re.sub(r"^(?:in|during|for|of|on|over|throughout) ", "", words).strip()
    if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", words):
        return _day(int(m[1]), int(m[2]), int(m[3]))
    if re.fullmatch(r"(?:the )?(?:quarter|month|week) before last", words):
        unit = words.split()[-3]
        last = _start(_start(as_of, unit) - timedelta(days=1), unit)
        return Window(_start(last - timedelta(days=1), unit), last - timedelta(days=1))
    year = _year(words, as_of)
    months = _months(words)
    if months is None:
        return Window(date(year, 1, 1), date(year, 12, 31)) if year is not None else None
    first, length, day = months
    if year is None:
        year = as_of.year if date(as_of.year, first, 1) <= as_of else as_of.year - 1
        if re.match(r"last ", words) and (as_of.year, as_of.month) == (year, first):
            year -= 1
        if before is not None and before.start is not None and date(before.start.year, first, 1) <= as_of:
            year = before.start.year
    if day:
        return _day(year, first, day)
    start = date(year, first, 1)
    return Window(start, _months_on(start, length) - timedelta(days=1))


def _year(words: str, as_of: date) -> int | None:
    if m := re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", words):
        return int(m[1])
    if m := re.search(r"['’](\d\d)$", words):
        return 2000 + int(m[1])
    if re.search(r"\byear before last\b", words):
        return as_of.year - 2
    if re.search(r"\b(?:last year|previous year|year before)\b", words):
        return as_of.year - 1
    return as_of.year if re.search(r"\b(?:this|current) year\b", words) else None


def _months(words: str) -> tuple[int, int, int | None] | None:
    """The first month, how many months, and the day where one is named."""
    if m := re.search(r"(?<![a-z])q([1-4])\b", words):
        return 3 * int(m[1]) - 2, 3, None
    if m := re.search(r"\b(\w+) quarter\b", words):
        return (3 * _PLACES[m[1]] - 2, 3, None) if m[1] in _PLACES else None
    if m := re.search(r"(?<![a-z])h([12])\b", words):
        return 6 * int(m[1]) - 5, 6, None
    if m := re.search(r"\b(\w+) half\b", words):
        return (6 * _PLACES[m[1]] - 5, 6, None) if _PLACES.get(m[1], 3) < 3 else None
    if m := re.fullmatch(r"\d{4}-(\d\d)", words):
        return int(m[1]), 1, None
    if m := re.search(rf"\b{_MONTH}", words):
        month = next(i for i, name in enumerate(_MONTHS, 1) if name[:3] == m.group()[:3])
        d = re.search(r"(?<!\d)(\d{1,2})(?!\d)", words)
        return month, 1, int(d[1]) if d else None
    return None


def _day(year: int, month: int, day: int) -> Window | None:
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    on = date(year, month, day)
    return Window(on, on)


def _back(window: Window, unit: str) -> Window:
    """The stretch before: of days that are a whole month, quarter or year the calendar one, with their ends a year back for "the year before"."""
    start = window.start or window.end
    if unit in ("day", "week", "fortnight"):
        days = timedelta(days=_DAYS[unit])
        return Window(start - days, window.end - days) if unit != "day" else Window(start - days, start - days)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    if unit == "year" or (window.end - start).days <= 31 * months:
        whole = _months_on(window.end.replace(day=1), 1) - timedelta(days=1) == window.end
        begin = _start(_months_on(start.replace(day=1), -months), unit) if unit != "year" else _months_on(start.replace(day=1), -months)
        if unit != "year":
            return Window(begin, _months_on(begin, months) - timedelta(days=1))
        end = _months_on(window.end.replace(day=1), -months)
        last = monthrange(end.year, end.month)[1]
        first = monthrange(begin.year, begin.month)[1]
        return Window(begin.replace(day=min(start.day, first)), end.replace(day=last if whole else min(window.end.day, last)))
    begin = _start(_months_on(start.replace(day=1), -months), unit)
    return Window(begin, _months_on(begin, months) - timedelta(days=1))


def _start(day: date, unit: str) -> date:
    """The first day of the week, month, quarter or year that a day lies in; of a fortnight, the week before counts too."""
    if unit in ("week", "fortnight"):
        return day - timedelta(days=day.weekday() + (7 if unit == "fortnight" else 0))
    if unit == "day":
        return day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return date(day.year, month, 1)


def _next(start: date, unit: str) -> date:
    """The first day of the stretch after the one that begins on `start`."""
    if unit in ("day", "week", "fortnight"):
        return start + timedelta(days=_DAYS[unit])
    return _months_on(start, {"month": 1, "quarter": 3, "year": 12}[unit])


def _months_on(first: date, months: int) -> date:
    """The first of a month, so many months on."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
