"""Reading dates: one format for a whole column, found from all of its values, never guessed cell by cell.

A cell is first taken apart into its numbers; which number is day, month and year is then decided for the column
(and, where a column alone cannot say, from its siblings). What no value decides stays undecided and is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from store.crm.names import folded
from store.crm.spoken import spoken

Order = Literal["dmy", "mdy", "ymd"]
MISSING = frozenset(
    (
        "",
        "null",
        "none",
        "n/a",
        "na",
        "nan",
        "nat",
        "-",
        "--",
        "---",
        "—",
        "–",
        "(blank)",
        "(none)",
        "#n/a",
        "\\n",
        "undefined",
        "not set",
        "[null]",
        "<null>",
        "(null)",
        "tbd",
        "tba",
        "unknown",
        "0000-00-00",
        "00/00/0000",
        "0000-00-00 00:00:00",
        ".",
        "?",
        "no value",
        "(no value)",
        "--/--/----",
    )
)
_SENTINEL = re.compile(
    r"^(?:(?:0001-01-01|1753-01-01|1899-12-3[01]|1900-01-0[01]|1970-01-01|9999-12-31|4712-12-31)(?:[T ].*)?|(?:1/1/|01/01/|01\.01\.)(?:0001|1753|1900|1970)(?: .*)?|(?:12/31/|31/12/|31\.12\.)9999(?: .*)?)$"
)


def no_date(text: str) -> bool:
    """Whether a cell of a column of dates says that there is none: blank, `not closed`, or a day that stands for nothing such as 9999-12-31."""
    s = text.strip().lower()
    return s in MISSING or s in spoken("no_date") or bool(_SENTINEL.match(s))


ORDER_WORDS: dict[Order, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}

_MONTHS = {
    "january": 1, "jan": 1, "februar": 2, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
    "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
    "januar": 1, "janner": 1, "jaenner": 1, "marz": 3, "maerz": 3, "mrz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12,
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "aou": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
    "enero": 1, "ene": 1, "febrero": 2, "marzo": 3, "abril": 4, "abr": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "ago": 8, "septiembre": 9, "setiembre": 9, "set": 9, "octubre": 10, "noviembre": 11, "diciembre": 12, "dic": 12,
    "janeiro": 1, "fevereiro": 2, "marco": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "out": 10, "novembro": 11, "dezembro": 12,
    "gennaio": 1, "gen": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "mag": 5, "giugno": 6, "giu": 6, "luglio": 7, "lug": 7, "settembre": 9, "sett": 9, "ottobre": 10, "ott": 10, "dicembre": 12,
    "januari": 1, "februari": 2, "maart": 3, "mrt": 3, "mei": 5, "augustus": 8,
    "stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "kwiecien": 4, "maja": 5, "czerwca": 6, "czerwiec": 6, "lipca": 7, "lipiec": 7, "sierpnia": 8, "sierpien": 8, "wrzesnia": 9, "wrzesien": 9, "pazdziernika": 10, "pazdziernik": 10, "listopada": 11, "listopad": 11, "grudnia": 12, "grudzien": 12, "luty": 2, "marzec": 3,
    "ledna": 1, "leden": 1, "unora": 2, "unor": 2, "brezna": 3, "brezen": 3, "dubna": 4, "duben": 4, "kvetna": 5, "kveten": 5, "cervna": 6, "cerven": 6, "cervence": 7, "cervenec": 7, "srpna": 8, "srpen": 8, "zari": 9, "rijna": 10, "rijen": 10, "listopadu": 11, "prosince": 12, "prosinec": 12,
    "ocak": 1, "oca": 1, "subat": 2, "sub": 2, "mart": 3, "nisan": 4, "nis": 4, "mayis": 5, "haziran": 6, "haz": 6, "temmuz": 7, "tem": 7, "agustos": 8, "eylul": 9, "eyl": 9, "ekim": 10, "eki": 10, "kasim": 11, "kas": 11, "aralik": 12, "ara": 12,
    "marcius": 3, "aprilis": 4, "majus": 5, "junius": 6, "julius": 7, "augusztus": 8, "szeptember": 9, "ianuarie": 1, "februarie": 2, "martie": 3, "iunie": 6, "iulie": 7, "septembrie": 9, "octombrie": 10, "noiembrie": 11, "decembrie": 12,
    "tammikuuta": 1, "helmikuuta": 2, "maaliskuuta": 3, "huhtikuuta": 4, "toukokuuta": 5, "kesakuuta": 6, "heinakuuta": 7, "elokuuta": 8, "syyskuuta": 9, "lokakuuta": 10, "marraskuuta": 11, "joulukuuta": 12,
    "января": 1, "янв": 1, "январь": 1, "февраля": 2, "фев": 2, "февраль": 2, "марта": 3, "мар": 3, "март": 3, "апреля": 4, "апр": 4, "апрель": 4, "мая": 5, "маи": 5, "июня": 6, "июн": 6, "июнь": 6, "июля": 7, "июл": 7, "июль": 7, "августа": 8, "авг": 8, "август": 8, "сентября": 9, "сен": 9, "сент": 9, "сентябрь": 9, "октября": 10, "окт": 10, "октябрь": 10, "ноября": 11, "ноя": 11, "ноябрь": 11, "декабря": 12, "дек": 12, "декабрь": 12,
    "maj": 5, "augusti": 8, "marts": 3, "desember": 12, "des": 12, "kwi": 4, "styczen": 1,
}  # fmt: skip
_TIME = r"(?:[T\s,]+(?:at\s+|um\s+|a\s+las\s+|à\s+)?\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?\s?m\.?|午前|午後|上午|下午|오전|오후)?\s*(?:Z|UTC|GMT|[A-Z]{2,5})?\s*(?:[+-]\d{2}:?\d{0,2})?\s*(?:Z|UTC|GMT|[A-Z]{2,5})?\s*(?:\([^)]*\)|uhr)?)?$"
_NUMERIC = re.compile(r"^(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?" + _TIME, re.IGNORECASE)
_CJK = re.compile(r"^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?.*$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4,6}(?:\.\d+)?Z?)?$")
_NUMBER = re.compile(r"^\d{4,19}(?:[.,]\d+)?$")
_NAMED = re.compile(r"[^\W\d_]+|\d+")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|sab|dom|seg|ter|qua|qui|sex)[a-zäéûçá-]*\.?,?\s+(?=\d+[-/.]\d)|\s*[(（][^\d()（）]{1,12}[)）]$",
    re.IGNORECASE,
)
"""`Tue 5/3/2024`, `2024/03/05 (Tue)`, `2024/03/05（火）`."""
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})\s*$")
_EPOCH = date(1970, 1, 1)
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell taken apart: already a date, or three numbers in an order not yet known."""

    day: date | None = None
    parts: tuple[int, int, int] | None = None
    separator: str = ""
    family: str = ""
    offset: bool = False


@dataclass
class DateColumn:
    """What a column of dates turned out to be."""

    values: dict[str, date | None] = field(default_factory=dict)
    """Each distinct cell as written -> its date; None where it has none."""
    bad: dict[str, str] = field(default_factory=dict)
    """Cells that are no date of this column's format -> why."""
    order: Order | None = None
    """None where every date says itself which number is what, or nothing decides."""
    ambiguous: bool = False
    """Day and month could be swapped and nothing in this column says which."""
    separator: str = ""
    cells: dict[str, _Cell] = field(default_factory=dict)
    how: str = ""
    offsets: bool = False

    def settle(self, order: Order, how: str) -> None:
        """Read the undecided numbers in this order."""
        self.order, self.ambiguous, self.how = order, False, how
        for text, cell in self.cells.items():
            if cell.parts is not None:
                self._read(text, cell, order)

    def _read(self, text: str, cell: _Cell, order: Order) -> None:
        assert cell.parts is not None
        day = _ordered(cell.parts, order)
        self.values[text] = day
        if day is None:
            self.bad[text] = f"is no date when read {ORDER_WORDS[order]}, as the rest of its column"
        else:
            self.bad.pop(text, None)


@lru_cache(maxsize=100_000)
def _take_apart(text: str, serials: bool) -> _Cell | None:
    s = _WEEKDAY.sub("", text.strip().strip("'\"").strip())
    if not s:
        return None
    if m := _NUMERIC.match(s):
        a, b, c = int(m[1]), int(m[3]), int(m[4])
        offset = bool(_OFFSET.search(s)) and len(s) > 12
        if len(m[1]) == 4:
            return _Cell(day=_date(a, b, c), family="year first", offset=offset)
        if len(m[1]) > 2 or len(m[4]) == 3 or (len(m[4]) == 1):
            return None
        return _Cell(parts=(a, b, c), separator=m[2], family=f"numbers with {m[2]!r}", offset=offset)
    if m := _CJK.match(s):
        return _Cell(day=_date(int(m[1]), int(m[2]), int(m[3])), family="year first")
    if m := _COMPACT.match(s):
        day = _date(int(m[1]), int(m[2]), int(m[3]))
        if day is not None:
            return _Cell(day=day, family="yyyymmdd")
    if _NUMBER.match(s):
        return _number(s, serials)
    return _named(s)


def _number(s: str, serials: bool) -> _Cell | None:
    value = float(s.replace(",", "."))
    for scale, family in ((1e15, "microseconds since 1970"), (1e12, "milliseconds since 1970"), (1e9, "seconds since 1970")):
        # between 2001 and 2100
        if 0.9 * scale <= value < 4.2 * scale:
            day = _EPOCH + timedelta(seconds=value / (scale / 1e9))
            return _Cell(day=day, family=family)
    if serials and 20_000 <= value < 73_500:
        return _Cell(day=_SERIAL_ZERO + timedelta(days=int(value)), family="spreadsheet day numbers")
    return None


def _named(s: str) -> _Cell | None:
    """`12-Mar-2017`, `March 12, 2017 3:00 PM`, `12 de março de 2017`, `Wed Mar 01 2017 ...`."""
    found = _NAMED.findall(folded(s[:60]))
    month, numbers, place = 0, [], -1
    for i, word in enumerate(found):
        if word.isdigit():
            numbers.append((i, word))
        elif not month and word in _MONTHS:
            month, place = _MONTHS[word], i
        elif not month:
            glued = re.match(r"^(\d{1,2})?([a-z]{3,})$", word)
            if glued and glued[2] in _MONTHS:
                month, place = _MONTHS[glued[2]], i
    if not month or len(numbers) < 2:
        return None
    before = [n for i, n in numbers if i < place]
    after = [n for i, n in numbers if i > place]
    if before and len(before[-1]) == 4 and after:
        return _Cell(day=_date(int(before[-1]), month, int(after[0])), family="with month names")
    if before and len(before[-1]) <= 2 and after and len(after[0]) in (2, 4):
        return _Cell(day=_date(_century(int(after[0]), len(after[0])), month, int(before[-1])), family="with month names")
    years = [n for n in after[1:] if len(n) == 4] or [n for n in after[1:2] if len(n) == 2]
    if after and len(after[0]) <= 2 and years:
        return _Cell(day=_date(_century(int(years[0]), len(years[0])), month, int(after[0])), family="with month names")
    return None


def _century(year: int, digits: int) -> int:
    return year if digits == 4 else 2000 + year if year < 69 else 1900 + year


@lru_cache(maxsize=100_000)
def _date(year: int, month: int, day: int) -> date | None:
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ordered(parts: tuple[int, int, int], order: Order) -> date | None:
    a, b, c = parts
    if order == "ymd":
        return _date(_century(a, 2), b, c)
    year = _century(c, 4 if c > 99 else 2)
    return _date(year, b, a) if order == "dmy" else _date(year, a, b)


def is_date(text: str, serials: bool = False) -> bool:
    """Whether one cell reads as a date in some order."""
    cell = _take_apart(text, serials)
    if cell is None:
        return False
    return cell.day is not None or (cell.parts is not None and any(_ordered(cell.parts, o) for o in ("dmy", "mdy", "ymd")))


def read_dates(texts: Iterable[str], order: Order | None = None, serials: bool = True) -> DateColumn:
    """The dates of a column.

    Args:
        texts: the distinct cells.
        order: where a mapping says which number comes first.
        serials: whether bare numbers of five digits may be spreadsheet day numbers.
    """
    out = DateColumn()
    families: Counter[str] = Counter()
    for text in texts:
        if no_date(text):
            out.values[text] = None
            continue
        cell = _take_apart(text, serials)
        if cell is None or (cell.day is None and cell.parts is None):
            out.values[text] = None
            out.bad[text] = "is not a date"
            continue
        out.cells[text] = cell
        out.values[text] = cell.day
        out.offsets |= cell.offset
        families[cell.family] += 1
    loose = {t: c for t, c in out.cells.items() if c.parts is not None}
    names = ", ".join(f for f, _ in families.most_common(3))
    out.how = f"dates {names}" if names else "no dates in it"
    if not loose:
        return out
    out.separator = Counter(c.separator for c in loose.values()).most_common(1)[0][0]
    if order is not None:
        out.settle(order, f"dates {names}, {ORDER_WORDS[order]} as the mapping says")
        return out
    _decide(out, [c.parts for c in loose.values() if c.parts is not None], names)
    return out


def _decide(out: DateColumn, parts: list[tuple[int, int, int]], names: str) -> None:
    """Set the order which the values prove; leave it ambiguous where they do not."""
    orders: tuple[Order, ...] = ("dmy", "mdy", "ymd")
    fits = {o: sum(_ordered(p, o) is not None for p in parts) for o in orders}
    best = max(fits.values())
    if best == 0:
        for text, cell in out.cells.items():
            if cell.parts is not None:
                out.bad[text] = "is no date in any order"
        return
    # the few cells which only another order reads are strays (mangled by a spreadsheet), not a second format
    close = [o for o in orders if fits[o] >= best - max(0, int(0.05 * best))]
    if "ymd" in close and len(close) > 1:
        # two-digit years at the front and days at the end, or the reverse: a year changes little, a day a lot
        spans = {o: _years(parts, o) for o in close}
        short = min(spans.values())
        close = [o for o in close if spans[o] <= short + 1]
        if "ymd" in close and len(close) > 1 and all(p[2] > 99 for p in parts):
            close.remove("ymd")
    ranked = sorted(close, key=lambda o: -fits[o])
    proofs = {o: sum(_ordered(p, o) is not None and all(_ordered(p, x) is None for x in ranked if x != o) for p in parts) for o in ranked}
    proven = [o for o in ranked if proofs[o]]
    if len(ranked) == 1 or len(proven) == 1 or (len(proven) > 1 and proofs[ranked[0]] >= 10 * proofs[ranked[1]]):
        order: Order = proven[0] if len(proven) == 1 else ranked[0]
        n = sum(_ordered(p, order) is not None for p in parts)
        out.settle(order, f"dates {names}, {ORDER_WORDS[order]}: {n} of {len(parts)} distinct values are dates that way, {max((fits[o] for o in fits if o != order), default=0)} another way")
        return
    out.ambiguous = True
    out.how = f"dates {names}, but day and month could be swapped"


def _years(parts: list[tuple[int, int, int]], order: Order) -> int:
    years = [d.year for d in (_ordered(p, order) for p in parts) if d is not None]
    return max(years) - min(years) if years else 999
