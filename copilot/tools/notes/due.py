"""By when a promise in notes is due: shorthand and days of other languages put into the words that `dates` reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from copilot.tools.dates import find_days

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FOREIGN_DAYS = (
    ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_FOREIGN_MONTHS = (
    ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"),
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"),
)
_SAID: tuple[tuple[str, str], ...] = (
    (r"tmrw|tmw|tmr|2moro|tomorow|tommorow", "tomorrow"),
    (r"nxt", "next"),
    (r"wks", "weeks"),
    (r"wk", "week"),
    (r"same (?:week|wk)", "this week"),
    (r"weds|wednes(?!day)", "Wednesday"),
    (r"the month is out|(?:des monats|monatsende)|fin du mois|fin de mes", "the end of the month"),
    (r"übermorgen|overmorgen", "day after tomorrow"),
    (r"(?<!guten )(?<!am )(?<!jeden )(?<!goede )(?<!good )morgen|demain|(?<!la )(?<!cada )mañana", "tomorrow"),
    (r"heute|aujourd['’]hui|hoy|vandaag|(?:right|straight) (?:after this|away)|after (?:this|lunch)|this night|same (?:day|evening)|before you leave this room", "today"),
    (r"(?:die )?(?:nächste|kommende)[nr]? woche|(?:la )?semaine prochaine|(?:la )?(?:semana que viene|próxima semana)|volgende week", "next week"),
    (r"diese[rn]? woche|cette semaine|esta semana|deze week|this very week", "this week"),
    (r"(?:bis|d['’]ici|avant|antes de(?:l)?|vóór|uiterlijk)(?: (?:zum|le|el))?", "by"),
    *((re.escape(word) + r"(?: prochaine?)?", day) for words in _FOREIGN_DAYS for word, day in zip(words, _DAYS, strict=True)),
    (r"(mon|tue|wed|thu|fri)(?= (?:night|morning|evening|afternoon|noon|a\.?m|p\.?m|eod)\b)", r"\g<0>day"),
)
_PLAIN = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), word) for pattern, word in _SAID)
_NAMED_MONTHS = tuple((re.compile(rf"(?<=\d)\.? (?:de )?{re.escape(word)}\b", re.IGNORECASE), " " + month) for words in _FOREIGN_MONTHS for word, month in zip(words, _MONTHS, strict=True))
_SHORT_DAYS = {"monday": "Monday", "tueday": "Tuesday", "wedday": "Wednesday", "thuday": "Thursday", "friday": "Friday"}
_NUMERIC = re.compile(r"(?<![\d/.])(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/%])(?! of\b)")
_BY = re.compile(r"\b(?:by|before|until|till|no later than|due)\s+(?:the\s+)?$", re.IGNORECASE)
_END_OF_DAY = re.compile(r"(?<=tomorrow)\s+(?:eod|cob)\b", re.IGNORECASE)
NEAR_DAYS = 150
"""A bare `11/12` is a day so near; further away it is something else."""


def due_day(words: str, meeting_on: date, day_first: bool | None = None) -> date | None:
    """The day a promise is due, None where none is said.

    Args:
        words: what was promised.
        meeting_on: the day of the 1:1, which `by Friday` is relative to.
        day_first: whether `11/12` is in December; where it is not known, whichever is nearer.
    """
    plain = _END_OF_DAY.sub("", words)
    for pattern, word in (*_PLAIN, *_NAMED_MONTHS):
        plain = pattern.sub(word, plain)
    for short, full in _SHORT_DAYS.items():
        plain = re.sub(rf"\b{short}\b", full, plain)
    plain = _NUMERIC.sub(_spelt(meeting_on, day_first), plain)
    plain = re.sub(r"\bbefore the weekend\b", f"by {_coming(meeting_on, 4).isoformat()}", plain, flags=re.IGNORECASE)
    plain = re.sub(r"\b(?:this|the|over the|at the) weekend\b", _coming(meeting_on, 6).isoformat(), plain, flags=re.IGNORECASE)
    whole_week = re.search(r"\bin the week of\b", plain, re.IGNORECASE)
    days = [d for d in find_days(plain, meeting_on) if d.day >= meeting_on]
    by = [d for d in days if _BY.search(plain[: d.start])]
    if not days:
        return None
    day = (by or days)[-1].day
    return _coming(day, 4) if whole_week else day


def day_first_in(text: str, meeting_on: date) -> bool | None:
    """How a text writes days, told by the one that is the day of the 1:1 itself or that can be read in one way only."""
    for a, b in _NUMERIC.findall(text):
        first, second = int(a), int(b)
        if (first, second) == (meeting_on.day, meeting_on.month) and first != second:
            return True
        if (second, first) == (meeting_on.day, meeting_on.month) and first != second:
            return False
    found = {first > second for first, second in ((int(a), int(b)) for a, b in _NUMERIC.findall(text)) if (first > 12) != (second > 12) and max(first, second) <= 31 and min(first, second) >= 1}
    return found.pop() if len(found) == 1 else None


def _spelt(meeting_on: date, day_first: bool | None) -> Callable[[re.Match[str]], str]:
    def spell(m: re.Match[str]) -> str:
        a, b = int(m[1]), int(m[2])
        orders = [(a, b), (b, a)] if day_first is None else [(a, b)] if day_first else [(b, a)]
        days = sorted(found for day, month in orders if (found := _near(meeting_on, day, month)) is not None)
        return days[0].isoformat() if days else m.group()

    return spell


def _near(meeting_on: date, day: int, month: int) -> date | None:
    for year in (meeting_on.year, meeting_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if meeting_on <= found <= meeting_on + timedelta(days=NEAR_DAYS):
            return found
    return None


def _coming(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
