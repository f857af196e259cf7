"""Days and numbers in words: "by Friday", "in two weeks", "13 Nov", "two more".

Everything is relative to a day that is handed in; nothing here asks for today's date. A day that the words do
not settle ("11/12" where both readings are near, "before our next 1:1" without one planned) is no day at all.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: i for i, word in enumerate(_UNITS)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_ORDINAL_UNITS = re.findall(
    r"\w+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)
ORDINALS = {word: i + 1 for i, word in enumerate(_ORDINAL_UNITS)} | {"thirtieth": 30} | {f"twenty-{w}": 21 + i for i, w in enumerate(_ORDINAL_UNITS[:9])} | {"thirty-first": 31}
"""`first` to `thirty-first`: days of a month, places in a list."""

_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_NUMBER = re.compile(
    rf"""
    (?<![\w.,:/-])(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?![\w:/]|[.,]\d|-\d)            # 12  1,200; not 2.5, 1:1, 3rd
    |\b(?P<fixed>half[ ]a[ ]dozen|an?[ ]dozen|(?:an?[ ])?couple(?:[ ]of)?|a[ ]pair[ ]of|once|twice|thrice)\b
    |\b(?:(?P<hundreds>an?|{_SMALL})[ ]hundred(?:[ ]and)?(?:[ ](?P<rest>{_SMALL}))?|(?P<small>{_SMALL}))(?:[ ](?P<dozen>dozen))?\b(?!-on-)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIXED = {"half a dozen": 6, "a dozen": 12, "an dozen": 12, "a pair of": 2, "once": 1, "twice": 2, "thrice": 3}
_PRONOUN_BEFORE = re.compile(r"\b(?:this|that|the|no|any|every|each|which|another|some|last|next|first|only|right|good|big)[ -]$", re.IGNORECASE)
_PRONOUN_AFTER = re.compile(r"^(?:['’]s?\b|[ -](?:of|another|on one|is|was|by one|who|that|where)\b|[.,;?]|$)", re.IGNORECASE)


class NumberMention(NamedTuple):
    """A whole number in a text; `start` and `end` are characters, end exclusive."""

    value: int
    start: int
    end: int


class DayMention(NamedTuple):
    """A day in a text; `start` and `end` are characters of its words, end exclusive."""

    day: date
    start: int
    end: int


def _small_value(words: str) -> int:
    return sum(_VALUES[w] for w in re.split(r"[- ]", words.lower()))


def find_numbers(text: str) -> list[NumberMention]:
    """All whole numbers, written in digits or in words, in the order they stand; `one` as a pronoun is none."""
    found = []
    for m in _NUMBER.finditer(text):
        if m["digits"]:
            value = int(m["digits"].replace(",", ""))
        elif m["fixed"]:
            value = _FIXED.get(m["fixed"].lower(), 2)
        elif m["hundreds"]:
            value = 100 * (1 if m["hundreds"].lower() in ("a", "an") else _small_value(m["hundreds"])) + (_small_value(m["rest"]) if m["rest"] else 0)
        else:
            if m["small"].lower() == "one" and (_PRONOUN_BEFORE.search(text[: m.start()]) or (len(text.strip()) > 3 and _PRONOUN_AFTER.match(text[m.end() :]))):
                continue
            value = _small_value(m["small"]) * (12 if m["dozen"] else 1)
        found.append(NumberMention(value, m.start(), m.end()))
    return found


def parse_number(text: str) -> int | None:
    """The first whole number in a text: `two more` is 2, `a couple of calls` 2, `1,200` 1200; None where there is none."""
    numbers = find_numbers(text)
    return numbers[0].value if numbers else None


# ---------------------------------------------------------------- days

_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# `sat`, `sun`, `wed` and `mon` are words of their own: lower case only after a preposition, and `Sat down` is no day.
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:tues?|thu(?:rs?)?|fri)\b\.?"
    r"|(?:(?=(?-i:[A-Z]))|(?<=by )|(?<=on )|(?<=next )|(?<=this )|(?<=until ))(?:mon|wed|sat|sun)\b(?! (?:down|in|with|through|and shine))\.?)"
)
_MONTHS = [m.lower() for m in calendar.month_name]
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_ORDINAL_WORD = "|".join(sorted(ORDINALS, key=len, reverse=True)).replace("-", "[- ]")
_DAY_NUMBER = r"(?:\d{1,2}(?:st|nd|rd|th)?)"
_COUNT = rf"(?:\d{{1,3}}|an?(?:[ ]other)?|another|an?[ ]couple[ ](?:of[ ])?(?:more[ ])?|couple[ ]of|half[ ]a[ ]dozen|{_SMALL})"
_MEETING = r"(?:1[:\-]1|one[- ]on[- ]one|one[- ]to[- ]one|121|1[- ]on[- ]1|meeting|session|catch[- ]?up|check[- ]?in|conversation|sit[- ]?down|time we (?:meet|talk|speak|sit down|catch up))s?\b"
_ABBREVIATED = {"tues": 1, "thur": 3, "thurs": 3}


def _weekday(word: str) -> int:
    word = word.lower().rstrip(".s") if word.lower() not in _ABBREVIATED else word.lower()
    return _ABBREVIATED.get(word, next((i for i, name in enumerate(_WEEKDAYS) if name.startswith(word[:3])), 0))


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS) if i and name.startswith(word.lower()[:3]))


def _month_end(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near(today: date, month: int, day: int) -> date | None:
    """The year left out: the occurrence from 90 days back on, so that a date just gone by stays gone by."""
    for year in (today.year - 1, today.year, today.year + 1):
        found = _make(year, month, day)
        if found is not None and today - timedelta(days=90) <= found:
            return found
    return None


def _friday(today: date, weeks: int = 0) -> date:
    """The working week's last day; on a weekend `this week` is the one about to begin."""
    monday = today - timedelta(days=today.weekday()) if today.weekday() < 5 else today + timedelta(days=7 - today.weekday())
    if weeks and today.weekday() >= 5:
        weeks -= 1
    return monday + timedelta(days=4, weeks=weeks)


def _add_months(day: date, months: int) -> date:
    last = _month_end(day.year, day.month + months)
    return last.replace(day=min(day.day, last.day))


def _count(words: str) -> int | None:
    words = " ".join(words.lower().split())
    if words in ("a", "an", "another", "an other"):
        return 1
    return parse_number(words)


def _span(words: str, unit: str, today: date, sign: int) -> date | None:
    n = _count(words)
    if n is None:
        return None
    unit = unit.lower()
    try:
        if unit.startswith(("working", "business", "work")):
            day = today
            while n:
                day += timedelta(days=sign)
                n -= day.weekday() < 5
            return day
        if unit.startswith("month"):
            return _add_months(today, sign * n)
        if unit.startswith("quarter"):
            return _add_months(today, sign * 3 * n)
        if unit.startswith("hour"):
            return today + timedelta(days=sign * (n // 24))
        days = {"d": 1, "w": 7, "f": 14}[unit[0]]
        return today + timedelta(days=sign * n * days)
    except (OverflowError, ValueError):
        return None


def _named_weekday(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    target = _weekday(m["wd"])
    which = (m["which"] or "").lower().strip()
    monday = today - timedelta(days=today.weekday())
    after = (target - today.weekday()) % 7 or 7
    if (m["tail"] or "").lower().strip() in ("next week", "of next week"):
        return monday + timedelta(days=7 + target)
    if (m["tail"] or "").strip():
        return today + timedelta(days=after + 7)
    if which == "next":
        return monday + timedelta(days=7 + target)
    if which in ("last", "past", "previous"):
        return today - timedelta(days=(today.weekday() - target) % 7 or 7)
    if which == "this" and target >= today.weekday():
        return monday + timedelta(days=target)
    return today + timedelta(days=after)


def _period_end(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    ahead = 1 if (m["which"] or "").lower() in ("next", "coming", "following") else 0
    unit = m["unit"].lower()
    if unit == "day":
        return today
    if unit == "week":
        return _friday(today, ahead)
    if unit == "month":
        return _month_end(today.year, today.month + ahead)
    if unit == "quarter":
        return _month_end(today.year, 3 * ((today.month - 1) // 3 + 1 + ahead))
    return date(today.year + ahead, 12, 31)


def _coming_period(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    which, unit = m["which"].lower(), m["unit"].lower()
    if which in ("last", "past", "previous"):
        if unit == "week":
            return _friday(today, 0) - timedelta(days=7)
        if unit == "month":
            return _month_end(today.year, today.month - 1)
        if unit == "quarter":
            return _month_end(today.year, 3 * ((today.month - 1) // 3))
        return date(today.year - 1, 12, 31)
    part = (m["part"] or "").lower()
    end = _period_end(m, today, meeting)
    if unit == "week" and end and part:
        return end - timedelta(days={"early": 3, "mid": 2, "middle of": 2, "late": 0, "the start of": 4, "start of": 4, "beginning of": 4, "the beginning of": 4}[part])
    return end


def _day_month(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    words = m["d"].lower().replace(" ", "-")
    day = ORDINALS.get(words) or int(re.sub(r"\D", "", words) or 0)
    month = _month(m["mon"])
    return _make(int(m["y"]), month, day) if m["y"] else _near(today, month, day)


def _of_month(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    """`the 20th`: the next one."""
    words = m["d"].lower().replace(" ", "-")
    day = ORDINALS.get(words) or int(re.sub(r"\D", "", words) or 0)
    for ahead in range(13):
        last = _month_end(today.year, today.month + ahead)
        if 1 <= day <= last.day and last.replace(day=day) >= today:
            return last.replace(day=day)
    return None


def _slashed(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    """Day-first or month-first: whichever is a date at all; where both are, the one in the next three months."""
    a, b = int(m["a"]), int(m["b"])
    if m["y"]:
        year = int(m["y"]) + (2000 if len(m["y"]) == 2 else 0)
        readings = {_make(year, b, a), _make(year, a, b)} - {None}
    else:
        readings = {_near(today, month, day) for month, day in ((b, a), (a, b)) if 1 <= month <= 12} - {None}
    near = [r for r in readings if r and today <= r <= today + timedelta(days=92)]
    return readings.pop() if len(readings) == 1 else near[0] if len(near) == 1 else None


def _dotted(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    day, month = int(m["a"]), int(m["b"])
    if m["y"]:
        return _make(int(m["y"]) + (2000 if len(m["y"]) == 2 else 0), month, day)
    return _near(today, month, day) if 1 <= month <= 12 else None


def _named_month(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    """`in March`, `end of March`: its last day; `mid March`: the 15th; `by March`: its first day."""
    month = _month(m["mon"])
    year = int(m["y"]) if m["y"] else today.year + (month < today.month)
    how = m["how"].lower()
    if how.startswith("mid"):
        return date(year, month, 15)
    if how.startswith(("early", "start", "the start", "beginning", "the beginning")):
        return date(year, month, 7)
    if how in ("by", "before", "until", "till"):
        return date(year, month, 1)
    return _month_end(year, month)


def _quarter(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    month = 3 * int(m["q"])
    year = int(m["y"]) if m["y"] else today.year + (month < today.month)
    return _month_end(year, month)


def _nth_weekday(m: re.Match[str], today: date, meeting: date | None) -> date | None:
    """`the first Monday in December`: the next such day."""
    month, weekday = _month(m["mon"]), _weekday(m["wd"])
    year = int(m["y"]) if m["y"] else today.year + (month < today.month)
    days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    place = m["nth"].lower()
    n = len(days) if place == "last" else ORDINALS.get(place) or int(place[0])
    return days[n - 1] if n <= len(days) else None


_SAME_DAY = re.compile(r",?[ ](?:on[ ])?(?:the[ ])?\(?", re.IGNORECASE)
_Resolve = Callable[[re.Match[str], date, date | None], date | None]
_THE_NEXT = r"(?:the[ ])?(?:(?:next|coming|following)[ ])?"
_UNIT = r"(?:working[ ]days?|business[ ]days?|work[ ]?days?|days?|weeks?|fortnights?|months?|quarters?|hours?)"

_PATTERNS: tuple[tuple[str, _Resolve], ...] = (
    (r"(?P<y>\d{4})-(?P<b>\d{2})-(?P<a>\d{2})\b", lambda m, t, n: _make(int(m["y"]), int(m["b"]), int(m["a"]))),
    (rf"(?P<d>{_DAY_NUMBER}|{_ORDINAL_WORD})(?:[ ]of)?[ -]?(?P<mon>{_MONTH})(?:,?[ -](?P<y>\d{{4}})\b)?", _day_month),
    (rf"(?P<mon>{_MONTH})[ ](?:the[ ])?(?P<d>{_DAY_NUMBER}|{_ORDINAL_WORD})\b(?![:%])(?:,?[ ](?P<y>\d{{4}})\b)?", _day_month),
    (r"(?<=by )(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.?(?!\d)(?P<y>)", _dotted),
    (r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4}|\d{2})\b", _dotted),
    (r"(?<![\d.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?!\d)(?=\s|[,;)]|$)(?P<y>)", _dotted),
    (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})\b", _slashed),
    (r"(?:(?<=by )|(?<=on )|(?<=until )|(?<=before )|(?<=due ))(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])(?P<y>)", _slashed),
    (r"(?:the[ ])?day after tomorrow", lambda m, t, n: t + timedelta(days=2)),
    (r"tomorrow", lambda m, t, n: t + timedelta(days=1)),
    (r"tonight|today|this (?:afternoon|evening|morning)|eod|cob|(?:the[ ])?close of (?:business|play)", lambda m, t, n: t),
    (r"yesterday", lambda m, t, n: t - timedelta(days=1)),
    (rf"(?:the[ ])?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)[ ](?P<wd>{_WEEKDAY})[ ](?:in|of)[ ](?P<mon>{_MONTH})(?:[ ](?P<y>\d{{4}}))?", _nth_weekday),
    (rf"in[ ](?:(?:{_COUNT}|half[ ]an)[ ](?:more[ ])?min(?:ute)?s?|half[ ]an[ ]hour|an[ ]hour)\b|later today", lambda m, t, n: t),
    (rf"(?:a week on[ ])(?P<wd>{_WEEKDAY})", lambda m, t, n: t + timedelta(days=((_weekday(m["wd"]) - t.weekday()) % 7 or 7) + 7)),
    (rf"(?:(?P<which>this|next|last|past|previous|coming)[ ](?:coming[ ])?)?(?P<wd>{_WEEKDAY})(?P<tail>[ ](?:(?:of[ ])?next week|week\b|after next))?", _named_weekday),
    (r"(?:the[ ])?end[ ]of[ ](?:the[ ])?(?:(?P<which>this|next|coming|following)[ ])?(?P<unit>day|week|month|quarter|year)\b", _period_end),
    (r"(?P<which>)(?P<unit>day|week|month|quarter|year)(?:['’]s|[- ])[ ]?end\b(?!\w)", _period_end),
    (r"eow|eom|eoq|eoy", lambda m, t, n: {"w": _friday(t), "m": _month_end(t.year, t.month), "q": _month_end(t.year, 3 * ((t.month - 1) // 3 + 1)), "y": date(t.year, 12, 31)}[m.group().lower()[-1]]),
    (rf"(?:the[ ])?end of (?:next[ ])?(?P<mon>{_MONTH})(?P<how>)(?:[ ](?P<y>\d{{4}}))?", _named_month),
    (rf"(?P<how>in|during|late|mid|by|before|until|till|early|(?:the[ ])?start of|(?:the[ ])?beginning of)[ -](?=(?-i:[A-Z]))(?P<mon>{_MONTH})(?![ ]\d{{1,2}}\b)(?:[ ](?P<y>\d{{4}}))?", _named_month),
    (r"(?:the[ ])?(?:end of )?Q(?P<q>[1-4])\b(?:[ ](?P<y>\d{4}))?", _quarter),
    (r"(?:the[ ])?week after next", lambda m, t, n: _friday(t, 2)),
    (r"(?:(?P<part>early|mid|late|(?:the )?start of|(?:the )?beginning of|middle of)[ -])?(?:the[ ])?(?P<which>this|next|coming|following|last|past|previous)[ ](?P<unit>week|month|quarter|year)\b(?!ly)", _coming_period),
    (rf"(?P<c>{_COUNT})[ ](?:more[ ])?(?P<u>{_UNIT})[ ](?:from (?:now|today)|out|hence)\b", lambda m, t, n: _span(m["c"], m["u"], t, 1)),
    (rf"(?:in|within|inside|over|during)[ ]{_THE_NEXT}(?P<c>{_COUNT})[ -]?(?P<u>{_UNIT})(?:['’]s?)?(?:[ ]time)?\b", lambda m, t, n: _span(m["c"], m["u"], t, 1)),
    (rf"(?:the[ ])?next[ ](?P<c>{_COUNT})[ ](?P<u>{_UNIT})\b", lambda m, t, n: _span(m["c"], m["u"], t, 1)),
    (rf"(?P<c>{_COUNT})[ ](?P<u>{_UNIT})[ ](?:ago|back)\b", lambda m, t, n: _span(m["c"], m["u"], t, -1)),
    (rf"(?:(?:our|the|my|your)[ ])?(?:next|following)[ ]{_MEETING}|(?:when )?we (?:next (?:meet|talk|speak)|(?:meet|talk|speak) (?:again|next))", lambda m, t, n: n),
    (rf"(?:(?<=by )|(?<=on )|(?<=until )|(?<=till )|(?<=before )|(?<=than )|(?<=due )|(?<=day ))the (?P<d>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL_WORD})\b(?![ ](?:call|meeting|time|email|demo|week|month|round|draft|of)\b)", _of_month),
    (r"(?:(?<=by )|(?<=on )|(?<=until )|(?<=before ))(?P<d>\d{1,2}(?:st|nd|rd|th))\b", _of_month),
    (r"(?<=for )the (?P<d>\d{1,2}(?:st|nd|rd|th))\b(?![ ]\w*(?:goal|one|time|call|deal|suggestion|quarter|week|month)\b)", _of_month),
)  # fmt: skip
_COMPILED = tuple((re.compile(rf"(?<![\w/])(?:{p})(?!\w)", re.IGNORECASE), resolve) for p, resolve in _PATTERNS)


def find_days(text: str, today: date, next_meeting: date | None = None) -> list[DayMention]:
    """All days named in a text, in the order they stand; of overlapping readings the longest.

    Conventions: a bare weekday is the next one after `today`; `next Friday` is the Friday of the next calendar week;
    `this week` and `end of the week` are its Friday; a date without a year is the nearest one from 90 days back on.

    Args:
        text: What somebody said or wrote.
        today: The day it is relative to.
        next_meeting: What `our next 1:1` means; None leaves such words unread.
    """
    found: list[DayMention] = []
    for pattern, resolve in _COMPILED:
        for m in pattern.finditer(text):
            day = resolve(m, today, next_meeting)
            if day is not None:
                found.append(DayMention(day, m.start(), m.end()))
    kept: list[DayMention] = []
    for mention in sorted(found, key=lambda d: (d.start - d.end, d.start)):
        if all(mention.end <= k.start or mention.start >= k.end for k in kept):
            kept.append(mention)
    return _joined(text, sorted(kept, key=lambda d: d.start))


def _joined(text: str, days: list[DayMention]) -> list[DayMention]:
    """`Friday, 4 December` and `close of business on Friday` are one day: the second says which."""
    out: list[DayMention] = []
    for mention in days:
        if out and _SAME_DAY.fullmatch(text[out[-1].end : mention.start]):
            mention = DayMention(mention.day, out.pop().start, mention.end)
        out.append(mention)
    return out


def parse_day(text: str, today: date, next_meeting: date | None = None) -> DayMention | None:
    """The first day named in a text as (date, start, end), or None; see `find_days`."""
    days = find_days(text, today, next_meeting)
    return days[0] if days else None
